"""PDF to drafted lines, by pdfium: lines are gathered into paragraphs, headings told by their letters.

Repeated page headers and footers are marked as such, tables give their rows, words broken at the end of a
line are joined. There is no character recognition: a scanned page has no text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from seloste.errors import NoticeError, Reason
from seloste.loading.headings import is_numbered
from seloste.loading.layout import Draft
from seloste.loading.lines import opens_item
from seloste.loading.mending import LINE_HYPHENS, mend
from seloste.loading.pdf_page import MOST_LETTERS, Row, is_scanned, read_page
from seloste.loading.pdf_tables import is_mark
from seloste.loading.tables import make_table
from seloste.notice import BlockKind, Zone

_MOST_PAGES = 2000
_EDGE_LINES = 3
_REPEATED = 0.6
_DIGITS = re.compile(r"\d+")
_FEW_LETTERS = 20
_LARGER = 1.15
_HEADING_LENGTH = 200
# A line that reaches this far across the page goes on in the next one.
_FULL_LINE = 0.8
_LONG_LINE = 60
# Lines of one heading stand no further apart than this many times their size.
_TIGHT = 1.4
# In points: feet of letters nearer than this are of one line.
_NEAR = 4.0


@dataclass(frozen=True, slots=True)
class _Measures:
    """What the lines around tell: the sizes of headings, the largest first, and where full lines begin and end."""

    larger: Sequence[float]
    left: float
    right: float


def _measures(rows: Sequence[Row], larger: Sequence[float]) -> _Measures:
    left, right = min((row.left for row in rows), default=0.0), max((row.right for row in rows), default=0.0)
    return _Measures(larger, left, right)


def read(data: bytes) -> list[Draft]:
    """Return the lines of a PDF.

    :raises NoticeError: ``ENCRYPTED``, ``DAMAGED``, ``NO_TEXT``, ``TOO_BIG``; ``UNSUPPORTED_FORMAT``
        without pypdfium2.
    """
    try:
        import pypdfium2
    except ImportError:
        raise NoticeError(
            Reason.UNSUPPORTED_FORMAT, "reading PDF needs pypdfium2: pip install 'seloste[documents]'"
        ) from None
    start = data.find(b"%PDF-")
    try:
        document = pypdfium2.PdfDocument(data[start:] if start > 0 else data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise NoticeError(Reason.ENCRYPTED, "the PDF is protected by a password") from None
        raise NoticeError(Reason.DAMAGED, "the PDF is damaged and cannot be opened") from None
    if len(document) > _MOST_PAGES:
        raise NoticeError(Reason.TOO_BIG, f"the PDF has {len(document)} pages; {_MOST_PAGES} are read")
    rows: list[Row] = []
    scanned: list[int] = []
    letters = 0
    for number in range(len(document)):
        page_rows = read_page(document, number)
        letters += sum(len(row.text) for row in page_rows)
        if letters > MOST_LETTERS:
            raise NoticeError(Reason.TOO_BIG, "the PDF holds more text than is read")
        rows += page_rows
        if not page_rows and is_scanned(document, number):
            scanned.append(number + 1)
    if letters < _FEW_LETTERS * min(len(document), 3):
        raise NoticeError(Reason.NO_TEXT, "the PDF holds no text: it is a scan; recognise its text first")
    _mark_furniture(rows, len(document))
    pages = ", ".join(map(str, scanned))
    unread = [Draft("", unread=f"scanned pages without text: {pages}")] if scanned else []
    return _draft(rows) + unread


def _mark_furniture(rows: Sequence[Row], pages: int) -> None:
    """Mark what stands at the top or bottom of most pages, page numbers apart: headers and footers."""
    if pages < 2:
        return
    edges = [row for _, page in groupby(rows, key=lambda row: row.page) for row in _at_edges(list(page))]
    places = [(_DIGITS.sub("0", row.text), round(row.bottom / 4)) for row in edges]
    counts = Counter(places)
    for row, place in zip(edges, places, strict=True):
        alone = place[0].strip("0 /-–().").lower() in ("", "sivu")
        if counts[place] >= max(2, _REPEATED * pages) or alone:
            row.furniture = True


def _at_edges(rows: Sequence[Row]) -> Iterator[Row]:
    """Yield what stands on the first and last lines of a page, however many cells a line has."""
    lines: list[list[Row]] = []
    for row in sorted(rows, key=lambda one: -one.bottom):
        if lines and lines[-1][0].bottom - row.bottom < _NEAR:
            lines[-1].append(row)
        else:
            lines.append([row])
    for at, line in enumerate(lines):
        if at < _EDGE_LINES or at >= len(lines) - _EDGE_LINES:
            yield from line


def _draft(rows: Sequence[Row]) -> list[Draft]:
    """Return the lines of the notice: paragraphs, headings, rows of tables."""
    body = [row for row in rows if not row.furniture]
    sizes = Counter[float]()
    for row in body:
        sizes[row.size] += len(row.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    larger = sorted({row.size for row in body if row.size > _LARGER * size}, reverse=True)
    measures = _measures([row for row in body if row.place is None], larger)
    drafts: list[Draft] = []
    for _, group in groupby(rows, key=lambda row: (row.page, row.place.table) if row.place else None):
        inside = list(group)
        # A page's header may be a table, and the heads of a table may be repeated on every page.
        cells = [row for row in inside if row.place and not row.furniture]
        drafts += _paragraphs([row for row in inside if not row.place or row.furniture], measures)
        drafts += _table(cells, larger) if cells else []
    return drafts


def _table(rows: Sequence[Row], larger: Sequence[float]) -> list[Draft]:
    """Return the rows of a table, or the lines of those rows whose cells only lay out the page."""
    columns: dict[int, list[Row]] = {}
    for row in rows:
        columns.setdefault(_column(row), []).append(row)
    measures = {column: _measures(inside, larger) for column, inside in columns.items()}
    cells_of_rows: list[list[list[Draft]]] = []
    for _, inside in groupby(rows, key=lambda row: row.place.row if row.place else 0):
        cells: list[list[Draft]] = [[] for _ in range(max(columns) + 1)]
        for column, lines in groupby(inside, key=_column):
            cells[column] = _paragraphs(list(lines), measures[column])
        cells_of_rows.append(cells)
    return make_table(cells_of_rows)


def _column(row: Row) -> int:
    return row.place.column if row.place else 0


def _paragraphs(rows: Sequence[Row], measures: _Measures) -> list[Draft]:
    """Gather lines into paragraphs and tell headings by size and weight."""
    groups: list[list[Row]] = []
    last: list[Row] = []
    for row in rows:
        if last and not row.furniture and _goes_on(last, row, measures):
            last.append(row)
            continue
        groups.append([row])
        last = last if row.furniture else groups[-1]
    drafts: list[Draft] = []
    above: Row | None = None
    for group in groups:
        drafts.append(_make_draft(group, above, measures))
        above = above if group[0].furniture else group[-1]
    return drafts


def _make_draft(rows: Sequence[Row], above: Row | None, measures: _Measures) -> Draft:
    words, edits = mend("\n".join(row.text for row in rows))
    first = rows[0]
    if first.furniture:
        return Draft(words, zone=Zone.FOOTER, edits=edits)
    distance = above.bottom - first.bottom if above is not None and above.page == first.page else None
    draft = Draft(words, bold=first.bold, edits=edits)
    draft.gap = distance is None or distance < 0 or distance > 1.6 * first.size
    if first.size in measures.larger and len(first.text) < _HEADING_LENGTH:
        draft.kind, draft.gap = BlockKind.HEADING, True
        draft.level = min(6, 1 + measures.larger.index(first.size))
    return draft


def _opens_section(text: str) -> bool:
    """Tell whether the words after a number begin with a capital, as those of ``2. momentti`` do not."""
    return next((letter.isupper() for letter in text if letter.isalpha()), False)


def _goes_on(above: Sequence[Row], row: Row, measures: _Measures) -> bool:
    """Tell whether a line continues the paragraph of the lines above it."""
    previous = above[-1]
    if previous.text.endswith(tuple(LINE_HYPHENS)) or (is_mark(previous.text) and previous.page == row.page):
        return True
    if abs(previous.size - row.size) > 0.6 or previous.bold != row.bold or opens_item(row.text):
        return False
    distance = previous.bottom - row.bottom
    if previous.page == row.page and not -1 <= distance <= 1.75 * max(row.size, 6):
        return False
    if is_numbered(row.text) and (previous.bold or _opens_section(row.text)):
        return False
    if previous.text.isupper() and row.text.isupper() and previous.bold and distance <= _TIGHT * row.size:
        return True
    if previous.page != row.page and (
        previous.text.endswith((".", ":", "!", "?")) or not row.text[:1].islower()
    ):
        return False
    if previous.right - measures.left >= _FULL_LINE * (measures.right - measures.left):
        return True
    # The label of a form's field goes on even where its lines are short.
    label = row.place is not None and (previous.bold or is_numbered(above[0].text))
    long = len(previous.text) > _LONG_LINE or label
    return row.text[:1].islower() and long and not previous.text.endswith((".", ":", ";", ","))
