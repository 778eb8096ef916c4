"""``seloste crawl`` from the command line, and what it found read by ``seloste extract``'s loader."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

pytest.importorskip("scrapy", reason="the extra 'crawl' is not installed")

from click.testing import CliRunner, Result

import seloste
from seloste.cli import main
from seloste.loading import load
from seloste.loading.files import walk

sys.path.insert(0, str(Path(__file__).parent))
import town as towns


def crawl(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["crawl", *arguments], catch_exceptions=False)


def test_from_a_list_of_sites_to_notices(tmp_path: Path) -> None:
    sites, out = tmp_path / "sivustot.csv", tmp_path / "out"
    pages: dict[str, towns.Page] = {
        "/": towns.home(towns.SELOSTE),
        "/tietosuojaseloste": towns.page(towns.notice("Puutarha Oy"), "Tietosuojaseloste"),
    }
    with towns.Town([towns.TownSite("127.0.0.1", pages)]) as town:
        sites.write_text(
            f"Osoite;Nimi;Y-tunnus\n{town.url('127.0.0.1')};Puutarha Oy;1234567-1\n", encoding="utf-8"
        )
        options = (
            "--out",
            str(out),
            "--delay",
            "0",
            "--allow-address",
            "127.0.0.1/32",
            "--contact",
            "a@b.fi",
        )
        done = crawl(str(sites), *options, "--lang", "fi")
        assert (done.exit_code, town.agents) == (0, {f"seloste/{seloste.__version__} (+a@b.fi)"})
        assert "1 sivustosta" in done.output
        assert "seloste löytyi" in done.output
        town.hits.clear()
        assert crawl(str(sites), *options, "--lang", "en").exit_code == 0
        assert sum(town.hits.values()) == 0
    (file,) = walk([out / "notices.warc.gz"])
    (notice,) = load(file.read(), name=file.name)
    assert "Puutarha Oy" in notice.text


def test_a_list_of_the_addresses_of_notices_gives_those_notices(tmp_path: Path) -> None:
    listed, out = tmp_path / "addresses.txt", tmp_path / "out"
    pages: dict[str, towns.Page] = {
        "/": towns.home(towns.SELOSTE),
        "/a/seloste": towns.page(towns.notice("Puutarha Oy"), "Tietosuojaseloste"),
        "/b/seloste": towns.page(towns.notice("Kirjakauppa Oy"), "Tietosuojaseloste"),
    }
    with towns.Town([towns.TownSite("127.0.0.1", pages)]) as town:
        addresses = [town.url("127.0.0.1", path) for path in ("/a/seloste", "/b/seloste")]
        listed.write_text("\n".join(addresses), encoding="utf-8")
        options = ("--out", str(out), "--delay", "0", "--allow-address", "127.0.0.1/32")
        assert crawl(str(listed), *options, "--contact", "a@b.fi").exit_code == 0
    assert {file.source.url for file in walk([out / "notices.warc.gz"])} == set(addresses)


def test_private_sites_are_refused_unless_a_test_allows_them(tmp_path: Path) -> None:
    sites = tmp_path / "sites.csv"
    with towns.Town([towns.TownSite("127.0.0.1", {"/": towns.home(towns.SELOSTE)})]) as town:
        sites.write_text(f"site\n{town.url('127.0.0.1')}\n", encoding="utf-8")
        refused = crawl(str(sites), "--out", str(tmp_path / "out"), "--lang", "en")
        assert refused.exit_code == 3
        assert "private network" in refused.output
        assert sum(town.hits.values()) == 0


def test_a_list_without_sites_is_wrong_usage(tmp_path: Path) -> None:
    sites = tmp_path / "sites.csv"
    sites.write_text("site\n", encoding="utf-8")
    assert crawl(str(sites), "--out", str(tmp_path / "out")).exit_code == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_stops_the_crawl_and_a_later_one_goes_on(tmp_path: Path) -> None:
    sites, archive = tmp_path / "sites.csv", tmp_path / "out" / "warc" / "seloste-00001.warc.gz"
    archive.parent.mkdir(parents=True)
    archive.symlink_to("/dev/full")
    pages: dict[str, towns.Page] = {
        "/": towns.home(towns.SELOSTE),
        "/tietosuojaseloste": towns.page(towns.notice("Puutarha Oy")),
    }
    with towns.Town([towns.TownSite("127.0.0.1", pages)]) as town:
        sites.write_text(f"site\n{town.url('127.0.0.1')}\n", encoding="utf-8")
        options = (
            str(sites),
            "--out",
            str(tmp_path / "out"),
            "--delay",
            "0",
            "--allow-address",
            "127.0.0.1/32",
        )
        full = crawl(*options)
        assert full.exit_code == 3
        assert "cannot write" in full.output
        archive.unlink()
        assert crawl(*options).exit_code == 0
