"""Exchanges as WARC 1.1: written so that a kill at any moment costs at most the exchange under way.

Each record is a gzip member of its own, so records are found by offset, and copied from file to file as
they are. An exchange is a response (or a revisit, where nothing has changed) and the request that it
answers; both are written at once and are on the disk before the ledger says so.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from seloste.errors import OutputError

#: A file is closed for a new one beyond this size, as other WARC tools do.
MOST_FILE_BYTES = 1_000_000_000
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_HTTP = "application/http; msgtype={}"
_HTML = "text/html; charset=utf-8"
_KIND = re.compile(rb"\r\nWARC-Type: (\w+)\r\n")
#: Scrapy hands bodies over as they were before chunking; a header that says otherwise would lie.
_RENAMED = frozenset(("transfer-encoding", "connection"))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; ``body`` is the payload as it came, packed if ``Content-Encoding`` says so."""

    url: str
    request_headers: tuple[tuple[str, str], ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: str
    ip: str = ""
    revisit: bool = False

    def header(self, name: str) -> str:
        """Return the first header of a name given in lower case; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response or revisit record is: file name, offset and length in bytes."""

    file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier record that a revisit refers to."""

    url: str
    fetched_at: str
    digest: str
    profile: str


def payload_digest(body: bytes) -> str:
    """Return the digest of a payload as WARC tools write it; the manifest has SHA-256 as well."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode("ascii")


class Archive:
    """The WARC files of a folder; the last one grows until it is full."""

    def __init__(self, folder: Path, software: str) -> None:
        self.folder = folder
        self._software = software
        folder.mkdir(parents=True, exist_ok=True)

    def append(self, exchange: Exchange, earlier: Earlier | None) -> tuple[Place, int]:
        """Write an exchange; return where its response is and how long the file now is.

        :raises OutputError: the disk is full or cannot be written.
        """
        response, request = _records(exchange, earlier)
        return self._write(response, request, exchange.fetched_at)

    def _write(self, first: bytes, second: bytes, now: str) -> tuple[Place, int]:
        path = self._current()
        try:
            with path.open("ab") as stream:
                start = stream.tell()
                head = b"" if start else _info(path.name, self._software, now)
                stream.write(head + first + second)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
        place = Place(path.name, start + len(head), len(first))
        return place, place.offset + len(first) + len(second)

    def append_rendered(self, url: str, markup: bytes, now: str) -> tuple[Place, int]:
        """Write a page as a browser showed it, as a conversion of the response; as :meth:`append` otherwise.

        :raises OutputError: the disk is full or cannot be written.
        """
        headers = {"WARC-Target-URI": url, "WARC-Date": now, "WARC-Payload-Digest": payload_digest(markup)}
        record = _pack("conversion", _identifier(), markup, _HTML, headers)
        return self._write(record, b"", now)

    def read(self, place: Place) -> Exchange:
        """Return the exchange whose response is at a place; without its request."""
        return parse_response(_unpack(self.copy(place)))

    def copy(self, place: Place) -> bytes:
        """Return a record as it lies in its file: a WARC file by itself."""
        with (self.folder / place.file).open("rb") as stream:
            stream.seek(place.offset)
            return stream.read(place.length)

    def files(self) -> list[Path]:
        """Return the files there are, oldest first."""
        return sorted(self.folder.glob("seloste-*.warc.gz"))

    def tail(self, file: Path, start: int) -> Iterator[tuple[Place, Exchange, int]]:
        """Yield the whole exchanges behind ``start``, each with the offset where it ends."""
        data = file.read_bytes()[start:] if file.stat().st_size > start else b""
        waiting: tuple[Place, Exchange] | None = None
        for at, end, blob in _members(data):
            kind = _KIND.search(blob[:2000])
            if kind and kind[1] in (b"response", b"revisit", b"conversion"):
                waiting = Place(file.name, start + at, end - at), parse_response(blob)
            if waiting and kind and kind[1] in (b"request", b"conversion"):
                yield *waiting, start + end
                waiting = None

    def _current(self) -> Path:
        files = self.files()
        if files and files[-1].stat().st_size < MOST_FILE_BYTES:
            return files[-1]
        return self.folder / f"seloste-{len(files) + 1:05d}.warc.gz"


def _members(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield start, end and content of each whole gzip member, up to the first that is not."""
    start = 0
    while start < len(data):
        unpacker = zlib.decompressobj(31)
        try:
            blob = unpacker.decompress(data[start:])
        except zlib.error:
            return
        if not unpacker.eof:
            return
        end = len(data) - len(unpacker.unused_data)
        yield start, end, blob
        start = end


def _unpack(member: bytes) -> bytes:
    return zlib.decompressobj(31).decompress(member)


def parse_response(record: bytes) -> Exchange:
    """Return the exchange of an unpacked response or revisit record that this module wrote."""
    head, _, content = record.partition(b"\r\n\r\n")
    warc = dict(line.split(": ", 1) for line in head.decode("utf-8").split("\r\n")[1:])
    content = content[: int(warc["Content-Length"])]
    if warc["WARC-Type"] == "conversion":
        return Exchange(
            warc["WARC-Target-URI"], (), 200, (("Content-Type", _HTML),), content, warc["WARC-Date"]
        )
    http, _, body = content.partition(b"\r\n\r\n")
    first, *lines = http.decode("iso-8859-1").split("\r\n")
    headers = tuple((name, value) for name, _, value in (line.partition(": ") for line in lines) if name)
    return Exchange(
        warc["WARC-Target-URI"], (), int(first.split()[1]), headers, body, warc["WARC-Date"],
        warc.get("WARC-IP-Address", ""), warc["WARC-Type"] == "revisit",
    )  # fmt: skip


def _records(exchange: Exchange, earlier: Earlier | None) -> tuple[bytes, bytes]:
    """Return the gzipped response (or revisit) and request records."""
    common = {"WARC-Target-URI": exchange.url, "WARC-Date": exchange.fetched_at}
    if exchange.ip:
        common["WARC-IP-Address"] = exchange.ip
    identifier = _identifier()
    headers = [(_name_in_record(name), value) for name, value in exchange.headers]
    head = _http(f"HTTP/1.1 {exchange.status} {_phrase(exchange.status)}", headers)
    if earlier:
        of_payload = {
            "WARC-Profile": earlier.profile,
            "WARC-Refers-To-Target-URI": earlier.url,
            "WARC-Refers-To-Date": earlier.fetched_at,
            "WARC-Payload-Digest": earlier.digest,
        }
        response = _pack("revisit", identifier, head, _HTTP.format("response"), common | of_payload)
    else:
        of_payload = {"WARC-Payload-Digest": payload_digest(exchange.body)}
        response = _pack(
            "response", identifier, head + exchange.body, _HTTP.format("response"), common | of_payload
        )
    parts = urlsplit(exchange.url)
    target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
    asked = _http(f"GET {target} HTTP/1.1", exchange.request_headers)
    request = _pack(
        "request", _identifier(), asked, _HTTP.format("request"), common | {"WARC-Concurrent-To": identifier}
    )
    return response, request


def _pack(kind: str, identifier: str, block: bytes, media_type: str, headers: dict[str, str]) -> bytes:
    """Return one record as a gzip member."""
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": identifier,
        **headers,
        "WARC-Block-Digest": payload_digest(block),
        "Content-Type": media_type,
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return gzip.compress(b"WARC/1.1\r\n" + lines.encode("utf-8") + b"\r\n" + block + b"\r\n\r\n", mtime=0)


def _http(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"{first}\r\n{lines}\r\n".encode("latin-1", "replace")


def _identifier() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _info(name: str, software: str, now: str) -> bytes:
    facts = f"software: {software}\r\nformat: WARC File Format 1.1\r\nrobots: obey\r\n"
    return _pack(
        "warcinfo",
        _identifier(),
        facts.encode(),
        "application/warc-fields",
        {"WARC-Date": now, "WARC-Filename": name},
    )


def _name_in_record(name: str) -> str:
    return f"X-Orig-{name}" if name.lower() in _RENAMED else name


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
