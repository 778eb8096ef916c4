"""Finds the words under whose condition a statement holds: consent, law, an exception, a request, another."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast

from seloste.record import Condition
from seloste.values.tables import table
from seloste.values.words import any_of

Kind = Literal["consent", "law", "exception", "request", "other"]

_INSIDE = ("exception", "degree")
_SENTENCE_EDGE = re.compile(r"[.!?;•|\t\n]")


def find_condition(text: str, start: int, end: int) -> Condition | None:
    """Return the condition in the sentence of the words at ``start``–``end`` that stands nearest to them.

    Inside the words themselves only an exception or a limit counts (``ei pääsääntöisesti siirretä``):
    consent or law there is what they name.
    """
    edges = [edge.end() for edge in _SENTENCE_EDGE.finditer(text, text.rfind("\n", 0, start) + 1, start)]
    first = edges[-1] if edges else text.rfind("\n", 0, start) + 1
    edge = _SENTENCE_EDGE.search(text, end)
    last = edge.start() if edge else len(text)
    cues = [
        (max(match.start() - end, start - match.end(), 0), match.start(), match.end(), kind)
        for match in _pattern().finditer(text, first, last)
        if (kind := _kind(match.group())) in _INSIDE or match.end() <= start or match.start() >= end
    ]
    if not cues:
        return None
    _, cue_start, cue_end, kind = min(cues)
    return Condition(kind=cast(Kind, "other" if kind == "degree" else kind), start=cue_start, end=cue_end)


def _kind(cue: str) -> str:
    return next(kind for beginning, kind in _kinds() if cue.casefold().startswith(beginning))


def is_qualified(text: str, end: int) -> bool:
    """Say whether the sentence after the one that ends past ``end`` takes something back: ``kuitenkin …``."""
    edge = _SENTENCE_EDGE.search(text, end)
    if edge is None:
        return False
    following = _SENTENCE_EDGE.search(text, edge.end() + 1)
    return _qualifier().search(text, edge.end(), following.start() if following else len(text)) is not None


@cache
def _qualifier() -> re.Pattern[str]:
    words = any_of(word for word, _ in table("qualifiers.tsv", 2))
    return re.compile(rf"(?<!\w){words}", re.IGNORECASE)


@cache
def _kinds() -> list[tuple[str, str]]:
    rows = [(beginning, kind) for kind, beginning, _ in table("conditions.tsv", 3)]
    return sorted(rows, key=lambda row: (-len(row[0]), row[0]))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(beginning for beginning, _ in _kinds())}\w*", re.IGNORECASE)
