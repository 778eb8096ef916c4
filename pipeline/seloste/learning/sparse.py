"""Sums over sparse binary features, which every model of this folder begins with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def feature_sums(
    rows: Iterable[Sequence[str]], vocabulary: dict[str, int], weights: Floats, *, once: bool = False
) -> Floats:
    """Return the sum of the weights of each row's known features: (rows, columns of ``weights``).

    :param weights: (features, columns); ``vocabulary`` gives the row of each feature.
    :param once: count a feature once however often it stands in a row.
    """
    get = vocabulary.get
    ids: list[int] = []
    ends: list[int] = []
    for row in rows:
        known = [i for i in map(get, row) if i is not None]
        ids.extend(set(known) if once else known)
        ends.append(len(ids))
    sums = np.zeros((len(ends), weights.shape[1]), dtype=np.float32)
    if ids:
        starts = np.concatenate(([0], ends[:-1])).astype(np.int64)
        filled = np.flatnonzero(np.asarray(ends) > starts)
        sums[filled] = np.add.reduceat(weights[np.asarray(ids)], starts[filled], axis=0)
    return sums
