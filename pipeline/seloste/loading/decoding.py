"""Bytes to text: which encoding, by rules measured on Finnish rather than by a general detector.

General detectors read short Finnish cp1252 as Central European; the rule here (BOM, pattern of NULs,
strict UTF-8, what was declared, cp1252) was right on every Finnish sample it was measured on.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from seloste.errors import NoticeError, Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.I,
)
_META_REACH = 4096
# The WHATWG encoding standard reads these labels as windows-1252.
_AS_CP1252 = {
    "latin1",
    "latin-1",
    "iso-8859-1",
    "iso8859-1",
    "iso_8859-1",
    "ascii",
    "us-ascii",
    "l1",
    "cp819",
}
_C1 = re.compile("[\x80-\x9f]")
_SAMPLE = 4096
_DOUBLED = re.compile(
    "[ÃÂ][\x80-\xbf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
    "|â\u20ac[\x80-\xbf\u0153\u02dc\u201c\u201d\u2122]"
)
_DOUBLED_MANY = 3
_GOOD_TO_BROKEN = 5
# The letters ä and ö of the code pages of MS-DOS and the old Macintosh, as cp1252 shows them.
_OTHER_PAGES = {"cp850": ("„", "”"), "mac_roman": ("Š", "š")}
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was read in, and whether twice-encoded letters were mended."""

    text: str
    encoding: str
    mended: bool = False


def decode(data: bytes, declared: str | None = None, *, markup: bool = False) -> Decoded:
    """Return the text of ``data``; a byte order mark is not part of it.

    :param declared: the charset a header named; obeyed where the bytes allow it.
    :param markup: look for a charset in ``<meta>`` or an XML declaration too.
    :raises NoticeError: ``BINARY`` where the bytes are no text, ``EMPTY`` where nothing is there.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise NoticeError(Reason.EMPTY, "the file is empty")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return Decoded(_decode_marked(data[len(mark) :], encoding), encoding)
    if wide := _wide_encoding(data):
        return Decoded(data.decode(wide, "replace"), wide)
    _refuse_binary(data)
    if (text := _utf8(data)) is not None:
        return _mend(text, "utf-8")
    for label in (declared, _declared_inside(data) if markup else None):
        if label and (obeyed := _try(data, label)) is not None:
            return _mend(obeyed, _python_name(label))
    return _mend(*_single_byte(data))


def _decode_marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode(encoding, "replace")


def _utf8(data: bytes) -> str | None:
    """Decode UTF-8; a few broken letters among many good ones do not make it another encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        good = sum(letter > "\x7f" for letter in text) - broken
        return text if good > _GOOD_TO_BROKEN * broken else None


def _wide_encoding(data: bytes) -> str | None:
    """Return the UTF-16 byte order told by where the NULs stand; text of Latin letters has one in two."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2], sample[1::2]
    if len(sample) < 4 or not odd:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _refuse_binary(data: bytes) -> None:
    """Refuse what is no text: many control characters in the beginning."""
    sample = data[:_SAMPLE]
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 or byte == 127 for byte in sample)
    nuls = sample.count(0)
    if controls - nuls > 0.05 * len(sample) or nuls > 0.3 * len(sample):
        raise NoticeError(Reason.BINARY, "the file holds no text but binary data")


def _declared_inside(data: bytes) -> str | None:
    found = _META.search(data[:_META_REACH])
    return (found[1] or found[2]).decode("ascii") if found else None


def _python_name(label: str) -> str:
    return "cp1252" if label.strip().lower() in _AS_CP1252 else codecs.lookup(label.strip()).name


def _try(data: bytes, label: str) -> str | None:
    """Decode in a declared encoding; ``None`` where it is unknown, fails, or gives control characters."""
    try:
        name = _python_name(label)
        if name.startswith(("utf", "idna", "punycode", "raw", "unicode")):
            return None
        text = data.decode(name)
    except (LookupError, ValueError):
        return None
    return None if _C1.search(text) else text


def _single_byte(data: bytes) -> tuple[str, str]:
    text = _cp1252(data)
    letters = len(_LETTER.findall(text[: 4 * _SAMPLE]))
    for encoding, (small_a, small_o) in _OTHER_PAGES.items():
        foreign = text.count(small_a) + text.count(small_o)
        if foreign > 0.01 * letters and foreign > 2 * (text.count("ä") + text.count("ö")):
            return data.decode(encoding, "replace"), encoding
    return text, "cp1252"


def _cp1252(data: bytes) -> str:
    """Decode cp1252; its five undefined bytes become the controls of latin-1."""
    return "".join(
        piece.decode("cp1252") if at % 2 == 0 else piece.decode("latin-1")
        for at, piece in enumerate(re.split(rb"([\x81\x8d\x8f\x90\x9d])", data))
    )


def _mend(text: str, encoding: str) -> Decoded:
    """Undo an encoding made twice (``Ã¤`` for ``ä``) where it occurs repeatedly and can be undone."""
    mended = text
    for _ in range(2):
        if len(_DOUBLED.findall(mended)) < _DOUBLED_MANY:
            break
        undone = _undo(mended)
        if undone is None:
            break
        mended = undone
    return Decoded(mended, encoding, mended is not text)


def _undo(text: str) -> str | None:
    for page in ("cp1252", "latin-1"):
        try:
            return _encode_lenient(text, page).decode("utf-8")
        except ValueError:
            continue
    return None


def _encode_lenient(text: str, page: str) -> bytes:
    if page == "latin-1":
        return text.encode("latin-1")
    return b"".join(
        piece.encode("cp1252") if at % 2 == 0 else piece.encode("latin-1")
        for at, piece in enumerate(re.split("([\x81\x8d\x8f\x90\x9d])", text))
    )
