"""Statements of two labels, side by side: what the readers of relations share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from seloste.record import Span

#: The indices of two spans that belong together.
Pair = tuple[int, int]


def split(first: str, indices: Iterable[int], spans: Sequence[Span]) -> tuple[list[int], list[int]]:
    """Part spans into those of the first label and the others."""
    ones: list[int] = []
    others: list[int] = []
    for index in indices:
        (ones if spans[index].label == first else others).append(index)
    return ones, others


def product(ones: Iterable[int], others: Sequence[int]) -> Iterator[Pair]:
    """Yield every one with every other."""
    return ((one, other) for one in ones for other in others)
