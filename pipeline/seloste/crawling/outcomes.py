"""How asking for an address, looking at a page, or crawling a site can end."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How an exchange with a server ended."""

    OK = "ok"
    HTTP_ERROR = "http_error"
    ROBOTS = "robots"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    CRAWL_DELAY = "crawl_delay"
    BAD_ADDRESS = "bad_address"
    PRIVATE_ADDRESS = "private_address"
    NO_HOST = "no_host"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    TOO_BIG = "too_big"
    BROKEN = "broken"
    REDIRECTS = "redirects"


class Verdict(StrEnum):
    """What a fetched page or file is."""

    NOTICE = "notice"
    DOCUMENT = "document"
    LISTING = "listing"
    OTHER = "other"
    ARTICLE = "article"
    NEEDS_JS = "needs_js"
    COOKIE_WALL = "cookie_wall"
    BOT_WALL = "bot_wall"
    SOFT_404 = "soft_404"
    PARKED = "parked"
    NOT_READABLE = "not_readable"


class Why(StrEnum):
    """Why a candidate that was not chosen was not; else an :class:`Outcome` or :class:`Verdict` tells."""

    LOW_SCORE = "low_score"
    LIMIT = "limit"
    NOINDEX = "noindex"
    DUPLICATE = "duplicate"
    OTHER_LANGUAGE = "other_language"
    THIRD_PARTY = "third_party"
    ENOUGH = "enough"


class SiteOutcome(StrEnum):
    """How a site ended where no :class:`Outcome` of its home page or :class:`Verdict` says it."""

    FOUND = "found"
    NO_NOTICE = "no_notice"
    BAD_ROW = "bad_row"
    TIMEOUT = "site_timeout"
    CRASHED = "crashed"
    INTERNAL = "internal"
