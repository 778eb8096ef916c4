"""How likely a link leads to a privacy notice, from its words, its address and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit

from seloste.crawling.tables import fold, pattern, rows, third_parties

#: What each class of stems is worth. Links worth at least FETCHED are asked for; those worth SURE name a notice.
STRONG, MEDIUM = 5.0, 3.0
_WORTH = {"strong": STRONG, "medium": MEDIUM, "hop": 1.0}
_AGAINST = 4.0
SURE = 4.5
FETCHED = 2.5
HOP = 0.9
#: An address says less than the words of a link, and words around it less still.
_OF_ADDRESS = 0.9
_OF_BOTH = 0.5
_OF_HEADING = 3.0
_OF_PAGE = 2.0

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf)(?:$|[?#&])", re.I)
_NOT_PAGES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|mjs|json|mp[34]|webm|zip|exe|woff2?|ics|xlsx?|pptx?)$", re.I
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its absolute address without fragment and the words that speak for it.

    ``label`` is text, ``title``, ``aria-label`` and the like; ``heading`` the nearest heading above;
    ``source`` tells how it was found (link, frame, rel, hreflang, script, sitemap, path).
    """

    url: str
    label: str = ""
    heading: str = ""
    source: str = "link"
    fragment: str = ""


def is_document(url: str) -> bool:
    """Tell whether an address ends like a PDF or word processor file."""
    return bool(_DOCUMENT.search(url))


def host_of(url: str) -> str:
    """Return the host of an address without ``www.``; empty if there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def same_site(url: str, other: str) -> bool:
    """Tell whether two addresses belong to one organisation's domain."""
    return _domain(host_of(url)) == _domain(host_of(other))


def is_third_party(url: str, home: str) -> bool:
    """Tell whether an address is a service's whose own notice is linked from everywhere."""
    host = host_of(url)
    known = any(host == domain or host.endswith(f".{domain}") for domain in third_parties())
    return known and not same_site(url, home)


def score(link: Link, page_title: str = "") -> float:
    """Return the score of a link on a page with a folded title; below 0 where it names something else.

    >>> score(Link("https://x.fi/a", "Tietosuojaseloste")) >= SURE
    True
    >>> score(Link("https://x.fi/uutiset/tietosuojaseloste-uudistui", "Uutinen")) < FETCHED
    True
    """
    address = _words_of(link.url)
    if not address or _NOT_PAGES.search(urlsplit(link.url).path):
        return -1.0
    label = fold(link.label)
    of_label, of_address = worth(label), _OF_ADDRESS * worth(address)
    value = max(of_label, of_address) + _OF_BOTH * min(of_label, of_address)
    of_heading, of_page = worth(fold(link.heading)), worth(page_title)
    if is_document(link.url):
        value += (_OF_HEADING if of_heading >= MEDIUM else 0) + (_OF_PAGE if of_page >= STRONG else 0)
    elif of_heading >= STRONG and of_page >= STRONG:
        value += _OF_HEADING  # an item of a list of notices, called by its register alone
    other = any(
        _classes()[name].search(words) for name in ("against", "article") for words in (label, address)
    )
    if _classes()["article"].search(address) or (other and of_label < STRONG):
        value -= _AGAINST
    return round(value, 2)


def worth(folded: str) -> float:
    """Return what the best stem in folded text is worth."""
    return next((value for name, value in _WORTH.items() if _classes()[name].search(folded)), 0.0)


def is_other(title: str, url: str) -> bool:
    """Tell whether a page's folded title names news, settings, training or the like rather than a notice.

    News may be of a notice: then the address tells. A newspaper's own notice has the news in its title alone.
    """
    if worth(title) < STRONG:
        return any(_classes()[name].search(title) for name in ("against", "article"))
    return all(_classes()["article"].search(words) for words in (title, _words_of(url)))


def language_of_link(url: str, label: str) -> str:
    """Return the language in which a link names a notice; empty where it does not."""
    for words in (fold(label), _words_of(url)):
        for language, stems in _languages().items():
            if stems.search(words):
                return language
    return ""


def _words_of(url: str) -> str:
    """Return path and query as folded words, with words run together too: ``PrivacyPolicy`` is found."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    words = fold(unquote(f"{parts.path} {parts.query}"))
    fragment = fold(unquote(parts.fragment))
    return f"{words} {fragment}".strip() or "home"


def _domain(host: str) -> str:
    labels = host.split(".")
    return host if host.replace(".", "").isdigit() else ".".join(labels[-2:])


@cache
def _classes() -> Mapping[str, re.Pattern[str]]:
    stems: dict[str, list[str]] = {}
    for stem, _, name, _ in rows("link_stems.tsv"):
        stems.setdefault(name, []).append(stem)
    return {name: pattern(words) for name, words in stems.items()}


@cache
def _languages() -> Mapping[str, re.Pattern[str]]:
    stems: dict[str, list[str]] = {}
    for stem, language, name, _ in rows("link_stems.tsv"):
        if name in ("strong", "medium"):
            stems.setdefault(language, []).append(stem)
    return {language: pattern(words) for language, words in stems.items()}
