"""Relates statements: purpose with basis, data with purpose, retention with data, recipient with data.

Statements are related where the notice puts them together, and nowhere else; the score says how closely.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from seloste.record import Relation, Span
from seloste.values.layout import Place, places, sentence_around
from seloste.values.pairs import Pair, product, split
from seloste.values.sentences import in_sentences
from seloste.values.tables import table

_PAIRS = (("purpose", "basis"), ("data", "purpose"), ("retention", "data"), ("recipient", "data"))
#: No more than the share of right relations among fourteen of each kind, drawn from the gold notices.
_ROW, _SENTENCE, _LEAD, _GROUP, _SOLE = 0.95, 0.9, 0.8, 0.75, 0.5
#: Grounds of which a special act says more; beside any other it is a ground of its own.
_STATUTORY = frozenset({"legal_obligation", "public_task"})
_GROUND_LABEL = re.compile(
    r"\W*(?:(?:henkilötietojen\s)?käsittelyn\s)?"
    r"(?:\w*oikeus|käsittely)?perust(?:e|ee|amme)\w*(?:\s(?:on|ovat))?[\s:]",
    re.IGNORECASE,
)
#: Each ground of the sentence is of a part of the purposes: ``postituslistan osalta suostumus``.
_PARTS = re.compile(r"(?<!\w)(?:osalta|kohdalla)(?!\w)", re.IGNORECASE)
_LONGEST_OPENING = 20


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
            (_SENTENCE, in_sentences(first, second, chosen, spans, stands, text)),
            (_LEAD, _after_purposes(chosen, spans, stands, text) if second == "basis" else ()),
            (_LEAD, _after_data(first, second, chosen, spans, stands, text) if second != "basis" else ()),
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


def _in_rows(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place]
) -> Iterator[Pair]:
    """Relate what stands in different cells of a table row; a cell that holds both speaks for itself."""
    rows: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        if (row := stands[index].row) is not None:
            rows[row].append(index)
    for indices in rows.values():
        ones, others = split(first, indices, spans)
        if not {stands[one].sentence for one in ones} & {stands[other].sentence for other in others}:
            yield from product(ones, others)


def _after_purposes(
    chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place], text: str
) -> Iterator[Pair]:
    """Relate ``Peruste: oikeutettu etu.`` with the purposes of the sentence before it.

    They stand on its line, or are all there is on the line above it.
    """
    sentences: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        sentences[stands[index].sentence].append(index)
    for sentence, indices in sentences.items():
        purposes, bases = split("purpose", indices, spans)
        if purposes or not _opens_with_ground(text, spans[bases[0]].start):
            continue
        if _PARTS.search(text, *sentence_around(text, spans[bases[0]].start, spans[bases[-1]].end)):
            continue
        ground = stands[bases[0]]
        before = [
            index
            for index in sentences.get(sentence - 1, ())
            if stands[index].line == ground.line
            or (stands[index].group == ground.group and _fills_line(text, spans[index]))
        ]
        yield from product(split("purpose", before, spans)[0], bases)


def _fills_line(text: str, span: Span) -> bool:
    """Say whether a span is all there is on its line, such as a heading without a number."""
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    around = text[start : span.start] + text[span.end : end if end >= 0 else len(text)]
    return not any(map(str.isalpha, around))


def _after_data(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place], text: str
) -> Iterator[Pair]:
    """Relate ``Niitä säilytetään 3 kuukautta`` with the data of the sentence before it on its line."""
    sentences: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        sentences[stands[index].sentence].append(index)
    for sentence, indices in sentences.items():
        start, _ = sentence_around(text, spans[indices[0]].start, spans[indices[0]].end)
        opening = text[start : start + _LONGEST_OPENING].split()[:1]
        if any(spans[index].label == "data" for index in indices) or not _pronouns().issuperset(
            word.casefold() for word in opening
        ):
            continue
        before = [index for index in sentences.get(sentence - 1, ()) if spans[index].label == "data"]
        same_line = [index for index in before if stands[index].line == stands[indices[0]].line]
        if same_line:
            yield from product(*split(first, [*same_line, *indices], spans))


@cache
def _pronouns() -> frozenset[str]:
    return frozenset(word for word, _ in table("pronouns.tsv", 2))


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
        ones, others = split(first, indices, spans)
        lead_ones, lead_others = split(first, sentences.get(lead, ()), spans)
        if ones and not others and lead_others and not lead_ones:
            yield from product(ones, lead_others)
        elif others and not ones and lead_ones and not lead_others:
            yield from product(lead_ones, others)


def _in_groups(
    first: str, second: str, chosen: Iterable[int], spans: Sequence[Span], stands: Sequence[Place]
) -> Iterator[Pair]:
    """Relate the labelled lines of a block: ``Käyttötarkoitus: …``, on another line ``Peruste: …``."""
    groups: dict[int, list[int]] = defaultdict(list)
    for index in chosen:
        if stands[index].labelled and stands[index].row is None:
            groups[stands[index].group].append(index)
    for indices in groups.values():
        ones, others = split(first, indices, spans)
        one_lines, other_lines = ({stands[index].line for index in side} for side in (ones, others))
        in_list = all(stands[index].item for index in indices)  # items side by side speak each for itself
        if len(one_lines) == len(other_lines) == 1 and one_lines != other_lines and not in_list:
            yield from product(ones, others)


def _on_sole_basis(chosen: Iterable[int], spans: Sequence[Span], related: set[int]) -> Iterator[Pair]:
    """Relate the purposes with the only ground that the notice gives, where it gives it for none of them alone."""
    purposes, bases = split("purpose", chosen, spans)
    if related:
        return
    grounds = {category for index in bases for category in spans[index].categories}
    if grounds & _STATUTORY:
        grounds -= {"named_law"}
    if len(grounds) == 1:
        ground = next(index for index in bases if grounds & set(spans[index].categories))
        yield from ((purpose, ground) for purpose in purposes)
