"""Asks for one address at a time: politely, safely, once a visit, and only if it may have changed."""

from __future__ import annotations

import asyncio
import hashlib
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin, urlsplit

from seloste.crawling.archive import NOT_MODIFIED, SAME_PAYLOAD, Archive, Earlier, Exchange, payload_digest
from seloste.crawling.browser import Browser
from seloste.crawling.ledger import Fetch, Ledger
from seloste.crawling.network import Network
from seloste.crawling.outcomes import Outcome
from seloste.crawling.robots import MOST_DELAY, Rules, read_rules

#: The most bytes of an answer, packed and unpacked; the most redirects that are followed.
MOST_BYTES = 25_000_000
MOST_REDIRECTS = 5
#: Stands before the address of a page as a browser showed it.
_SHOWN = "shown:"
_RETRIED = frozenset((429, 500, 502, 503, 504))
_RETRIED_OUTCOMES = frozenset((Outcome.BROKEN, Outcome.REFUSED))


class DownloadError(Exception):
    """No answer came, or none that may be kept."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


#: Sends a GET with these further headers and returns the exchange, or raises :class:`DownloadError`.
Download = Callable[[str, Mapping[str, str]], Awaitable[Exchange]]


@dataclass(frozen=True, slots=True)
class Politeness:
    """Waits in seconds: between two requests to a host at least and at most, and before a second try."""

    delay: float = 2.0
    most_delay: float = 60.0
    retry_wait: float = 10.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """How asking for an address ended; ``body`` is unpacked, ``chain`` the addresses that redirected here."""

    url: str
    outcome: Outcome
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    fetch: Fetch | None = None
    chain: tuple[str, ...] = ()

    def values(self, name: str) -> list[str]:
        """Return all headers of a name given in lower case."""
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header in lower case; empty if there is none."""
        return next(iter(self.values("content-type")), "").lower()


class _Host:
    """One request at a time to a host, and a wait after it that grows with the time it takes to answer."""

    def __init__(self, politeness: Politeness) -> None:
        self._politeness = politeness
        self._least = self._delay = politeness.delay
        self._next_at = 0.0
        # A run before this one may have asked a moment ago.
        self._ended_at = time.monotonic()
        self._turn = asyncio.Lock()

    def require(self, delay: float) -> None:
        """Keep the wait that the host asks for, from its latest answer on."""
        if delay > self._least:
            self._least = self._delay = delay
            self._next_at = max(self._next_at, self._ended_at + delay)

    async def ask(self, download: Callable[[], Awaitable[Exchange]]) -> Exchange:
        """Wait for this host's turn, then download."""
        async with self._turn:
            await asyncio.sleep(max(0.0, self._next_at - time.monotonic()))
            began = time.monotonic()
            try:
                exchange = await download()
            except DownloadError:
                self._slow_down(time.monotonic() - began, failed=True)
                raise
            self._slow_down(time.monotonic() - began, failed=exchange.status >= 400)
            return exchange

    def _slow_down(self, latency: float, *, failed: bool) -> None:
        """Move the wait half way to the latency, as AutoThrottle does; a failure never shortens it."""
        new = (self._delay + latency) / 2 if self._politeness.delay else 0.0
        new = max(new, self._delay) if failed else new
        self._delay = max(self._least, min(new, self._politeness.most_delay))
        self._ended_at = time.monotonic()
        self._next_at = self._ended_at + self._delay


class Fetcher:
    """Fetches for all sites of one visit; what the ledger has is read from the archive instead."""

    def __init__(
        self, download: Download, ledger: Ledger, archive: Archive, network: Network,
        politeness: Politeness, visit: int,
        browser: Browser | None = None,
    ) -> None:  # fmt: skip
        self._download = download
        self._ledger = ledger
        self._archive = archive
        self._network = network
        self._politeness = politeness
        self._visit = visit
        self._browser = browser
        self._hosts: dict[str, _Host] = {}
        self._rules: dict[str, asyncio.Task[Rules]] = {}
        self._under_way: dict[str, asyncio.Task[Fetched]] = {}

    async def follow(self, url: str) -> Fetched:
        """Fetch an address and what it redirects to; every hop is judged as the first is."""
        chain: list[str] = []
        while True:
            fetched = await self.get(url)
            location = fetched.fetch.location if fetched.fetch else ""
            if fetched.outcome is not Outcome.REDIRECTS or not location:
                break
            chain.append(fetched.url)
            url = normalise(urljoin(fetched.url, location))
            if url in chain or len(chain) > MOST_REDIRECTS:
                break
        return Fetched(
            fetched.url,
            fetched.outcome,
            fetched.status,
            fetched.headers,
            fetched.body,
            fetched.fetch,
            tuple(chain),
        )

    async def get(self, url: str) -> Fetched:
        """Fetch one address if the network's and the site's rules let; never raises for what a server does."""
        url = normalise(url)
        if refusal := self._network.refuse(url):
            return Fetched(url, refusal)
        rules = await self.rules(url)
        if not rules.allows(url):
            return Fetched(url, rules.refusal or Outcome.ROBOTS)
        return await self._once(url)

    async def show(self, url: str) -> Fetched | None:
        """Return a page as a browser shows it; ``None`` where there is no browser or it cannot."""
        key = f"{_SHOWN}{url}"
        if known := self._ledger.fetch_of(self._visit, key):
            return replace(self._load(known), url=url)
        markup = await self._browser.show(url, self.follow) if self._browser else None
        if markup is None:
            return None
        now, body = _now(), markup.encode("utf-8", "replace")
        self._ledger.begin_fetch(self._visit, key)
        place, length = self._archive.append_rendered(url, body, now)
        row = Fetch(self._visit, key, Outcome.OK, 200, now, "text/html", len(body))
        row.sha256 = hashlib.sha256(body).hexdigest()
        row.file, row.offset, row.length = place.file, place.offset, place.length
        self._note(row, length)
        return replace(self._load(row), url=url)

    async def rules(self, url: str) -> Rules:
        """Return the robots.txt rules for an address."""
        origin = _origin(url)
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._read_rules(origin))
        return await asyncio.shield(self._rules[origin])

    async def _read_rules(self, origin: str) -> Rules:
        url = f"{origin}/robots.txt"
        fetched = await self._once(url)
        for _ in range(MOST_REDIRECTS):
            if fetched.outcome is not Outcome.REDIRECTS or not fetched.fetch or not fetched.fetch.location:
                break
            url = normalise(urljoin(url, fetched.fetch.location))
            refusal = self._network.refuse(url)
            fetched = Fetched(url, refusal) if refusal else await self._once(url)
        rules = read_rules(fetched.outcome, fetched.status, fetched.body)
        self._host(origin).require(min(rules.delay, MOST_DELAY))
        return rules

    async def _once(self, url: str) -> Fetched:
        """Fetch an address unless this visit already has; two sites that ask at the same time share it."""
        if url not in self._under_way:
            task = asyncio.ensure_future(self._fetch(url))
            self._under_way[url] = task
            task.add_done_callback(lambda _: self._under_way.pop(url, None))
        return await asyncio.shield(self._under_way[url])

    async def _fetch(self, url: str) -> Fetched:
        if known := self._ledger.fetch_of(self._visit, url):
            return self._load(known)
        prior = self._ledger.latest_with_body(url, self._visit)
        self._ledger.begin_fetch(self._visit, url)
        try:
            exchange = await self._ask(url, _conditions(prior))
        except DownloadError as error:
            row = Fetch(self._visit, url, error.outcome, fetched_at=_now())
            row.id = self._ledger.finish_fetch(row, None)
            return Fetched(url, error.outcome, fetch=row)
        row = _row(self._visit, exchange, prior)
        place, length = self._archive.append(exchange, self._earlier(row))
        row.file, row.offset, row.length = place.file, place.offset, place.length
        self._note(row, length)
        return self._load(row)

    async def _ask(self, url: str, headers: Mapping[str, str]) -> Exchange:
        """Ask, and once again where a server was busy or broke off; the first answer is archived too."""
        host = self._host(url)
        wait = self._politeness.retry_wait
        try:
            exchange = await host.ask(lambda: self._download(url, headers))
            if exchange.status not in _RETRIED:
                return exchange
            wait = _retry_after(exchange.header("retry-after"), wait)
            if wait > MOST_DELAY:
                return exchange
            place, length = self._archive.append(exchange, None)
            self._ledger.set_length(place.file, length)
        except DownloadError as error:
            if error.outcome not in _RETRIED_OUTCOMES:
                raise
        await asyncio.sleep(wait)
        return await host.ask(lambda: self._download(url, headers))

    def recover(self) -> None:
        """Take the exchanges that reached the archive before a kill, but not the ledger; cut off half ones."""
        for file in self._archive.files():
            end = start = self._ledger.length_of(file.name)
            for place, exchange, after in self._archive.tail(file, start):
                visit = self._ledger.started(exchange.url)
                if visit is not None and exchange.status not in _RETRIED:
                    prior = self._ledger.latest_with_body(exchange.url, visit) if exchange.revisit else None
                    row = _row(visit, exchange, prior)
                    row.file, row.offset, row.length = place.file, place.offset, place.length
                    self._note(row, after)
                end = after
            if file.stat().st_size != end:
                with file.open("r+b") as stream:
                    stream.truncate(end)
            self._ledger.set_length(file.name, end)

    def _earlier(self, row: Fetch) -> Earlier | None:
        """Return the record that holds the body of an unchanged answer."""
        holder = self._ledger.fetch(row.body) if row.unchanged and row.body else None
        if holder is None:
            return None
        profile = NOT_MODIFIED if row.status == 304 else SAME_PAYLOAD
        return Earlier(holder.url, holder.fetched_at or "", holder.payload_digest or "", profile)

    def _note(self, row: Fetch, length: int) -> None:
        row.id = self._ledger.finish_fetch(row, length)
        if row.body is None:
            row.body = row.id

    def _load(self, row: Fetch) -> Fetched:
        """Return what a row of the ledger stands for, its body read from the archive."""
        outcome = Outcome(row.outcome)
        holder = row if row.body in (None, row.id) else self._ledger.fetch(row.body or 0)
        if holder is None or holder.place is None:
            return Fetched(row.url, outcome, row.status, fetch=row)
        exchange = self._archive.read(holder.place)
        body = (_inflate(exchange) or b"") if outcome is Outcome.OK else b""
        status = holder.status if row.unchanged else row.status
        return Fetched(row.url, outcome, status, exchange.headers, body, row)

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        key = parts.hostname or ""
        if parts.port not in (None, 80, 443):
            key = f"{key}:{parts.port}"
        return self._hosts.setdefault(key, _Host(self._politeness))


def normalise(url: str) -> str:
    """Return an address as it is asked for: escaped, without fragment and default port.

    >>> normalise("HTTP://Kunta.FI:80/tietosuoja ä#x")
    'http://kunta.fi/tietosuoja%20%C3%A4'
    """
    from w3lib.url import safe_url_string

    try:
        safe = str(safe_url_string(urldefrag(url.strip())[0]))
        parts = urlsplit(safe)
        port = parts.port
    except ValueError:
        return url
    netloc = parts.netloc.lower()
    if (parts.scheme, port) in (("http", 80), ("https", 443)):
        netloc = netloc.rpartition(":")[0]
    return parts._replace(netloc=netloc, path=parts.path or "/").geturl()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _conditions(prior: Fetch | None) -> dict[str, str]:
    """Return the headers that ask for an answer only if something has changed."""
    headers = {}
    if prior and prior.etag:
        headers["If-None-Match"] = prior.etag
    if prior and prior.last_modified:
        headers["If-Modified-Since"] = prior.last_modified
    return headers


def _row(visit: int, exchange: Exchange, prior: Fetch | None) -> Fetch:
    """Return the ledger's row of an exchange; ``prior`` is what an unchanged answer refers to."""
    status = exchange.status
    row = Fetch(visit, exchange.url, Outcome.HTTP_ERROR, status, exchange.fetched_at, ip=exchange.ip)
    row.etag, row.last_modified = exchange.header("etag"), exchange.header("last-modified")
    row.media_type = exchange.header("content-type").partition(";")[0].strip().lower()
    if 300 <= status < 400 and status != 304:
        row.outcome, row.location = Outcome.REDIRECTS, exchange.header("location")
    digest = payload_digest(exchange.body)
    same = prior is not None and (
        status == 304 or exchange.revisit or (status == 200 and digest == prior.payload_digest)
    )
    if prior is not None and same:
        row.outcome, row.unchanged, row.body = Outcome.OK, True, prior.body
        row.sha256, row.size, row.payload_digest = prior.sha256, prior.size, prior.payload_digest
        row.media_type = row.media_type or prior.media_type
        row.etag, row.last_modified = row.etag or prior.etag, row.last_modified or prior.last_modified
    elif 200 <= status < 300:
        body = _inflate(exchange)
        row.outcome = Outcome.OK if body is not None else Outcome.TOO_BIG
        row.payload_digest = digest
        if body is not None:
            row.size, row.sha256 = len(body), hashlib.sha256(body).hexdigest()
    return row


def _inflate(exchange: Exchange) -> bytes | None:
    """Return the unpacked payload, or ``None`` where it unpacks to too much; a damaged one as far as it goes."""
    if exchange.header("content-encoding").lower() not in ("gzip", "x-gzip", "deflate"):
        return exchange.body
    window = 47 if exchange.body[:1] in (b"\x1f", b"\x78") else -15
    unpacker = zlib.decompressobj(window)
    try:
        body = unpacker.decompress(exchange.body, MOST_BYTES + 1)
    except zlib.error:
        return exchange.body
    return body if len(body) <= MOST_BYTES else None


def _retry_after(value: str, default: float) -> float:
    """Return how long a server asks to be left alone, in seconds."""
    if value.strip().isdecimal():
        return max(default, float(value.strip()[:9]))
    try:
        return max(default, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return default
