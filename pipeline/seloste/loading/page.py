"""A web page to a notice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape, unescape
from itertools import islice
from typing import Any

from seloste.errors import NoticeError, Reason
from seloste.loading import isolation, zones
from seloste.loading.documents import make_notice
from seloste.loading.facts import parse_date
from seloste.loading.html import PageWalker
from seloste.loading.html_tree import walk_html
from seloste.loading.layout import Draft
from seloste.loading.sniffing import Format
from seloste.notice import Notice, Source, Zone

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})</title", re.I)
_MODIFIED = re.compile(
    r"""<meta[^>]{0,200}(?:article:modified_time|dcterms\.modified|last-modified)["'][^>]{0,100}content=["']([^"'>]{8,40})""",
    re.I,
)
_HEAD_REACH = 200_000
_SCRIPT = re.compile(r"<script\b", re.I)
_FRAME = re.compile(r"<i?frame\b", re.I)
# The empty element that a script fills, by the habits of the frameworks, or the plea of a page without one.
_APP = re.compile(
    r"""\bid=["']?(?:app|root|__next|__nuxt|___gatsby|react-root|main-app|svelte)["'\s>]"""
    r"|<app-root\b|enable JavaScript",
    re.I,
)
_NO_SOURCE = Source()
_FEW_LETTERS = 200
_HARDLY_ANY = 40
# Above this a page is parsed in the child process: a million tags cost seconds and a gigabyte.
_BIG = 2_000_000
# Where applications keep what they show: a script of data, a variable of the window, an attribute.
_DATA_SCRIPT = re.compile(
    r"<script\b[^>]{0,300}type=[\"']application/(?:ld\+)?json[\"'][^>]{0,300}>\s*", re.I
)
_DATA_VARIABLE = re.compile(r"\bwindow\.[\w$]{1,60}\s*=\s*(?=[{\[])")
_DATA_ATTRIBUTE = re.compile(r"""\bdata-(?:page|props)=(?:"([^"]*)"|'([^']*)')""")
_MOST_DATA = 50
_TAG = re.compile(r"<(?:p|h[1-6]|li|br|div|ul|ol)\b[^<>]{0,500}>", re.I)


def read_html(text: str, *, id: str, source: Source = _NO_SOURCE) -> Notice:
    """Return the notice of a decoded page; what is not content is in the text with its zone.

    :raises NoticeError: ``NO_TEXT`` or ``NEEDS_JS`` where the page holds next to nothing to read.
    """
    big = len(text) > _BIG
    drafts = isolation.parse(Format.HTML, text.encode("utf-8", "replace")) if big else draft_page(text)
    letters = sum(len(draft.text) for draft in drafts if draft.zone is Zone.MAIN)
    if letters < _FEW_LETTERS:
        drafts = text_in_scripts(text) or drafts
        _refuse_empty(text, drafts)
    head = text[:_HEAD_REACH]
    told = _TITLE.search(head)
    title = " ".join(unescape(told[1]).split()) if told else None
    notice = make_notice(drafts, id=id, source=source, title=title)
    if notice.updated is None and (found := _MODIFIED.search(head)):
        notice = replace(notice, updated=parse_date(found[1]))
    return notice


def _refuse_empty(text: str, drafts: Sequence[Draft]) -> None:
    """Refuse a page that shows next to nothing, and tell why."""
    letters = sum(len(draft.text) for draft in drafts if draft.zone is Zone.MAIN)
    made_by_scripts = _APP.search(text) or letters < _HARDLY_ANY
    if letters < _FEW_LETTERS and made_by_scripts and _SCRIPT.search(text):
        raise NoticeError(Reason.NEEDS_JS, "the page is made by scripts; fetch it with a browser")
    if letters < _HARDLY_ANY and _FRAME.search(text):
        raise NoticeError(Reason.NO_TEXT, "the page shows another page in a frame; fetch that one")
    if not letters:
        raise NoticeError(Reason.NO_TEXT, "the page holds no text")


def draft_page(text: str) -> list[Draft]:
    """Return the drafted lines of a decoded page, with their zones."""
    walker = walk_html(text, PageWalker)
    zones.mark(walker.drafts, walker.regions, walker.letters())
    return walker.drafts


def read(data: bytes) -> list[Draft]:
    """Return the drafted lines of a page in UTF-8; what the child process calls for big pages."""
    return draft_page(data.decode("utf-8"))


def text_in_scripts(text: str) -> list[Draft]:
    """Return the drafted lines of a page whose text waits in JSON for a script (Next.js and the like)."""
    best: list[Draft] = []
    for data in islice(_data(text), _MOST_DATA):
        drafts = draft_page("\n".join(_strings(data)))
        if sum(len(draft.text) for draft in drafts) > max(
            _FEW_LETTERS, sum(len(draft.text) for draft in best)
        ):
            best = drafts
    return best


def _data(text: str) -> Iterator[Any]:
    """Yield the JSON values that a page carries for its scripts."""
    decoder = json.JSONDecoder()
    places = [(text, found.end()) for kind in (_DATA_SCRIPT, _DATA_VARIABLE) for found in kind.finditer(text)]
    places += [(unescape(found[1] or found[2] or ""), 0) for found in _DATA_ATTRIBUTE.finditer(text)]
    for words, start in places:
        try:
            yield decoder.raw_decode(words, start)[0]
        except (ValueError, RecursionError):
            continue


def _strings(data: Any) -> Iterator[str]:
    """Yield the strings of prose or markup inside a JSON value, in order, as markup."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, str) and " " in value.strip() and not value.startswith(("http", "/", "{")):
            yield value if _TAG.search(value) else f"<p style='white-space:pre'>{escape(value)}</p>"
