"""What pages become: their lines, kinds, zones, and the places of all of them in the text."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.errors import NoticeError
from seloste.loading import load, read_text
from seloste.loading.html import PageWalker
from seloste.loading.html_tree import make_soup, walk_html, walk_soup
from seloste.loading.page import read_html
from seloste.notice import Notice, Zone
from seloste.resources import shared_path

DEV = Path(__file__).resolve().parents[3] / "shared" / "dev"
WORD = re.compile(r"\w+")
LONG = "Tietoja käsitellään asiakassuhteen hoitamiseen, laskutukseen ja palvelun kehittämiseen sekä markkinointiin."


def shown(notice: Notice, zone: Zone | None = Zone.MAIN) -> list[str]:
    """Return each line with its kind and level before it: ``h2 Otsikko``."""
    return [
        f"{block.kind[0]}{block.level or ''} {notice.text[block.start : block.end]}"
        for block in notice.blocks
        if zone is None or block.zone is zone
    ]


# Markup, and the lines it gives.
STRUCTURES = {
    "headings of every level": ("<h1>A</h1><h3>B</h3><h6>C</h6>", ["h1 A", "h3 B", "h6 C"]),
    "heading with markup": ("<h2><a id=x></a><span><b>1.</b> Nimi</span></h2>", ["h2 1. Nimi"]),
    "number in an element of its own": ("<h2><span class=n>1</span>Rekisterinpitäjä</h2>", ["h2 1 Rekisterinpitäjä"]),
    "heading by role": ("<div role=heading aria-level=3>Nimi</div>", ["h3 Nimi"]),
    "bold paragraph as heading": ("<p><strong>Säilytysaika</strong></p><p>%</p>", ["h1 Säilytysaika", "p %"]),
    "bold line as heading": ("<p><b>Säilytysaika</b><br>%</p>", ["h1 Säilytysaika", "p %"]),
    "bold name over an address": (
        "<p><b>Kuusi Oy</b><br>Katu 1, 00100 Helsinki<br>kuusi@kuusi.example</p>",
        ["p Kuusi Oy", "p Katu 1, 00100 Helsinki", "p kuusi@kuusi.example"],
    ),
    "bold words in a sentence": ("<p><b>Tietoja</b> ei luovuteta.</p>", ["p Tietoja ei luovuteta."]),
    "numbered text": ("<p>2. Rekisterin nimi</p><p>%</p>", ["h2 2. Rekisterin nimi", "p %"]),
    "list": ("<ul><li>nimi</li><li>osoite</li></ul>", ["i1 - nimi", "i1 - osoite"]),
    "nested list": (
        "<ul><li>nimi<ul><li>etunimi<ul><li>muu</ul></ul></li><li>osoite</ul>",
        ["i1 - nimi", "i2 - etunimi", "i3 - muu", "i1 - osoite"],
    ),
    "numbered list": ("<ol start=3><li>nimi<li value=7>osoite<li>ikä</ol>", ["i1 3. nimi", "i1 7. osoite", "i1 8. ikä"]),
    "list of paragraphs": ("<ul><li><p>nimi</p><p>%</p></li></ul>", ["i1 - nimi", "p %"]),
    "bullets typed by hand": ("<p>• nimi<br>• osoite</p>", ["i1 • nimi", "i1 • osoite"]),
    "numbered headings as a list": (
        "<ol><li><strong>Nimi</strong><p>%</p><li><strong>Aika</strong><p>%</p></ol>",
        ["h2 1. Nimi", "p %", "h2 2. Aika", "p %"],
    ),
    "table of data": (
        "<table><tr><th>Tieto<th>Aika<tr><td>nimi<td>2 v<tr><td><p>loki</p><td>1 v</table>",
        ["r Tieto | Aika", "r nimi | 2 v", "r loki | 1 v"],
    ),
    "empty cells": ("<table><tr><td>a<td><td>b<tr><td>c<td>d<td></table>", ["r a | b", "r c | d"]),
    "form as a table": (
        "<table><tr><td>1. Rekisterinpitäjä<td>Kuusi Oy<br>Katu 1<tr><td>Käyttötarkoitus<td>%</table>",
        ["h2 1. Rekisterinpitäjä", "p Kuusi Oy", "p Katu 1", "h3 Käyttötarkoitus", "p %"],
    ),
    "table that lays out the page": (
        "<table><tr><td><h2>A</h2><p>%</p><td><ul><li>x</ul></table>", ["h2 A", "p %", "i1 - x"],
    ),
    "definition list": ("<dl><dt>Käsittelyperuste<dd>%</dl>", ["h1 Käsittelyperuste", "p %"]),
    "details": ("<details><summary>Säilytys</summary>%</details>", ["h2 Säilytys", "p %"]),
    "accordion": (
        "<button aria-expanded=false aria-controls=p>Oikeudet</button><div id=p hidden>%</div>", ["h2 Oikeudet", "p %"],
    ),
    "tabs": (
        ("<div role=tablist><button role=tab id=t1>Nimet</button><button role=tab id=t2>Ajat</button></div>"
        "<div role=tabpanel aria-labelledby=t1>%</div><div role=tabpanel aria-labelledby=t2 style='display:none'>%</div>"),
        ["h2 Nimet", "p %", "h2 Ajat", "p %"],
    ),
    "line breaks": ("<p>a<br>b<br><br>c</p>", ["p a", "p b", "p c"]),
    "kept line breaks": ("<pre>eka\ntoka</pre><div style='white-space: pre-line'>a\nb</div>", ["p eka", "p toka", "p a", "p b"]),
    "wrapped source": ("<p>yksi\n   kaksi\tkolme</p>", ["p yksi kaksi kolme"]),
    "words of several elements": ("<p>puu<b>talo</b> <i>ja</i><span> piha</span></p>", ["p puutalo ja piha"]),
    "invisible letters": ("<p>puu&shy;talo&nbsp;&zwnj;ja\u200b \ufeffpiha</p>", ["p puutalo ja piha"]),
    "decomposed letters": ("<p>pa\u0308iva\u0308</p>", ["p päivä"]),
    "text for screen readers": ("<p>linkki<span class='sr-only'> (avautuu)</span></p>", ["p linkki"]),
    "icons": ("<h2><i class=material-icons>expand_more</i>Nimi</h2>", ["h2 Nimi"]),
    "hidden e-mail": (
        "<p>Ota yhteyttä: <a class=__cf_email__ data-cfemail='2a434c456a414504444358'>[email&#160;protected]</a></p>",
        ["p Ota yhteyttä: ifo@ko.nir"],
    ),
    "shadow template": ("<div><template shadowrootmode=open><p>%</p></template></div>", ["p %"]),
    "unused template": ("<template><p>x</p></template><p>%</p>", ["p %"]),
    "paragraphs without end": ("<p>%<p>a<li>b", ["p %", "p a", "i1 - b"]),
    "heading inside a paragraph": ("<p><h3>Nimi</h3>%</p>", ["h3 Nimi", "p %"]),
}  # fmt: skip


@pytest.mark.parametrize("case", STRUCTURES)
def test_structure(case: str) -> None:
    markup, expected = STRUCTURES[case]
    notice = read_html(f"<body>{markup.replace('%', LONG)}</body>", id="x")
    assert shown(notice) == [line.replace("%", LONG) for line in expected]


@pytest.mark.parametrize("case", STRUCTURES)
def test_both_parsers_walk_the_same_page(case: str) -> None:
    page = f"<html><body>{STRUCTURES[case][0]}</body></html>"
    slow = PageWalker()
    walk_soup(make_soup(page), slow)
    assert walk_html(page, PageWalker).drafts == slow.drafts


CHROME = {
    "nav": ("<nav><ul><li><a href=/>Palvelut</a></ul></nav>", Zone.NAVIGATION),
    "menu by class": ("<div class='main-menu'><a href=/>Palvelut</a></div>", Zone.NAVIGATION),
    "header of the site": ("<header><a href=/>Kuusi</a> Soita 09 123</header>", Zone.NAVIGATION),
    "links above the title": ("<div><a href=/>Palvelut</a> <a href=/b>Hinnat</a></div>", Zone.NAVIGATION),
    "skip link": ("<a href=#c>Siirry sisältöön</a>", Zone.NAVIGATION),
    "crumbs": ("<ol class=breadcrumb><li><a href=/>Etusivu</a></ol>", Zone.NAVIGATION),
    "banner by id": ("<div id=CybotCookiebotDialog><p>Sivusto käyttää evästeitä.</p></div>", Zone.COOKIE_BANNER),
    "banner by class": ("<div class='cookie-notice'>Evästeet</div>", Zone.COOKIE_BANNER),
    "banner without a name": (
        "<div><p>Käytämme evästeitä.</p><a href=#>Hyväksy kaikki</a></div>", Zone.COOKIE_BANNER,
    ),
}  # fmt: skip
CLOSING = {
    "footer": ("<footer><p>Kuusi Oy, Katu 1</p></footer>", Zone.FOOTER),
    "footer by class": ("<div class='site-footer'>Kuusi Oy</div>", Zone.FOOTER),
    "rights": ("<p>© 2026 Kuusi Oy</p>", Zone.FOOTER),
    "links below": ("<p><a href=/>Facebook-sivu</a></p><p><a href=/b>Uutiskirje</a></p>", Zone.FOOTER),
    "comments": (
        "<section id=comments><h3>Vastaa</h3><form><label>Nimi</label></form></section>",
        Zone.NAVIGATION,
    ),
}


@pytest.mark.parametrize("case", [*CHROME, *CLOSING])
def test_chrome_is_marked_and_kept_in_the_text(case: str, make: Any) -> None:
    markup, zone = (CHROME | CLOSING)[case]
    notice = read_html(
        make.html_notice(markup if case in CHROME else "", markup if case in CLOSING else ""), id="x"
    )
    plain = read_text(make.notice, id="x")
    assert shown(notice) == shown(plain)
    assert {block.zone for block in notice.blocks} == {Zone.MAIN, zone}


def test_content_in_odd_places_is_content(make: Any) -> None:
    body = "".join(f"<p>{line}</p>" for line in make.notice.splitlines() if line)
    for wrapper in (
        "<footer>{}</footer>",
        "<div class='sidebar'>{}</div>",
        "<nav><main>{}</main></nav>",
        "<form>{}</form>",
    ):
        notice = read_html(make.page(wrapper.format(body)), id="x")
        assert {block.zone for block in notice.blocks} == {Zone.MAIN}, wrapper


def test_a_notice_in_a_sidebar_beside_a_longer_text_is_content(make: Any) -> None:
    body = "".join(f"<p>{line}</p>" for line in make.notice.splitlines() * 2 if line)
    news = "<p>Kahvila avaa uuden terassin kesäkuussa, ja ohjelmassa on musiikkia.</p>" * 120
    notice = read_html(make.page(f"<div>{news}</div><div class='sidebar'>{body}</div>"), id="x")
    assert {block.zone for block in notice.blocks} == {Zone.MAIN}


def test_a_section_on_cookies_with_a_button_is_no_banner(make: Any) -> None:
    section = (
        "<section><h2>Evästeet</h2><p>Käytämme evästeitä.</p><button>Muuta evästeasetuksia</button></section>"
    )
    notice = read_html(make.html_notice(after=section), id="x")
    assert "p Käytämme evästeitä." in shown(notice)


def test_hidden_content_is_marked_hidden(make: Any) -> None:
    notice = read_html(make.html_notice(after=f"<div style='display: none'>{LONG}</div>"), id="x")
    assert [notice.text[b.start : b.end] for b in notice.blocks if b.hidden] == [LONG]


DATA_HOLDERS = {
    "script of data": "<div id=app></div><script id=__NEXT_DATA__ type='application/json'>%</script>",
    "linked data": "<div id=app></div><script type='application/ld+json'>\n%\n</script>",
    "variable": "<div id=app></div><script>window.a = f(); window.__INITIAL_STATE__ = %;window.b={c}</script>",
    "attribute": "<div id=app data-page='&'></div><script src=a.js></script>",
}


@pytest.mark.parametrize("holder", DATA_HOLDERS)
def test_text_that_waits_in_json_is_read(holder: str, make: Any) -> None:
    data = {"props": {"page": {"title": "Seloste", "body": [{"html": make.html_notice()}]}}, "build": "x1"}
    words = json.dumps(data)
    body = DATA_HOLDERS[holder].replace("&", escape(words)).replace("%", words)
    notice = load(make.page(body).encode(), name="a.html")[0]
    assert shown(notice) == shown(read_text(make.notice, id="x"))


def test_title_and_day_come_from_the_head_where_the_text_has_none(make: Any) -> None:
    head = (
        "<title>Kuusi &amp; Mänty</title><meta property='article:modified_time' content='2024-02-03T10:00'>"
    )
    notice = read_html(make.page(f"<p>{LONG}</p><p>{LONG}</p><p>{LONG}</p>", head), id="x")
    assert (notice.title, notice.updated) == ("Kuusi & Mänty", "2024-02-03")


@pytest.mark.skipif(not DEV.is_dir(), reason="../shared/dev is not here")
@pytest.mark.parametrize("page", sorted((DEV / "raw").glob("*.html")), ids=lambda path: path.stem)
def test_pages_read_as_their_texts(page: Path) -> None:
    text = (DEV / f"{page.stem}.txt").read_text("utf-8")
    notice, plain = load(page.read_bytes(), name=page.name)[0], read_text(text, id="x")
    ours = [notice.text[b.start : b.end] for b in notice.blocks if b.zone is Zone.MAIN]
    mine, theirs = Counter(" ".join(ours).split()), Counter(text.split())
    shared = (mine & theirs).total()
    assert shared >= 0.99 * theirs.total()
    assert shared >= 0.97 * mine.total()
    kinds = dict(zip(ours, (b.kind for b in notice.blocks if b.zone is Zone.MAIN), strict=True))
    same = [kinds.get(text[b.start : b.end]) is b.kind for b in plain.blocks]
    assert sum(same) >= 0.97 * len(same)


PIECES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            ("<p>", "</p>", "<ul>", "</ul>", "<li>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<br>", "<b>", "</b>",
             "<h2>", "</h2>", "<div class=nav>", "</div>", "<ol>", "</ol>", "<details>", "<summary>", "&amp;", "<!--", "-->",
             "<dl>", "<dt>", "<button>", "</button>", "<a href=x>", "</a>", "<pre>", "\n", "1. Nimi", "evästeet", "<th>")
        ),
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_any_markup_gives_blocks_that_lie_in_the_text(pieces: list[str]) -> None:
    try:
        notice = read_html("<body>" + "".join(pieces), id="x")
    except NoticeError:
        return
    last = 0
    for block in notice.blocks:
        words = notice.text[block.start : block.end]
        assert block.start >= last
        assert words == words.strip()
        assert words
        assert not notice.text[last : block.start].strip()
        for cell in block.cells:
            assert block.start <= cell.start < cell.end <= block.end
        last = block.end
    assert not notice.text[last:].strip()
    assert read_html("<body>" + "".join(pieces), id="x") == notice


@pytest.mark.parametrize(
    "page", sorted(shared_path("corpora/html").glob("*.html")), ids=lambda path: path.stem
)
def test_pages_of_the_corpus_read_as_their_texts(page: Path) -> None:
    text = shared_path(f"corpora/text/{page.stem}.txt").read_text("utf-8")
    text = re.sub(r"(?m)^©.*$", "", text)  # a footer, whoever wrote it
    notice = load(page.read_bytes(), name=page.name)[0]
    main = " ".join(notice.text[b.start : b.end] for b in notice.blocks if b.zone is Zone.MAIN)
    mine, theirs = Counter(WORD.findall(main)), Counter(WORD.findall(text))
    shared = (mine & theirs).total()
    assert shared >= 0.97 * theirs.total()
    assert shared >= 0.97 * mine.total()
