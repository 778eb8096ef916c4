"""Finds the tables of a PDF page: by the rules drawn around their cells, else by words that stand in columns."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seloste.loading.pdf_page import Row

# In points: what is nearer than this is in one place, and a rule shorter than this is none.
_NEAR = 3.0
_SHORT = 5.0
# A page of drawings is no table, and looking for one in it would cost seconds.
_MOST_OBJECTS, _MOST_SEGMENTS, _MOST_CROSSINGS = 20_000, 2_000, 4_000
# Lines of one table stand no further apart, and lines of one cell this much closer than those of the next.
_APART, _ROW_GAP, _CELL_GAP = 4.0, 1.2, 1.5
_MARK = re.compile(r"(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-zåäö])[.)]?|[-–—•*·●○▪■◦\uf0b7\uf0a7])")

Rule = tuple[float, float, float]
"""A straight line along an axis: its place across, its beginning and its end."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell: the number of its table on the page, its row and its column."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The box of a cell in points from the bottom left of the page."""

    left: float
    bottom: float
    right: float
    top: float
    place: Place

    def holds(self, across: float, up: float) -> bool:
        """Tell whether a point lies in the cell."""
        return self.left <= across <= self.right and self.bottom <= up <= self.top


def find_ruled(page: Any, raw: Any) -> list[Cell]:
    """Return the cells of the tables whose rules the page draws, the smallest first."""
    across, along = _rules(page, raw)
    crossings, boxes = _crossings(across, along), []
    if 4 <= len(crossings) <= _MOST_CROSSINGS:
        boxes = list(_boxes(crossings, across, along))
    cells = [cell for number, group in enumerate(_tables(boxes)) for cell in _numbered(group, number)]
    return sorted(cells, key=lambda cell: (cell.right - cell.left) * (cell.top - cell.bottom))


def _rules(page: Any, raw: Any) -> tuple[dict[float, list[Rule]], dict[float, list[Rule]]]:
    """Return the horizontal rules by their height and the upright ones by their place across."""
    rules: tuple[list[Rule], list[Rule]] = ([], [])
    count = raw.FPDFPage_CountObjects(page.raw)
    for number in range(count if count <= _MOST_OBJECTS else 0):
        drawn = raw.FPDFPage_GetObject(page.raw, number)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH:
            for (x0, y0), (x1, y1) in _segments(drawn, raw):
                if abs(y0 - y1) < 1 and abs(x0 - x1) >= _SHORT:
                    rules[0].append((y0, min(x0, x1), max(x0, x1)))
                elif abs(x0 - x1) < 1 and abs(y0 - y1) >= _SHORT:
                    rules[1].append((x0, min(y0, y1), max(y0, y1)))
    return _snapped(rules[0]), _snapped(rules[1])


def _segments(drawn: Any, raw: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Yield the straight lines of a path as pairs of points of the page."""
    count = raw.FPDFPath_CountSegments(drawn)
    matrix = raw.FS_MATRIX()
    if not 1 < count <= _MOST_SEGMENTS or not raw.FPDFPageObj_GetMatrix(drawn, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    begin = last = (0.0, 0.0)
    for number in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            begin = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield last, point
        if raw.FPDFPathSegment_GetClose(segment):
            yield point, begin
        last = point


def _snapped(rules: Sequence[Rule]) -> dict[float, list[Rule]]:
    """Gather the rules that stand in one place, and join those that touch."""
    found: dict[float, list[Rule]] = {}
    place = None
    for rule in sorted(rules):
        if place is None or rule[0] - place > _NEAR:
            place = rule[0]
        found.setdefault(place, []).append(rule)
    for place, near in found.items():
        joined: list[Rule] = []
        for _, start, end in sorted(near, key=lambda rule: rule[1]):
            if joined and start <= joined[-1][2] + _NEAR:
                joined[-1] = (place, joined[-1][1], max(joined[-1][2], end))
            else:
                joined.append((place, start, end))
        found[place] = joined
    return found


def _covers(rules: Sequence[Rule], start: float, end: float) -> bool:
    return any(one - _NEAR <= start and end <= other + _NEAR for _, one, other in rules)


def _crossings(across: dict[float, list[Rule]], along: dict[float, list[Rule]]) -> set[tuple[float, float]]:
    if len(across) * len(along) > 10 * _MOST_CROSSINGS:
        return set()
    return {
        (x, y) for y, flat in across.items() for x, upright in along.items()
        if _covers(flat, x, x) and _covers(upright, y, y)
    }  # fmt: skip


def _boxes(
    crossings: set[tuple[float, float]], across: dict[float, list[Rule]], along: dict[float, list[Rule]]
) -> Iterator[tuple[float, float, float, float]]:
    """Yield the smallest ruled box below and right of each crossing: left, bottom, right, top."""
    columns: dict[float, list[float]] = {}
    rows: dict[float, list[float]] = {}
    for x, y in sorted(crossings):
        columns.setdefault(x, []).append(y)
        rows.setdefault(y, []).append(x)
    for left, top in sorted(crossings):
        found = next(
            (
                (left, bottom, right, top)
                for bottom in reversed(columns[left])
                if bottom < top and _covers(along[left], bottom, top)
                for right in rows[top]
                if right > left
                and (right, bottom) in crossings
                and _covers(across[top], left, right)
                and _covers(across[bottom], left, right)
                and _covers(along[right], bottom, top)
            ),
            None,
        )
        if found:
            yield found


def _tables(
    boxes: Sequence[tuple[float, float, float, float]],
) -> Iterator[list[tuple[float, float, float, float]]]:
    """Yield the boxes that hang together by their corners, where they make at least two columns."""
    at_corner: dict[tuple[float, float], list[int]] = {}
    for number, (left, bottom, right, top) in enumerate(boxes):
        for corner in ((left, bottom), (left, top), (right, bottom), (right, top)):
            at_corner.setdefault(corner, []).append(number)
    waiting = set(range(len(boxes)))
    for first in range(len(boxes)):
        if first not in waiting:
            continue
        waiting.discard(first)
        group = [first]
        for number in group:
            left, bottom, right, top = boxes[number]
            for corner in ((left, bottom), (left, top), (right, bottom), (right, top)):
                near = [one for one in at_corner[corner] if one in waiting]
                waiting.difference_update(near)
                group += near
        if len({boxes[number][0] for number in group}) > 1:
            yield [boxes[number] for number in group]


def _numbered(boxes: Sequence[tuple[float, float, float, float]], table: int) -> Iterator[Cell]:
    tops = sorted({top for _, _, _, top in boxes}, reverse=True)
    lefts = sorted({left for left, _, _, _ in boxes})
    for left, bottom, right, top in boxes:
        yield Cell(left, bottom, right, top, Place(table, tops.index(top), lefts.index(left)))


def is_mark(words: str) -> bool:
    """Tell whether words are the number or bullet of what stands after them."""
    return _MARK.fullmatch(words.strip()) is not None


def mark_aligned(rows: Sequence[Row], number: int) -> list[Row]:
    """Return the lines of a page, those that stand in columns cut into their cells.

    :param number: the number of the first table found here.
    """
    marked: list[Row] = []
    at = 0
    while at < len(rows):
        end = _table_end(rows, at)
        if end:
            marked += _placed(rows[at:end], [piece.left for piece in rows[at].pieces], number)
            number += 1
        else:
            marked.append(rows[at])
        at = end or at + 1
    return marked


def _table_end(rows: Sequence[Row], at: int) -> int:
    """Return where a table ends that would begin with the line at ``at``; 0 where none does."""
    columns = [piece.left for piece in rows[at].pieces]
    if not columns or rows[at].place is not None:
        return 0
    end = at + 1
    while end < len(rows) and _fits(rows[end], rows[end - 1], columns):
        end += 1
    while not rows[end - 1].pieces and not _is_wrapped(rows[end - 1], rows[end - 2], columns):
        end -= 1
    return end if sum(bool(row.pieces) for row in rows[at:end]) > 1 else 0


def _fits(row: Row, above: Row, columns: Sequence[float]) -> bool:
    """Tell whether every part of a line begins at a column and ends before the next one."""
    if row.place is not None or abs(row.size - above.size) > 0.6:
        return False
    if abs(above.bottom - row.bottom) > _APART * row.size or (not row.pieces and row.bold and not above.bold):
        return False
    ends = [*columns[1:], float("inf")]
    return all(
        (column := _column(part, columns)) is not None and part.right < ends[column]
        for part in row.pieces or (row,)
    )


def _column(part: Row, columns: Sequence[float]) -> int | None:
    return next((at for at, left in enumerate(columns) if abs(part.left - left) <= _NEAR), None)


def _is_wrapped(row: Row, above: Row, columns: Sequence[float]) -> bool:
    """Tell whether the last line of a table belongs to a cell above and is no text below the table."""
    return _column(row, columns) != 0 or 0 <= above.bottom - row.bottom <= _CELL_GAP * row.size


def _placed(rows: Sequence[Row], columns: Sequence[float], table: int) -> list[Row]:
    """Return the parts of the lines of a table with the cell that each stands in."""
    parts = [part for row in rows for part in row.pieces or (row,)]
    heights: list[float] = []
    for bottom in sorted({part.bottom for part in parts}, reverse=True):
        if not heights or heights[-1] - bottom > _NEAR:
            heights.append(bottom)
    gaps = [above - below for above, below in pairwise(heights)]
    wrapped = bool(gaps) and max(gaps) > _ROW_GAP * min(gaps)
    opens = {
        heights[0],
        *(
            below for (above, below), gap in zip(pairwise(heights), gaps, strict=True)
            if (gap > _ROW_GAP * min(gaps) if wrapped else _opens(parts, below, columns))
        ),
    }  # fmt: skip
    placed = []
    for part in parts:
        row = sum(height >= part.bottom - _NEAR for height in opens) - 1
        placed.append(replace(part, place=Place(table, max(row, 0), _column(part, columns) or 0)))
    return placed


def _opens(parts: Sequence[Row], height: float, columns: Sequence[float]) -> bool:
    """Tell whether a line of a table has something in its first column."""
    return any(abs(part.bottom - height) <= _NEAR and _column(part, columns) == 0 for part in parts)
