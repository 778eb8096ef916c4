"""What changed between two versions: facts, not dates and not wording."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import seloste
from seloste.assembly import assemble
from seloste.comparison.changes import changes, difference
from seloste.notice import Notice
from seloste.record import Record, Span

_MARK = re.compile(r"\[(\w+):(\w+)(!?)\|([^\]]+)\]")


def read(marked: str) -> Record:
    text, spans, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        label, category, denied, words = mark.groups()
        place = {"start": len(text), "end": len(text) + len(words)}
        spans.append(Span(label=label, categories=(category,), negated=bool(denied), quote=words, **place))
        text += words
        last = mark.end()
    return assemble(Notice("n", text + marked[last:], ()), [], spans)


OLD = read(
    "Päivitetty 1.1.2020. [controller:organisation|Saha Oy]. Keräämme [data:name|nimen] ja "
    "[data:email|sähköpostin], emme [data:health!|terveystietoja]. "
    "Emme luovuta tietoja [recipient:third_party!|ulkopuolisille]."
)


def test_added_removed_and_changed_facts() -> None:
    new = read(
        "Päivitetty 2.2.2024. [controller:organisation|Uusi Saha Oy]. Keräämme [data:name|nimen], "
        "[data:phone|puhelinnumeron] ja [data:health|terveystietoja]. "
        "Emme luovuta tietoja [recipient:third_party!|ulkopuolisille]."
    )
    found = {(change.kind, change.field, change.what) for change in changes(OLD, new)}
    assert found == {
        ("changed", "controllers", "name"),
        ("removed", "data", "email"),
        ("added", "data", "phone"),
        ("changed", "data", "health"),
    }
    (health,) = (change for change in changes(OLD, new) if change.what == "health")
    assert health.old is not None
    assert health.new is not None
    assert (health.old.states, health.new.states) == ({"denied"}, {"said"})
    assert new.text[health.new.start : health.new.end] in health.new.quotes


def test_a_new_date_is_no_change() -> None:
    new = OLD.model_copy(update={"text": OLD.text.replace("1.1.2020", "9.9.2025")})
    assert changes(OLD, new) == []
    assert difference(OLD, new) == "dates"


def test_other_words_for_the_same_are_no_change_but_told() -> None:
    new = read(
        "[controller:organisation|Saha Oy] käsittelee [data:name|nimeä] ja [data:email|sähköpostiosoitetta]; "
        "[data:health!|terveystietoja] ei kerätä eikä luovuteta [recipient:third_party!|sivullisille]."
    )
    assert changes(OLD, new) == []
    assert difference(OLD, new) == "wording"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Saha Oy", "Saha Oy", "none"),
        ("Saha Oy\nY-tunnus", "  SAHA OY –\n\ny-tunnus.", "layout"),
        ("Laadittu 5.4.2018, 1 luku", "Laadittu 24. toukokuuta 2024, 1 luku", "dates"),
        ("Laadittu 5.4.2018", "Laadittu: 5/2024!", "dates"),
        ("Säilytys 2 vuotta", "Säilytys 6 vuotta", "wording"),
        ("Puh. 03 123", "Puh. 03 124", "wording"),
        ("", "Laadittu", "wording"),
    ],
)
def test_how_far_texts_differ(old: str, new: str, expected: str) -> None:
    assert difference(read(old), read(new)) == expected


NOTICE = """Tietosuojaseloste
Päivitetty 1.1.2020

1. Rekisterinpitäjä
Kuusikulman Kirjakauppa Oy
Puistokatu 3, 33100 Tampere
puh. 03 123 4567
asiakaspalvelu@kuusikulma.example

2. Henkilötietojen käsittelyn tarkoitus ja oikeusperuste
Käsittelemme henkilötietoja tilausten toimittamista varten. Käsittelyn oikeusperusteena on sopimus.

3. Rekisterin tietosisältö
Keräämme asiakkaistamme seuraavia tietoja:
- nimi
- sähköpostiosoite
- toimitusosoite
Emme kerää terveystietoja.

4. Tietojen luovutus
Emme luovuta tietoja ulkopuolisille.

5. Tietojen säilytysaika
Säilytämme tilaustietoja kaksi vuotta tilauksesta.

6. Rekisteröidyn oikeudet
Sinulla on oikeus tarkastaa tietosi ja vaatia niiden oikaisua.
"""

#: Three later versions of the notice: what was put in place of what, and what a reader is to be told.
VERSIONS: dict[str, tuple[list[tuple[str, str]], str, set[tuple[str, str, str]]]] = {
    "another date and layout": (
        [
            ("1.1.2020", "15. maaliskuuta 2024"),
            ("\n\n", "\n\n\n"),
            ("1. Rekisterinpitäjä", "1) REKISTERINPITÄJÄ"),
        ],
        "dates",
        set(),
    ),
    "the same in other words": (
        [
            ("Emme luovuta tietoja ulkopuolisille.", "Tietoja ei luovuteta ulkopuolisille tahoille."),
            ("Säilytämme tilaustietoja kaksi vuotta", "Tilaustiedot säilytetään 2 vuoden ajan"),
            ("Keräämme asiakkaistamme seuraavia tietoja", "Asiakkaista tallennetaan seuraavat tiedot"),
        ],
        "wording",
        set(),
    ),
    "a real change among noise": (
        [
            ("1.1.2020", "15.3.2024"),
            ("kaksi vuotta", "kuusi vuotta"),
            ("- toimitusosoite", "- toimitusosoite\n- puhelinnumero"),
            ("Emme luovuta tietoja ulkopuolisille", "Luovutamme tietoja kuljetusliikkeille"),
            ("03 123 4567", "03 765 4321"),
            ("Emme kerää terveystietoja.\n", ""),
        ],
        "wording",
        {
            ("changed", "controllers", "phone"),
            ("added", "data", "phone"),
            ("removed", "data", "health"),
            ("removed", "recipients", "third_party"),
            ("added", "recipients", "logistics"),
            ("changed", "retention", "period"),
        },
    ),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_versions_of_a_notice_as_they_are_read(tmp_path: Path, name: str) -> None:
    replaced, noise, expected = VERSIONS[name]
    text = NOTICE
    for before, after in replaced:
        assert before in text
        text = text.replace(before, after)
    for file, content in (("old.txt", NOTICE), ("new.txt", text)):
        (tmp_path / file).write_text(content, encoding="utf-8")
    old, new = seloste.extract(tmp_path / "old.txt"), seloste.extract(tmp_path / "new.txt")
    found = changes(old, new)
    told = {(change.kind, change.field, change.what) for change in found}
    assert told >= expected
    assert bool(told) == bool(expected), "noise alone is no change"
    assert difference(old, new) == noise
    for change in found:
        for record, stand in ((old, change.old), (new, change.new)):
            assert stand is None or record.text[stand.start : stand.end] in stand.quotes
    values = {
        change.what: (change.old.value, change.new.value) for change in found if change.old and change.new
    }
    assert values.get("period", ("P2Y", "P6Y")) == ("P2Y", "P6Y")
    assert values.get("phone", ("+35831234567", "+35837654321")) == ("+35831234567", "+35837654321")


def test_contact_details_in_capitals_are_no_change() -> None:
    new = OLD.model_copy(
        update={"controllers": tuple(p.model_copy(update={"name": "SAHA  OY"}) for p in OLD.controllers)}
    )
    assert changes(OLD, new) == []
