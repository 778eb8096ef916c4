"""Tells what a file is from its bytes; the name only parts Markdown from plain text."""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from io import BytesIO
from pathlib import PurePath


class Format(StrEnum):
    """What can be told apart; the values are media types."""

    TEXT = "text/plain"
    MARKDOWN = "text/markdown"
    HTML = "text/html"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    RTF = "application/rtf"
    EML = "message/rfc822"
    WARC = "application/warc"
    ZIP = "application/zip"
    GZIP = "application/gzip"
    DOC = "application/msword"
    ENCRYPTED_OFFICE = "application/x-ole-storage"
    OFFICE = "application/vnd.openxmlformats-officedocument"
    OTHER = "application/octet-stream"


CONTAINERS = frozenset((Format.WARC, Format.ZIP, Format.GZIP, Format.EML))
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PDF_REACH = 4096
_MARKUP_REACH = 65_536
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(
    rb"</(?:p|div|li|ul|h[1-6]|td|table|section|article|span|a|body|html|font|center|frameset|script)\s*>"
    rb"|<(?:br|hr)\s*/?>"
    rb"|<(?:frameset|p|div|table|body|plaintext|li|font|b)\b[^<>]*>",
    re.I,
)
_HTML_MANY = 3
_HEADER = re.compile(
    rb"(?:From|To|Return-Path|Received|Delivered-To|MIME-Version|Message-ID|Subject|Date|Content-Type"
    rb"|X-[\w-]+): ",
    re.I,
)
_OTHER_STARTS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\x7fELF", b"MZ", b"7z\xbc\xaf", b"Rar!", b"BZh",
    b"\xfd7zXZ",
    b"SQLite format 3", b"PAR1", b"OggS", b"ID3", b"\x00\x00\x01\x00", b"II*\x00", b"MM\x00*", b"%!PS",
)  # fmt: skip


def sniff(data: bytes, name: str = "") -> Format:
    """Return what ``data`` is."""
    start = data[:16].lstrip(b"\xef\xbb\xbf")
    if b"%PDF-" in data[:_PDF_REACH] and not _HTML_START.match(data[:_MARKUP_REACH]):
        return Format.PDF
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if start.startswith(b"\x1f\x8b"):
        return Format.GZIP
    if start.startswith(b"WARC/"):
        return Format.WARC
    if start.startswith(_OLE):
        return Format.ENCRYPTED_OFFICE if "EncryptedPackage".encode("utf-16-le") in data else Format.DOC
    if start.startswith(b"{\\rtf"):
        return Format.RTF
    if data.startswith(_OTHER_STARTS):
        return Format.OTHER
    return _sniff_text(data, name)


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        # A cut archive has lost its table of contents; the first names still tell what it was.
        names = {word for word in ("word/document.xml", "content.xml") if word.encode() in data}
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return Format.DOCX
    if "content.xml" in names and ("mimetype" in names or "META-INF/manifest.xml" in names):
        return Format.ODT
    return Format.OFFICE if "[Content_Types].xml" in names else Format.ZIP


def _sniff_text(data: bytes, name: str) -> Format:
    head = data[:_MARKUP_REACH]
    if b"\x00" in head[:200]:
        head = head.replace(b"\x00", b"")
    head = head.lstrip(b"\xff\xfe\xef\xbb\xbf")
    if _HTML_START.match(head):
        return Format.HTML
    suffix = PurePath(name).suffix.lower()
    if suffix == ".txt":
        return Format.TEXT  # a text may speak of tags and headers; only a whole page named so is a page
    lines = head[:2000].split(b"\n")
    if _HEADER.match(head) and sum(bool(_HEADER.match(line)) for line in lines[:12]) >= 2:
        return Format.EML
    if suffix in (".md", ".markdown", ".mdx"):
        return Format.MARKDOWN
    return Format.HTML if len(_HTML_TAG.findall(head)) >= _HTML_MANY else Format.TEXT
