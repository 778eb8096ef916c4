"""What sites ask of crawlers is read strictly, and lists of sites are read as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.crawling.outcomes import Outcome
from seloste.crawling.robots import Rules, directives, read_rules
from seloste.crawling.sites import Site, read_sites
from seloste.errors import UsageError

URL = "https://kunta.fi/tietosuoja"


@pytest.mark.parametrize(
    ("outcome", "status", "allowed"),
    [
        (Outcome.HTTP_ERROR, 404, True), (Outcome.HTTP_ERROR, 403, True), (Outcome.HTTP_ERROR, 410, True),
        (Outcome.HTTP_ERROR, 429, False), (Outcome.HTTP_ERROR, 500, False), (Outcome.HTTP_ERROR, 503, False),
        (Outcome.BROKEN, None, False), (Outcome.TIMEOUT, None, False), (Outcome.TOO_BIG, 200, False),
        (Outcome.REFUSED, None, False), (Outcome.TLS, None, False), (Outcome.PRIVATE_ADDRESS, None, False),
        (Outcome.REDIRECTS, 301, True),
    ],
)  # fmt: skip
def test_a_file_that_is_not_there_allows_and_one_that_cannot_be_had_forbids(
    outcome: Outcome, status: int | None, allowed: bool
) -> None:
    assert read_rules(outcome, status, b"").allows(URL) is allowed


def rules(text: str) -> Rules:
    pytest.importorskip("protego", reason="the extra 'crawl' is not installed")
    return read_rules(Outcome.OK, 200, text.encode())


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("user-agent: *\r\ndisallow: /tietosuoja", False),
        ("User-agent: *\nDisallow: /*suoja$", False),
        ("User-agent: *\nDisallow: /tieto\nAllow: /tietosuoja", True),
        ("User-agent: seloste\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: seloste\nDisallow:", True),
        ("<html><body>404</body></html>", True),
        ("User-agent: *\nDisallow: /tietosuoja%2f", True),
    ],
)
def test_rules_are_those_for_this_crawler(text: str, allowed: bool) -> None:
    assert rules(text).allows(URL) is allowed


def test_waits_are_kept_and_too_long_ones_forbid() -> None:
    assert rules("User-agent: *\nCrawl-delay: 7.5").delay == 7.5
    assert rules("User-agent: *\nRequest-rate: 1/30").delay == 30
    slow = rules("User-agent: *\nCrawl-delay: 3600")
    assert (slow.refusal, slow.allows(URL)) == (Outcome.CRAWL_DELAY, False)
    assert rules("Sitemap: https://kunta.fi/s.xml").sitemaps == ("https://kunta.fi/s.xml",)


@given(st.binary(max_size=300))
def test_any_robots_file_gives_rules(body: bytes) -> None:
    pytest.importorskip("protego", reason="the extra 'crawl' is not installed")
    assert read_rules(Outcome.OK, 200, body).allows(URL) in (True, False)


@pytest.mark.parametrize(
    ("headers", "metas", "expected"),
    [
        ([], [], set()),
        (["noindex, nofollow"], [], {"noindex", "nofollow"}),
        (["NONE"], [], {"noindex", "nofollow"}),
        (["googlebot: noindex"], [], set()),
        (["seloste: noindex", "otherbot: nofollow"], [], {"noindex"}),
        (["otherbot: noindex, nofollow"], [], set()),
        ([], [("ROBOTS", "NoIndex")], {"noindex"}),
        ([], [("seloste", "nofollow"), ("googlebot", "noindex")], {"nofollow"}),
        (["unavailable_after: 25 Jun 2030, noarchive"], [], {"unavailable_after: 25 jun 2030", "noarchive"}),
    ],
)
def test_directives_meant_for_this_crawler(
    headers: list[str], metas: list[tuple[str, str]], expected: set[str]
) -> None:
    assert directives(headers, metas) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("site,name\nkunta.fi,Kunta\n", [Site(1, "kunta.fi", "Kunta")]),
        (
            "Nimi;Osoite;Y-tunnus;Toimiala\nKunta;kunta.fi;1234567-1;84\n",
            [Site(1, "kunta.fi", "Kunta", "84", "1234567-1")],
        ),
        ("kunta.fi\nkylä.fi\nkunta.fi\n\n", [Site(1, "kunta.fi"), Site(2, "kylä.fi")]),
        ('\ufeffurl\tname\nhttps://a.fi/\t"A\nB"\n', [Site(1, "https://a.fi/", "A\nB")]),
        ("name,site\nvain nimi\nX,x.fi\n", [Site(1, "x.fi", "X")]),
    ],
)
def test_lists_of_sites(tmp_path: Path, content: str, expected: list[Site]) -> None:
    path = tmp_path / "sites.csv"
    path.write_text(content, encoding="utf-8", newline="")
    assert read_sites(path) == expected


@pytest.mark.parametrize("content", [b"", b"name\nKunta\n"[:0], b"site\n", b"\n\n"])
def test_a_list_without_sites_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="names no site"):
        read_sites(path)


def test_a_list_in_the_old_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes("site;nimi\nkyla.fi;Kylä\n".encode("cp1252"))
    assert read_sites(path) == [Site(1, "kyla.fi", "Kylä")]


@pytest.mark.parametrize(
    ("site", "first", "count"),
    [
        ("kunta.fi", "https://kunta.fi/", 4),
        ("www.kunta.fi/fi", "https://www.kunta.fi/fi", 4),
        ("http://kunta.fi", "http://kunta.fi", 1),
        ("kunta.fi:8080", "https://kunta.fi:8080/", 2),
        ("http://[::1", "", 0),
        ("ei ole osoite", "", 0),
    ],
)
def test_home_addresses_to_try(site: str, first: str, count: int) -> None:
    addresses = Site(1, site).addresses()
    assert (addresses[0] if addresses else "", len(addresses)) == (first, count)
