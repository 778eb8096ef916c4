"""Writes drafted lines as the text of a notice, laid out the way a reader would type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from seloste.loading.lines import Line, as_block, classify
from seloste.notice import Block, BlockKind, Cell, Edit, Zone

CELL_BREAK = " | "


@dataclass(slots=True)
class Draft:
    """A line of a page before its place in the text is known.

    ``kind`` is ``None`` where markup does not tell; ``linked`` counts the links and buttons of a line
    that holds nothing else;
    ``cells`` holds the words of a table row by column, ``headers`` the words of the columns' heads;
    ``edits`` lead from ``text`` to what the file has. A draft without text has in ``unread`` what of the
    file could not be read.
    """

    text: str
    kind: BlockKind | None = None
    level: int = 0
    bold: bool = False
    gap: bool = True
    indent: int = 0
    linked: int = 0
    hidden: bool = False
    zone: Zone = Zone.MAIN
    cells: tuple[tuple[int, str], ...] = ()
    headers: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    unread: str = ""


def write(drafts: Sequence[Draft]) -> tuple[str, tuple[Block, ...], tuple[Edit, ...]]:
    """Return the text of the drafts, one block a draft, with exact offsets, and the edits of all of them."""
    pieces: list[str] = []
    edits: list[Edit] = []
    lines: list[Line] = []
    length = 0
    for draft in drafts:
        lead = (("\n\n" if draft.gap else "\n") if pieces else "") + " " * draft.indent
        start = length + len(lead)
        pieces += (lead, draft.text)
        if draft.edits:
            edits += shift(draft.edits, start)
        length = start + len(draft.text)
        lines.append(
            Line(
                draft.text, start, draft.indent, draft.gap, draft.kind, draft.level, draft.bold, draft.zone,
                draft.hidden, tuple(_cells(draft, start)),
            )
        )  # fmt: skip
    classify([line for line in lines if line.zone is Zone.MAIN])
    return "".join(pieces), tuple(as_block(line) for line in lines), tuple(edits)


def shift(edits: Sequence[Edit], by: int) -> list[Edit]:
    """Return the edits of a text that ``by`` characters have been put before or, if negative, cut from."""
    return [Edit(edit.start + by, edit.end + by, edit.original) for edit in edits]


def row_text(cells: Sequence[tuple[int, str]]) -> str:
    """Return the line of a table row; empty cells leave no trace in it."""
    return CELL_BREAK.join(words for _, words in cells if words)


def _cells(draft: Draft, start: int) -> list[Cell]:
    cells = []
    for column, words in draft.cells:
        if words:
            header = draft.headers[column] if column < len(draft.headers) else ""
            cells.append(Cell(start, start + len(words), column, header))
            start += len(words) + len(CELL_BREAK)
    return cells
