"""Checks whether a notice that tells of automated decisions tells their logic and the right to a human's."""

from __future__ import annotations

import re

from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View

#: A law that allows the decision (art. 22(2)(b)) lays down the safeguards.
_BY_LAW = re.compile(r"(?<!\w)(?:\w*lain|\w*lakiin|§)(?!\w)", re.IGNORECASE)
_BEFORE, _AFTER = 200, 500


def decision_logic_missing(view: View) -> Evidence | None:
    """Automated decisions are made, and no sentence of their section tells how or with what effect.

    When the machine acts (``jos lasku on maksamatta``) is its logic too, in the sentence of the decision.
    Of a small matter that a human can decide anew nothing more is asked.
    """
    decisions = view.said("decision", "automated")
    if view.said("right", "human_decision"):
        decisions = [index for index in decisions if cue("credit").search(view.sentence(index))]
    if not decisions or any(
        cue("logic").search(_around(view, index, _AFTER))
        or cue("circumstance").search(_around(view, index, 0))
        for index in decisions
    ):
        return None
    return Evidence(spans=tuple(decisions), sections=view.searched("automated_decisions"))


def _around(view: View, index: int, after: int) -> str:
    """Return the text of the section near a decision: some before its sentence, ``after`` characters after it."""
    text, span = view.record.text, view.span(index)
    section = view.record.sections[span.section] if span.section is not None else None
    start, end = (section.start, section.end) if section else (span.start, len(text))
    _, last = view.sentence_bounds(index)
    return text[max(start, span.start - _BEFORE) : max(last, min(end, span.end + after))]


def human_decision_missing(view: View) -> Evidence | None:
    """Automated decisions are made, and the right to a human's decision is not mentioned.

    A gate or a key that a machine opens decides nothing about the person.
    """
    decisions = []
    for index in view.said("decision", "automated"):
        sentence = view.sentence(index).rpartition(":")[
            2
        ]  # the heading speaks of decisions, whatever follows
        if cue("deciding").search(sentence) and not _BY_LAW.search(sentence):
            decisions.append(index)
    if not decisions or view.said("right", "human_decision") or _tells_human(view, decisions):
        return None
    return Evidence(spans=tuple(decisions), sections=view.searched("rights", "automated_decisions"))


def _tells_human(view: View, decisions: list[int]) -> bool:
    """Say whether a human is told of in what follows a decision in its section."""
    return any(cue("human").search(_around(view, index, _AFTER)) for index in decisions)
