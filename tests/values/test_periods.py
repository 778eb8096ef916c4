"""Retention periods become ISO 8601 durations; dates, ages and frequencies do not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.values.periods import find_periods, stated_period, without_weeks


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("6 kk", "P6M"),
        ("kuusi vuotta", "P6Y"),
        ("kuusi (6) vuotta", "P6Y"),
        ("6 (kuusi) vuotta", "P6Y"),
        ("24 kuukauden", "P24M"),
        ("kahteen vuoteen", "P2Y"),
        ("kolmessa kuukaudessa", "P3M"),
        ("viideksi vuodeksi", "P5Y"),
        ("14 vrk", "P14D"),
        ("30 päivän kuluttua", "P30D"),
        ("kaksi viikkoa", "P2W"),
        ("24 h", "PT24H"),
        ("48 tunnin", "PT48H"),
        ("vuoden ajan", "P1Y"),
        ("viikon kuluessa", "P1W"),
        ("puoli vuotta", "P6M"),
        ("puolen vuoden", "P6M"),
        ("puolitoista vuotta", "P18M"),
        ("1,5 vuotta", "P18M"),
        ("3–5 vuotta", "P5Y"),
        ("vuoden ja 6 kuukautta", None),
        ("1 vuosi 6 kuukautta", "P1Y6M"),
        ("120 vuotta", "P120Y"),
        ("10 v", "P10Y"),
        ("12 KUUKAUTTA", "P12M"),
        ("Jäsenyys + 1 vuosi", "P1Y"),
        ("niin kauan kuin on tarpeen", None),
        ("kirjanpitolain mukaan", None),
        ("31.12.2028", None),
        ("vuoden 2025 loppuun", None),
        ("kuluvan vuoden", None),
        ("seuraavan vuoden loppuun", None),
        ("kerran vuodessa", None),
        ("15 vuoden iässä", None),
        ("kaksi lukuvuotta", None),
        ("6 vuotta tai 10 vuotta", None),
        ("enintään 6 vuotta tilikauden päättymisestä", "P6Y"),
        ("2 viikon kuluessa tapahtuman päättymisestä", "P2W"),
        ("523/1999 10 ja 24 §", None),
    ],
)
def test_period_of_words(words: str, iso: str | None) -> None:
    period = stated_period(words)
    assert (period.iso if period else None) == iso


@pytest.mark.parametrize(
    ("iso", "xsd"), [("P2W", "P14D"), ("P6M", "P6M"), ("P1Y6M", "P1Y6M"), ("PT24H", "PT24H")]
)
def test_weeks_are_days_where_weeks_are_unknown(iso: str, xsd: str) -> None:
    assert without_weeks(iso) == xsd


def test_two_periods_stand_where_they_stand() -> None:
    text = "Laskut 6 vuotta, puhelut kolme kuukautta."
    assert [(text[p.start : p.end], p.iso) for p in find_periods(text)] == [
        ("6 vuotta", "P6Y"),
        ("kolme kuukautta", "P3M"),
    ]


@given(st.text(alphabet=st.sampled_from("0123456789 ,.-–()kuvesiotamn\u0130ſK½²\n"), max_size=60))
def test_what_is_found_is_an_iso_duration_in_the_text(text: str) -> None:
    for period in find_periods(text):
        assert 0 <= period.start < period.end <= len(text)
        assert re.fullmatch(r"P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?)?", period.iso)
        assert period.iso not in ("P", "PT")
