"""Finds the words under whose condition a statement holds: consent, law, an exception, a request, another."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast

from seloste.record import Condition
from seloste.values.tables import table
from seloste.values.words import any_of

Kind = Literal["consent", "law", "exception", "request", "other"]

_SENTENCE_EDGE = re.compile(r"[.!?;•|\t\n]")


def find_condition(text: str, start: int, end: int) -> Condition | None:
    """Return the condition in the sentence of the words at ``start``–``end`` that stands nearest to them."""
    edges = [edge.end() for edge in _SENTENCE_EDGE.finditer(text, text.rfind("\n", 0, start) + 1, start)]
    first = edges[-1] if edges else text.rfind("\n", 0, start) + 1
    edge = _SENTENCE_EDGE.search(text, end)
    last = edge.start() if edge else len(text)
    cues = [
        (max(match.start() - end, start - match.end()), match)
        for match in _pattern().finditer(text, first, last)
        if match.end() <= start or match.start() >= end
    ]
    if not cues:
        return None
    _, nearest = min(cues, key=lambda cue: (cue[0], cue[1].start()))
    kind = next(kind for beginning, kind in _kinds() if nearest.group().casefold().startswith(beginning))
    return Condition(kind=kind, start=nearest.start(), end=nearest.end())


@cache
def _kinds() -> list[tuple[str, Kind]]:
    rows = [(beginning, cast(Kind, kind)) for kind, beginning, _ in table("conditions.tsv", 3)]
    return sorted(rows, key=lambda row: (-len(row[0]), row[0]))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(beginning for beginning, _ in _kinds())}\w*", re.IGNORECASE)
