"""Tells where spans stand together: in a sentence, a table row, a list under a lead-in, a labelled group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from seloste.record import Span
from seloste.values.tables import table

_ITEM = re.compile(r"\s*(?:[-–—•*●○▪◦·+]|o(?=\s)|\d{1,2}[.)]|[a-zåäö]\))\s+")
_LABEL = re.compile(r"\W*[A-ZÅÄÖ][^:\n.]{2,45}:\s")
_SENTENCE_END = re.compile(r"([^\W_]{0,12})([.!?])[\"”)]?\s+(?=[A-ZÅÄÖ0-9\"”*(])")
_EDGE = re.compile(r"[.!?](?=[\"”)]?(?:\s|$))|[;•|\t]", re.MULTILINE)
_LONGEST_WORD = 12
# A line without end, such as a whole page on one line, is not searched again for every statement in it.
_LONGEST_SENTENCE = 6_000
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
        is_row, item = is_table_row(line), _ITEM.match(line) is not None
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


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence, clause or table cell of the words at ``start``–``end`` begins and ends."""
    near = max(0, start - _LONGEST_SENTENCE)
    line = max(near, text.rfind("\n", near, start) + 1)
    first = max((edge_end for _, edge_end in _edges(text, line, start)), default=line)
    return first, next(_edges(text, end, _line_end(text, end)), (_line_end(text, end), 0))[0]


def next_sentence(text: str, end: int) -> tuple[int, int] | None:
    """Return where the sentence after that of the words before ``end`` begins and ends, if there is one.

    It can stand on the next line, too.
    """
    line_end = _line_end(text, end)
    _, start = next(_edges(text, end, line_end), (line_end, line_end + 1))
    if start >= len(text):
        return None
    return start, next(_edges(text, start + 1, _line_end(text, start + 1)), (_line_end(text, start + 1), 0))[
        0
    ]


def previous_sentence(text: str, start: int, *, across_lines: bool = False) -> tuple[int, int]:
    """Return where the sentence before the one that begins at ``start`` begins and ends.

    At the beginning of a line it is the one that begins there, unless ``across_lines`` leads to the line above.
    """
    first = max(0, start - _LONGEST_SENTENCE)
    end = first + len(text[first:start].rstrip(" .!?" + "\n" * across_lines))
    return sentence_around(text, end, end)


def _line_end(text: str, at: int) -> int:
    far = min(len(text), at + _LONGEST_SENTENCE)
    end = text.find("\n", at, far)
    return end if end >= 0 else far


def _edges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of the marks in a stretch of a line that end a sentence, a clause or a cell."""
    for match in _EDGE.finditer(text, start, end):
        word = text[max(start, match.start() - _LONGEST_WORD) : match.start()]
        last = re.split(r"[\W_]", word)[-1].casefold()
        ordinal = last.isdigit() and text[match.end() : match.end() + 2].strip()[:1].islower()
        if match.group() != "." or not (ordinal or last in _abbreviations() or len(last) == 1):
            yield match.start(), match.end()


def is_table_row(line: str) -> bool:
    """Say whether a line is a row of a table: cells between tabs, or between two bars or more."""
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
