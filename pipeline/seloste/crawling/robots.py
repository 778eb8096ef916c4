"""What a site asks of crawlers: robots.txt (RFC 9309), ``X-Robots-Tag`` and ``<meta name="robots">``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from seloste.crawling.outcomes import Outcome

#: The product token of this crawler in robots.txt and the user agent.
TOKEN = "seloste"
#: What RFC 9309 asks a crawler to read at least.
_MOST_BYTES = 500 * 1024
#: A site that asks for longer waits than this, in seconds, is left alone rather than visited faster.
MOST_DELAY = 120.0


@dataclass(frozen=True)
class Rules:
    """The rules of one origin; ``refusal`` is why nothing may be fetched, ``delay`` the wait in seconds."""

    refusal: Outcome | None = None
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()
    _parser: Any = None

    def allows(self, url: str) -> bool:
        """Tell whether an address of this origin may be fetched."""
        if self.refusal:
            return False
        return self._parser is None or bool(self._parser.can_fetch(url, TOKEN))


def read_rules(outcome: Outcome, status: int | None, body: bytes) -> Rules:
    """Return the rules by how asking for robots.txt ended.

    A file that is not there (4xx) allows all. One that cannot be had just now (5xx, 429, no connection)
    forbids all: RFC 9309, 2.3.1.4.
    """
    if outcome is Outcome.OK:
        return _parse(body)
    if outcome is Outcome.HTTP_ERROR and status is not None and status < 500 and status != 429:
        return Rules()
    if outcome is Outcome.REDIRECTS:
        return Rules()
    kept = (Outcome.PRIVATE_ADDRESS, Outcome.BAD_ADDRESS, Outcome.NO_HOST, Outcome.TLS, Outcome.REFUSED)
    return Rules(refusal=outcome if outcome in kept else Outcome.ROBOTS_UNREACHABLE)


def _parse(body: bytes) -> Rules:
    from protego import Protego

    text = body[:_MOST_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
    parser = Protego.parse(text)
    delay = float(parser.crawl_delay(TOKEN) or 0)
    rate = parser.request_rate(TOKEN)
    if rate is not None and rate.requests:
        delay = max(delay, rate.seconds / rate.requests)
    refusal = Outcome.CRAWL_DELAY if delay > MOST_DELAY else None
    return Rules(refusal, delay, tuple(parser.sitemaps), parser)


def directives(header_values: Iterable[str], metas: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the directives meant for this crawler, such as ``noindex`` and ``nofollow``, in lower case.

    :param header_values: values of ``X-Robots-Tag``.
    :param metas: name and content of the page's ``meta`` elements.

    >>> sorted(directives(["otherbot: noindex", "seloste: nofollow"], [("Robots", "NONE")]))
    ['nofollow', 'noindex']
    """
    found: set[str] = set()
    for value in header_values:
        found |= _of_header(value)
    for name, content in metas:
        if name.strip().lower() in ("robots", TOKEN):
            found |= _split(content)
    return frozenset(found | ({"noindex", "nofollow"} if "none" in found else set())) - {"none"}


def _of_header(value: str) -> set[str]:
    """Read one header; a directive after ``name:`` is meant for the crawler of that name alone."""
    found: set[str] = set()
    applies = True
    for part in value.split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip().lower() not in _WITH_VALUE:
            applies = name.strip().lower() == TOKEN
            part = rest
        if applies:
            found |= _split(part)
    return found


_WITH_VALUE = frozenset(("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"))


def _split(content: str) -> set[str]:
    return {word.strip().lower() for word in content.split(",")} - {""}
