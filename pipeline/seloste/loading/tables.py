"""Tells rows of data from rows that only lay out a page, and makes one line of a row of data."""

from __future__ import annotations

from collections.abc import Sequence

from seloste.loading.headings import has_known_words, is_numbered, is_question
from seloste.loading.layout import Draft, row_text
from seloste.notice import BlockKind

_LABEL_LENGTH, _VALUE_LENGTH, _CELL_LENGTH = 80, 80, 400


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
    return Draft(row_text(words), BlockKind.ROW, linked=linked, cells=words, headers=headers)


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
