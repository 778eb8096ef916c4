"""Links are weighed by their words, pages are told by what they say, and nothing on a page stops the crawler."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.crawling.outcomes import Verdict
from seloste.crawling.pages import judge, language_of, read_page, sitemap_addresses
from seloste.crawling.scoring import (
    FETCHED,
    HOP,
    SURE,
    Link,
    is_third_party,
    language_of_link,
    same_site,
    score,
)
from seloste.crawling.tables import fold

sys.path.insert(0, str(Path(__file__).parent))
import town as towns


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("Tietosuojaseloste", "/p/1"), ("Lue tietosuojaselosteemme", "/x"), ("TIETOSUOJAILMOITUS", "/x"),
        ("Rekisteri- ja tietosuojaseloste", "/x"), ("Tieto\u00adsuoja\u00adseloste", "/x"), ("Henkilötietojen käsittely", "/x"),
        ("Henkilo\u0308tietojen ka\u0308sittely", "/x"), ("Asiakasrekisterin rekisteriselosteet", "/x"), ("", "/tietosuojaseloste.pdf"),
        ("", "/fi/henkil%C3%B6tietojen-k%C3%A4sittely"), ("", "/henkilotietojen_kasittely"), ("Dataskyddsbeskrivning", "/x"),
        ("Integritetspolicy", "/x"), ("Privacy Policy", "/x"), ("Privacy notice", "/x"), ("Palautelomakkeen tietosuojaseloste", "/x"), ("Koulutusten tietosuojaseloste", "/koulutus/1"), ("", "/PrivacyPolicy.aspx"),
        ("Behandling av personuppgifter", "/x"), ("Näin käsittelemme tietojasi", "/x"),
    ],
)  # fmt: skip
def test_links_that_name_a_notice(label: str, path: str) -> None:
    assert score(Link(f"https://a.fi{path}", label)) >= SURE


@pytest.mark.parametrize(
    ("label", "path"),
    [
        ("Tietosuojavaltuutetun toimisto", "/x"), ("Tietosuoja-asetukset", "/x"), ("Evästeasetukset", "/x"),
        ("Tietosuoja puhuttaa", "/uutiset/tietosuoja-puhuttaa"), ("Tietosuojakoulutus", "/x"), ("Yhteystiedot", "/yhteystiedot"),
        ("Tarkastuspyyntölomake", "/tietosuoja/lomake.pdf"), ("Saavutettavuusseloste", "/saavutettavuus"), ("Kuva", "/tietosuoja.png"),
        ("Tuotteet", "/tuotteet"), ("", "/"),
    ],
)  # fmt: skip
def test_links_that_name_something_else(label: str, path: str) -> None:
    assert score(Link(f"https://a.fi{path}", label)) < FETCHED


def test_pages_that_may_lead_further_are_known() -> None:
    assert HOP <= score(Link("https://a.fi/ehdot", "Käyttöehdot")) < FETCHED


def test_files_under_a_heading_of_notices_are_candidates_and_others_are_not() -> None:
    listed = Link("https://a.fi/f/1.pdf", "Varhaiskasvatus", "Rekisteriselosteet")
    other = Link("https://a.fi/f/2.pdf", "Talousarvio", "Talous")
    assert score(listed, "tietosuojaselosteet") >= SURE
    assert score(other, "tietosuojaselosteet") < FETCHED


def test_services_and_sites_of_others() -> None:
    assert is_third_party("https://policies.google.com/privacy", "https://kunta.fi/")
    assert not is_third_party("https://policies.google.com/privacy", "https://www.google.com/")
    assert same_site("https://www.kunta.fi/", "http://asiointi.kunta.fi:8080/x")
    assert not same_site("http://10.0.0.1/", "http://20.0.0.1/")


@pytest.mark.parametrize(
    ("markup", "verdict"),
    [
        (towns.page(towns.notice("A Oy")), Verdict.NOTICE),
        (towns.SWEDISH, Verdict.NOTICE),
        (towns.ENGLISH, Verdict.NOTICE),
        (towns.home(), Verdict.OTHER),
        ("<h1>Sivua ei löytynyt</h1>", Verdict.SOFT_404),
        ("<p>Käytämme evästeitä</p><button>Hyväksy kaikki</button>", Verdict.COOKIE_WALL),
        ('<div id="app"></div><script src="/x.js"></script>', Verdict.NEEDS_JS),
        ("<h1>Just a moment...</h1>", Verdict.BOT_WALL),
        ("<h1>Tietosuojaselosteet</h1><a href='/1.pdf'>Kirjasto</a>", Verdict.LISTING),
        ("", Verdict.OTHER),
    ],
)
def test_kinds_of_pages(markup: str, verdict: Verdict) -> None:
    assert judge(read_page("https://a.fi/", markup.encode())) is verdict


def test_news_of_a_notice_is_no_notice_but_a_newspaper_has_one() -> None:
    body = towns.notice("Lehti Oy")
    news = read_page(
        "https://a.fi/uutiset/seloste", towns.page(body, "Uutiset: tietosuojaseloste uudistui").encode()
    )
    own = read_page(
        "https://a.fi/tietosuojaseloste", towns.page(body, "Tietosuojaseloste | Mallilan Uutiset").encode()
    )
    assert (judge(news), judge(own)) == (Verdict.ARTICLE, Verdict.NOTICE)


def test_a_notice_in_plain_words_is_one_where_it_is_called_one() -> None:
    page = read_page(
        "https://a.fi/",
        b"<p>Kuka pitaa rekisteria: Muuttoapu, puhelin 040. Mita kysymme: nimi, osoite. Miksi: jotta auto loytaa "
        b"perille. Kuinka kauan: vuoden ajan, sitten tiedot poistetaan. Kenelle: emme anneta tietojasi muille. "
        b"Voit pyytaa omat tietosi ja korjata ne soittamalla meille arkisin, ja vastaamme viikossa. Muuta emme kysy "
        b"emmeka tallenna, silla parjaamme vahalla, ja papereita sailytetaan lukitussa kaapissa toimistolla. Jos "
        b"jokin jai epaselvaksi, kysy meilta rohkeasti lisaa.</p>",
    )
    assert judge(page, "Tietosuojaseloste") is Verdict.NOTICE
    assert judge(page, "Muuttolaskuri") is not Verdict.NOTICE


def test_words_of_icons_and_frames_speak_for_links() -> None:
    page = read_page(
        "https://a.fi/b/",
        b"""<base href="/c/"><a href="1" aria-label="Tietosuoja"><svg><title>Lukko</title></svg></a>
        <a href="2"><img alt="Seloste"></a><iframe src="3" title="Kehys"></iframe><a href="mailto:a@b.fi">x</a>
        <a href="javascript:void(0)">y</a><a href="http://[">z</a><a>w</a>""",
    )
    found = {link.url: link.label for link in page.links}
    assert found == {
        "https://a.fi/c/1": "Lukko Tietosuoja",
        "https://a.fi/c/2": "Seloste",
        "https://a.fi/c/3": "Kehys",
    }
    assert page.title == ""


def test_addresses_in_the_data_of_an_application_are_links() -> None:
    page = read_page(
        "https://a.fi/",
        rb"""<script>var menu = {"a": "\/tietosuoja", "b": "https:\/\/a.fi\/privacy-policy", "c": "/tuotteet"}</script>""",
    )
    assert [link.url for link in page.links] == ["https://a.fi/tietosuoja", "https://a.fi/privacy-policy"]


@pytest.mark.parametrize(
    ("url", "label", "language"),
    [
        ("https://a.fi/1.pdf", "Tietosuojaseloste", "fi"),
        ("https://a.fi/1.pdf", "Dataskyddsbeskrivning", "sv"),
        ("https://a.fi/privacy-policy.pdf", "PDF", "en"),
        ("https://a.fi/1.pdf", "Kirjasto", ""),
    ],
)
def test_the_language_of_files_is_that_of_their_links(url: str, label: str, language: str) -> None:
    assert language_of_link(url, label) == language


@pytest.mark.parametrize("depth", [300, 20_000, 200_000])
def test_deep_nesting_hides_nothing(depth: int) -> None:
    page = read_page("https://a.fi/", b"<div>" * depth + b"<a href=/x>Tietosuoja</a>")
    assert [link.url for link in page.links] == ["https://a.fi/x"]


@pytest.mark.parametrize(
    "piece",
    [
        b"<div",
        b"<div ",
        b"<",
        b"<a href=/x>",
        b"<a x=1 ",
        b"&#x",
        b"<h1>a",
        b"<script>'/",
        b"<!",
        b"<title>",
        b"<td>",
    ],
)
def test_hostile_pages_take_no_more_than_their_time(piece: bytes) -> None:
    began = time.monotonic()
    judge(read_page("https://a.fi/", piece * (1_000_000 // len(piece))))
    assert time.monotonic() - began < 5


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page(body: bytes) -> None:
    page = read_page("https://a.fi/", body)
    assert isinstance(judge(page), Verdict)
    sitemap_addresses(body)


@given(st.text(max_size=60))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_sitemaps_name_pages_and_further_sitemaps_and_open_no_files() -> None:
    pages = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc> https://a.fi/x </loc></url></urlset>'
    assert sitemap_addresses(pages) == (("https://a.fi/x",), ())
    index = b"<sitemapindex><sitemap><loc>https://a.fi/s.xml</loc></sitemap></sitemapindex>"
    assert sitemap_addresses(index) == ((), ("https://a.fi/s.xml",))
    evil = b'<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.fi/&x;</loc></url></urlset>'
    assert "root:" not in str(sitemap_addresses(evil))


@pytest.mark.parametrize(
    ("text", "language"),
    [("käsittelemme tietoja ja ne ovat meidän", "fi"), ("vi behandlar uppgifter och det är inte", "sv"),
     ("we process the data of you and your", "en"), ("", ""), ("12345", "")],
)  # fmt: skip
def test_languages(text: str, language: str) -> None:
    assert language_of(fold(text)) == language
