"""Marks the parts of a page that are not its content: navigation, footer, cookie banner."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile

from seloste.loading.detector import cue_weight
from seloste.loading.layout import Draft
from seloste.notice import BlockKind, Zone
from seloste.resources import package_path

_NEVER = frozenset(("html", "body", "main", "article", "table", "tbody", "tr"))
_TAGS = {"nav": Zone.NAVIGATION, "menu": Zone.NAVIGATION, "footer": Zone.FOOTER}
_OUTSIDE_CONTENT = frozenset(("header", "aside"))
_ROLES = {"banner": Zone.NAVIGATION, "complementary": Zone.NAVIGATION}
_MOST = 0.6
_EDGE_LINKS = 2
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b)", re.I)
_RIGHTS_REACH = 12
_BANNER_LETTERS = 1500
_LONG_LETTERS, _NOTICE_CUES = 1500, 18
_ARROWS = " \t←→↑↓\u2039\u203a«»<>|·•\xd7✕✖▲▼↩☰-\u2013\u2014"


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of drafts (``first`` up to, not including, ``last``) that its markup puts in a zone."""

    first: int
    last: int
    zone: Zone
    letters: int
    titled: bool


def of_element(tag: str, attributes: Mapping[str, str], *, inside_content: bool) -> Zone | None:
    """Return the zone that an element's name, role, id or classes put it in."""
    if tag in _TAGS:
        return _TAGS[tag]
    if tag in _NEVER:
        return None
    if tag in _OUTSIDE_CONTENT and not inside_content:
        return Zone.NAVIGATION
    if not attributes:
        return None
    role = attributes.get("role", "").strip().lower()
    if role and (zone := _of_token(f"role={role}") or (None if inside_content else _ROLES.get(role))):
        return zone
    for token in f"{attributes.get('id', '')} {attributes.get('class', '')}".lower().split():
        if zone := _of_token(token):
            return zone
    return None


@lru_cache(maxsize=4096)
def _of_token(token: str) -> Zone | None:
    if len(token) > 60:
        return None
    folded = token.replace("_", "-").replace("ä", "a").replace("ö", "o")
    return next(
        (zone for zone, pattern in _patterns() if pattern.fullmatch(token) or pattern.fullmatch(folded)), None
    )


@cache
def _patterns() -> tuple[tuple[Zone, re.Pattern[str]], ...]:
    byzone: dict[Zone, list[str]] = {}
    for pattern, zone in _rows("html_zones"):
        byzone.setdefault(Zone(zone), []).append(pattern)
    return tuple((zone, re.compile("|".join(patterns))) for zone, patterns in byzone.items())


@cache
def _phrases() -> dict[str, Zone]:
    return {phrase: Zone(zone) for phrase, zone in _rows("page_phrases")}


@cache
def _consent_words() -> frozenset[str]:
    return frozenset(words for words, _ in _rows("consent_buttons"))


def _rows(name: str) -> list[tuple[str, str]]:
    lines = package_path(f"loading/data/{name}.tsv").read_text("utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(row[0], row[1]) for row in fields]


def speaks_of_cookies(words: str) -> bool:
    """Tell whether a text mentions cookies."""
    folded = words.lower()
    return "eväste" in folded or "cookie" in folded or "kakor" in folded


def is_consent_button(words: str) -> bool:
    """Tell whether a button says what those of cookie banners say."""
    return words.strip(_ARROWS + ".!").lower() in _consent_words()


def is_banner(letters: int, *, cookies: bool, buttons: int) -> bool:
    """Tell whether a part of a page that holds these is a cookie banner."""
    return cookies and buttons > 0 and letters < _BANNER_LETTERS


def mark(drafts: Sequence[Draft], regions: Sequence[Region], letters: int) -> None:
    """Set the zone of every draft; a page that would be left without content keeps all of it.

    A region that holds the title, most of the page, or the text of a notice is content whatever its
    markup says.
    """
    for region in regions:
        if region.titled or region.letters > _MOST * letters or _reads_as_notice(drafts, region):
            continue
        for draft in drafts[region.first : region.last]:
            draft.zone = region.zone
    _mark_phrases(drafts)
    _mark_edges(drafts)
    if not any(draft.zone is Zone.MAIN for draft in drafts):
        for draft in drafts:
            draft.zone = Zone.MAIN


def _reads_as_notice(drafts: Sequence[Draft], region: Region) -> bool:
    """Tell whether a long part holds so many of a notice's words that its markup must mislead."""
    if region.letters < _LONG_LETTERS:
        return False
    return cue_weight("\n".join(draft.text for draft in drafts[region.first : region.last])) >= _NOTICE_CUES


def _mark_phrases(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if draft.linked and (zone := _phrases().get(draft.text.strip(_ARROWS).lower())):
            draft.zone = zone
    for draft in drafts[-_RIGHTS_REACH:]:
        if _RIGHTS.match(draft.text):
            draft.zone = Zone.FOOTER


def _mark_edges(drafts: Sequence[Draft]) -> None:
    """Mark lines of nothing but links before the first heading and at the very end."""
    main = [draft for draft in drafts if draft.zone is Zone.MAIN]
    titled = any(draft.kind is BlockKind.HEADING for draft in main)
    lead = list(takewhile(lambda draft: draft.linked and draft.kind is not BlockKind.HEADING, main))
    if titled or sum(draft.linked for draft in lead) >= _EDGE_LINKS:
        for draft in lead:
            draft.zone = Zone.NAVIGATION
    trail = list(
        takewhile(lambda draft: draft.linked and draft.kind is not BlockKind.HEADING, reversed(main))
    )
    if sum(draft.linked for draft in trail) >= _EDGE_LINKS:
        for draft in trail:
            draft.zone = Zone.FOOTER
