"""Crawls a list of sites in processes of their own, and goes on where an earlier run stopped."""

from __future__ import annotations

import getpass
import multiprocessing
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from seloste import __version__
from seloste.crawling.browser import check
from seloste.crawling.fetching import Politeness
from seloste.crawling.job import BUSY, NO_OUTPUT, Job
from seloste.crawling.ledger import Ledger
from seloste.crawling.manifest import write_manifest
from seloste.crawling.network import Network
from seloste.crawling.outcomes import SiteOutcome
from seloste.crawling.sites import Site, read_sites
from seloste.errors import OutputError, SelosteError, UsageError

#: A site under way in this many crashed processes is given up.
_MOST_ATTEMPTS = 3
_POLL = 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """What a visit came to: its number and how many sites ended how."""

    visit: int
    outcomes: dict[str, int]

    @property
    def sites(self) -> int:
        """The number of sites visited."""
        return sum(self.outcomes.values())

    @property
    def found(self) -> int:
        """The number of sites on which a notice was found."""
        return self.outcomes.get(SiteOutcome.FOUND, 0)


def crawl(
    sites: Path,
    out: Path,
    *,
    contact: str = "",
    revisit: bool = False,
    politeness: Politeness | None = None,
    network: Network | None = None,
    timeout: float = 60.0,
    at_once: int = 16,
    browser: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Find and fetch the notices of the sites in a CSV file; goes on where an earlier run stopped.

    :param out: folder of the WARC files (``warc/``), ``notices.warc.gz``, ``manifest`` and ``sites`` as CSV and
        Parquet, ``ledger.sqlite`` and ``crawl.log``.
    :param contact: address or page by which the crawler's operator can be reached; goes into the user agent.
    :param revisit: visit all sites again once all are done; only what has changed is fetched.
    :param timeout: seconds that one answer may take in all.
    :param browser: show pages that need JavaScript in the system's Chromium (extra ``browser``).
    :param at_once: sites visited at the same time; a host gets one request at a time in any case.
    :raises UsageError: the list cannot be read, or a library of the extra ``crawl`` is missing.
    :raises OutputError: ``out`` cannot be written.
    """
    _check_libraries()
    if browser:
        check()
    listed = read_sites(sites)
    visit = _prepare(out, listed, revisit=revisit)
    job = Job(
        out, visit, __version__, contact or default_contact(), network or Network(), politeness or Politeness(),
        timeout, at_once, browser,
    )  # fmt: skip
    try:
        _crawl_pending(job, progress)
    finally:
        write_manifest(out)
    ledger = Ledger(out / "ledger.sqlite")
    try:
        return Report(visit, ledger.count(visit))
    finally:
        ledger.close()


def default_contact() -> str:
    """Return who runs this on which machine, for a crawler must be answerable to somebody."""
    try:
        return f"{getpass.getuser()}@{socket.getfqdn()}"
    except (OSError, KeyError):
        return socket.getfqdn()


def _check_libraries() -> None:
    try:
        import protego  # noqa: F401
        import scrapy  # noqa: F401
    except ImportError as error:
        raise UsageError(
            f"crawling needs {error.name}; install it with: pip install 'seloste[crawl]'"
        ) from error


def _prepare(out: Path, listed: list[Site], *, revisit: bool) -> int:
    """Note in the ledger what is to be visited; return the number of the visit."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write {out}: {error.strerror or error}") from error
    ledger = Ledger(out / "ledger.sqlite")
    try:
        ledger.add_sites(listed)
        visit = max(1, ledger.current_visit())
        if revisit and ledger.count(visit) and not ledger.pending(visit, 1):
            visit += 1
        ledger.begin_visit(visit, [site.site for site in listed])
        return visit
    finally:
        ledger.close()


def _crawl_pending(job: Job, progress: Callable[[int, int], None]) -> None:
    """Start one process after another until no site is pending."""
    fruitless = 0
    while True:
        done, total = _counts(job)
        progress(done, total)
        if done == total:
            return
        code = _run_process(job, progress)
        if code == BUSY:
            raise UsageError(f"another crawl is at work in {job.folder}")
        if code == NO_OUTPUT:
            raise OutputError(f"cannot write {job.folder}; see {job.folder / 'crawl.log'}")
        if code:
            _give_up_crashed(job.folder, job.visit)
        fruitless = fruitless + 1 if _counts(job)[0] == done else 0
        if fruitless > _MOST_ATTEMPTS:
            raise SelosteError(f"the crawl does not get on; see {job.folder / 'crawl.log'}")


def _run_process(job: Job, progress: Callable[[int, int], None]) -> int:
    from seloste.crawling import spider

    process = multiprocessing.get_context("spawn").Process(target=spider.run, args=(job,), daemon=True)
    process.start()
    try:
        while process.is_alive():
            process.join(_POLL)
            progress(*_counts(job))
    finally:
        process.kill()
        process.join()
    return process.exitcode or 0


def _counts(job: Job) -> tuple[int, int]:
    """Return how many sites of the visit are done, and how many there are."""
    ledger = Ledger(job.folder / "ledger.sqlite")
    try:
        return ledger.progress(job.visit)
    finally:
        ledger.close()


def _give_up_crashed(folder: Path, visit: int) -> None:
    ledger = Ledger(folder / "ledger.sqlite")
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    try:
        for site in ledger.crashed(visit, _MOST_ATTEMPTS):
            ledger.finish_site(visit, site, SiteOutcome.CRASHED, "", now, ())
    finally:
        ledger.close()
