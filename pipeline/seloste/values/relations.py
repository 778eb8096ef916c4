"""Relates statements: purpose with basis, data with purpose, retention with data, recipient with data.

Statements are related where the notice puts them together, and nowhere else; the score says how closely.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from seloste.record import Relation, Span
from seloste.values.layout import Place, places
from seloste.values.tables import table
from seloste.values.words import any_of

_PAIRS = (("purpose", "basis"), ("data", "purpose"), ("retention", "data"), ("recipient", "data"))
#: No more than the share of right relations among fourteen of each kind, drawn from the gold notices.
_ROW, _SENTENCE, _LEAD, _GROUP, _SOLE = 0.95, 0.9, 0.8, 0.75, 0.5
#: Grounds of which a special act says more; beside any other it is a ground of its own.
_STATUTORY = frozenset({"legal_obligation", "public_task"})
_GROUND_LABEL = re.compile(
    r"\W*(?:\w*oikeus|käsittely)?perust(?:e|ee|amme)\w*(?:\s(?:on|ovat))?[\s:]", re.IGNORECASE
)

Pair = tuple[int, int]


def relate(text: str, spans: Sequence[Span]) -> list[Relation]:
    """Return the relations of a notice in the order of the text; denied statements have none."""
    stands = places(text, spans)
    relations = []
    for first, second in _PAIRS:
        chosen = [
            index for index, span in enumerate(spans) if span.label in (first, second) and not span.negated
        ]
        scores: dict[Pair, float] = {}
        for score, pairs in (
            (_ROW, _in_rows(first, second, chosen, spans, stands)),
            (_SENTENCE, _in_sentences(first, second, chosen, spans, stands, text)),
            (_LEAD, _after_purposes(chosen, spans, stands, text) if second == "basis" else ()),
            (_LEAD, _under_leads(first, second, chosen, spans, stands)),
            (_GROUP, _in_groups(first, second, chosen, spans, stands)),
        ):
            for pair in pairs:
                scores.setdefault(pair, score)
        if (first, second) == ("purpose", "basis"):
            for pair in _on_sole_basis(chosen, spans, {purpose for purpose, _ in scores}):
                scores.setdefault(pair, _SOLE)
        relations += [
            Relation(**{first: pair[0], second: pair[1]}, score=score)
            for pair, score in sorted(scores.items())
        ]
    return relations


def _split(first: str, indices: Iterable[int], spans: Sequence[Span]) -> tuple[list[int], list[int]]:
    ones: list[int] = []
    others: list[int] = []
    for index in indices:
        (ones if spans[index].label == first else others).append(index)
    return ones, others


def _product(ones: Iterable[int], others: Sequence[int]) -> Iterator[Pair]:
    return ((one, other) for one in ones for other in others)


def _in_rows(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place]
) -> Iterator[Pair]:
    """Relate what stands in different cells of a table row; a cell that holds both speaks for itself."""
    rows: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        if (row := stands[index].row) is not None:
            rows[row].append(index)
    for indices in rows.values():
        ones, others = _split(first, indices, spans)
        if not {stands[one].sentence for one in ones} & {stands[other].sentence for other in others}:
            yield from _product(ones, others)


def _in_sentences(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place], text: str
) -> Iterator[Pair]:
    sentences: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        sentences[stands[index].sentence].append(index)
    for indices in sentences.values():
        if (first, second) == ("retention", "data"):
            yield from _retention_of_data(indices, spans, stands)
            continue
        ones, others = _split(first, indices, spans)
        runs = _runs_in_turn(indices, spans) if first == "purpose" else []
        for purposes, bases in runs:
            yield from _product(purposes, bases)
        if runs:
            continue
        if len(ones) > 1 and len(others) > 1:
            clauses: dict[int, list[int]] = defaultdict(list)
            for index in indices:
                clauses[stands[index].clause].append(index)
        else:
            clauses = {0: indices}
        for members in clauses.values():
            ones, others = _split(first, members, spans)
            if (
                (first, second) == ("data", "purpose")
                and ones
                and others
                and not _is_use(text, members, spans)
            ):
                ones = [min(ones, key=lambda one: _gap(spans[one], spans[others[0]]))]
            if len(ones) <= 1 or len(others) <= 1 or (first != "purpose" and _apart(ones, others, spans)):
                yield from _product(ones, others)


def _runs_in_turn(indices: Sequence[int], spans: Sequence[Span]) -> list[tuple[list[int], list[int]]]:
    """Return purposes with the bases after them where they take turns: ``X sopimukseen, Y suostumukseen``."""
    runs: list[list[int]] = []
    for index in sorted(indices, key=lambda index: spans[index].start):
        if runs and spans[runs[-1][0]].label == spans[index].label:
            runs[-1].append(index)
        else:
            runs.append([index])
    if len(runs) < 4 or len(runs) % 2 or spans[runs[0][0]].label != "purpose":
        return []
    return list(zip(runs[::2], runs[1::2], strict=True))


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


def _after_purposes(
    chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place], text: str
) -> Iterator[Pair]:
    """Relate ``Peruste: oikeutettu etu.`` with the purposes of the sentence before it on its line."""
    sentences: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        sentences[stands[index].sentence].append(index)
    for sentence, indices in sentences.items():
        purposes, bases = _split("purpose", indices, spans)
        if purposes or not _opens_with_ground(text, spans[bases[0]].start):
            continue
        before = [
            index for index in sentences.get(sentence - 1, ()) if stands[index].line == stands[bases[0]].line
        ]
        yield from _product(_split("purpose", before, spans)[0], bases)


def _opens_with_ground(text: str, start: int) -> bool:
    opening = re.split(r"[.!?]\s", text[text.rfind("\n", 0, start) + 1 : start])[-1]
    return _GROUND_LABEL.match(opening) is not None


def _under_leads(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place]
) -> Iterator[Pair]:
    """Relate a list item that holds the one with the sentence that leads it in and holds the other."""
    sentences: dict[int, list[int]] = defaultdict(list)
    items: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index in chosen:
        place = stands[index]
        sentences[place.sentence].append(index)
        if place.lead is not None:
            items[place.lead, place.line].append(index)
    for (lead, _), indices in items.items():
        ones, others = _split(first, indices, spans)
        lead_ones, lead_others = _split(first, sentences.get(lead, ()), spans)
        if ones and not others and lead_others and not lead_ones:
            yield from _product(ones, lead_others)
        elif others and not ones and lead_ones and not lead_others:
            yield from _product(lead_ones, others)


def _in_groups(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place]
) -> Iterator[Pair]:
    """Relate the labelled lines of a block: ``Käyttötarkoitus: …``, on another line ``Peruste: …``."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        if stands[index].labelled and stands[index].row is None:
            groups[stands[index].group].append(index)
    for indices in groups.values():
        ones, others = _split(first, indices, spans)
        one_lines, other_lines = ({stands[index].line for index in side} for side in (ones, others))
        in_list = all(stands[index].item for index in indices)  # items side by side speak each for itself
        if len(one_lines) == len(other_lines) == 1 and one_lines != other_lines and not in_list:
            yield from _product(ones, others)


def _on_sole_basis(chosen: Iterable[int], spans: Sequence[Span], related: set[int]) -> Iterator[Pair]:
    """Relate the purposes left over with the only ground that the notice gives."""
    purposes, bases = _split("purpose", chosen, spans)
    grounds = {category for index in bases for category in spans[index].categories}
    if grounds & _STATUTORY:
        grounds -= {"named_law"}
    if len(grounds) == 1:
        ground = next(index for index in bases if grounds & set(spans[index].categories))
        yield from ((purpose, ground) for purpose in purposes if purpose not in related)
