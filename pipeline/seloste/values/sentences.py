"""Relates the statements of one sentence, by its clauses, its order and its verbs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from seloste.record import Span
from seloste.values.layout import Place
from seloste.values.pairs import Pair, product, split
from seloste.values.tables import table
from seloste.values.words import any_of

#: A ground in the adessive, by which something is done: ``luvalla``, ``suostumuksellasi``.
_BY_LEAVE = re.compile(r"ll[aä](?:si|nne|an|än|nsa|nsä|mme|ni)?$", re.IGNORECASE)


def in_sentences(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place], text: str
) -> Iterator[Pair]:
    """Yield what belongs together in each sentence; of several of both, only what its order tells."""
    sentences: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        sentences[stands[index].sentence].append(index)
    for indices in sentences.values():
        if (first, second) == ("retention", "data"):
            yield from _retention_of_data(indices, spans, stands)
            continue
        ones, others = split(first, indices, spans)
        runs = _runs_in_turn(indices, spans)
        for run in runs:
            yield from product(*split(first, run, spans))
        if runs:
            continue
        if len(ones) > 1 and len(others) > 1:
            clauses: dict[int, list[int]] = defaultdict(list)
            for index in indices:
                clauses[stands[index].clause].append(index)
        else:
            clauses = {0: indices}
        for members in clauses.values():
            ones, others = split(first, members, spans)
            if (
                (first, second) == ("data", "purpose")
                and ones
                and others
                and not _is_use(text, members, spans)
            ):
                ones = [min(ones, key=lambda one: _gap(spans[one], spans[others[0]]))]
            if first == "purpose" and len(others) == 1:
                ones = _on_its_side(ones, others[0], spans)
            if len(ones) <= 1 or len(others) <= 1 or (first != "purpose" and _apart(ones, others, spans)):
                yield from product(ones, others)


def _on_its_side(purposes: list[int], basis: int, spans: Sequence[Span]) -> list[int]:
    """Return those of the purposes on both sides of a ground that rest on it.

    ``laskutukseen sekä luvallasi markkinointiin``: what is done by leave comes after it; ``laskutus perustuu
    sopimukseen ja arkistointi on vapaaehtoista``: what rests on a ground comes before it.
    """
    before = [index for index in purposes if spans[index].end <= spans[basis].start]
    after = [index for index in purposes if spans[index].start >= spans[basis].end]
    if not before or not after:
        return purposes
    return after if _BY_LEAVE.search(spans[basis].quote) else before


def _runs_in_turn(indices: Sequence[int], spans: Sequence[Span]) -> list[list[int]]:
    """Return what belongs together where two labels take turns: ``X sopimukseen, Y suostumukseen``."""
    runs: list[list[int]] = []
    for index in sorted(indices, key=lambda index: spans[index].start):
        if runs and spans[runs[-1][0]].label == spans[index].label:
            runs[-1].append(index)
        else:
            runs.append([index])
    labels = [spans[run[0]].label for run in runs[:2]]
    # A ground before its purposes more often opens a list of them than it takes turns.
    if len(runs) < 4 or len(runs) % 2 or labels == ["basis", "purpose"]:
        return []
    return [one + other for one, other in zip(runs[::2], runs[1::2], strict=True)]


def _is_use(text: str, indices: Sequence[int], spans: Sequence[Span]) -> bool:
    """Say whether a verb before or between the spans puts all the data to use, not the nearest alone."""
    start = text.rfind("\n", 0, min(spans[index].start for index in indices)) + 1
    stretch = text[start : max(spans[index].end for index in indices)].casefold()
    return re.search(rf"(?<!\w){_use_verbs()}", stretch) is not None


@cache
def _use_verbs() -> str:
    return any_of(beginning for beginning, _ in table("use_verbs.tsv", 2))


def _gap(one: Span, other: Span) -> int:
    return max(one.start - other.end, other.start - one.end)


def _apart(ones: Sequence[int], others: Sequence[int], spans: Sequence[Span]) -> bool:
    """Say whether all of the ones stand before all of the others, or after: two lists of one statement."""
    first, second = ([spans[index].start for index in indices] for indices in (ones, others))
    return max(first) < min(second) or max(second) < min(first)


def _retention_of_data(
    indices: Sequence[int], spans: Sequence[Span], stands: Sequence[Place]
) -> Iterator[Pair]:
    """Give each period the data named since the period before it; one with none since shares the one before.

    ``Laskut 6 vuotta, puhelut 3 kk``; ``tilauksen ajan ja 90 päivää sen jälkeen``. A period before any data
    (``Kuuden vuoden ajan säilytetään laskut``) has the data after it.
    """
    data: list[int] = []
    fresh: list[int] = []
    orphans: list[int] = []
    clause = -1
    for index in sorted(indices, key=lambda index: spans[index].start):
        if stands[index].clause != clause:
            data, fresh, clause = [], [], stands[index].clause
        if spans[index].label == "data":
            fresh.append(index)
            continue
        if fresh:
            data, fresh = fresh, []
        if data:
            yield from ((index, datum) for datum in data)
        else:
            orphans.append(index)
    if len(orphans) == 1 and fresh and not data and stands[orphans[0]].clause == clause:
        yield from ((orphans[0], datum) for datum in fresh)
