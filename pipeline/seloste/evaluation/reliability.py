"""Whether scores are probabilities, and what a least score (``seloste extract --min-score``) costs and brings.

A span is right in the sense of *labelled*: it meets a gold span of its label by half of the union, shares a
category with it and agrees on denial. The expected calibration error is the mean distance, over ten bins of
equal width weighted by their size, between a bin's mean score and its share right (Guo et al. 2017,
arXiv:1706.04599).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from seloste.evaluation.run import Predicted
from seloste.evaluation.scores import RELAXED, agree, pair
from seloste.formats.inline import Annotated
from seloste.learning.calibration import Calibration
from seloste.training.calibration import Outcome, fit_calibration
from seloste.training.examples import folds

_BINS = 10
#: Least scores for which precision and recall are given, in hundredths.
_THRESHOLDS = (*range(0, 100, 5), 99)
_DECIMALS = 4

Outcomes = dict[str, list[Outcome]]


def outcomes(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> Outcomes:
    """Return score and truth of every span that a model predicted, by notice; records of a file have no scores."""
    found: Outcomes = {}
    for name, have in predicted.items():
        if not isinstance(have, Predicted):
            continue
        pairs = pair(gold[name].spans, have.spans, RELAXED)
        right = {id(p) for g, p in pairs if agree(g, p)}
        found[name] = [
            Outcome(span.label, score, id(span) in right)
            for span, score in zip(have.spans, have.scores, strict=True)
        ]
    return found


def calibrate(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> Calibration:
    """Return the map from scores to probabilities, fitted to predictions of notices the models have not seen."""
    return fit_calibration([o for rows in outcomes(gold, predicted).values() for o in rows])


def calibrated(found: Outcomes) -> Outcomes:
    """Return the outcomes with scores calibrated on the other notices, fold by fold."""
    names = list(found)
    answers: Outcomes = {}
    for fold in folds(len(names)):
        learnt = [o for i, name in enumerate(names) if i not in fold for o in found[name]]
        if not learnt:
            return found
        lines = fit_calibration(learnt)
        for name in (names[i] for i in fold):
            answers[name] = [
                Outcome(o.label, float(lines.calibrate(o.label, [o.score])[0]), o.right) for o in found[name]
            ]
    return {name: answers[name] for name in names}


def reliability(gold: Mapping[str, Annotated], found: Outcomes) -> dict[str, Any]:
    """Return the calibration error, the bins of the diagram, and precision and recall by least score."""
    every = [outcome for rows in found.values() for outcome in rows]
    bins = _bins(every)
    distance = sum(row["spans"] * abs(row["score"] - row["right"]) for row in bins)
    wanted = sum(len(side.spans) for side in gold.values())
    return {
        "calibration_error": round(distance / max(1, len(every)), _DECIMALS),
        "bins": bins,
        "by_min_score": [_kept(every, wanted, least / 100) for least in _THRESHOLDS],
    }


def _bins(every: Sequence[Outcome]) -> list[dict[str, Any]]:
    scores = np.array([outcome.score for outcome in every])
    right = np.array([outcome.right for outcome in every], dtype=float)
    place = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    return [
        {
            "from": number / _BINS,
            "spans": int((place == number).sum()),
            "score": round(float(scores[place == number].mean()), _DECIMALS),
            "right": round(float(right[place == number].mean()), _DECIMALS),
        }
        for number in range(_BINS)
        if (place == number).any()
    ]


def _kept(every: Sequence[Outcome], wanted: int, least: float) -> dict[str, Any]:
    kept = [outcome.right for outcome in every if outcome.score >= least]
    hits = sum(kept)
    return {
        "min_score": least,
        "p": round(hits / len(kept), _DECIMALS) if kept else None,
        "r": round(hits / max(1, wanted), _DECIMALS),
        "f1": round(2 * hits / max(1, len(kept) + wanted), _DECIMALS),
        "left_out": round(1 - len(kept) / max(1, len(every)), _DECIMALS),
    }
