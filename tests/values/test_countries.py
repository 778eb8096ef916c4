"""Countries in any case of Finnish, with the EEA and the adequacy decisions."""

from __future__ import annotations

import re

import pytest

from seloste.values.countries import countries, find_countries


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Yhdysvalloissa ja Yhdysvaltoihin", ["US", "US"]),
        ("USA:han", ["US"]),
        ("yhdysvaltalainen palvelu", ["US"]),
        ("Isossa-Britanniassa", ["GB"]),
        ("Uuteen-Seelantiin", ["NZ"]),
        ("Etelä-Koreasta ja Japanista", ["KR", "JP"]),
        ("Alankomaissa, Irlannissa ja Suomessa", ["NL", "IE", "FI"]),
        ("Bosnia ja Hertsegovinassa", ["BA"]),
        ("Argentinassa", ["AR"]),
        ("Sri Lankassa", ["LK"]),
        ("Arabiemiirikuntiin", ["AE"]),
        ("omat tiedot", []),
        ("EU:n ja ETA:n ulkopuolelle", []),
        ("Tukholmassa", []),
        ("", []),
    ],
)
def test_countries_named(text: str, codes: list[str]) -> None:
    assert [mention.country.code for mention in find_countries(text)] == codes


def test_what_the_gdpr_makes_of_them() -> None:
    table = countries()
    assert sum(country.eea for country in table.values() if country.code not in _TERRITORIES) == 30
    assert table["CH"].adequacy == "2000-07-26"
    assert table["US"].scope
    assert table["IN"].adequacy is None
    assert not table["GB"].eea
    for country in table.values():
        assert re.fullmatch(r"[A-Z]{2}", country.code)
        assert not (country.eea and country.adequacy)
        assert bool(country.adequacy) == bool(country.decision)


_TERRITORIES = {"AX", "GF", "GP", "MQ", "RE", "YT", "MF"}
