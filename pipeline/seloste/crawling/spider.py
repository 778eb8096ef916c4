"""The process that crawls: Scrapy's downloader under this package's own order of requests.

Scrapy's robots.txt, redirect, retry and throttle parts are switched off, for a file that cannot be had must
forbid, every hop must be judged, and a kill must lose nothing: :mod:`seloste.crawling.fetching` does these.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import exceptions
from scrapy.crawler import AsyncCrawlerProcess

from seloste.crawling.archive import Archive, Exchange
from seloste.crawling.browser import Browser
from seloste.crawling.discovery import Finding, find_notices
from seloste.crawling.fetching import MOST_BYTES, DownloadError, Fetcher
from seloste.crawling.job import BUSY, NO_OUTPUT, Job
from seloste.crawling.ledger import Ledger
from seloste.crawling.network import GuardedResolver
from seloste.crawling.outcomes import Outcome, SiteOutcome
from seloste.crawling.sites import Site
from seloste.errors import OutputError

#: Sites a process crawls before a new one takes over, which bounds memory and what a crash can cost.
SHARD = 500
_LOCK_WAIT = 5.0
_OUTCOMES: tuple[tuple[type[Exception], Outcome], ...] = (
    (exceptions.CannotResolveHostError, Outcome.NO_HOST),
    (exceptions.DownloadConnectionRefusedError, Outcome.REFUSED),
    (exceptions.DownloadTimeoutError, Outcome.TIMEOUT),
    (exceptions.DownloadCancelledError, Outcome.TOO_BIG),
    (exceptions.UnsupportedURLSchemeError, Outcome.BAD_ADDRESS),
    (ValueError, Outcome.BAD_ADDRESS),
)
_log = logging.getLogger(__name__)


def run(job: Job) -> None:
    """Crawl; the entry of the process, which ends when its parent does."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    lock = _lock(job.folder / "crawl.lock")
    if lock is None:
        sys.exit(BUSY)
    process = AsyncCrawlerProcess(_settings(job))
    ended: list[BaseException] = []
    process.crawl(SiteSpider, job=job, ended=ended)
    process.start(install_signal_handlers=False)
    if ended:
        sys.exit(NO_OUTPUT if isinstance(ended[0], OutputError) else 1)


class SiteSpider(scrapy.Spider):
    """Takes sites from the ledger, several at once, and notes what became of each."""

    name = "seloste"

    def __init__(self, job: Job, ended: list[BaseException], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._job = job
        self._ended = ended

    async def start(self) -> AsyncIterator[Any]:
        """Visit all sites of this process's share; yields nothing, for requests are sent one by one."""
        try:
            await self._visit_all()
        except Exception as error:
            _log.exception("the crawl stopped")
            self._ended.append(error)
        return
        yield

    async def _visit_all(self) -> None:
        job = self._job
        ledger = Ledger(job.folder / "ledger.sqlite")
        browser = Browser(job.user_agent, job.timeout) if job.browser else None
        try:
            archive = Archive(job.folder / "warc", f"seloste {job.version}")
            fetcher = Fetcher(
                self._download, ledger, archive, job.network, job.politeness, job.visit, browser
            )
            fetcher.recover()
            waiting = iter(ledger.pending(job.visit, SHARD))
            async with asyncio.TaskGroup() as tasks:
                for _ in range(job.at_once):
                    tasks.create_task(self._visit_some(waiting, fetcher, ledger))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            ledger.close()
            if browser:
                await browser.close()

    async def _visit_some(self, waiting: Any, fetcher: Fetcher, ledger: Ledger) -> None:
        for site in waiting:
            ledger.begin_site(self._job.visit, site.row)
            finding = await _visit(site, fetcher)
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            ledger.finish_site(self._job.visit, site.row, finding.outcome, finding.home, now, finding.rows())

    async def _download(self, url: str, headers: Mapping[str, str]) -> Exchange:
        """Send a GET through Scrapy's downloader."""
        try:
            request = scrapy.Request(url, headers=dict(headers), dont_filter=True)
            engine: Any = self.crawler.engine
            response = await engine.download_async(request)
        except Exception as error:
            raise DownloadError(self._outcome(error, url)) from error
        ip = str(response.ip_address or "")
        if ip and not self._job.network.permits(ip):
            raise DownloadError(Outcome.PRIVATE_ADDRESS)
        sent = response.request or request
        asked = (("Host", request.url.split("/")[2]), *_pairs(sent.headers))
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return Exchange(url, asked, response.status, _pairs(response.headers), response.body, now, ip)

    @staticmethod
    def _outcome(error: Exception, url: str) -> Outcome:
        from twisted.internet import reactor

        for kind, outcome in _OUTCOMES:
            if isinstance(error, kind):
                refused = urlsplit(url).hostname in getattr(reactor, "nameResolver").refused  # noqa: B009
                return Outcome.PRIVATE_ADDRESS if outcome is Outcome.NO_HOST and refused else outcome
        return Outcome.TLS if _is_tls(error) else Outcome.BROKEN


async def _visit(site: Site, fetcher: Fetcher) -> Finding:
    try:
        return await find_notices(site, fetcher)
    except OutputError:
        raise
    except Exception:
        _log.exception("site %s failed", site.site)
        return Finding(SiteOutcome.INTERNAL)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if any(word in f"{type(error).__module__} {error!r}" for word in ("OpenSSL", "SSL", "ertificate")):
            return True
        error = error.__cause__
    return False


def _pairs(headers: Any) -> tuple[tuple[str, str], ...]:
    """Return Scrapy's headers as pairs of text, safe to be written line by line."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1").replace("\r", " ").replace("\n", " "))
        for name, values in headers.items()
        for value in values
    )


def _settings(job: Job) -> dict[str, Any]:
    off = dict.fromkeys(
        ("COMPRESSION", "COOKIES", "REDIRECT", "METAREFRESH", "RETRY", "HTTPPROXY", "HTTPCACHE", "REFERER",
         "TELNETCONSOLE", "AUTOTHROTTLE", "MEMUSAGE", "REMOTE_CONTROL"), False,
    )  # fmt: skip
    contact = {"From": job.contact} if "@" in job.contact and "/" not in job.contact else {}
    return {
        **{f"{name}_ENABLED": value for name, value in off.items()},
        "ROBOTSTXT_OBEY": False,
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        "SELOSTE_NETWORK": job.network,
        "USER_AGENT": job.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.5",
            "Accept-Language": "fi,sv;q=0.7,en;q=0.5",
            "Accept-Encoding": "gzip, deflate",
            **contact,
        },
        "DOWNLOAD_HANDLERS": dict.fromkeys(("data", "file", "ftp", "s3")),
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": MOST_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": job.timeout,
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": 2 * job.at_once,
        "CONCURRENT_REQUESTS_PER_DOMAIN": job.at_once,
        "LOG_FILE": str(job.folder / "crawl.log"),
        "LOG_LEVEL": "INFO",
    }


def _lock(path: Path) -> Any:
    """Return the open lock file, or ``None`` if another crawl keeps it."""
    file = path.open("w")
    end = time.monotonic() + _LOCK_WAIT
    while time.monotonic() < end:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.1)
        else:
            return file
    return None


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
