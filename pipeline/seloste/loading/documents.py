"""Documents of word processors and the like to a notice, by way of drafted lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from seloste.errors import NoticeError, Reason
from seloste.loading import isolation
from seloste.loading.facts import find_title, find_updated
from seloste.loading.layout import Draft, write
from seloste.loading.sniffing import Format
from seloste.notice import Notice, Source


def read_document(data: bytes, form: Format, *, id: str, source: Source) -> Notice:
    """Return the notice of a document, parsed in the child process.

    :raises NoticeError: what the parser or its limits said; ``NO_TEXT`` where there is nothing to read.
    """
    parsed = isolation.parse(form, data)
    drafts = [draft for draft in parsed if draft.text]
    if unread := "; ".join(draft.unread for draft in parsed if draft.unread):
        source = replace(source, unread=unread)
    if not any(letter.isalnum() for draft in drafts for letter in draft.text):
        raise NoticeError(
            Reason.NO_TEXT, "the document holds no text; if it is scanned, recognise its text first"
        )
    return make_notice(drafts, id=id, source=source)


def make_notice(drafts: Sequence[Draft], *, id: str, source: Source, title: str | None = None) -> Notice:
    """Return the notice that drafted lines make; ``title`` is what the file says of itself."""
    text, blocks, edits = write(drafts)
    title, updated = find_title(text, blocks, told=title), find_updated(text, blocks)
    return Notice(id, text, blocks, source, title, updated, edits=edits)
