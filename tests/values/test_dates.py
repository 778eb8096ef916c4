"""Dates in the forms that notices use; what the calendar lacks is no date."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.values.dates import find_dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Päivitetty 16.5.2018.", ["2018-05-16"]),
        ("16. 5. 2018", ["2018-05-16"]),
        ("24.5.18", ["2018-05-24"]),
        ("2018-05-16", ["2018-05-16"]),
        ("16. toukokuuta 2018", ["2018-05-16"]),
        ("toukokuussa 2018", ["2018-05"]),
        ("Päivitetty: marraskuu 2025", ["2025-11"]),
        ("tarkistettu 5/2023", ["2023-05"]),
        ("31.2.2020", []),
        ("2016/679", []),
        ("(523/1999)", []),
        ("versio 1.2.3", []),
        ("klo 8.00-16.00", []),
    ],
)
def test_dates(text: str, iso: list[str]) -> None:
    assert [date.iso for date in find_dates(text)] == iso


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)))
def test_every_day_is_read_back(day: datetime.date) -> None:
    text = f"Laadittu {day.day}.{day.month}.{day.year} hallituksessa"
    (found,) = find_dates(text)
    assert found.iso == day.isoformat()
    assert text[found.start : found.end] == f"{day.day}.{day.month}.{day.year}"
