"""RTF to drafted lines, by striprtf; tables give their rows, what else the layout tells is lost."""

from __future__ import annotations

import re

from seloste.errors import NoticeError, Reason
from seloste.loading.layout import Draft
from seloste.loading.mending import mend
from seloste.loading.tables import make_table

# striprtf writes cells and text alike: control characters, which RTF does not have, tell them apart.
_OPEN, _CELL, _CLOSE = "\x01", "\x02", "\x03"
_CONTROLS = ((r"\\trowd(?![a-z])", _OPEN), (r"\\cell(?![a-z])", _CELL), (r"\\row(?![a-z])", _CLOSE))
_BULLET = re.compile(r"^(\W|o|\d{1,2}[.)]|[a-z]\))\t+")


def read(data: bytes) -> list[Draft]:
    """Return the lines of an RTF document.

    :raises NoticeError: ``UNSUPPORTED_FORMAT`` without striprtf; ``DAMAGED``.
    """
    try:
        from striprtf.striprtf import rtf_to_text
    except ImportError:
        raise NoticeError(
            Reason.UNSUPPORTED_FORMAT, "reading RTF needs striprtf: pip install 'seloste[documents]'"
        ) from None
    source = re.sub(f"[{_OPEN}{_CELL}{_CLOSE}]", "", data.decode("latin-1"))
    for control, sign in _CONTROLS:
        source = re.sub(control, sign, source)
    text: str = rtf_to_text(source, encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
    pieces = re.split(f"([{_OPEN}{_CELL}{_CLOSE}])", text)
    drafts: list[Draft] = []
    rows: list[list[list[Draft]]] = []
    cells: list[list[Draft]] = []
    for words, sign in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        lines = _lines(words)
        if sign == _CELL:
            cells.append(lines)
        elif lines:
            drafts += [*make_table(rows), *lines]
            rows = []
        if sign == _CLOSE:
            rows.append(cells)
            cells = []
    return [*drafts, *make_table([*rows, cells])]


def _lines(text: str) -> list[Draft]:
    drafts: list[Draft] = []
    gap = True
    for line in text.splitlines():
        words, edits = mend(_BULLET.sub(r"\1 ", line.strip()).replace("\t", " "))
        if words:
            drafts.append(Draft(words, gap=gap, edits=edits))
        gap = not words
    return drafts
