"""Finds the spans of a notice: one label a token by a conditional random field, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from seloste.finnish.lines import Line
from seloste.learning.crf import Crf, Marginals
from seloste.spans.features import LineContext, span_features


@dataclass(frozen=True, slots=True)
class Tagged:
    """A span found in a line: tokens ``first`` to ``last`` (inclusive), how sure it is, and by what found."""

    line: int
    first: int
    last: int
    label: str
    score: float
    by: str = "tagger"


@dataclass(frozen=True)
class Tagger:
    """The trained tagger."""

    crf: Crf

    def tag(self, lines: Sequence[Line], contexts: Sequence[LineContext]) -> list[Tagged]:
        """Return the spans of a notice in order; none overlaps another."""
        rows = [span_features(line, context) for line, context in zip(lines, contexts, strict=True)]
        spans: list[Tagged] = []
        for i, marginals in enumerate(self.crf.decode(rows)):
            spans.extend(self._spans(i, marginals))
        return spans

    def _spans(self, line: int, marginals: Marginals) -> list[Tagged]:
        spans: list[Tagged] = []
        tags = [self.crf.labels[i] for i in marginals.best]
        i = 0
        while i < len(tags):
            if not tags[i].startswith("B-"):
                i += 1
                continue
            label = tags[i][2:]
            last = i
            while last + 1 < len(tags) and tags[last + 1] == f"I-{label}":
                last += 1
            score = min(float(marginals.posterior[t, marginals.best[t]]) for t in range(i, last + 1))
            spans.append(Tagged(line, i, last, label, score))
            i = last + 1
        return spans

    def save(self, folder: Path) -> None:
        """Write the tagger into ``folder``."""
        self.crf.save(folder, "span_tagger")

    @classmethod
    def load(cls, folder: Path) -> Tagger:
        """Read what :meth:`save` wrote."""
        return cls(Crf.load(folder, "span_tagger"))
