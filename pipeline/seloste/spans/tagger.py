"""Finds the spans of a notice: one label a token, line by line, by two taggers that vote.

A conditional random field knows the words of the gold by heart; a recurrent network knows words by their
vectors and so reads words it has not met. Their scores are added (a product of experts: Hinton 2002) before one
search for the best path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seloste.finnish.ellipsis import joined
from seloste.finnish.lines import Line
from seloste.finnish.vectors import word_vectors
from seloste.learning.crf import Crf, Marginals
from seloste.learning.recurrent import Recurrent, log_softmax
from seloste.spans.features import LineContext, cues, span_features
from seloste.spans.steps import span_steps

#: The network's share of the vote (0.3 to 0.6 tried on unseen groups).
_NETWORK = 0.5


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
    """The trained taggers; both have the labels of ``crf``, in its order."""

    crf: Crf
    network: Recurrent

    def tag(self, lines: Sequence[Line], contexts: Sequence[LineContext]) -> list[Tagged]:
        """Return the spans of a notice in order; none overlaps another."""
        pairs = list(zip(lines, contexts, strict=True))
        cued = [cues(line, context) for line, context in pairs]
        potentials = self.crf.potentials(
            [span_features(*pair, c) for pair, c in zip(pairs, cued, strict=True)]
        )
        vectors = word_vectors()
        heard = self.network.scores(
            [span_steps(*pair, c, vectors) for pair, c in zip(pairs, cued, strict=True)]
        )
        votes = [
            (1 - _NETWORK) * known + _NETWORK * log_softmax(said)
            for known, said in zip(potentials, heard, strict=True)
        ]
        spans: list[Tagged] = []
        ties = [np.array(joined(line.words), dtype=bool) for line in lines]
        for i, marginals in enumerate(self.crf.decode(votes, 1 - _NETWORK, ties)):
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
        """Write the taggers into ``folder``."""
        self.crf.save(folder, "span_tagger")
        self.network.save(folder, "span_network")

    @classmethod
    def load(cls, folder: Path) -> Tagger:
        """Read what :meth:`save` wrote."""
        return cls(Crf.load(folder, "span_tagger"), Recurrent.load(folder, "span_network"))
