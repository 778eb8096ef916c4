"""Tells what each line of a text is on the page: heading, paragraph, list item or table row.

One set of rules serves every format: a plain text comes with nothing known, HTML and word-processor
files come with what their markup says, and only the rest is inferred. So a page and its plain text get
the same kinds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from seloste.loading import headings
from seloste.notice import Block, BlockKind, Cell, Zone

_BREAK = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = " \t\xa0\u2007\u202f\u3000\u200b\u2060\ufeff\x00"
_BULLET = re.compile(
    r"(?:[-\u2013\u2014\u2212*+•·●○▪▫■□◦‣\u2043➢➤►▶▸✓✔☑❖\uf0b7\uf0a7](?:[ \t\xa0]+|(?=[^\W\d_]))"
    r"|o[ \t\xa0]+(?=\w))(?=\S)"
)
_LETTERED = re.compile(
    r"\(?\d{1,2}\)[ \t\xa0]+(?=[a-zåäö(])|\(?[a-zåäö][).][ \t\xa0]+(?=\w)"
    r"|\(?(?:i{1,3}|iv|vi{0,3})\)[ \t\xa0]+(?=\w)"
)
_DIVIDER = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?")
_TABS = re.compile(r"[ ]*\t[ \t]*")
_BULLETLESS_LENGTH = 120


@dataclass(slots=True)
class Line:
    """A line that is not blank, without the blanks around it.

    ``start`` is its code point in the text; ``indent`` counts the blanks before it; ``gap`` tells that a
    blank line or the edge of the text is above it. ``kind`` is ``None`` until markup or inference tells.
    """

    text: str
    start: int
    indent: int = 0
    gap: bool = True
    kind: BlockKind | None = None
    level: int = 0
    bold: bool = False
    zone: Zone = Zone.MAIN
    hidden: bool = False
    cells: tuple[Cell, ...] = ()

    @property
    def end(self) -> int:
        """The code point after the last one of the line."""
        return self.start + len(self.text)


def split_lines(text: str) -> list[Line]:
    """Return the lines of ``text`` that hold anything, with exact offsets."""
    lines: list[Line] = []
    position, gap = 0, True
    while position <= len(text):
        found = _BREAK.search(text, position)
        end = found.start() if found else len(text)
        raw = text[position:end]
        stripped = raw.strip(_INVISIBLE)
        if stripped:
            indent = len(raw) - len(raw.lstrip(_INVISIBLE))
            lines.append(Line(stripped, position + indent, indent, gap))
        gap = not stripped
        position = found.end() if found else len(text) + 1
    return lines


def infer_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text, one a line that is not blank."""
    lines = split_lines(text)
    classify(lines)
    return tuple(as_block(line) for line in lines)


def as_block(line: Line) -> Block:
    """Return the block of a line that has been classified."""
    kind = line.kind or BlockKind.PARAGRAPH
    return Block(line.start, line.end, kind, line.level, line.zone, line.hidden, line.cells)


def classify(lines: Sequence[Line]) -> None:
    """Set ``kind``, ``level`` and ``cells`` of every line; what is set already stays."""
    _mark_rows(lines)
    _mark_items(lines)
    headings.mark(lines)
    _mark_numbered(lines)
    _mark_bulletless(lines)
    for line in lines:
        if line.kind is None:
            line.kind = BlockKind.PARAGRAPH


def _mark_rows(lines: Sequence[Line]) -> None:
    """Mark table rows: cells between bars or tabs, in at least two lines or with bars at both ends."""
    cells = [_cut_cells(line) if line.kind is None else () for line in lines]
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and len(cells[end]) > 1 and (end == start or not lines[end].gap):
            end += 1
        framed = lines[start].text.startswith("|") and lines[start].text.endswith("|")
        if end - start > 1 or (end > start and framed):
            _mark_table(lines[start:end], cells[start:end])
        start = max(end, start + 1)


def _mark_table(rows: Sequence[Line], cells: Sequence[tuple[Cell, ...]]) -> None:
    divided = len(rows) > 1 and bool(_DIVIDER.fullmatch(rows[1].text))
    headed = divided or (len(rows) > 2 and len(cells[0]) > 2)
    names = {
        cell.column: rows[0].text[cell.start - rows[0].start : cell.end - rows[0].start] for cell in cells[0]
    }
    for number, (row, own) in enumerate(zip(rows, cells, strict=True)):
        row.kind = BlockKind.ROW
        if divided and number == 1:
            continue
        row.cells = tuple(
            replace(cell, header=names.get(cell.column, "")) if headed and number else cell for cell in own
        )


def _cut_cells(line: Line) -> tuple[Cell, ...]:
    """Return the cells of a line; fewer than two mean that it is no row."""
    text = line.text
    if "|" in text:
        edges = [-1, *(found.start() for found in re.finditer(r"\|", text)), len(text)]
        pieces = [(left + 1, right) for left, right in pairwise(edges)]
        pieces = pieces[text.startswith("|") : len(pieces) - text.endswith("|")]
    elif "\t" in text:
        edges = [0, *(edge for found in _TABS.finditer(text) for edge in found.span()), len(text)]
        pieces = list(zip(edges[::2], edges[1::2], strict=True))
    else:
        return ()
    cells = []
    for column, (start, end) in enumerate(pieces):
        words = text[start:end]
        inner = words.strip(_INVISIBLE)
        at = line.start + start + (len(words) - len(words.lstrip(_INVISIBLE)) if inner else 0)
        cells.append(Cell(at, at + len(inner), column))
    return tuple(cells)


def _mark_items(lines: Sequence[Line]) -> None:
    """Mark lines that open with a bullet or a letter of a list; the level follows the indent."""
    indents: list[int] = []
    for place, line in enumerate(lines):
        if line.kind is not None or not _opens_item(lines, place):
            if line.gap or line.kind is not BlockKind.ITEM:
                indents = []
            continue
        while indents and indents[-1] > line.indent:
            indents.pop()
        if not indents or indents[-1] < line.indent:
            indents.append(line.indent)
        line.kind, line.level = BlockKind.ITEM, len(indents)


def opens_item(text: str) -> bool:
    """Tell whether a line looks like a list item by itself, its neighbours not seen."""
    found = _BULLET.match(text)
    return bool(_LETTERED.match(text)) or bool(found and text[0] != "o" and found.group()[-1:].isspace())


def _opens_item(lines: Sequence[Line], place: int) -> bool:
    text = lines[place].text
    if _LETTERED.match(text):
        return True
    found = _BULLET.match(text)
    if not found or _DIVIDER.fullmatch(text):
        return False
    mark = text[0]
    if mark == "*" and (text.startswith("**") or text.endswith("*")):
        return text[found.end() :].startswith("**") and found.group()[-1:].isspace()
    if mark == "o" or not found.group()[-1:].isspace():
        # "o" is also a word and "-nimi" may be the rest of a compound: a neighbour must look alike.
        around = [lines[near].text for near in (place - 1, place + 1) if 0 <= near < len(lines)]
        return (
            any(near[:1] == mark and _BULLET.match(near) for near in around) or mark not in "o-+*\u2013\u2014"
        )
    return True


def _mark_numbered(lines: Sequence[Line]) -> None:
    """Mark numbered lines that follow each other and are no headings: a list."""
    numbered = [line.kind is None and headings.is_numbered(line.text) for line in lines]
    for place, line in enumerate(lines):
        if numbered[place] and (
            any(numbered[max(place - 1, 0) : place]) or any(numbered[place + 1 : place + 2])
        ):
            line.kind, line.level = BlockKind.ITEM, 1


def _mark_bulletless(lines: Sequence[Line]) -> None:
    """Mark the short lines under a lead-in that ends in a colon: a list written without bullets."""
    for place, line in enumerate(lines):
        if line.kind is not None or not line.text.endswith(":"):
            continue
        end = place + 1
        while (
            end < len(lines) and lines[end].kind is None and _is_bare_item(lines[end], first=end == place + 1)
        ):
            end += 1
        if end - place > 2:
            for item in lines[place + 1 : end]:
                item.kind, item.level = BlockKind.ITEM, 1


def _is_bare_item(line: Line, *, first: bool) -> bool:
    if line.gap and not first:
        return False
    return (
        len(line.text) <= _BULLETLESS_LENGTH
        and not line.text.endswith((".", "!", "?", ":"))
        and not headings.is_contact(line.text)
        and not headings.is_labelled(line.text)
    )
