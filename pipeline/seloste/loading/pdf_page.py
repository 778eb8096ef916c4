"""Reads a page of a PDF by pdfium: its lines, where they stand, and in which cell of a table."""

from __future__ import annotations

import ctypes
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from seloste.loading import pdf_tables
from seloste.loading.mending import LINE_HYPHENS
from seloste.loading.pdf_tables import Cell, Place

#: The most characters that a document may have.
MOST_LETTERS = 5_000_000
_HEAVY = 600
_BOLD_NAMES = (b"bold", b"black", b"heavy")
# Words of one line that stand further apart than this many times their size may be cells of a table.
_WIDE = 1.0
# A picture that covers this much of a page without text is a scan of it; so many things are looked at.
_COVERED, _MOST_PICTURES = 0.3, 1_000


@dataclass(slots=True)
class Row:
    """A line of a page, or what of it stands in one cell.

    Places are in points from the bottom left of the page, ``bottom`` is the line's foot. ``text`` is what the
    file has, its words not yet mended; ``pieces`` are the parts of it that wide blanks keep apart.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    page: int
    furniture: bool = False
    place: Place | None = None
    pieces: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class _Letter:
    at: int
    letter: str
    left: float
    right: float
    bottom: float
    top: float


def read_page(document: Any, number: int) -> list[Row]:
    """Return the lines of a page in the order of the file, those of a table in the order of its cells."""
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    reader = _Reader(text_page, number, pypdfium2.raw)
    cells = pdf_tables.find_ruled(page, pypdfium2.raw)
    rows = [
        row
        for line in reader.lines()
        for letters, place in _by_cell(line, cells)
        if (row := reader.row(letters, place)) is not None
    ]
    rows = pdf_tables.mark_aligned(rows, 1 + max((cell.place.table for cell in cells), default=-1))
    text_page.close()
    page.close()
    return _gathered(rows)


def is_scanned(document: Any, number: int) -> bool:
    """Tell whether a picture covers most of a page, as on one that was scanned."""
    import pypdfium2

    raw = pypdfium2.raw
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return False
    width, height = page.get_size()
    edges = [ctypes.c_float() for _ in range(4)]
    for at in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_PICTURES)):
        drawn = raw.FPDFPage_GetObject(page.raw, at)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_IMAGE:
            raw.FPDFPageObj_GetBounds(drawn, *edges)
            left, bottom, right, top = (edge.value for edge in edges)
            if (right - left) * (top - bottom) > _COVERED * width * height:
                return True
    return False


class _Reader:
    """Asks pdfium for the letters of one page."""

    def __init__(self, text_page: Any, number: int, raw: Any) -> None:
        self._page = text_page.raw
        self._count = min(text_page.count_chars(), MOST_LETTERS)
        self._number = number
        self._raw = raw
        self._edges = [ctypes.c_double() for _ in range(4)]

    def lines(self) -> Iterator[list[_Letter]]:
        """Yield the lines; a hyphen that pdfium takes for a line's end ends one."""
        line: list[_Letter] = []
        for at in range(self._count):
            code = self._raw.FPDFText_GetUnicode(self._page, at)
            if code in (10, 13):
                yield line
                line = []
                continue
            letter = chr(code) if code and not 0xD800 <= code < 0xE000 else " "
            self._raw.FPDFText_GetCharBox(self._page, at, *self._edges)
            line.append(_Letter(at, letter, *(edge.value for edge in self._edges)))
            if letter in LINE_HYPHENS:
                yield line
                line = []
        yield line

    def row(self, letters: Sequence[_Letter], place: Place | None) -> Row | None:
        """Return the line of some letters; ``None`` for a blank one."""
        seen = [letter for letter in letters if not letter.letter.isspace()]
        if not seen:
            return None
        probes = [letter.at for letter in seen[:: max(1, len(seen) // 4)]]
        bold = all(self._is_bold(at) for at in probes)
        size = round(statistics.median(self._raw.FPDFText_GetFontSize(self._page, at) for at in probes), 1)
        words = "".join(letter.letter for letter in letters).strip()
        row = Row(words, seen[0].left, seen[-1].right, self._foot(seen[0]), size, bold, self._number)
        row.place = place
        if place is None:
            parts = _parts(letters, seen, _WIDE * size)
            row.pieces = tuple(piece for part in parts if (piece := self.row(part, None)))
        return row

    def _foot(self, letter: _Letter) -> float:
        self._raw.FPDFText_GetCharOrigin(self._page, letter.at, *self._edges[:2])
        return float(self._edges[1].value)

    def _is_bold(self, at: int) -> bool:
        if self._raw.FPDFText_GetFontWeight(self._page, at) >= _HEAVY:
            return True
        name = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        length = self._raw.FPDFText_GetFontInfo(self._page, at, name, len(name), ctypes.byref(flags))
        return 0 < length <= len(name) and any(word in name.value.lower() for word in _BOLD_NAMES)


def _parts(letters: Sequence[_Letter], seen: Sequence[_Letter], wide: float) -> Iterator[Sequence[_Letter]]:
    """Yield the parts of a line that wide blanks keep apart; none where it is all of one piece."""
    first = letters[0].at
    edges = [letter.at - first for before, letter in pairwise(seen) if letter.left - before.right > wide]
    if edges and pdf_tables.is_mark("".join(letter.letter for letter in letters[: edges[0]])):
        del edges[0]
    if edges:
        yield from (letters[start:end] for start, end in pairwise([0, *edges, len(letters)]))


def _by_cell(line: Sequence[_Letter], cells: Sequence[Cell]) -> Iterator[tuple[list[_Letter], Place | None]]:
    """Yield the letters of a line cell by cell; a blank goes with the letter before it."""
    place: Place | None = None
    gathered: list[_Letter] = []
    for letter in line:
        own = place
        if cells and not letter.letter.isspace():
            across, up = (letter.left + letter.right) / 2, (letter.bottom + letter.top) / 2
            own = next((cell.place for cell in cells if cell.holds(across, up)), None)
        if own != place:
            yield gathered, place
            place, gathered = own, []
        gathered.append(letter)
    yield gathered, place


def _gathered(rows: Sequence[Row]) -> list[Row]:
    """Return the lines with those of each table together, in the order of its cells, where its first one was."""
    tables: dict[int, list[Row]] = {}
    for row in rows:
        if row.place is not None:
            tables.setdefault(row.place.table, []).append(row)
    gathered: list[Row] = []
    for row in rows:
        if row.place is None:
            gathered.append(row)
        else:
            cells = tables.pop(row.place.table, [])
            gathered += sorted(
                cells, key=lambda one: (one.place.row, one.place.column) if one.place else (0, 0)
            )
    return gathered
