"""PDF to drafted lines, by pdfium: lines are gathered into paragraphs, headings told by their letters.

Repeated page headers and footers are marked as such; words broken at the end of a line are joined. There
is no character recognition: a scanned page has no text.
"""

from __future__ import annotations

import ctypes
import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from seloste.errors import NoticeError, Reason
from seloste.loading.headings import is_numbered
from seloste.loading.layout import Draft
from seloste.loading.lines import opens_item
from seloste.notice import BlockKind, Zone

_MOST_PAGES = 2000
_MOST_LETTERS = 5_000_000
_EDGE_LINES = 3
_REPEATED = 0.6
_DIGITS = re.compile(r"\d+")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_HYPHENS = "\x02\ufffe"
_BLANKS = re.compile(r"[ \xa0\u2002-\u200a\u202f]+")
_CONJUNCTIONS = ("ja ", "tai ", "sekä ", "eli ", "ja/tai ", "taikka ", "och ")
_CAPITALS = re.compile(r"(?:[A-ZÅÄÖ]{2,}|\d+)$")
_VOWELS = "aeiouyäö"
_FEW_LETTERS = 20
_LARGER = 1.15
_HEADING_LENGTH = 200
# A line that reaches this far across the page goes on in the next one.
_FULL_LINE = 0.8


@dataclass(slots=True)
class _Row:
    """A line of a page: its words, its place in points from the bottom left, and its letters."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    page: int
    furniture: bool = False


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
    rows: list[_Row] = []
    letters = 0
    for number in range(len(document)):
        page_rows = _read_page(document, number, pypdfium2)
        letters += sum(len(row.text) for row in page_rows)
        if letters > _MOST_LETTERS:
            raise NoticeError(Reason.TOO_BIG, "the PDF holds more text than is read")
        rows += page_rows
    if letters < _FEW_LETTERS * min(len(document), 3):
        raise NoticeError(Reason.NO_TEXT, "the PDF holds no text: it is a scan; recognise its text first")
    _mark_furniture(rows, len(document))
    return _draft(rows)


def _read_page(document: Any, number: int, pypdfium2: Any) -> list[_Row]:
    try:
        text_page = document[number].get_textpage()
    except pypdfium2.PdfiumError:
        return []
    raw = pypdfium2.raw
    handle = text_page.raw
    count = min(text_page.count_chars(), _MOST_LETTERS)
    codes = [raw.FPDFText_GetUnicode(handle, at) for at in range(count)]
    rows: list[_Row] = []
    start = 0
    for at in range(count + 1):
        if at == count or codes[at] in (10, 13):
            if row := _make_row(codes[start:at], start, number, handle, raw):
                rows.append(row)
            start = at + 1
    text_page.close()
    return rows


def _make_row(codes: Sequence[int], offset: int, page: int, handle: Any, raw: Any) -> _Row | None:
    """Return the line of the characters from ``offset`` on; ``None`` for a blank one."""
    letters = "".join(chr(code) if code and not 0xD800 <= code < 0xE000 else " " for code in codes)
    seen = [at for at, letter in enumerate(letters) if not letter.isspace()]
    words = mend_words(letters)
    if not seen or not words:
        return None
    left, _, bottom, _ = _box(handle, offset + seen[0], raw)
    _, right, _, _ = _box(handle, offset + seen[-1], raw)
    probes = seen[:: max(1, len(seen) // 4)]
    bold = all(_is_bold(handle, offset + at, raw) for at in probes)
    size = statistics.median(raw.FPDFText_GetFontSize(handle, offset + at) for at in probes)
    return _Row(words, left, right, bottom, round(size, 1), bold, page)


def _box(handle: Any, at: int, raw: Any) -> tuple[float, float, float, float]:
    edges = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(handle, at, *(ctypes.byref(edge) for edge in edges))
    left, right, bottom, top = (edge.value for edge in edges)
    return left, right, bottom, top


def _is_bold(handle: Any, at: int, raw: Any) -> bool:
    if raw.FPDFText_GetFontWeight(handle, at) >= 600:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(handle, at, name, len(name), ctypes.byref(flags))
    return 0 < length <= len(name) and any(
        word in name.value.lower() for word in (b"bold", b"black", b"heavy")
    )


def mend_words(letters: str) -> str:
    """Return a line of a PDF with ligatures spelt out, soft hyphens gone and broken words joined."""
    words = _BLANKS.sub(" ", letters.translate(_LIGATURES).replace("\xad", "")).strip()
    for hyphen in _HYPHENS:
        while hyphen in words:
            before, after = words.split(hyphen, 1)
            words = join_broken(before, after)
    return words


def join_broken(before: str, after: str) -> str:
    """Join the two halves of a word that a hyphen at the end of a line parted, by the rules of Finnish.

    The hyphen stays before a conjunction (``asiakas- ja``), after capitals and digits (``EU-alueen``)
    and between like vowels (``tietosuoja-asetus``); elsewhere it was only the line's end.
    """
    if after.startswith(_CONJUNCTIONS):
        return f"{before}- {after}"
    if _CAPITALS.search(before) or after[:1].isupper():
        return f"{before}-{after}"
    if before[-1:].lower() == after[:1].lower() and before[-1:].lower() in _VOWELS:
        return f"{before}-{after}"
    return before + after


def _mark_furniture(rows: Sequence[_Row], pages: int) -> None:
    """Mark what stands at the top or bottom of most pages, page numbers apart: headers and footers."""
    if pages < 2:
        return
    bypage: dict[int, list[_Row]] = {}
    for row in rows:
        bypage.setdefault(row.page, []).append(row)
    edges = [
        row
        for page in bypage.values()
        for at, row in enumerate(sorted(page, key=lambda one: -one.bottom))
        if at < _EDGE_LINES or at >= len(page) - _EDGE_LINES
    ]
    places = [(_DIGITS.sub("0", row.text), round(row.bottom / 4)) for row in edges]
    counts = Counter(places)
    for row, place in zip(edges, places, strict=True):
        alone = place[0].strip("0 /-–().").lower() in ("", "sivu")
        if counts[place] >= max(2, _REPEATED * pages) or (alone and pages > 1):
            row.furniture = True


def _draft(rows: Sequence[_Row]) -> list[Draft]:
    """Gather rows into paragraphs and tell headings by size and weight."""
    body = [row for row in rows if not row.furniture]
    sizes = Counter[float]()
    for row in body:
        sizes[row.size] += len(row.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    edge = max((row.right for row in body), default=0.0)
    larger = sorted({row.size for row in body if row.size > _LARGER * size}, reverse=True)
    drafts: list[Draft] = []
    previous: _Row | None = None
    for row in rows:
        if row.furniture:
            drafts.append(Draft(row.text, zone=Zone.FOOTER))
            continue
        main = [draft for draft in drafts[-_EDGE_LINES * 2 - 1 :] if draft.zone is Zone.MAIN]
        if previous is not None and main and _goes_on(previous, row, edge):
            last = main[-1]
            last.text = (
                join_broken(last.text[:-1], row.text)
                if _is_broken(last.text, row)
                else f"{last.text} {row.text}"
            )
        else:
            drafts.append(_new_draft(row, previous, size, larger))
        previous = row
    return drafts


def _new_draft(row: _Row, previous: _Row | None, size: float, larger: Sequence[float]) -> Draft:
    distance = previous.bottom - row.bottom if previous is not None and previous.page == row.page else None
    draft = Draft(row.text, bold=row.bold, gap=distance is None or distance < 0 or distance > 1.6 * row.size)
    if row.size in larger and len(row.text) < _HEADING_LENGTH:
        draft.kind, draft.level, draft.gap = BlockKind.HEADING, min(6, 1 + larger.index(row.size)), True
    return draft


def _is_broken(words: str, row: _Row) -> bool:
    return words.endswith(("-", "\u2010")) and words[-2:-1].isalpha() and row.text[:1].islower()


def _goes_on(previous: _Row, row: _Row, edge: float) -> bool:
    """Tell whether a row continues the paragraph of the one before it."""
    if abs(previous.size - row.size) > 0.6 or previous.bold != row.bold or opens_item(row.text):
        return False
    distance = previous.bottom - row.bottom
    if previous.page == row.page and not -1 <= distance <= 1.75 * max(row.size, 6):
        return False
    if previous.bold and is_numbered(row.text):
        return False
    full = previous.right >= _FULL_LINE * edge
    if previous.page != row.page and (
        previous.text.endswith((".", ":", "!", "?")) or not row.text[:1].islower()
    ):
        return False
    return full or (
        row.text[:1].islower()
        and not previous.text.endswith((".", ":", ";", ","))
        and len(previous.text) > 60
    )
