"""Tells rows of data from rows that only lay out a page, and makes one line of a row of data."""

from __future__ import annotations

from collections.abc import Sequence

from seloste.loading.headings import has_known_words, is_numbered, is_question
from seloste.loading.layout import CELL_BREAK, Draft, row_text, shift
from seloste.notice import BlockKind, Edit

_LABEL_LENGTH, _VALUE_LENGTH, _CELL_LENGTH = 80, 80, 400


def make_table(rows: Sequence[Sequence[list[Draft]]]) -> list[Draft]:
    """Return the lines of a table that does not tell which cells are heads: rows of cells of drafted lines.

    As in a text, the first of several rows is taken for the heads of its columns where it fills all of them
    and there are more than two, or all of it is bold.
    """
    drafts: list[Draft] = []
    headers: tuple[str, ...] = ()
    for number, cells in enumerate(rows):
        bold = all(draft.bold for cell in cells for draft in cell)
        headed = number == 0 and len(rows) > 2 and all(cells) and (len(cells) > 2 or bold)
        made = make_row(cells, heads=len(cells) if headed else 0, headers=headers)
        if made is not None:
            made.gap = number == 0
        drafts += [made] if made else [draft for cell in cells for draft in cell]
        if headed and made:
            headers = tuple(words for _, words in made.cells)
    return drafts


def make_row(cells: Sequence[list[Draft]], *, heads: int, headers: tuple[str, ...]) -> Draft | None:
    """Return the line of a row; ``None`` where its cells lay out the page and keep their lines.

    :param cells: the drafted lines of each cell.
    :param heads: how many of the cells are column heads.
    :param headers: the words of the heads above.
    """
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or _is_layout(filled, heads):
        return None
    words = tuple((column, " ".join(draft.text for draft in cell)) for column, cell in enumerate(cells))
    linked = min(draft.linked for cell in filled for draft in cell)
    return Draft(
        row_text(words), BlockKind.ROW, linked=linked, cells=words, headers=headers, edits=_edits(filled)
    )


def _edits(cells: Sequence[list[Draft]]) -> tuple[Edit, ...]:
    """Return the edits of the lines of all cells, as they stand in the row."""
    edits: list[Edit] = []
    start = 0
    for cell in cells:
        for draft in cell:
            edits += shift(draft.edits, start)
            start += len(draft.text) + 1
        start += len(CELL_BREAK) - 1
    return tuple(edits)


def _is_layout(cells: Sequence[list[Draft]], heads: int) -> bool:
    """Tell whether a row lays out the page; a heading beside its text is marked as bold."""
    label, *others = cells
    structured = any(draft.kind is not None for cell in cells for draft in cell)
    long = any(len(cell) > 1 and sum(len(draft.text) for draft in cell) > _CELL_LENGTH for cell in cells)
    beside = False
    if len(cells) == 2 and len(label) == 1 and len(label[0].text) <= _LABEL_LENGTH and heads < 2:
        name, value = label[0].text, others[0]
        much = len(value) > 1 or len(value[0].text) > _VALUE_LENGTH
        named = has_known_words(name) or is_question(name) or structured or long
        beside = is_numbered(name) or (much and named)
    if beside and label[0].kind is None:
        label[0].bold = True
    return structured or long or beside
