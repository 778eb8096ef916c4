"""RTF to drafted lines, by striprtf; what the layout tells is lost, the words and lines are kept."""

from __future__ import annotations

from seloste.errors import NoticeError, Reason
from seloste.loading.layout import Draft


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
    text: str = rtf_to_text(data.decode("latin-1"), encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
    drafts: list[Draft] = []
    gap = True
    for line in text.splitlines():
        words = " ".join(line.split(" ")).strip()
        if words:
            drafts.append(Draft(words, gap=gap))
        gap = not words
    return drafts
