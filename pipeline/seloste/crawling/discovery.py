"""Finds the privacy notices of one site: from its home page over links, the sitemap, and paths that are usual.

The same answers give the same requests in the same order, so a site that was interrupted is simply begun
again: what was fetched before the interruption comes from the archive.
"""

from __future__ import annotations

import asyncio
import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from seloste.crawling import scoring
from seloste.crawling.fetching import MOST_BYTES, Fetched, Fetcher, normalise
from seloste.crawling.outcomes import Outcome, SiteOutcome, Verdict, Why
from seloste.crawling.pages import Page, is_file, is_html, judge, read_page, sitemap_addresses
from seloste.crawling.robots import directives
from seloste.crawling.scoring import Link
from seloste.crawling.sites import Site
from seloste.crawling.tables import fold, known_paths

#: The time one site may take; long waits asked for by robots.txt are within it.
MOST_SECONDS = 3600.0
#: How far from the home page a notice may be: home, legal page, list of notices, notice.
_MOST_DEPTH = 3
#: Candidates fetched of one site, hop pages looked through, sitemaps read, low-scored links kept in the manifest.
_MOST_FETCHED = 80
_MOST_HOPS = 6
_MOST_SITEMAPS = 5
_MOST_FROM_SITEMAP = 10
_MOST_LOW = 20
_EMPTY = frozenset((Verdict.NEEDS_JS, Verdict.COOKIE_WALL, Verdict.BOT_WALL, Verdict.PARKED))
_GUESSED, _LISTED = "path", "list"


@dataclass(slots=True)
class Candidate:
    """An address that may be a notice: how it was found, what it turned out to be, and whether it was chosen.

    ``why`` is empty for a chosen one; else an :class:`Outcome`, :class:`Verdict` or :class:`Why`.
    """

    url: str
    label: str
    source: str
    found_on: str
    score: float
    depth: int
    chosen: bool = False
    why: str = ""
    verdict: str = ""
    final_url: str = ""
    chain: list[str] = field(default_factory=list)
    canonical: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    language: str = ""
    title: str = ""
    fetch: int | None = None


@dataclass(slots=True)
class Finding:
    """What became of a site: its outcome, the address of its home page, and all candidates."""

    outcome: str
    home: str = ""
    candidates: list[Candidate] = field(default_factory=list)

    def rows(self) -> list[dict[str, Any]]:
        """Return the candidates as the ledger keeps them."""
        return [asdict(candidate) for candidate in self.candidates]


async def find_notices(site: Site, fetcher: Fetcher, timeout: float = MOST_SECONDS) -> Finding:
    """Find and fetch the notices of a site; after ``timeout`` seconds with what has been found until then."""
    search = _Search(fetcher)
    try:
        async with asyncio.timeout(timeout):
            home = await search.open_home(site)
            if site.names_page:
                await search.take_listed(search.home or site.addresses()[0])
            if search.has_notices():
                return Finding(search.choose(), search.home, search.all())
            if home is None:
                return Finding(search.failure, search.home)
            await search.run(home)
    except TimeoutError:
        outcome = search.choose() if search.has_notices() else SiteOutcome.TIMEOUT
        return Finding(outcome, search.home, search.all())
    return Finding(search.choose(), search.home, search.all())


class _Search:
    """The state of one site's search."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._candidates: dict[str, Candidate] = {}
        self._waiting: list[Candidate] = []
        self._hops: dict[str, float] = {}
        self._fetched = 0
        self._asked: dict[str, frozenset[str]] = {}
        self._home_links: set[str] = set()
        self._home_verdict = Verdict.OTHER
        self.home = ""
        self.failure: str = SiteOutcome.BAD_ROW

    async def open_home(self, site: Site) -> Page | None:
        """Return the home page from the first address of the site that answers."""
        for address in site.addresses():
            fetched, page = await self._open(address)
            if page is not None:
                self.home = fetched.url
                self._asked[fetched.url] = directives(fetched.values("x-robots-tag"), page.metas)
                self._home_verdict = judge(page)
                self._home_links = {link.url for link in page.links}
                return page
            # What the first name that exists answers tells more than that another does not exist.
            if self.failure in (SiteOutcome.BAD_ROW, Outcome.NO_HOST):
                self.failure = fetched.outcome if fetched.outcome is not Outcome.OK else Verdict.NOT_READABLE
                self.home = fetched.url
            if fetched.outcome in (Outcome.ROBOTS, Outcome.CRAWL_DELAY):
                break
        return None

    async def take_listed(self, url: str) -> None:
        """Take the page that the list of sites itself names, if it is a notice; else it is a place to begin at."""
        candidate = Candidate(normalise(url), "", _LISTED, "", scoring.STRONG, _MOST_DEPTH)
        await self._visit(candidate)
        if _is_good(candidate):
            self._candidates[candidate.url] = candidate

    async def run(self, home: Page) -> None:
        """Look for notices from the home page on, in ever less likely places until one is found."""
        self.collect(home, depth=0)
        await self.visit()
        for further in (self.look_through_hops, self.look_into_sitemaps, self.try_known_paths):
            if self.has_notices():
                break
            await further()
            await self.visit()

    async def _open(self, url: str) -> tuple[Fetched, Page | None]:
        """Fetch a page over redirects of the server and of the page itself."""
        fetched = await self._fetcher.follow(url)
        for _ in range(3):
            if fetched.outcome is not Outcome.OK or not is_html(fetched.body, fetched.content_type):
                return fetched, None
            page = read_page(fetched.url, fetched.body, fetched.content_type)
            if not page.refresh or normalise(page.refresh) in (fetched.url, *fetched.chain):
                return await self._show(fetched, page)
            chain = (*fetched.chain, fetched.url)
            fetched = await self._fetcher.follow(page.refresh)
            fetched = replace(fetched, chain=(*chain, *fetched.chain))
        return fetched, None

    async def _show(self, fetched: Fetched, page: Page) -> tuple[Fetched, Page]:
        """Return a page as a browser shows it where it holds nothing by itself."""
        if judge(page) is not Verdict.NEEDS_JS or (shown := await self._fetcher.show(fetched.url)) is None:
            return fetched, page
        headers = (*shown.headers, *(pair for pair in fetched.headers if pair[0].lower() == "x-robots-tag"))
        shown = replace(shown, headers=headers, chain=fetched.chain)
        return shown, read_page(shown.url, shown.body, shown.content_type)

    def collect(
        self, page: Page, depth: int, *, own_only: bool = False, least: float = scoring.FETCHED
    ) -> None:
        """Take the links of a page that may lead to notices.

        :param own_only: leave links to other sites out, as a notice's own links to others' notices are.
        """
        if "nofollow" in self._asked.get(page.url, frozenset()):
            return
        for link in page.links:
            if depth and (link.url in self._home_links or link.url == page.url):
                continue
            value = scoring.score(link, page.title)
            if link.source == "frame":
                value = max(value, scoring.HOP)
            if link.fragment and normalise(link.url) == page.url:
                value = scoring.worth(fold(f"{link.label} {link.fragment}"))
            if own_only and not scoring.same_site(link.url, self.home):
                continue
            if value >= max(least, scoring.FETCHED):
                self._add(link, page.url, value, depth)
            elif scoring.HOP <= value < scoring.FETCHED and scoring.same_site(link.url, self.home):
                self._hops[link.url] = max(value, self._hops.get(link.url, 0.0))
                self._add_low(link, page.url, value, depth)

    def _add(self, link: Link, found_on: str, value: float, depth: int) -> None:
        url = normalise(link.url)
        known = self._candidates.get(url)
        if known is not None and (known.why != Why.LOW_SCORE or known.fetch is not None):
            known.score = max(known.score, value)
            return
        candidate = Candidate(url, link.label.strip()[:200], link.source, found_on, value, depth)
        self._candidates[url] = candidate
        foreign = not scoring.same_site(url, self.home)
        if scoring.is_third_party(url, self.home) or (foreign and value < scoring.SURE):
            candidate.why = Why.THIRD_PARTY
        else:
            self._waiting.append(candidate)

    def _add_low(self, link: Link, found_on: str, value: float, depth: int) -> None:
        url = normalise(link.url)
        low = sum(candidate.why == Why.LOW_SCORE for candidate in self._candidates.values())
        if url not in self._candidates and low < _MOST_LOW:
            candidate = Candidate(url, link.label.strip()[:200], link.source, found_on, value, depth)
            candidate.why = Why.LOW_SCORE
            self._candidates[url] = candidate

    async def visit(self) -> None:
        """Fetch what waits, best first, and what turns up on the way."""
        while self._waiting:
            best = max(self._waiting, key=lambda candidate: candidate.score)
            self._waiting.remove(best)
            if self._fetched >= _MOST_FETCHED:
                best.why = Why.LIMIT
            elif best.source == _GUESSED and self.has_notices():
                best.why = Why.ENOUGH
            else:
                self._fetched += 1
                await self._visit(best)

    async def _visit(self, candidate: Candidate) -> None:
        fetched, page = await self._open(candidate.url)
        candidate.final_url, candidate.chain = fetched.url, list(fetched.chain)
        candidate.fetch = fetched.fetch.id if fetched.fetch else None
        if fetched.outcome is not Outcome.OK:
            candidate.why = fetched.outcome
            return
        self._asked[fetched.url] = directives(fetched.values("x-robots-tag"), page.metas if page else ())
        if page is None:
            candidate.verdict = Verdict.DOCUMENT if is_file(fetched.body) else Verdict.NOT_READABLE
            candidate.language = scoring.language_of_link(candidate.url, candidate.label)
        else:
            self._look_at(candidate, page)
        if candidate.verdict not in (Verdict.NOTICE, Verdict.DOCUMENT):
            candidate.why = candidate.verdict
        elif self._asked[fetched.url] & {"noindex", "noarchive"}:
            candidate.why = Why.NOINDEX

    def _look_at(self, candidate: Candidate, page: Page) -> None:
        """Note what a candidate's page is, and take the links that it adds to those of the home page."""
        verdict = judge(page, candidate.label)
        candidate.verdict, candidate.title, candidate.language = verdict, page.title[:200], page.language
        candidate.canonical, candidate.alternates = page.canonical, dict(page.alternates)
        if verdict in _EMPTY or verdict is Verdict.SOFT_404 or candidate.depth >= _MOST_DEPTH:
            return
        if not scoring.same_site(page.url, self.home):
            return
        notice = verdict is Verdict.NOTICE
        self.collect(page, candidate.depth + 1, own_only=notice, least=4.0 if notice else scoring.FETCHED)
        for language, address in page.alternates:
            if language == "fi" and page.language not in ("fi", ""):
                self._add(
                    Link(address, candidate.label, "", "hreflang"),
                    page.url,
                    scoring.SURE,
                    candidate.depth + 1,
                )

    async def look_through_hops(self) -> None:
        """Look for links on the pages that often lead to notices: terms, about, contact."""
        hops = sorted(self._hops, key=lambda url: (-self._hops[url], len(url), url))
        for url in hops[:_MOST_HOPS]:
            fetched, page = await self._open(url)
            candidate = self._candidates.get(normalise(url))
            if candidate is not None:
                candidate.fetch = fetched.fetch.id if fetched.fetch else None
                candidate.final_url = fetched.url
            if page is None:
                continue
            self._asked[fetched.url] = directives(fetched.values("x-robots-tag"), page.metas)
            if (
                judge(page) is Verdict.NOTICE
                and candidate is not None
                and scoring.same_site(page.url, self.home)
            ):
                candidate.why, candidate.source = "", "hop"
                self._look_at(candidate, page)
                if self._asked[fetched.url] & {"noindex", "noarchive"}:
                    candidate.why = Why.NOINDEX
            else:
                self.collect(page, depth=1)

    async def look_into_sitemaps(self) -> None:
        """Take the addresses of sitemaps whose own words name a notice."""
        rules = await self._fetcher.rules(self.home)
        waiting = [*rules.sitemaps, urljoin(self.home, "/sitemap.xml")]
        seen: set[str] = set()
        found: dict[str, float] = {}
        while waiting and len(seen) < _MOST_SITEMAPS:
            url = normalise(waiting.pop(0))
            if url in seen or not scoring.same_site(url, self.home):
                continue
            seen.add(url)
            fetched = await self._fetcher.follow(url)
            if fetched.outcome is not Outcome.OK:
                continue
            pages, further = sitemap_addresses(_unpack(fetched.body))
            waiting += further
            for page in pages:
                if (value := scoring.score(Link(page))) >= scoring.FETCHED and scoring.same_site(
                    page, self.home
                ):
                    found[page] = value
        for page in sorted(found, key=lambda page: (-found[page], len(page), page))[:_MOST_FROM_SITEMAP]:
            self._add(Link(page, "", "", "sitemap"), "", found[page], 1)

    async def try_known_paths(self) -> None:
        """Try the paths at which notices usually are."""
        if self._home_verdict in (Verdict.BOT_WALL, Verdict.PARKED):
            return
        for n, path in enumerate(known_paths()):
            link = Link(urljoin(self.home, path), "", "", _GUESSED)
            self._add(link, "", scoring.SURE - n / 100, 1)

    def has_notices(self) -> bool:
        """Tell whether a notice has been found."""
        return any(_is_good(candidate) for candidate in self._candidates.values())

    def choose(self) -> str:
        """Choose among what was found; return the outcome of the site."""
        good = [candidate for candidate in self._candidates.values() if _is_good(candidate)]
        good.sort(key=lambda candidate: (-candidate.score, candidate.depth))
        finnish = any(candidate.language == "fi" for candidate in good)
        seen: set[str] = set()
        for candidate in good:
            names = {candidate.final_url, str(candidate.fetch)}
            if finnish and candidate.language in ("sv", "en"):
                candidate.why = Why.OTHER_LANGUAGE
            elif names & seen or self._is_copy(candidate, good):
                candidate.why = Why.DUPLICATE
            else:
                candidate.chosen = True
            seen |= names
        if any(candidate.chosen for candidate in good):
            return SiteOutcome.FOUND
        return self._reason()

    def _is_copy(self, candidate: Candidate, good: Iterable[Candidate]) -> bool:
        """Tell whether a page names another page that was found as its canonical address."""
        canonical = normalise(candidate.canonical) if candidate.canonical else candidate.final_url
        return canonical != candidate.final_url and any(other.final_url == canonical for other in good)

    def _reason(self) -> str:
        """Return the most telling reason why nothing was chosen."""
        if self._home_verdict in _EMPTY:
            return self._home_verdict
        reasons = [candidate.why for candidate in self._candidates.values() if candidate.source != _GUESSED]
        telling = (
            Outcome.ROBOTS,
            Outcome.PRIVATE_ADDRESS,
            Why.NOINDEX,
            *_EMPTY,
            Outcome.TOO_BIG,
            Outcome.TIMEOUT,
        )
        for reason in telling:
            if reason in reasons:
                return reason
        return SiteOutcome.NO_NOTICE

    def all(self) -> list[Candidate]:
        """Return the candidates in the order they were found."""
        return list(self._candidates.values())


def _is_good(candidate: Candidate) -> bool:
    return candidate.verdict in (Verdict.NOTICE, Verdict.DOCUMENT) and not candidate.why


def _unpack(body: bytes) -> bytes:
    """Return a sitemap's text, unpacked where it is a gzip file."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        with gzip.open(io.BytesIO(body)) as stream:
            return stream.read(MOST_BYTES)
    except (OSError, EOFError, zlib.error):
        return b""
