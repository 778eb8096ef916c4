"""Exchanges survive a kill between archive and ledger, and are asked for politely."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("scrapy", reason="the extra 'crawl' is not installed")

from seloste.crawling.archive import Archive, Exchange
from seloste.crawling.fetching import DownloadError, Fetcher, Politeness, normalise
from seloste.crawling.ledger import Ledger
from seloste.crawling.network import Network
from seloste.crawling.outcomes import Outcome

HOME = "http://kunta.fi/"


class Server:
    """Answers from a table, and counts."""

    def __init__(self, pages: dict[str, Exchange | Outcome]) -> None:
        self.pages = pages
        self.asked: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.times: list[float] = []

    async def __call__(self, url: str, headers: Mapping[str, str]) -> Exchange:
        self.asked.append(url)
        self.headers.append(headers)
        self.times.append(time.monotonic())
        found = self.pages.get(url, answer(url, 404))
        if isinstance(found, Outcome):
            raise DownloadError(found)
        if found.status == 200 and headers.get("If-None-Match") == found.header("etag") != "":
            return answer(url, 304)
        return found


def answer(url: str, status: int = 200, body: bytes = b"", **headers: str) -> Exchange:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Exchange(url, (("Host", "kunta.fi"),), status, pairs, body, "2026-01-02T03:04:05Z", "8.8.8.8")


class Folder:
    def __init__(self, path: Path) -> None:
        self.ledger = Ledger(path / "ledger.sqlite")
        self.archive = Archive(path / "warc", "test")

    def fetcher(self, server: Server, visit: int = 1, politeness: Politeness | None = None) -> Fetcher:
        polite = politeness or Politeness(0.0, retry_wait=0.0)
        return Fetcher(server, self.ledger, self.archive, Network(), polite, visit)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_what_was_fetched_comes_from_the_archive(folder: Folder) -> None:
    server = Server({HOME: answer(HOME, body="ä".encode(), Content_Type="text/html")})
    first = asyncio.run(folder.fetcher(server).get(HOME))
    again = asyncio.run(folder.fetcher(server).get(HOME))
    assert server.asked == ["http://kunta.fi/robots.txt", HOME]
    assert first == again
    assert (again.body.decode(), again.content_type) == ("ä", "text/html")


@pytest.mark.parametrize("cut", [0, 1, 40, 200])
def test_an_exchange_that_reached_the_archive_is_not_asked_for_again(folder: Folder, cut: int) -> None:
    """The kill came after the archive was written, but before the ledger was; ``cut`` bytes were still missing."""
    server = Server({HOME: answer(HOME, body=b"x" * 500)})
    asyncio.run(folder.fetcher(server).get(HOME))
    (file,) = folder.archive.files()
    exchange = answer("http://kunta.fi/b", body=b"later")
    folder.ledger.begin_fetch(1, exchange.url)
    folder.archive.append(exchange, None)
    whole = file.stat().st_size
    with file.open("r+b") as stream:
        stream.truncate(whole - cut)
    fetcher = folder.fetcher(server)
    fetcher.recover()
    found = asyncio.run(fetcher.get(exchange.url))
    assert found.outcome is (Outcome.OK if not cut else Outcome.HTTP_ERROR)
    assert ("http://kunta.fi/b" in server.asked) is bool(cut)
    assert folder.ledger.length_of(file.name) == file.stat().st_size
    assert list(folder.archive.tail(file, file.stat().st_size)) == []


def test_unchanged_answers_are_revisits_that_lead_to_the_first_body(folder: Folder) -> None:
    tagged, plain = "http://kunta.fi/a", "http://kunta.fi/b"
    server = Server({tagged: answer(tagged, body=b"one", ETag='"1"'), plain: answer(plain, body=b"two")})
    for visit in (1, 2, 3):
        fetcher = folder.fetcher(server, visit)
        for url, body in ((tagged, b"one"), (plain, b"two")):
            fetched = asyncio.run(fetcher.get(url))
            assert (fetched.outcome, fetched.status, fetched.body) == (Outcome.OK, 200, body)
            assert fetched.fetch is not None
            assert fetched.fetch.unchanged is (visit > 1)
    (file,) = folder.archive.files()
    exchanges = [exchange for _, exchange, _ in folder.archive.tail(file, 0)]
    assert [(e.url[-1], e.status, e.revisit) for e in exchanges if "robots" not in e.url] == [
        ("a", 200, False), ("b", 200, False), ("a", 304, True), ("b", 200, True), ("a", 304, True), ("b", 200, True)
    ]  # fmt: skip


def test_a_kill_while_a_revisit_is_noted_loses_nothing(folder: Folder) -> None:
    server = Server({HOME: answer(HOME, body=b"same", ETag='"1"')})
    asyncio.run(folder.fetcher(server, 1).get(HOME))
    second = folder.fetcher(server, 2)
    note = second._note
    second._note = lambda row, length: None  # type: ignore[method-assign,assignment]
    asyncio.run(second._once(HOME))
    second._note = note  # type: ignore[method-assign]
    asked = len(server.asked)
    third = folder.fetcher(server, 2)
    third.recover()
    found = asyncio.run(third._once(HOME))
    assert (found.body, len(server.asked)) == (b"same", asked)


def test_redirects_are_judged_hop_by_hop(folder: Folder) -> None:
    server = Server({
        HOME: answer(HOME, 301, Location="/b"),
        "http://kunta.fi/b": answer("http://kunta.fi/b", 302, Location="http://169.254.169.254/latest/"),
    })  # fmt: skip
    found = asyncio.run(folder.fetcher(server).follow(HOME))
    assert found.outcome is Outcome.PRIVATE_ADDRESS
    assert found.chain == (HOME, "http://kunta.fi/b")
    assert not any("169.254" in url for url in server.asked)


def test_forbidden_addresses_are_not_asked_for(folder: Folder) -> None:
    robots = "http://kunta.fi/robots.txt"
    server = Server({robots: answer(robots, body=b"User-agent: *\nDisallow: /")})
    assert asyncio.run(folder.fetcher(server).get(HOME)).outcome is Outcome.ROBOTS
    assert server.asked == [robots]


@pytest.mark.parametrize("failure", [Outcome.BROKEN, Outcome.REFUSED])
def test_a_broken_connection_is_tried_once_more(folder: Folder, failure: Outcome) -> None:
    server = Server({HOME: failure})
    assert asyncio.run(folder.fetcher(server).get(HOME)).outcome is failure
    assert server.asked.count(HOME) == 2


def test_a_busy_server_gets_the_wait_it_asks_for(folder: Folder) -> None:
    server = Server({HOME: answer(HOME, 429, Retry_After="1")})
    asyncio.run(folder.fetcher(server).get(HOME))
    first, second = (at for at, url in zip(server.times, server.asked, strict=True) if url == HOME)
    assert second - first >= 1.0


def test_a_server_that_asks_for_hours_is_left_alone(folder: Folder) -> None:
    server = Server({HOME: answer(HOME, 503, Retry_After="7200")})
    asyncio.run(folder.fetcher(server).get(HOME))
    assert server.asked.count(HOME) == 1


def test_requests_to_one_host_wait_and_those_to_others_do_not(folder: Folder) -> None:
    urls = [f"http://kunta.fi/{n}" for n in range(3)]
    server = Server({url: answer(url) for url in urls})
    fetcher = folder.fetcher(server, politeness=Politeness(delay=0.2, retry_wait=0.0))

    async def together() -> None:
        await asyncio.gather(*(fetcher.get(url) for url in (*urls, "http://toinen.fi/")))

    asyncio.run(together())
    own = [at for at, url in zip(server.times, server.asked, strict=True) if "kunta" in url]
    assert min(later - earlier for earlier, later in pairwise(own)) >= 0.2
    assert server.times[server.asked.index("http://toinen.fi/robots.txt")] - server.times[0] < 0.2


def test_two_who_ask_at_once_share_one_request(folder: Folder) -> None:
    server = Server({HOME: answer(HOME, body=b"x")})
    fetcher = folder.fetcher(server)

    async def twice() -> None:
        one, other = await asyncio.gather(fetcher.get(HOME), fetcher.get(HOME))
        assert one == other

    asyncio.run(twice())
    assert server.asked.count(HOME) == 1


def test_headers_of_any_server_can_be_read_back(folder: Folder) -> None:
    exchange = answer(
        HOME, 200, b"\r\n\r\nbody", Content_Type="text/html; charset=utf-8", X="a: b: c", Empty=""
    )
    place, _ = folder.archive.append(exchange, None)
    found = folder.archive.read(place)
    assert (found.url, found.status, found.body, found.ip) == (HOME, 200, b"\r\n\r\nbody", "8.8.8.8")
    assert found.headers == exchange.headers


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("HTTP://Kunta.FI", "http://kunta.fi/"), ("https://kunta.fi:443/a b", "https://kunta.fi/a%20b"),
        ("http://kunta.fi/ä#x", "http://kunta.fi/%C3%A4"), ("http://kunta.fi/%C3%A4?q=1&p=2", "http://kunta.fi/%C3%A4?q=1&p=2"),
    ],
)  # fmt: skip
def test_one_address_has_one_spelling(written: str, asked: str) -> None:
    assert normalise(written) == asked
    assert normalise(asked) == asked
