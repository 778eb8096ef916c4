"""Files that hold files: zip, gzip, WARC, and mail with attachments. Nothing is unpacked to disk."""

from __future__ import annotations

import mmap
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import PurePath
from typing import IO

from seloste.errors import NoticeError, Reason
from seloste.loading.sniffing import Format
from seloste.loading.warc import inflate, read_records
from seloste.notice import Source

_MOST_MEMBER = 20_000_000
_MOST_ENTRIES = 50_000
_MOST_RATIO = 200
_RATIO_MATTERS = 1_000_000
SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another; ``name`` begins with the stem of the outer one and is unique in it."""

    name: str
    data: bytes
    source: Source
    charset: str | None = None
    error: NoticeError | None = None


def members(data: bytes | mmap.mmap, form: Format, *, name: str, source: Source) -> Iterator[Member]:
    """Yield the files inside ``data``, in order; one that cannot be had comes with its error.

    :raises NoticeError: ``DAMAGED`` or ``TOO_BIG`` where the whole container cannot be read.
    """
    stem = PurePath(name.replace("\\", "/")).stem
    if form is Format.WARC:
        yield from _warc_members(data, stem, source)
    elif form is Format.GZIP:
        yield from _gzip_members(data, stem, name, source)
    elif form is Format.ZIP:
        yield from _zip_members(BytesIO(data[:]), stem, source)
    else:
        yield from _mail_members(data[:], stem, source)


def _warc_members(data: bytes | mmap.mmap, stem: str, source: Source) -> Iterator[Member]:
    stem = stem.removesuffix(".warc")
    for record in read_records(data):
        own = replace(
            source,
            url=record.url,
            fetched_at=record.fetched_at,
            http_status=record.status,
            part=str(record.number),
        )
        yield Member(
            f"{stem}{SEPARATOR}{record.number:06d}.", record.payload, own, record.charset, record.error
        )


def _gzip_members(data: bytes | mmap.mmap, stem: str, name: str, source: Source) -> Iterator[Member]:
    try:
        begins_warc = zlib.decompressobj(31).decompress(data[: 1 << 16], 8).startswith(b"WARC/")
    except zlib.error:
        raise NoticeError(Reason.DAMAGED, "the gzip file is damaged") from None
    if begins_warc:
        yield from _warc_members(data, stem, source)
    else:
        inner = name[:-3] if name.lower().endswith(".gz") else name
        yield Member(inner, inflate(data[:], _MOST_MEMBER), source)


def _zip_members(stream: IO[bytes], stem: str, source: Source) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise NoticeError(Reason.DAMAGED, "the zip file is cut off or damaged") from None
    entries = sorted(
        (info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename
    )
    if len(entries) > _MOST_ENTRIES:
        raise NoticeError(Reason.TOO_BIG, f"the zip file holds {len(entries)} files")
    for info in entries:
        inner = info.filename.replace("\\", "/")
        if PurePath(inner).name.startswith(".") or inner.startswith("__MACOSX/"):
            continue
        name = f"{stem}{SEPARATOR}{inner.strip('/').replace('/', SEPARATOR)}"
        own = replace(source, path=f"{source.path}/{inner}" if source.path else inner)
        try:
            yield Member(name, _read_entry(archive, info), own)
        except NoticeError as error:
            yield Member(name, b"", own, error=error)


def _read_entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise NoticeError(Reason.ENCRYPTED, "the zip file is protected by a password")
    bomb = info.file_size > _RATIO_MATTERS and info.file_size > _MOST_RATIO * max(info.compress_size, 1)
    if info.file_size > _MOST_MEMBER or bomb:
        raise NoticeError(Reason.TOO_BIG, "the file unpacks to more than is read")
    try:
        with archive.open(info) as stream:
            data = stream.read(_MOST_MEMBER + 1)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise NoticeError(Reason.DAMAGED, "the zip file is damaged") from None
    if len(data) > _MOST_MEMBER:
        raise NoticeError(Reason.TOO_BIG, "the file unpacks to more than is read")
    return data


def _mail_members(data: bytes, stem: str, source: Source) -> Iterator[Member]:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("html", "plain"))
    if body is not None:
        suffix = ".html" if body.get_content_type() == "text/html" else ".txt"
        content = body.get_payload(decode=True)
        charset = body.get_content_charset()
        yield Member(f"{stem}{suffix}", content if isinstance(content, bytes) else b"", source, charset)
    for number, part in enumerate(message.iter_attachments(), 1):
        content = part.get_payload(decode=True)
        inner = PurePath((part.get_filename() or f"liite{number}").replace("\\", "/")).name
        if isinstance(content, bytes):
            own = replace(source, part=inner)
            yield Member(
                f"{stem}{SEPARATOR}{number}{SEPARATOR}{inner}", content, own, part.get_content_charset()
            )
