"""Reads WARC and WET files record by record, plain or gzipped, and goes on after damage.

The libraries for WARC stop for good at the first damaged gzip member and hand over a cut record as if it
were whole; here the next member is looked for, and a record shorter than it says is reported.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from seloste.errors import NoticeError, Reason

_MEMBER = b"\x1f\x8b\x08"
_START = re.compile(rb"WARC/1\.\d\r?\n")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_KEPT_TYPES = frozenset(("response", "resource", "conversion"))
_UNWANTED = re.compile(r"/robots\.txt$|/sitemap[^/]*\.xml(?:\.gz)?$", re.I)
_MOST_MEMBER = 256_000_000
_MOST_PAYLOAD = 64_000_000
_CHUNK = 1 << 16
_HEADERS_REACH = 100_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)


@dataclass(frozen=True, slots=True)
class Record:
    """A record that holds a page or file; ``error`` tells why ``payload`` is not to be had."""

    number: int
    url: str | None
    fetched_at: str | None
    status: int | None
    charset: str | None
    payload: bytes
    error: NoticeError | None = None


def read_records(data: bytes | mmap.mmap) -> Iterator[Record]:
    """Yield the records of a WARC or WET file that hold content, in order."""
    number = 0
    for blob, whole in _members(data):
        for headers, content, complete in _cut(blob):
            kind = headers.get("warc-type", "")
            url = headers.get("warc-target-uri", "").strip("<> ") or None
            if kind not in _KEPT_TYPES or (url and _UNWANTED.search(url)):
                continue
            number += 1
            yield _make_record(number, headers, url, content, complete=complete and whole)


def _make_record(
    number: int, headers: dict[str, str], url: str | None, content: bytes, *, complete: bool
) -> Record:
    date = headers.get("warc-date")
    if not complete:
        return Record(
            number, url, date, None, None, b"", NoticeError(Reason.DAMAGED, "the WARC record is cut off")
        )
    status: int | None = None
    charset: str | None = None
    payload, refusal = content, None
    try:
        if headers.get("warc-type") == "response" and content.startswith(b"HTTP/"):
            status, charset, payload = _open_response(content)
    except NoticeError as error:
        return Record(number, url, date, status, charset, b"", error)
    if status is not None and not 200 <= status < 300:
        refusal = NoticeError(Reason.NOT_FOUND, f"the server answered {status}")
    return Record(number, url, date, status, charset, payload, refusal)


def _members(data: bytes | mmap.mmap) -> Iterator[tuple[bytes, bool]]:
    """Yield the unpacked gzip members of a file and whether each is whole; a plain file is one."""
    if data[:3] != _MEMBER:
        yield data[:], True
        return
    start = 0
    while start >= 0:
        blob, whole, end = _unpack(data, start)
        if blob:
            yield blob, whole
        start = data.find(_MEMBER, max(end, start + 1))


def _unpack(data: bytes | mmap.mmap, start: int) -> tuple[bytes, bool, int]:
    """Unpack the gzip member at ``start``; return it, whether it was whole, and where to look on."""
    unpacker = zlib.decompressobj(31)
    pieces, total, at = [], 0, start
    try:
        while not unpacker.eof and at < len(data):
            piece = unpacker.decompress(data[at : at + _CHUNK])
            at += _CHUNK
            total += len(piece)
            if total > _MOST_MEMBER:
                return b"", False, at
            pieces.append(piece)
    except zlib.error:
        blob = b"".join(pieces)
        return blob, False, start + len(_MEMBER)
    end = min(at, len(data)) - len(unpacker.unused_data)
    return b"".join(pieces), unpacker.eof, end if unpacker.eof else len(data)


def _cut(blob: bytes) -> Iterator[tuple[dict[str, str], bytes, bool]]:
    """Yield headers, content and completeness of each record in plain WARC bytes."""
    found = _START.search(blob)
    while found:
        close = _HEADERS_END.search(blob, found.end(), found.end() + _HEADERS_REACH)
        if close is None:
            return
        headers = _parse_headers(blob[found.end() : close.start()])
        length = headers.get("content-length", "")
        size = int(length) if length.isdecimal() and len(length) < 16 else -1
        end = close.end() + max(size, 0)
        following = _START.match(blob, end + 4) or _START.match(blob, end + 2)
        ended = blob[end : end + 6].strip() == b""
        if size >= 0 and end <= len(blob) and (following or ended):
            yield headers, blob[close.end() : end], True
            found = _START.search(blob, end)
        else:  # a wrong or missing length: the record ends where the next begins
            found = _START.search(blob, close.end())
            content = blob[close.end() : found.start() if found else len(blob)]
            yield headers, content.rstrip(b"\r\n"), found is not None


def _parse_headers(lines: bytes) -> dict[str, str]:
    headers = {}
    for line in lines.decode("utf-8", "replace").splitlines():
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return headers


def _open_response(content: bytes) -> tuple[int | None, str | None, bytes]:
    """Return status, charset and body of an HTTP response as it was recorded."""
    close = _HEADERS_END.search(content)
    head, body = (content[: close.start()], content[close.end() :]) if close else (content, b"")
    first, _, rest = head.partition(b"\n")
    words = first.split()
    status = int(words[1]) if len(words) > 1 and words[1].isdigit() and len(words[1]) == 3 else None
    headers = _parse_headers(rest)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _join_chunks(body)
    coding = headers.get("content-encoding", "").lower()
    if coding in ("gzip", "x-gzip", "deflate") and body:
        body = inflate(body)
    found = _CHARSET.search(headers.get("content-type", ""))
    return status, found[1] if found else None, body


def _join_chunks(body: bytes) -> bytes:
    """Undo chunked transfer; a body that was stored without it is returned as it is."""
    pieces: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\n", at, at + 40)
        try:
            size = int(body[at:end].split(b";")[0].strip(), 16)
        except ValueError:
            return body if at == 0 else b"".join(pieces)
        if size == 0:
            break
        pieces.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size + 2
    return b"".join(pieces)


def inflate(body: bytes, most: int = _MOST_PAYLOAD) -> bytes:
    """Unpack gzip, zlib or bare deflate; what was stored unpacked is returned as it is.

    :raises NoticeError: ``TOO_BIG`` above ``most`` bytes, ``DAMAGED``.
    """
    if body[:2] != b"\x1f\x8b" and body[:1] in (b"<", b"%", b"{", b" ", b"\n"):
        return body
    unpacker = zlib.decompressobj(47 if body[:1] in (b"\x1f", b"\x78") else -15)
    try:
        unpacked = unpacker.decompress(body, most)
    except zlib.error:
        raise NoticeError(Reason.DAMAGED, "the packed data is damaged") from None
    if unpacker.unconsumed_tail:
        raise NoticeError(Reason.TOO_BIG, f"the file unpacks to more than {most} bytes")
    if not unpacker.eof:
        raise NoticeError(Reason.DAMAGED, "the packed data is cut off")
    return unpacked
