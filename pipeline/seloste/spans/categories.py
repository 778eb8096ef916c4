"""Tells the categories of spans: a regression a label and one recurrent network, whose beliefs are averaged.

A regression knows the words of a span and of its line by heart; the network reads the lines around it and
knows words by their vectors. The average is that of logarithms (a product of experts, as of the taggers:
:mod:`seloste.spans.tagger`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from seloste.finnish.lines import Line
from seloste.learning.linear import Floats, Linear, sigmoid
from seloste.learning.recurrent import Recurrent, Steps
from seloste.spans.features import LineContext
from seloste.spans.phrases import category_features
from seloste.spans.steps import PASSAGE, first_steps
from seloste.spans.tagged import Tagged

_NETWORK = "category_network"
_LEAST = 1e-6


@dataclass(frozen=True)
class Categories:
    """One regression a label; the labels of ``network`` are ``label:category``."""

    regressions: dict[str, Linear]
    network: Recurrent

    def chances(
        self, lines: Sequence[Line], contexts: Sequence[LineContext], steps: Steps, spans: Sequence[Tagged]
    ) -> list[tuple[tuple[str, ...], Floats]]:
        """Return for each span the categories of its label and their probabilities; none for a label without.

        :param steps: the notice by :func:`seloste.spans.steps.span_steps`.
        """
        answers: list[tuple[tuple[str, ...], Floats]] = [((), np.zeros(0, dtype=np.float32))] * len(spans)
        first = first_steps(lines)
        heard = np.log(np.maximum(sigmoid(self.network.scores([steps], PASSAGE)[0]), _LEAST))
        for label, regression in self.regressions.items():
            columns = self._columns[label]
            chosen = [i for i, span in enumerate(spans) if span.label == label]
            rows = [
                category_features(lines[s.line], contexts[s.line], s.first, s.last, label)
                for s in (spans[i] for i in chosen)
            ]
            for i, known in zip(chosen, regression.probabilities(rows), strict=True):
                at = first[spans[i].line]
                said = np.exp(heard[at + spans[i].first : at + spans[i].last + 1][:, columns].mean(axis=0))
                # the network was not told the label: what it believes is shared out among the label's categories
                answers[i] = (regression.answers, np.sqrt(known * said / said.sum()))
        return answers

    @cached_property
    def _columns(self) -> dict[str, list[int]]:
        """The columns of the network for the answers of each regression."""
        columns = {name: i for i, name in enumerate(self.network.labels)}
        return {
            label: [columns[f"{label}:{answer}"] for answer in regression.answers]
            for label, regression in self.regressions.items()
        }

    def save(self, folder: Path) -> None:
        """Write the models into ``folder``."""
        self.network.save(folder, _NETWORK)
        for label, regression in self.regressions.items():
            regression.save(folder, f"category_{label}")

    @classmethod
    def load(cls, folder: Path) -> Categories:
        """Read what :meth:`save` wrote."""
        names = sorted(path.stem.removeprefix("category_") for path in folder.glob("category_*.json"))
        regressions = {
            name: Linear.load(folder, f"category_{name}") for name in names if f"category_{name}" != _NETWORK
        }
        return cls(regressions, Recurrent.load(folder, _NETWORK))
