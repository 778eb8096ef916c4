"""Finds the spans of a notice: one label a token, by two taggers that vote.

A conditional random field knows the words of the gold by heart and reads line by line; a recurrent network
knows words by their vectors, so reads words it has not met, and reads on over the ends of lines. Their scores
are added (a product of experts: Hinton 2002) before one search for the best path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seloste.finnish.ellipsis import joined
from seloste.finnish.lines import Line
from seloste.learning.crf import Crf, Marginals
from seloste.learning.recurrent import Recurrent, Steps, log_softmax
from seloste.spans.features import LineContext, span_features
from seloste.spans.steps import PASSAGE, first_steps
from seloste.spans.tagged import Tagged

#: The network's share of the vote (0.3 to 0.6 tried on unseen groups).
_NETWORK = 0.5


@dataclass(frozen=True)
class Tagger:
    """The trained taggers; both have the labels of ``crf``, in its order."""

    crf: Crf
    network: Recurrent

    def tag(
        self,
        lines: Sequence[Line],
        contexts: Sequence[LineContext],
        cued: Sequence[Sequence[list[str]]],
        steps: Steps,
    ) -> list[Tagged]:
        """Return the spans of a notice in order; none overlaps another.

        :param cued: :func:`seloste.spans.features.line_cues` of the notice.
        :param steps: the notice by :func:`seloste.spans.steps.span_steps`.
        """
        rows = [span_features(*seen) for seen in zip(lines, contexts, cued, strict=True)]
        potentials = self.crf.potentials(rows)
        said = log_softmax(self.network.scores([steps], PASSAGE)[0])
        heard = np.split(said, first_steps(lines)[1:])
        votes = [
            (1 - _NETWORK) * known + _NETWORK * chances
            for known, chances in zip(potentials, heard, strict=True)
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
