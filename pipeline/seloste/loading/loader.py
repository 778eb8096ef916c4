"""Bytes to notices: tells the format, reads it, and refuses what is no Finnish privacy notice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import PurePath

from seloste.errors import NoticeError, Reason
from seloste.loading import containers, detector, isolation, language
from seloste.loading.decoding import decode
from seloste.loading.documents import read_document
from seloste.loading.plain import read_text
from seloste.loading.sniffing import CONTAINERS, Format, sniff
from seloste.loading.splitting import split_registers
from seloste.notice import Notice, Source, Zone

MOST_BYTES = 20_000_000
MOST_LINES = 100_000
#: A hundred times the longest notice studied; the stages after this one read some 40,000 a second.
MOST_LETTERS = 2_000_000
_NO_SOURCE = Source()


def load(
    data: bytes,
    *,
    name: str,
    source: Source = _NO_SOURCE,
    declared_charset: str | None = None,
    split: bool = False,
) -> list[Notice]:
    """Return the notices that ``data`` holds: one, or one a member of an archive.

    :param name: a file name or address; the id of the notice is its stem (see :func:`notice_id`).
    :param source: what is known of where the bytes came from; the rest is filled in.
    :param declared_charset: the charset that a header or the user named.
    :param split: make a notice of each register of a file that describes several.
    :raises NoticeError: nothing in ``data`` can become a record; ``reason`` tells why.
    """
    if len(data) > MOST_BYTES:
        raise NoticeError(Reason.TOO_BIG, f"{len(data)} bytes are more than the {MOST_BYTES} that are read")
    if not data:
        raise NoticeError(Reason.EMPTY, "the file is empty")
    form = sniff(data, name)
    if form in CONTAINERS:
        return _load_members(data, form, name=name, source=source, split=split)
    digest = source.sha256 or hashlib.sha256(data).hexdigest()
    source = replace(source, sha256=digest, media_type=source.media_type or form.value)
    notice = _check(_read(data, form, notice_id(name), source, declared_charset))
    return split_registers(notice) if split else [notice]


def notice_id(name: str) -> str:
    """Return the id of a notice by its file's name: without folders and the last suffix, an empty one too."""
    path = PurePath(name.replace("\\", "/"))
    return path.name.removesuffix(".") if name.endswith(".") else path.stem or "notice"


def _read(data: bytes, form: Format, id: str, source: Source, declared: str | None) -> Notice:
    if form in isolation.PARSERS and form not in (Format.HTML, Format.MARKDOWN):
        return read_document(data, form, id=id, source=source)
    if form in (Format.TEXT, Format.MARKDOWN, Format.HTML):
        decoded = decode(data, declared or source.encoding, markup=form is Format.HTML)
        source = replace(source, encoding=decoded.encoding)
        return _read_decoded(decoded.text, form, id, source)
    if form is Format.ENCRYPTED_OFFICE:
        raise NoticeError(Reason.ENCRYPTED, "the document is protected by a password")
    if form is Format.OFFICE:
        raise NoticeError(Reason.UNSUPPORTED_FORMAT, "of Office files only .docx is read")
    raise NoticeError(Reason.BINARY, "the file holds no text but binary data")


def _read_decoded(text: str, form: Format, id: str, source: Source) -> Notice:
    if form is Format.HTML:
        from seloste.loading.page import read_html

        return read_html(text, id=id, source=source)
    if form is Format.MARKDOWN:
        from seloste.loading.markdown import read_markdown

        return read_markdown(text, id=id, source=source)
    if text.count("\n") + text.count("\r") > MOST_LINES:
        raise NoticeError(Reason.TOO_BIG, f"the text has more than the {MOST_LINES} lines that are read")
    return read_text(text, id=id, source=source)


def _check(notice: Notice) -> Notice:
    """Return the notice with its language; refuse what has no text, is not Finnish, or is no notice."""
    if len(notice.text) > MOST_LETTERS:
        raise NoticeError(
            Reason.TOO_BIG, f"the text has more than the {MOST_LETTERS} characters that are read"
        )
    lines = main_lines(notice)
    if not any(letter.isalnum() for line in lines for letter in line):
        raise NoticeError(Reason.EMPTY, "there is no text")
    spoken = language.detect(lines)
    language.refuse_foreign(spoken, lines)
    detector.refuse_others(lines)
    return replace(notice, language=spoken)


def main_lines(notice: Notice) -> list[str]:
    """Return the lines of the notice's content, without navigation and the like."""
    return [notice.text[block.start : block.end] for block in notice.blocks if block.zone is Zone.MAIN]


def _load_members(data: bytes, form: Format, *, name: str, source: Source, split: bool) -> list[Notice]:
    """Return the notices of an archive's members; its failure where none of them is one."""
    notices: list[Notice] = []
    failure: NoticeError | None = None
    for member in containers.members(data, form, name=name, source=source):
        try:
            if member.error is not None:
                raise member.error
            if member.data and sniff(member.data, member.name) in (Format.ZIP, Format.GZIP):
                raise NoticeError(Reason.UNSUPPORTED_FORMAT, "an archive inside an archive is not opened")
            notices += load(
                member.data,
                name=member.name,
                source=member.source,
                declared_charset=member.charset,
                split=split,
            )
        except NoticeError as error:
            failure = failure or error
    if not notices:
        raise failure or NoticeError(Reason.EMPTY, "the archive holds no files")
    return notices
