"""Fits the map from scores to probabilities on predictions whose truth is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seloste.learning.calibration import Calibration, Knots

#: A label with fewer predictions than this has the line of all such labels together.
_LEAST = 200
#: Predictions are gathered by score into bins of like size: a knot is the mean of one, so that it rests on many.
_BINS, _LEAST_IN_BIN = 20, 25
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """A predicted span: its score, and whether it is right."""

    label: str
    score: float
    right: bool


def fit_calibration(outcomes: Sequence[Outcome]) -> Calibration:
    """Fit an isotonic line to the outcomes of each label (scikit-learn's pool-adjacent-violators).

    The outcomes must be of notices the model has not learnt from.

    :raises ValueError: there are no outcomes.
    """
    if not outcomes:
        raise ValueError("a calibration needs predictions")
    by_label: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_label[outcome.label].append(outcome)
    frequent = {label: rows for label, rows in sorted(by_label.items()) if len(rows) >= _LEAST}
    rest = [outcome for outcome in outcomes if outcome.label not in frequent]
    return Calibration(
        {label: _knots(rows) for label, rows in frequent.items()},
        _knots(rest if len(rest) >= _LEAST else outcomes),
    )


def _knots(outcomes: Sequence[Outcome]) -> Knots:
    from sklearn.isotonic import IsotonicRegression

    ordered = sorted(outcomes, key=lambda outcome: outcome.score)
    scores = np.array([outcome.score for outcome in ordered])
    right = np.array([outcome.right for outcome in ordered], dtype=float)
    count = max(1, min(_BINS, len(ordered) // _LEAST_IN_BIN))
    bins = [part for part in np.array_split(np.arange(len(ordered)), count) if len(part)]
    means = np.array([scores[part].mean() for part in bins])
    # one right and one wrong are added to each bin (Laplace), so that no score is said to be certain
    shares = np.array([(right[part].sum() + 1) / (len(part) + 2) for part in bins])
    sizes = np.array([len(part) for part in bins])
    line = IsotonicRegression(out_of_bounds="clip").fit(means, shares, sample_weight=sizes)
    kept = np.unique(np.round(means, _DECIMALS))
    return Knots(tuple(map(float, kept)), tuple(round(float(p), _DECIMALS) for p in line.predict(kept)))
