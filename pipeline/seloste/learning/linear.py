"""Logistic regression over sparse binary features, one or many yes-no questions at once, in numpy.

Training is scikit-learn's (:mod:`seloste.training.linear`); what is kept is a vocabulary and two arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from seloste.learning.sparse import feature_sums
from seloste.learning.store import load_weights, ordered, save_weights

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Linear:
    """Weights of yes-no questions: ``weights`` is (features, answers), ``bias`` is (answers,)."""

    answers: tuple[str, ...]
    vocabulary: dict[str, int]
    weights: Floats
    bias: Floats

    def scores(self, rows: Sequence[Sequence[str]]) -> Floats:
        """Return the logits, (rows, answers); a feature counts once however often it stands in a row."""
        return self.bias + feature_sums(rows, self.vocabulary, self.weights, once=True)

    def probabilities(self, rows: Sequence[Sequence[str]]) -> Floats:
        """Return the probability of each answer, (rows, answers)."""
        return sigmoid(self.scores(rows))

    def save(self, folder: Path, name: str) -> None:
        """Write ``name.npz`` and ``name.json`` into ``folder``; the same weights give the same bytes."""
        names = {"answers": self.answers, "features": ordered(self.vocabulary)}
        save_weights(folder, name, names, {"weights": self.weights, "bias": self.bias})

    @classmethod
    def load(cls, folder: Path, name: str) -> Linear:
        """Read what :meth:`save` wrote."""
        names, arrays = load_weights(folder, name)
        vocabulary = {feature: i for i, feature in enumerate(names["features"])}
        return cls(tuple(names["answers"]), vocabulary, arrays["weights"], arrays["bias"])


def sigmoid(logits: Floats) -> Floats:
    """Return the logistic function of ``logits``, safe for large values."""
    half: Floats = (0.5 * (1.0 + np.tanh(0.5 * logits))).astype(np.float32)
    return half
