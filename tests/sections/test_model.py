"""Sections: the search finds the best sequence there is, and every line is in exactly one section."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste import loading, taxonomy
from seloste.finnish.lines import Line, read_lines
from seloste.finnish.registry import analyser
from seloste.learning.linear import Linear
from seloste.learning.recurrent import Recurrent
from seloste.loading import read_text
from seloste.model import load_model
from seloste.process import read_lexicon
from seloste.resources import shared_path
from seloste.sections.features import opening_features, section_features
from seloste.sections.model import _EVIDENCE, SectionLines, SectionModel, heading_of

TYPES = ("contact", "controller", "rights")
COMBINATIONS = (("controller",), ("rights",), ("contact", "controller"))
NOTHING = Linear(TYPES, {}, np.zeros((0, 3), dtype=np.float32), np.zeros(3, dtype=np.float32))
SILENT = Recurrent((), {}, {}, {})
SAMPLE = sorted(shared_path("corpora/sample").iterdir())


@cache
def tools() -> tuple[Any, Any, SectionModel]:
    return analyser("voikko"), read_lexicon(), load_model().sections


def lines_of(text: str) -> list[Line]:
    voikko, lexicon, _ = tools()
    return [line for line in read_lines(read_text(text, id="case"), voikko, lexicon) if line.tokens]


def predict(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """The types of each section with the words of its lines."""
    lines = lines_of(text)
    sections = tools()[2].predict(lines, text)
    assert_covers(sections, len(lines))
    return [(s.types, [line.text for line in lines[s.first : s.last + 1]]) for s in sections]


def assert_covers(sections: list[SectionLines], lines: int) -> None:
    """Every line stands in exactly one section, in order; types are of the taxonomy, scores are shares."""
    assert [i for s in sections for i in range(s.first, s.last + 1)] == list(range(lines))
    for section in sections:
        assert section.types
        assert len(set(section.types)) == len(section.types)
        assert set(section.types) <= set(taxonomy.load().sections)
        assert 0 <= section.score <= 1


def objective(
    model: SectionModel, logits: Any, opens: Any, path: tuple[int, ...], starts: tuple[bool, ...]
) -> float:
    """The logarithm of what a sequence of combinations and openings is worth."""
    total = 0.0
    for i, (chosen, start) in enumerate(zip(path, starts, strict=True)):
        combination = model.combinations[chosen]
        for name, logit in zip(TYPES, logits[i], strict=True):
            total -= _EVIDENCE * float(np.logaddexp(0, -logit if name in combination else logit))
        if i:
            total += float(np.log(opens[i] if start else 1 - opens[i]))
        if start:
            total += float(model.prior[chosen])
    return total


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_search_finds_the_best_of_all_sequences(lines: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    prior = np.log(chance.dirichlet([1.0] * 3)).astype(np.float32)
    model = SectionModel(NOTHING, NOTHING, NOTHING, (SILENT,), COMBINATIONS, prior)
    logits = (3 * chance.standard_normal((lines, 3))).astype(np.float32)
    opens = chance.uniform(0.01, 0.99, lines).astype(np.float32)
    sections = model.decide(logits, opens)
    assert_covers(sections, lines)
    found_path = tuple(COMBINATIONS.index(s.types) for s in sections for _ in range(s.first, s.last + 1))
    found_starts = tuple(i in {s.first for s in sections} for i in range(lines))
    best = max(
        objective(model, logits, opens, path, (True, *later))
        for path in itertools.product(range(3), repeat=lines)
        for later in itertools.product((False, True), repeat=lines - 1)
        if all(start or path[i] == path[i + 1] for i, start in enumerate(later))
    )
    assert objective(model, logits, opens, found_path, found_starts) == pytest.approx(best, abs=1e-3)


def test_sure_openings_split_sections_of_one_type() -> None:
    """Two sections of the same type in a row stay two; an unsure border gives one."""
    model = SectionModel(NOTHING, NOTHING, NOTHING, (SILENT,), COMBINATIONS, np.log(np.full(3, 1 / 3)))
    logits = np.array([[-9, -9, 9]] * 4, dtype=np.float32)
    parted = model.decide(logits, np.array([1, 0.001, 0.999, 0.001], dtype=np.float32))
    assert [(s.first, s.last) for s in parted] == [(0, 1), (2, 3)]
    assert [
        (s.first, s.last) for s in model.decide(logits, np.array([1, 0.1, 0.1, 0.1], dtype=np.float32))
    ] == [(0, 3)]


def test_model_saved_and_loaded_reads_the_same(tmp_path: Path) -> None:
    model = tools()[2]
    model.save(tmp_path)
    text = loading.load(SAMPLE[0].read_bytes(), name=SAMPLE[0].name)[0].text
    lines = lines_of(text)
    assert SectionModel.load(tmp_path).predict(lines, text) == model.predict(lines, text)


@pytest.mark.parametrize("path", SAMPLE, ids=[path.stem for path in SAMPLE])
def test_every_line_of_a_notice_is_in_one_section(path: Path) -> None:
    voikko, lexicon, model = tools()
    for notice in loading.load(path.read_bytes(), name=path.name):
        lines = [line for line in read_lines(notice, voikko, lexicon) if line.tokens]
        sections = model.predict(lines, notice.text)
        assert_covers(sections, len(lines))
        assert len({kind for section in sections for kind in section.types}) > 4
        for section in sections:
            heading = heading_of(lines, section)
            assert heading is None or heading is lines[section.first]


WORDS = (
    "Rekisterinpitäjä",
    "tiedot",
    "ei",
    "luovuteta",
    ":",
    "-",
    "1.",
    "\n",
    "\n\n",
    "\u00a0",
    "☃",
    "🙂",
    "\u0301",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=30).map(" ".join))
def test_any_text_is_covered(text: str) -> None:
    predict(text)


def test_no_lines_no_sections() -> None:
    assert tools()[2].predict([], "") == []


def test_features_depend_on_the_text_alone() -> None:
    """Analysed again by another analyser object, the features are the same and in the same order."""
    text = loading.load(SAMPLE[0].read_bytes(), name=SAMPLE[0].name)[0].text
    once, again = lines_of(text), lines_of(text)
    assert section_features(once, text) == section_features(again, text)
    topics = np.full((len(once), 3), 0.4, dtype=np.float32)
    rows = section_features(once, text)
    assert opening_features(rows, once, text, topics, TYPES) == opening_features(
        rows, again, text, topics, TYPES
    )


PLAIN = """Tietosuojaseloste

Rekisterinpitäjä
Mallilan Puutarha Oy, Kivitie 1, 00100 Helsinki

Yhteyshenkilö rekisteriä koskevissa asioissa
Maija Mallikas, maija@mallilanpuutarha.example

Rekisterin nimi
Mallilan Puutarhan asiakasrekisteri

Henkilötietojen käsittelyn tarkoitus
Käsittelemme tietoja tilausten toimittamiseen ja laskutukseen.

Rekisterin tietosisältö
Nimi, osoite, puhelinnumero ja tilaushistoria.

Säännönmukaiset tietolähteet
Tiedot saadaan asiakkaalta itseltään.

Tietojen säännönmukaiset luovutukset
Tietoja ei luovuteta ulkopuolisille.

Tietojen siirto EU:n tai ETA:n ulkopuolelle
Tietoja ei siirretä EU:n tai ETA:n ulkopuolelle.

Tietojen säilytysaika
Tietoja säilytetään viisi vuotta viimeisestä tilauksesta.

Rekisterin suojauksen periaatteet
Tiedot on suojattu palomuurilla ja salasanoilla.

Rekisteröidyn oikeudet
Sinulla on oikeus tarkastaa tietosi ja vaatia virheellisen tiedon korjaamista.
"""
WANTED = [
    "intro",
    "controller",
    "contact",
    "register_name",
    "purposes",
    "data_categories",
    "sources",
    "recipients",
    "transfers",
    "retention",
    "security",
    "rights",
]


def numbered(text: str) -> str:
    blocks = text.strip().split("\n\n")
    return "\n\n".join([blocks[0], *(f"{i}. {block}" for i, block in enumerate(blocks[1:], 1))])


def upper(text: str) -> str:
    blocks = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return "\n\n".join("\n".join([head.upper(), *rest]) for head, *rest in blocks)


def run_in(text: str) -> str:
    """Headings at the head of their paragraph, before a colon."""
    return "\n".join(": ".join(block.split("\n", 1)) for block in text.strip().split("\n\n"))


@pytest.mark.parametrize("manner", [str, numbered, upper, run_in])
def test_headings_in_every_manner_are_read(manner: Any) -> None:
    assert [types for types, _ in predict(manner(PLAIN))] == [(name,) for name in WANTED]


BARE = """Tässä kerromme, miten Mallilan Puutarha käsittelee asiakkaidensa henkilötietoja.

Rekisterinpitäjä on Mallilan Puutarha Oy, Kivitie 1, 00100 Helsinki, puhelin 040 123 4567.

Tallennamme asiakkaistamme nimen, osoitteen, puhelinnumeron ja sähköpostiosoitteen. Lisäksi tallennamme tilaukset.

Käytämme tietoja tilausten toimittamiseen, laskutukseen ja asiakassuhteen hoitamiseen.

Emme luovuta tietoja kolmansille osapuolille. Kirjanpidon hoitaa tilitoimisto.

Säilytämme tiedot viisi vuotta viimeisestä tilauksesta, minkä jälkeen ne poistetaan.

Tiedot on suojattu palomuurilla ja salasanoilla, ja niihin pääsevät vain työntekijämme.

Sinulla on oikeus tarkastaa tietosi ja vaatia niiden korjaamista. Voit myös tehdä valituksen tietosuojavaltuutetulle.
"""


def test_text_without_headings_is_cut_by_what_it_says() -> None:
    assert [types for types, _ in predict(BARE)] == [
        ("intro",),
        ("controller",),
        ("data_categories",),
        ("purposes",),
        ("recipients",),
        ("retention",),
        ("security",),
        ("rights",),
    ]
