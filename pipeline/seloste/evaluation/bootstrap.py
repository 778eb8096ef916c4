"""How sure a figure is, and whether two runs differ: the bootstrap over notices.

The notices are drawn again with replacement, and the figure is taken of each draw; the interval is what
remains when the lowest and the highest 2.5 % of the draws are left out (percentile method). Two runs are
compared on the same draws (Efron & Tibshirani, *An Introduction to the Bootstrap*, 1993, chapters 13 and 16).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from seloste.errors import UsageError
from seloste.evaluation.scores import CONTROLLERS, DENIALS, MEASURES, Scores

Floats = npt.NDArray[np.float64]
#: Hits, predicted and gold by draw and label: (draws, labels, 3).
Sums = Floats
Statistic = Callable[[Sums], Floats]

RESAMPLES, SEED = 1_000, 20180525
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of two runs, and by how much the second is above the first."""

    measure: str
    first: float
    second: float
    change: Interval

    @property
    def is_sure(self) -> bool:
        """Whether the interval of the change leaves out nought."""
        return self.change.low > 0 or self.change.high < 0


def micro_f1(sums: Sums) -> Floats:
    """Return the F1 over all labels of each draw; not a number where the draw has nothing to count."""
    both = sums.sum(axis=1)
    return np.where(both[:, 1:].any(axis=1), _f1(both), np.nan)


def macro_f1(sums: Sums) -> Floats:
    """Return the mean F1 of the labels that the gold of each draw has; not a number where it has none."""
    present = sums[:, :, 2] > 0
    count = present.sum(axis=1)
    return np.where(count, (_f1(sums) * present).sum(axis=1) / np.maximum(count, 1), np.nan)


def recall(sums: Sums) -> Floats:
    """Return the recall over all labels of each draw; not a number where its gold has none."""
    both = sums.sum(axis=1)
    return np.where(both[:, 2], both[:, 0] / np.maximum(both[:, 2], 1), np.nan)


#: The overall figures, each with the table it is of and how it is taken.
FIGURES: dict[str, tuple[str, Statistic]] = {
    **{name: (name, micro_f1) for name in (*MEASURES, DENIALS)},
    **{f"{name} macro": (name, macro_f1) for name in MEASURES},
    CONTROLLERS: (CONTROLLERS, recall),
}


def intervals(notices: Mapping[str, Scores]) -> dict[str, Interval]:
    """Return each figure of :data:`FIGURES` over ``notices`` with its interval."""
    if not notices:
        return dict.fromkeys(FIGURES, Interval(0.0, 0.0, 0.0))
    draws = _draws(len(notices))
    return {
        name: _interval(*_figure(list(notices.values()), table, statistic, draws))
        for name, (table, statistic) in FIGURES.items()
    }


def compare(first: Mapping[str, Scores], second: Mapping[str, Scores]) -> list[Difference]:
    """Return how the figures of ``second`` differ from those of ``first`` over the notices of :func:`shared`.

    :raises UsageError: there is no such notice.
    """
    names = shared(first, second)
    if not names:
        raise UsageError("the two runs have no notice in common, or each has other gold")
    draws = _draws(len(names))
    differences = []
    for name, (table, statistic) in FIGURES.items():
        one, one_draws = _figure([first[n] for n in names], table, statistic, draws)
        two, two_draws = _figure([second[n] for n in names], table, statistic, draws)
        change = _interval(two - one, two_draws - one_draws)
        differences.append(Difference(name, _known(one), _known(two), change))
    return differences


def shared(first: Mapping[str, Scores], second: Mapping[str, Scores]) -> list[str]:
    """Return the notices of both runs whose gold has the same counts in both, by :data:`MEASURES`."""
    return [n for n in first if n in second and _gold_counts(first[n]) == _gold_counts(second[n])]


def _gold_counts(scores: Scores) -> dict[tuple[str, str], int]:
    return {
        (name, label): count.gold
        for name in MEASURES
        for label, count in scores[name].labels.items()
        if count.gold
    }


def _draws(size: int) -> Floats:
    """Return how often each draw takes each notice, (draws, notices)."""
    generator = np.random.default_rng(SEED)
    return generator.multinomial(size, np.full(size, 1 / size), size=RESAMPLES).astype(np.float64)


def _figure(
    notices: Sequence[Scores], table: str, statistic: Statistic, draws: Floats
) -> tuple[float, Floats]:
    """Return a figure over all notices, and of each draw."""
    labels = sorted({label for scores in notices for label in scores[table].labels})
    counts = np.zeros((len(notices), len(labels), 3))
    for row, scores in enumerate(notices):
        for label, count in scores[table].labels.items():
            counts[row, labels.index(label)] = count.hit, count.predicted, count.gold
    sums = np.tensordot(draws, counts, axes=1)
    return float(statistic(counts.sum(axis=0)[None])[0]), statistic(sums)


def _f1(counts: Floats) -> Floats:
    below = counts[..., 1] + counts[..., 2]
    f1: Floats = 2 * counts[..., 0] / np.maximum(below, 1)
    return f1


def _interval(value: float, draws: Floats) -> Interval:
    """Return a figure with its bounds; draws without anything to count are left out."""
    counted = draws[~np.isnan(draws)]
    low, high = np.percentile(counted, _PERCENTILES) if len(counted) else (0.0, 0.0)
    return Interval(_known(value), float(low), float(high))


def _known(value: float) -> float:
    return 0.0 if np.isnan(value) else value
