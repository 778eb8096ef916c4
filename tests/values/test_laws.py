"""Acts by name in any case and by number, in force or not, past or not."""

from __future__ import annotations

import re

import pytest

from seloste.values.laws import acts, find_laws


@pytest.mark.parametrize(
    ("text", "quote", "number"),
    [
        ("Henkilötietolain (523/1999) 10 §", "Henkilötietolain (523/1999)", "523/1999"),
        ("henkilötietolaki (523/99)", "henkilötietolaki (523/99)", "523/1999"),
        ("henkilötietolain (22.4.1999/523)", "henkilötietolain (22.4.1999/523)", "523/1999"),
        ("HetiL 10 §", "HetiL", "523/1999"),
        (
            "EU:n yleisen tietosuoja-asetuksen (2016/679) mukaan",
            "yleisen tietosuoja-asetuksen (2016/679)",
            None,
        ),
        ("tietosuoja-asetus 679/2016", "tietosuoja-asetus 679/2016", "2016/679"),
        ("kirjanpitolaissa säädetään", "kirjanpitolaissa", "1336/1997"),
        ("rahanpesulaki (503/2008)", "rahanpesulaki (503/2008)", "503/2008"),
        (
            "potilaan asemasta ja oikeuksista annetun lain",
            "potilaan asemasta ja oikeuksista annetun lain",
            "785/1992",
        ),
        (
            "lakiin yksityisyyden suojasta työelämässä",
            "lakiin yksityisyyden suojasta työelämässä",
            "759/2004",
        ),
        ("sähköisen viestinnän tietosuojalain", "sähköisen viestinnän tietosuojalain", "516/2004"),
        ("Privacy Shieldin nojalla", "Privacy Shieldin", "2016/1250"),
        ("kuluttajaturvallisuuslain 5 §", "kuluttajaturvallisuuslain", "920/2011"),
        ("hyvinvointialueesta annetun lain", "hyvinvointialueesta annetun lain", "611/2021"),
        ("lain 504/2002 mukaan", "504/2002", "504/2002"),
    ],
)
def test_acts_named(text: str, quote: str, number: str | None) -> None:
    (found,) = find_laws(text)
    assert found.act.number == (number or "2016/679")
    assert text[found.start : found.end] in (quote, quote.removeprefix("yleisen "))


@pytest.mark.parametrize(
    "text", ["Päivitetty 11/2015", "lupa THL/2294/14.02", "Selainlaki", "laki", "2/2024", "1/2"]
)
def test_what_only_looks_like_an_act(text: str) -> None:
    assert find_laws(text) == []


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("Seloste perustuu henkilötietolakiin.", False),
        ("aiemmin laki yksityisistä teistä 358/1962", True),
        ("isyyslaki (11/2015), 31.12.2022 saakka", True),
        ("Privacy Shield -järjestelyn kaaduttua ne käyttävät mallilausekkeita", True),
        ("henkilötietolaki on kumottu", True),
        ("Henkilötietolain aikana oli toisin", True),
        ("Henkilötietolain mukaan tietoja on asiakkuuden aikana", False),
        ("Siirto perustuu Privacy Shieldiin. Aiemmin tietoja ei siirretty.", False),
    ],
)
def test_acts_put_in_the_past(text: str, past: bool) -> None:
    (found,) = find_laws(text)
    assert found.past is past


def test_force_of_acts() -> None:
    assert acts()["523/1999"].in_force("2018-12-31")
    assert not acts()["523/1999"].in_force("2019-01-01")
    assert not acts()["2016/1250"].in_force("2020-07-16")
    assert acts()["759/2004"].in_force("2026-01-01")
    assert not acts()["2016/679"].in_force("2018-05-24")


def test_the_table_of_acts_is_sound() -> None:
    for act in acts().values():
        assert re.fullmatch(r"\d{1,4}/\d{2,4}", act.number)
        assert act.source.startswith("https://")
        assert act.until is None or (act.since or "") <= act.until
        assert act.until is None or act.replaced_by, f"{act.number} ended and nothing is said to follow"
