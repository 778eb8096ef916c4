"""The corpora are what the annotated notices say, in every style, and made the same each time."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from seloste.formats.inline import parse
from seloste.formats.pages import STYLES, page
from seloste.formats.render import declared, is_page, page_style, render, sector
from seloste.resources import shared_path

_MARKED = """\
@@ intro
Tietosuojaseloste & <ohje>

@@ controller
1. Rekisterinpitäjä
<<controller:organisation|Esimerkki Oy>>

@@ data_categories
2. Rekisterin tietosisältö
Tallennamme:
- <<data:name|nimen>>
- <<data:email|sähköpostin>>
Emme muuta.

@@ rights
Voit <<right:access|tarkastaa tietosi>>.
"""


@pytest.fixture(scope="module")
def gold() -> Path:
    return shared_path("annotations/gold")


@pytest.fixture(scope="module")
def corpora() -> Path:
    return shared_path("corpora")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _page_words(html: str) -> list[str]:
    return _words(BeautifulSoup(html, "lxml").body.get_text(" "))  # type: ignore[union-attr]


def _stands_in(words: list[str], whole: list[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(whole)} "


@pytest.mark.parametrize("style", sorted(STYLES))
def test_a_page_holds_every_word_in_order(style: str) -> None:
    annotated = parse(_MARKED)
    text = annotated.text
    if style == "ordered list":
        text = text.replace("1. ", "").replace("2. ", "")
    assert _stands_in(_words(text), _page_words(page(annotated, style)))


@pytest.mark.parametrize(
    ("style", "selector", "words"),
    [
        ("headings", "h2", "1. Rekisterinpitäjä"),
        ("bold paragraphs", "p > strong", "1. Rekisterinpitäjä"),
        ("plain lines", "p:has(> br)", "1. Rekisterinpitäjä Esimerkki Oy"),
        ("table rows", "tr > th", "1. Rekisterinpitäjä"),
        ("details", "details > summary", "1. Rekisterinpitäjä"),
        ("divisions", "div.t1", "1. Rekisterinpitäjä"),
        ("hidden accordion", "div[hidden]", "Esimerkki Oy"),
        ("definition list", "dl > dt", "1. Rekisterinpitäjä"),
        ("ordered list", "ol > li > b", "Rekisterinpitäjä"),
    ],
)
def test_structures(style: str, selector: str, words: str) -> None:
    soup = BeautifulSoup(page(parse(_MARKED), style), "lxml")
    found = soup.select(selector)
    assert found
    assert " ".join(found[0].get_text(" ").split()) == words
    assert soup.h1 is not None
    assert soup.h1.get_text() == "Tietosuojaseloste & <ohje>"


def test_the_corpora_are_those_of_the_gold(gold: Path, corpora: Path, tmp_path: Path) -> None:
    render(gold, tmp_path)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {
        path.relative_to(corpora): path.read_bytes()
        for folder in ("text", "html", "sample")
        for path in (corpora / folder).iterdir()
    }
    kept[Path("manifest.csv")] = (corpora / "manifest.csv").read_bytes()
    again = "make them anew: python -m seloste.formats.render annotations/gold corpora"
    assert sorted(kept) == sorted(made), again
    assert [str(path) for path in made if made[path] != kept[path]] == [], again


def test_texts_are_the_notices_themselves(gold: Path, corpora: Path) -> None:
    for path in (corpora / "text").iterdir():
        marked = (gold / f"{path.stem}.ann.txt").read_text(encoding="utf-8")
        assert path.read_bytes().decode("utf-8") == parse(marked).text


def test_pages_hold_their_notices(gold: Path, corpora: Path) -> None:
    paths = sorted((corpora / "html").iterdir())
    assert {page_style(path.stem) for path in paths} == set(STYLES)
    for path in paths:
        text = parse((gold / f"{path.stem}.ann.txt").read_text(encoding="utf-8")).text
        whole = _page_words(path.read_text(encoding="utf-8"))
        words = _words(text)
        if page_style(path.stem) == "ordered list":
            words, whole = ([word for word in of if not word.isdigit()] for of in (words, whole))
        assert _stands_in(words, whole), path.name


def test_manifest(gold: Path, corpora: Path) -> None:
    with (corpora / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["id", "style", "sector", "form", "characters", "made_by", "licence"]
    assert [row["id"] for row in rows] == sorted(path.name.split(".")[0] for path in gold.glob("*.ann.txt"))
    for row in rows:
        assert row["style"] != "unnamed", f"data/corpora.yaml has no group for {row['id']}"
        assert row["form"].startswith("text, page") == is_page(row["id"])
        assert int(row["characters"]) == len(
            (corpora / "text" / f"{row['id']}.txt").read_bytes().decode("utf-8")
        )


def test_sample_has_both_forms(corpora: Path) -> None:
    names = {path.name for path in (corpora / "sample").iterdir()}
    assert names == {f"{name}.{form}" for name, form in declared()["sample"].items()}
    assert {name.split(".")[1] for name in names} == {"txt", "html"}


def test_what_has_gone_from_the_gold_goes_from_the_corpora(tmp_path: Path) -> None:
    gold, corpora = tmp_path / "gold", tmp_path / "corpora"
    gold.mkdir()
    (gold / "a101.ann.txt").write_text(_MARKED, encoding="utf-8")
    (gold / "a102.ann.txt").write_text(_MARKED, encoding="utf-8")
    render(gold, corpora)
    (gold / "a102.ann.txt").unlink()
    render(gold, corpora)
    assert [path.name for path in (corpora / "text").iterdir()] == ["a101.txt"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Hammaslääkäriasema Purukumi", "health"),
        ("Mäntylän kunta, asiakasrekisteri", "public"),
        ("Koiraharrastajat ry", "association"),
        ("Tietosuojaseloste", "other"),
    ],
)
def test_sector(title: str, expected: str) -> None:
    assert sector(parse(f"@@ intro\n{title}\nTeksti.")) == expected
