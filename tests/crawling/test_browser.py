"""Pages that need JavaScript are shown in a browser that reaches nothing but what the fetcher gives it."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import pytest

pytest.importorskip("scrapy", reason="the extra 'crawl' is not installed")
pytest.importorskip("playwright", reason="the extra 'browser' is not installed")

from seloste.crawling import Network, Politeness, browser, crawl
from seloste.loading.warc import read_records

sys.path.insert(0, str(Path(__file__).parent))
import town as towns

pytestmark = pytest.mark.skipif(browser._program() is None, reason="no Chromium on this machine")

SHELL = '<!DOCTYPE html><html><body><div id="root"></div><script src="/app.js"></script></body></html>'
SCRIPT = """
const root = document.getElementById("root");
for (const where of ["http://127.0.0.2:PRIVATE/xhr", "/salaa/tieto"]) fetch(where).catch(() => 0);
try { new WebSocket("ws://127.0.0.2:PRIVATE/socket"); } catch (error) {}
new Image().src = "http://127.0.0.2:PRIVATE/image";
if (location.pathname === "/tietoja/7")
  fetch("/api/seloste.json").then(answer => answer.json()).then(data => root.innerHTML = data.html);
else
  root.innerHTML = '<a href="/tietoja/7">Tietosuojaseloste</a>' + "<p>Tervetuloa palveluumme.</p>".repeat(40);
"""


def test_an_application_is_shown_and_confined(tmp_path: Path) -> None:
    text = json.dumps({"html": towns.notice("Sovellus Oy")}).encode()
    site = towns.TownSite(
        "sovellus.test",
        {
            "/": SHELL,
            "/tietoja/7": SHELL,
            "/app.js": lambda town, path: towns.file(
                SCRIPT.replace("PRIVATE", str(town.private_port)).encode(), "text/javascript"
            ),
            "/api/seloste.json": towns.file(text, "application/json"),
            "/salaa/tieto": towns.html("salaisuus"),
        },
        {"sovellus.test/tietoja/7"},
        forbidden=("/salaa",),
        robots=towns.file(b"User-agent: *\nDisallow: /salaa\n", "text/plain"),
    )
    sites, out = tmp_path / "sites.csv", tmp_path / "out"
    with towns.Town([site]) as town:
        sites.write_text(f"site\n{town.url(site.host)}\n", encoding="utf-8")
        report = crawl(
            sites,
            out,
            politeness=Politeness(0.0, retry_wait=0.0),
            network=Network(("127.0.0.1/32",), town.hosts),
            timeout=20.0,
            browser=True,
        )
        assert report.outcomes == {"found": 1}
        with (out / "manifest.csv").open(encoding="utf-8", newline="") as file:
            found = {row["final_url"] for row in csv.DictReader(file) if row["chosen"] == "true"}
        assert found == town.truth()
        assert town.private_hits == 0
        assert town.violations() == []
        assert set(town.hits.values()) == {1}
    (record,) = read_records((out / "notices.warc.gz").read_bytes())
    assert record.error is None
    assert "Sovellus Oy" in record.payload.decode()
