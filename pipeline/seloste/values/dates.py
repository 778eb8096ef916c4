"""Finds dates in Finnish text: ``16.5.2018``, ``16. toukokuuta 2018``, ``2018-05-16``, ``5/2018``."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache

from seloste.values.tables import table
from seloste.values.words import BLANK

#: Years that a notice can speak of; ``10/1936`` is a docket number, ``1.1.3000`` a placeholder.
_YEARS = range(1970, 2100)


@dataclass(frozen=True, slots=True)
class Date:
    """A date; ``iso`` is ``2018-05-16``, or ``2018-05`` where only a month is told; offsets: code points."""

    start: int
    end: int
    iso: str


def find_dates(text: str) -> list[Date]:
    """Return the dates of a text in order; a day that the calendar lacks is no date."""
    found = []
    for match in _pattern().finditer(text):
        parts = match.groupdict()
        year = parts["year"] or parts["iso_year"] or parts["named_year"] or parts["alone_year"]
        month = parts["month"] or parts["iso_month"] or parts["alone_month"]
        number = int(month) if month else _months()[parts["name"].casefold()]
        iso = _iso(int(year), number, parts["day"] or parts["iso_day"] or parts["named_day"])
        if iso:
            found.append(Date(match.start(), match.end(), iso))
    return found


def last_day(text: str) -> str | None:
    """Return the ISO date until which the words last: a date, or the end of a year (``vuoden 2025 loppuun``).

    ``vuoteen 2030`` is the year alone, ``2030``.
    """
    for date in find_dates(text):
        return date.iso
    found = _YEAR_END.search(text)
    if found is None or int(found["year"]) not in _YEARS:
        return None
    return f"{found['year']}-12-31" if found["end"] else found["year"]


_YEAR_END = re.compile(r"(?<!\w)vuo(?:den|teen) (?P<year>[0-9]{4})(?P<end> lop\w+)?(?!\w)", re.IGNORECASE)


def _iso(year: int, month: int, day: str | None) -> str | None:
    year += 2000 if year < 100 else 0
    try:
        date = datetime.date(year, month, int(day) if day else 1)
    except ValueError:
        return None
    if year not in _YEARS:
        return None
    return date.isoformat() if day else f"{year:04}-{month:02}"


@cache
def _months() -> dict[str, int]:
    return {name: int(number) for number, name in table("months.tsv", 2)}


@cache
def _pattern() -> re.Pattern[str]:
    dot = rf"\.{BLANK}?"
    months = "|".join(_months())
    return re.compile(
        rf"(?<![\w./-])(?:"
        rf"(?P<day>[0-9]{{1,2}})(?P<sep>{dot}|/)(?P<month>[0-9]{{1,2}})(?:{dot}|/)(?P<year>[0-9]{{4}}|[0-9]{{2}})"
        rf"|(?P<iso_year>[0-9]{{4}})-(?P<iso_month>[0-9]{{2}})-(?P<iso_day>[0-9]{{2}})"
        rf"|(?:(?P<named_day>[0-9]{{1,2}})\.?{BLANK})?(?P<name>{months})kuu[a-zäö]{{0,4}}{BLANK}(?P<named_year>[0-9]{{4}})"
        rf"|(?P<alone_month>[0-9]{{1,2}})/(?P<alone_year>[0-9]{{4}})"
        rf")(?![\w/]|[.,-][0-9])",
        re.IGNORECASE,
    )
