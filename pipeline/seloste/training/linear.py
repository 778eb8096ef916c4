"""Fits :class:`seloste.learning.linear.Linear` with scikit-learn's liblinear (deterministic)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from seloste.learning.linear import Linear

#: Ten times scikit-learn's: twice as fast, and unseen lines are read no worse.
_TOLERANCE = 1e-3


def fit_linear(
    rows: Sequence[Sequence[str]],
    truth: Sequence[Collection[str]],
    answers: Sequence[str],
    *,
    strength: float = 1.0,
    least: int = 2,
) -> Linear:
    """Fit one yes-no question an answer: is the answer in the row's truth?

    :param strength: inverse of the L2 penalty (scikit-learn's ``C``).
    :param least: features in fewer rows are left out.
    """
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    counts = Counter(feature for row in rows for feature in set(row))
    kept = sorted(feature for feature, count in counts.items() if count >= least)
    vocabulary = {feature: i for i, feature in enumerate(kept)}
    indices: list[int] = []
    ends = [0]
    for row in rows:
        indices.extend(sorted({vocabulary[f] for f in row if f in vocabulary}))
        ends.append(len(indices))
    matrix = csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(rows), len(kept)))
    weights = np.zeros((len(kept), len(answers)), dtype=np.float32)
    bias = np.zeros(len(answers), dtype=np.float32)
    for column, answer in enumerate(answers):
        wanted = np.fromiter((answer in t for t in truth), dtype=bool, count=len(rows))
        if wanted.all() or not wanted.any():
            bias[column] = 9.0 if wanted.any() else -9.0
            continue
        if not kept:  # too few rows to share a feature: how often the answer holds is all there is
            bias[column] = np.log(wanted.mean() / (1 - wanted.mean()))
            continue
        fitted = LogisticRegression(C=strength, solver="liblinear", max_iter=300, tol=_TOLERANCE).fit(
            matrix, wanted
        )
        weights[:, column] = fitted.coef_[0]
        bias[column] = fitted.intercept_[0]
    return Linear(tuple(answers), vocabulary, weights, bias)
