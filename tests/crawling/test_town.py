"""A crawl of the whole town: what is found, what is left alone, what is written, and a second visit."""

from __future__ import annotations

import csv
import gzip
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("scrapy", reason="the extra 'crawl' is not installed")
pytest.importorskip("warcio", reason="warcio reads back what was written")
pytest.importorskip("fastwarc", reason="fastwarc reads back what was written")

import pyarrow.parquet as pq

from seloste.crawling import Network, Politeness, Report, crawl

sys.path.insert(0, str(Path(__file__).parent))
import town as towns

UNHURRIED = Politeness(delay=0.0, retry_wait=0.0)


@dataclass
class Crawled:
    town: towns.Town
    out: Path
    list: Path
    report: Report

    def rows(self, name: str = "manifest") -> list[dict[str, str]]:
        with (self.out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def crawl(self, *, revisit: bool = False) -> Report:
        return crawl(
            self.list,
            self.out,
            contact="https://robotti.test/",
            politeness=UNHURRIED,
            network=Network(("127.0.0.1/32",), self.town.hosts),
            timeout=4.0,
            revisit=revisit,
        )


def read_by_other_tools(out: Path) -> Counter[str]:
    """Check every record with warcio and fastwarc; count their kinds."""
    from fastwarc.warc import ArchiveIterator as FastIterator
    from warcio.archiveiterator import ArchiveIterator

    kinds: Counter[str] = Counter()
    for path in (out / "warc").iterdir():
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.raw_stream.read()
                kinds[record.rec_type] += 1
                assert record.rec_headers.protocol == "WARC/1.1"
        with path.open("rb") as stream:
            verified = [record.verify_block_digest() for record in FastIterator(stream, parse_http=False)]
        assert all(verified)
        assert len(verified) == sum(kinds.values())
    return kinds


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("town")
    with towns.Town(towns.sites()) as town:
        rows = [f"{town.url(site.host)},{site.host},00" for site in town.sites if site.listed]
        rows += [f"http://intra.test:{town.private_port}/,intra.test,00", "ei ole osoite,hölynpöly,00"]
        (folder / "sites.csv").write_text("\n".join(["site,name,sector", *rows]), encoding="utf-8")
        done = Crawled(town, folder / "out", folder / "sites.csv", Report(0, {}))
        done.report = done.crawl()
        yield done


def test_the_town_is_large_enough(crawled: Crawled) -> None:
    assert sum(site.listed for site in crawled.town.sites) >= 40


def test_notices_are_found(crawled: Crawled) -> None:
    found = {row["final_url"] for row in crawled.rows() if row["chosen"] == "true"}
    truth = crawled.town.truth()
    right = len(found & truth)
    f1 = 2 * right / (len(found) + len(truth))
    assert f1 >= 0.95, {"missed": truth - found, "wrong": found - truth}


def test_every_site_has_an_outcome_that_tells_why(crawled: Crawled) -> None:
    outcomes = {row["name"]: row["outcome"] for row in crawled.rows("sites")}
    expected = {site.host: site.outcome for site in crawled.town.sites if site.listed}
    assert outcomes == expected | {"intra.test": "private_address", "hölynpöly": "bad_row"}
    assert crawled.report.sites == len(outcomes)


def test_nothing_forbidden_was_asked_for(crawled: Crawled) -> None:
    assert crawled.town.violations() == []


def test_no_private_address_was_reached(crawled: Crawled) -> None:
    assert crawled.town.private_hits == 0
    assert "private_address" in {row["why_not"] for row in crawled.rows()}


def test_a_host_gets_one_request_at_a_time_and_each_address_once(crawled: Crawled) -> None:
    assert crawled.town.most_at_once == 1
    # A server that is busy is asked once more; nothing else twice.
    retried = {"rikki.test", "puolirikki.test", "rikkirobotti.test", "kiirerobotti.test"}
    twice = {host for (host, _), count in crawled.town.hits.items() if count > 1}
    assert twice <= retried


def test_crawl_delay_is_kept(crawled: Crawled) -> None:
    times = crawled.town.times["viive.test"]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) >= 3
    assert min(gaps) >= 0.7  # a second, seen from a server on a busy machine


def test_the_crawler_says_who_it_is(crawled: Crawled) -> None:
    (agent,) = crawled.town.agents
    assert agent.startswith("seloste/")
    assert agent.endswith("(+https://robotti.test/)")


def test_the_manifest_says_why_and_leads_to_the_record(crawled: Crawled) -> None:
    rows = crawled.rows()
    assert all(bool(row["why_chosen"]) != bool(row["why_not"]) for row in rows)
    by_address = {row["final_url"]: row for row in rows if row["chosen"] == "true"}
    moved = by_address[crawled.town.url("paljas.test", "/fi/tietosuojaseloste/")]
    assert moved["redirects"] == crawled.town.url("paljas.test", "/tietosuoja")
    chosen = by_address[crawled.town.url("puutarha.test", "/tietosuojaseloste")]
    data = (crawled.out / "warc" / chosen["warc_file"]).read_bytes()
    start = int(chosen["warc_offset"])
    record = gzip.decompress(data[start : start + int(chosen["warc_length"])]).decode()
    assert f"WARC-Target-URI: {chosen['final_url']}" in record
    assert "Puutarha Oy" in record
    table = pq.read_table(crawled.out / "manifest.parquet").to_pylist()
    assert [line["url"] for line in table] == [row["url"] for row in rows]


def test_other_tools_read_the_archive_and_its_digests_hold(crawled: Crawled) -> None:
    kinds = read_by_other_tools(crawled.out)
    assert kinds["request"] == kinds["response"] >= 300
    assert kinds["warcinfo"] == 1


def test_the_loader_reads_the_notices(crawled: Crawled) -> None:
    from seloste.loading.warc import read_records

    records = list(read_records((crawled.out / "notices.warc.gz").read_bytes()))
    chosen = {(row["final_url"], row["sha256"]) for row in crawled.rows() if row["chosen"] == "true"}
    assert {(record.url, hashlib.sha256(record.payload).hexdigest()) for record in records} == chosen
    assert all(record.error is None and record.status == 200 for record in records)


def test_a_second_visit_fetches_only_what_changed(crawled: Crawled) -> None:
    # Runs last in this module: it changes the town.
    town = crawled.town
    before = {(row["site"], row["url"]): row for row in crawled.rows() if row["chosen"] == "true"}
    assert crawled.crawl() == crawled.report
    (garden,) = (site for site in town.sites if site.host == "puutarha.test")
    garden.pages["/tietosuojaseloste"] = towns.page(towns.notice("Puutarha Oy", "Uusi rekisteri"))
    town.hits.clear()
    report = crawled.crawl(revisit=True)
    assert report.visit == 2
    assert report.outcomes == crawled.report.outcomes
    assert town.violations() == []
    assert town.private_hits == 0
    assert town.conditional["puutarha.test", "/tietosuojaseloste"] == 1
    again = {
        (row["site"], row["url"]): row
        for row in crawled.rows()
        if row["visit"] == "2" and row["chosen"] == "true"
    }
    assert again.keys() == before.keys()
    changes = {row["final_url"]: row["change"] for row in again.values()}
    assert [url for url, change in changes.items() if change == "changed"] == [
        town.url("puutarha.test", "/tietosuojaseloste")
    ]
    assert set(changes.values()) == {"same", "changed"}
    same = again[town.url("ikoni.test"), town.url("ikoni.test", "/p/17")]
    assert (same["http_status"], same["unchanged"]) == ("304", "true")
    from seloste.loading.warc import read_records

    notices = {
        record.url: record.payload for record in read_records((crawled.out / "notices.warc.gz").read_bytes())
    }
    assert "Uusi rekisteri" in notices[town.url("puutarha.test", "/tietosuojaseloste")].decode()
    assert read_by_other_tools(crawled.out)["revisit"] > 100
    assert len(notices) == len({row["final_url"] for row in again.values()})
