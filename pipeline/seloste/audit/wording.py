"""Checks for the wording: what a template left behind, identifiers that cannot be, sentences nobody reads."""

from __future__ import annotations

import re
from functools import cache

from seloste.audit.tables import table
from seloste.audit.view import Evidence, View
from seloste.values.typed import contacts

#: Words in a sentence of running text, on average, above which a notice is hard to read. It is far out of the
#: common: 95 of 100 gold notices stay under 13, and none of 28 real ones exceeds 16.
_LONG_SENTENCE = 20.0
#: Fewer sentences than this say nothing of a text.
_FEWEST_SENTENCES = 5
#: A line of fewer words is a heading, a list item or a cell, not a sentence.
_SHORTEST_SENTENCE = 6


def template_leftover(view: View) -> Evidence | None:
    """Placeholders stand in the text."""
    text = view.record.text
    found = [match for pattern in _templates() for match in pattern.finditer(text)]
    if not found:
        return None
    listed = ", ".join(
        dict.fromkeys(match.group()[:40] for match in sorted(found, key=lambda match: match.start()))
    )
    starts = [match.start() for match in found]
    sections = tuple(
        at
        for at, section in enumerate(view.record.sections)
        if any(section.start <= start < section.end for start in starts)
    )
    return Evidence(sections=sections, what=(listed, listed))


@cache
def _templates() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row[0]) for row in table("templates.tsv"))


def business_id_invalid(view: View) -> Evidence | None:
    """A business ID fails its check digit."""
    wrong = [
        index
        for index, contact in contacts(view.record)
        if contact.kind == "business_id" and not contact.valid
    ]
    return Evidence(spans=tuple(wrong), what=view.quotes(wrong)) if wrong else None


def hard_to_read(view: View) -> Evidence | None:
    """The sentences of the running text are very long on average."""
    lengths = [
        len(words)
        for line in view.record.text.split("\n")
        for sentence in re.split(r"(?<=[^\W\d_]{3}[.!?])\s", line)
        if len(words := re.findall(r"\w+", sentence)) >= _SHORTEST_SENTENCE
    ]
    if len(lengths) < _FEWEST_SENTENCES:
        return None
    mean = sum(lengths) / len(lengths)
    if mean <= _LONG_SENTENCE:
        return None
    return Evidence(sections=tuple(range(len(view.record.sections))), what=(f"{mean:.0f}", f"{mean:.0f}"))
