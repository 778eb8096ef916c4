"""Numbers the features of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def vocabulary_of(rows: Iterable[Sequence[str]], least: int) -> dict[str, int]:
    """Return the number of each feature that at least ``least`` rows have, in the order of the alphabet."""
    counts = Counter(feature for row in rows for feature in set(row))
    return {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= least))}
