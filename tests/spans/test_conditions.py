"""Under what a statement holds, and what a line inherits from the lines above it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from seloste.finnish.lines import Line, read_lines
from seloste.finnish.registry import analyser
from seloste.loading import read_text
from seloste.notice import BlockKind
from seloste.process import CONDITIONAL, read_lexicon
from seloste.spans.features import contexts
from seloste.values.conditions import find_condition


@cache
def tools() -> tuple[Any, Any]:
    return analyser("voikko"), read_lexicon()


def lines_of(text: str) -> list[Line]:
    return [line for line in read_lines(read_text(text, id="case"), *tools()) if line.tokens]


def condition(sentence: str) -> tuple[str, str] | None:
    """The kind and the words of the condition on what stands between ``[`` and ``]``."""
    start, end = sentence.index("["), sentence.index("]") - 1
    text = sentence.replace("[", "").replace("]", "")
    cue = find_condition(text, start, end)
    return (cue.kind, text[cue.start : cue.end]) if cue else None


@pytest.mark.parametrize(
    ("sentence", "kind", "words"),
    [
        ("Luovutamme tietoja suostumuksellasi [yhteistyökumppaneille].", "consent", "suostumuksellasi"),
        ("Tietoja luovutetaan [järjestöille] luvallasi.", "consent", "luvallasi"),
        ("Emme luovuta tietoja [kolmansille osapuolille] ilman suostumustasi.", "consent", "suostumustasi"),
        ("Tietoja luovutetaan [viranomaisille] lain niin edellyttäessä.", "law", "lain"),
        ("Tietoja luovutetaan lainsäädännön sallimissa rajoissa [viranomaisille].", "law", "lainsäädännön"),
        ("Tietoja luovutetaan [sukulaisille] pyynnöstäsi.", "request", "pyynnöstäsi"),
        ("Tietoja ei luovuteta [ulkopuolisille], paitsi perintätoimistolle.", "exception", "paitsi"),
        (
            "Lukuun ottamatta laskutusta emme siirrä tietoja [Yhdysvaltoihin].",
            "exception",
            "Lukuun ottamatta",
        ),
        ("Keräämme [puhelinnumeron], mikäli haluat tekstiviestin.", "other", "mikäli"),
        ("Tarvittaessa keräämme myös [henkilötunnuksen].", "other", "Tarvittaessa"),
        # the nearest of several
        ("Suostumuksellasi luovutamme tietoja [kumppaneille], jos haluat.", "other", "jos"),
        # the dot of an abbreviation, an ordinal or an address ends no sentence
        ("Pyynnöstäsi luovutamme tietoja mm. [vakuutusyhtiölle].", "request", "Pyynnöstäsi"),
        ("Lain 6. luvun nojalla tietoja saa [poliisi].", "law", "Lain"),
        ("Pyynnöstäsi (info@harju.fi) luovutamme tiedot [pankille].", "request", "Pyynnöstäsi"),
        ("Tietoja luovutetaan [poliisille] viranomaisen määräyksestä.", "law", "viranomaisen määräyksestä"),
    ],
)
def test_kinds_of_condition(sentence: str, kind: str, words: str) -> None:
    assert condition(sentence) == (kind, words)


@pytest.mark.parametrize(
    "sentence",
    [
        "Keräämme [nimen] ja sähköpostiosoitteen.",
        # a condition of the sentence before or after is not this one's
        "Voimme soittaa sinulle. Keräämme [puhelinnumeron].",
        "Keräämme [puhelinnumeron]. Voimme soittaa sinulle.",
        "Voimme soittaa sinulle\nKeräämme [puhelinnumeron]",
        # words that only look like a cue
        "Lautakunta luovuttaa tietoja [kunnalle].",
        "Mukana voivottelijat keräävät [nimet].",
        # a mere possibility is no condition
        "Tietoja voidaan käyttää [suoramarkkinointiin].",
        "Lainaamo luovuttaa tietoja [kirjastoille].",
        "Joskus keräämme [nimet].",
        "Keräämme poikien ja tyttöjen [nimet].",
        "Tallennamme vainajan [nimen].",
        "Tietoja luovutetaan viranomaisille ja [perintätoimistolle].",
        # what narrows a denial is no condition of a statement
        "Keräämme vain [nimen].",
        "Käytämme [sähköpostiosoitetta] markkinointiin.",
        "Luovutamme tietoja muille [kumppaneille].",
    ],
)
def test_no_condition(sentence: str) -> None:
    assert condition(sentence) is None


def test_grounds_and_rights_stand_under_no_condition() -> None:
    """In what is itself the condition the words of a condition are the statement."""
    assert {"data", "recipient", "transfer"} <= CONDITIONAL
    assert not {"basis", "right", "retention", "controller", "contact"} & CONDITIONAL


def test_list_inherits_its_lead_and_its_heading() -> None:
    lines = lines_of(
        "Tietosisältö\n\nRekisteriin tallennetaan seuraavia tietoja:\n- nimi\n- osoite\n\n"
        "Muuta tietoa ei kerätä.\n\nOikeudet\n\nVoit tarkastaa tietosi.\n"
    )
    given = contexts(lines, [("data_categories",)] * len(lines))
    assert [line.block.kind for line in lines] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.ITEM,
        BlockKind.ITEM,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]
    by_words = {line.text: context for line, context in zip(lines, given, strict=True)}
    for item in ("- nimi", "- osoite"):
        assert {"tallentaa", "seuraava", "tieto"} <= set(by_words[item].lead)
        assert by_words[item].heading == by_words["Muuta tietoa ei kerätä."].heading != ()
    assert by_words["Muuta tietoa ei kerätä."].lead == ()
    assert by_words["Oikeudet"].heading == ()
    assert by_words["Voit tarkastaa tietosi."].heading == ("oikeus",)
    assert by_words["Voit tarkastaa tietosi."].lead == ()


def test_list_that_lost_its_bullets_inherits_too() -> None:
    lines = lines_of("Tallennamme:\nnimi\nosoite\nTietoja ei luovuteta muille.\n")
    leads = [context.lead for context in contexts(lines, [("data_categories",)] * len(lines))]
    assert leads[1] == leads[2] != ()
    assert leads[3] == ()


def test_denying_lead_keeps_its_denial() -> None:
    lines = lines_of("Emme kerää seuraavia tietoja:\n- uskonto\n")
    assert "ei" in contexts(lines, [("data_categories",)] * 2)[1].lead
