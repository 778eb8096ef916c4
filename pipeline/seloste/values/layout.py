"""Tells where spans stand together: in a sentence, a table row, a list under a lead-in, a labelled group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from seloste.record import Span
from seloste.values.tables import table

_ITEM = re.compile(r"\s*(?:[-–—•*●○▪◦·+]|o(?=\s)|\d{1,2}[.)]|[a-zåäö]\))\s+")
_LABEL = re.compile(r"\W*[A-ZÅÄÖ][^:\n.]{2,45}:\s")
_SENTENCE_END = re.compile(r"([^\W_]{0,12})([.!?])[\"”)]?\s+(?=[A-ZÅÄÖ0-9\"”*(])")
_CELL_MARK = re.compile(r"\t|\|")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands; all numbers count from the beginning of the text.

    ``sentence`` counts sentences and table cells, ``clause`` their parts between semicolons; ``row`` is the
    line where it is a table row; ``lead`` the sentence that leads in the list item that the span stands in;
    ``group`` counts blocks of lines without a blank one between; ``labelled`` says that the line opens with a
    label such as ``Säilytysaika:``, and ``item`` that it is a list item.
    """

    line: int
    sentence: int
    clause: int
    row: int | None
    lead: int | None
    group: int
    labelled: bool
    item: bool


def places(text: str, spans: Sequence[Span]) -> list[Place]:
    """Return the place of every span, in their order."""
    by_start = sorted(range(len(spans)), key=lambda index: spans[index].start)
    found: dict[int, Place] = {}
    waiting = iter(by_start)
    index = next(waiting, None)
    sentence = clause = group = 0
    lead: int | None = None
    blanks, in_list, opens = 0, False, False
    start = 0
    for number, line in enumerate(text.split("\n")):
        end = start + len(line)
        if not line.strip():
            blanks += 1
            group += 1
            start = end + 1
            continue
        is_row, item = _is_row(line), _ITEM.match(line) is not None
        if not item:
            lead, in_list = None, False
        elif not in_list:
            lead, in_list = (sentence if sentence and opens and blanks <= 1 else None), True
        for piece_end, clause_starts in _pieces(line, is_row):
            sentence += 1
            for at in range(len(clause_starts)):
                clause += 1
                clause_end = clause_starts[at + 1] if at + 1 < len(clause_starts) else piece_end
                while index is not None and spans[index].start < start + clause_end:
                    labelled = _LABEL.match(line) is not None
                    row = number if is_row else None
                    found[index] = Place(number, sentence, clause, row, lead, group, labelled, item)
                    index = next(waiting, None)
        blanks, opens = 0, line.rstrip()[-1] not in ".!?"
        start = end + 1
    return [found[index] for index in range(len(spans))]


def _is_row(line: str) -> bool:
    return len(_CELL_MARK.findall(line.strip())) >= (1 if "\t" in line.strip() else 2)


def _pieces(line: str, is_row: bool) -> list[tuple[int, list[int]]]:
    """Return the end and the clause starts of the line's sentences or, in a table row, cells."""
    if is_row:
        bounds = [0, *(mark.end() for mark in _CELL_MARK.finditer(line)), len(line)]
    else:
        ends = [end.end() for end in _SENTENCE_END.finditer(line) if not _is_abbreviation(end)]
        bounds = [0, *ends, len(line)]
    pieces = []
    for start, end in pairwise(bounds):
        if start < end:
            clauses = re.finditer(r";\s", line[start:end])
            pieces.append((end, [start, *(clause.end() + start for clause in clauses)]))
    return pieces


def _is_abbreviation(end: re.Match[str]) -> bool:
    word = end[1].casefold()
    return end[2] == "." and (word in _abbreviations() or word.isdigit() or len(word) == 1)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word for word, _ in table("abbreviations.tsv", 2))
