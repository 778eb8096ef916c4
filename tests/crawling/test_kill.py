"""A crawl that is killed at any moment goes on without loss, and asks for nothing it already has."""

from __future__ import annotations

import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

pytest.importorskip("scrapy", reason="the extra 'crawl' is not installed")
pytest.importorskip("warcio", reason="warcio reads back what was written")

import seloste
from seloste.crawling import Network, Politeness, crawl

sys.path.insert(0, str(Path(__file__).parent))
import town as towns

PACKAGE_ROOT = Path(seloste.__file__).parent.parent
SCRIPT = """
import sys
from pathlib import Path
from seloste.crawling import Network, Politeness, crawl
if __name__ == "__main__":
    names = dict(pair.split("=") for pair in sys.argv[3:])
    crawl(Path(sys.argv[1]), Path(sys.argv[2]), politeness=Politeness(0.0, retry_wait=0.0),
          network=Network(("127.0.0.1/32",), names), at_once=4)
"""


def addresses(path: Path, *, done: bool) -> set[str]:
    if not path.exists():
        return set()
    with closing(sqlite3.connect(path)) as ledger:
        try:
            return {url for (url,) in ledger.execute("SELECT url FROM fetches WHERE done = ?", (done,))}
        except sqlite3.OperationalError:
            return set()


def start(town: towns.Town, sites: Path, out: Path, script: Path) -> subprocess.Popen[bytes]:
    names = [f"{name}={address}" for name, address in town.hosts.items()]
    return subprocess.Popen(
        [sys.executable, str(script), str(sites), str(out), *names],
        env={**os.environ, "PYTHONPATH": str(PACKAGE_ROOT)},
        start_new_session=True,
    )


def kill_after(process: subprocess.Popen[bytes], town: towns.Town, hits: int, *, whole_group: bool) -> None:
    """Kill once the town has answered so many requests more."""
    goal, end = sum(town.hits.values()) + hits, time.monotonic() + 60
    while sum(town.hits.values()) < goal and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    if whole_group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


@pytest.mark.slow
def test_killed_crawls_lose_and_repeat_nothing(tmp_path: Path) -> None:
    chance = random.Random(4)
    script, sites, out = tmp_path / "crawl.py", tmp_path / "sites.csv", tmp_path / "out"
    script.write_text(SCRIPT, encoding="utf-8")
    chosen = [site for site in towns.sites() if site.notices or not site.listed]
    with towns.Town(chosen, slowness=0.03) as town:
        listed = [town.url(site.host) for site in town.sites if site.listed]
        sites.write_text("site\n" + "\n".join(listed), encoding="utf-8")
        repeatable: dict[str, int] = {}
        for round_ in range(4):
            process = start(town, sites, out, script)
            # The parent alone is killed too: what it leaves behind must end by itself.
            kill_after(process, town, chance.randint(5, 40), whole_group=round_ % 2 == 0)
            time.sleep(0.3)
            for url in addresses(out / "ledger.sqlite", done=False):
                repeatable[url] = repeatable.get(url, 0) + 1
        assert 0 < len(addresses(out / "ledger.sqlite", done=True)) < 200
        assert start(town, sites, out, script).wait(90) == 0
        repeated = {town.url(host, path): count - 1 for (host, path), count in town.hits.items() if count > 1}
        assert {url: count for url, count in repeated.items() if count > repeatable.get(url, 0)} == {}
        with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
            found = {row["final_url"] for row in csv.DictReader(file) if row["chosen"] == "true"}
        assert found == town.truth()
        _check_archive(out)


def _check_archive(out: Path) -> None:
    """Every exchange is there once, whole."""
    from warcio.archiveiterator import ArchiveIterator

    seen: list[str] = []
    for path in sorted((out / "warc").iterdir()):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests="raise"):
                record.raw_stream.read()
                if record.rec_type == "response":
                    seen.append(record.rec_headers.get_header("WARC-Target-URI"))
    assert len(seen) == len(set(seen))
    assert set(seen) == addresses(out / "ledger.sqlite", done=True)


def test_a_second_crawl_of_the_same_folder_waits_its_turn(tmp_path: Path) -> None:
    import fcntl

    from seloste.errors import UsageError

    sites, out = tmp_path / "sites.csv", tmp_path / "out"
    sites.write_text("site\nhttp://127.0.0.1:9/\n", encoding="utf-8")
    out.mkdir()
    with (out / "crawl.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another crawl"):
            crawl(sites, out, politeness=Politeness(0.0, retry_wait=0.0), network=Network())
