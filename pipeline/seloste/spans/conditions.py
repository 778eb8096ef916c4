"""Finds under what condition a statement holds, from the words of its sentence."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from seloste.finnish.lines import Line
from seloste.resources import package_path

Kind = Literal["consent", "law", "exception", "request", "other"]
#: Labels whose statements can hold under a condition; for the others the cue is the statement itself.
_CONDITIONAL = {"data", "purpose", "source", "recipient", "transfer", "decision"}
_SENTENCE_END = {".", "!", "?"}


@dataclass(frozen=True, slots=True)
class ConditionCue:
    """A condition and the words that state it; offsets are code points of the notice's text."""

    kind: Kind
    start: int
    end: int


def find_condition(line: Line, first: int, last: int, label: str) -> ConditionCue | None:
    """Return the condition of the span of tokens ``first`` to ``last`` (inclusive), the strictest kind first."""
    if label not in _CONDITIONAL:
        return None
    low = max((i + 1 for i in range(first) if line.words[i] in _SENTENCE_END), default=0)
    high = min((i for i in range(last + 1, len(line.words)) if line.words[i] in _SENTENCE_END), default=len(line.words))
    base = line.tokens[0].start
    begin, end = line.tokens[low].start, line.tokens[high - 1].end
    span = (line.tokens[first].start, line.tokens[last].end)
    for kind, pattern in _patterns():
        for match in pattern.finditer(line.text, begin - base, end - base):
            start, stop = match.start() + base, match.end() + base
            if stop <= span[0] or start >= span[1]:
                return ConditionCue(kind, start, stop)
    return None


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    with package_path("spans/data/conditions.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple((cast(Kind, row["kind"]), re.compile(row["pattern"], re.IGNORECASE)) for row in rows)
