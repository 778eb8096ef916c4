"""Reads retention periods as ISO 8601 durations: ``kuusi vuotta`` is ``P6Y``, ``24 h`` is ``PT24H``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from seloste.values.tables import table
from seloste.values.words import BLANK, any_of


@dataclass(frozen=True, slots=True)
class Period:
    """A period in a text; ``iso`` is its ISO 8601 duration, offsets are code points."""

    start: int
    end: int
    iso: str


def find_periods(text: str) -> list[Period]:
    """Return the periods of a text in order; of a range (``3–5 vuotta``) the longer end.

    A unit without a number is one of it (``vuoden ajan``), unless it tells a date (``vuoden 2025 loppuun``),
    a part of a calendar (``kuluvan vuoden``) or an age (``15 vuoden iässä``).
    """
    found = []
    for match in _pattern().finditer(text):
        pairs = [
            (match["number"] or "1", match["unit"] or match["lone"]),
            (match["more"], match["more_unit"]),
        ]
        iso = _iso([(number.casefold(), unit.casefold()) for number, unit in pairs if number and unit])
        if iso is not None and not _is_calendar(text, match):
            found.append(Period(match.start(), match.end(), iso))
    return found


def stated_period(text: str) -> Period | None:
    """Return the period that the words state, or ``None`` where they state none or several different ones."""
    periods = find_periods(text)
    return periods[0] if len({period.iso for period in periods}) == 1 else None


def without_weeks(iso: str) -> str:
    """Return a duration as XML Schema has it, which knows no weeks: ``P2W`` is ``P14D``."""
    weeks = re.fullmatch(r"P(\d+)W", iso)
    return f"P{7 * int(weeks[1])}D" if weeks else iso


@cache
def _numbers() -> dict[str, float]:
    return {form: float(value) for value, forms in table("numbers.tsv", 2) for form in forms.split()}


@cache
def _units() -> dict[str, str]:
    return {
        form: unit for unit, alone, others in table("units.tsv", 3) for form in f"{alone} {others}".split()
    }


@cache
def _pattern() -> re.Pattern[str]:
    alone = any_of(form for _, forms, _ in table("units.tsv", 3) for form in forms.split())
    word = any_of(_numbers())
    digits = r"[0-9]{1,3}(?:[.,][0-9])?"
    number = (
        rf"(?:(?:{digits}{BLANK}?[-–]{BLANK}?)?{digits}(?:{BLANK}?\({word}\))?"
        rf"|{word}(?:{BLANK}?[-–]{BLANK}?{word})?(?:{BLANK}?\({digits}\))?)"
    )
    unit = any_of(_units())
    glue = rf"{BLANK}{{0,2}}"
    return re.compile(
        rf"(?<![\w,.§/-])(?:(?P<number>{number}){glue}(?P<unit>{unit})"
        rf"(?:{BLANK}(?:ja{BLANK})?(?P<more>{digits}|{word}){glue}(?P<more_unit>{unit}))?|(?P<lone>{alone}))"
        rf"(?![\wäö]|-\w)",
        re.IGNORECASE,
    )


def _is_calendar(text: str, match: re.Match[str]) -> bool:
    before = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 30) : match.start()])[-1:]
    after = re.match(r"\W*(\w*)", text[match.end() : match.end() + 30])
    following = after[1].casefold() if after else ""
    if match["lone"] is None:
        return following.startswith(_calendar_words("age"))
    return (
        following.startswith(_calendar_words("after"))
        or following[:4].isdigit()
        or bool(before and before[0].casefold().startswith(_calendar_words("before")))
    )


@cache
def _calendar_words(place: str) -> tuple[str, ...]:
    return tuple(
        beginning for row_place, beginning, _ in table("calendar_words.tsv", 3) if row_place == place
    )


def _iso(parts: list[tuple[str, str]]) -> str | None:
    amounts: dict[str, int] = {}
    for number, unit in parts:
        designator, value = _units()[unit], _value(number)
        if value % 1 and designator == "Y":
            designator, value = "M", value * 12
        if value % 1:
            return None
        amounts[designator] = amounts.get(designator, 0) + int(value)
    return _written(amounts)


def _written(amounts: dict[str, int]) -> str | None:
    if not any(amounts.values()) or (len(amounts) > 1 and "W" in amounts):
        return None
    date = "".join(f"{amounts[d]}{d}" for d in ("Y", "M", "W", "D") if amounts.get(d))
    time = "".join(f"{amounts[d]}{d[1]}" for d in ("TH", "TM") if amounts.get(d))
    return f"P{date}T{time}" if time else f"P{date}"


def _value(number: str) -> float:
    """Return the number; the last of a range, and the number itself before its repetition in brackets."""
    plain = re.sub(r"\(.*\)", "", number).strip()
    last = re.split(r"[-–]", plain)[-1].strip()
    return _numbers()[last] if last in _numbers() else float(last.replace(",", "."))
