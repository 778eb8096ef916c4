"""A span found in a line, before anything else is said of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span found in a line: tokens ``first`` to ``last`` (inclusive), how sure it is, and by what found."""

    line: int
    first: int
    last: int
    label: str
    score: float
    by: str = "tagger"
