"""Finds the title of a notice and the day it was last updated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from seloste.notice import Block, BlockKind, Zone
from seloste.resources import package_path

_DAY = r"(?P<day>\d{1,2})\.[ \t]?(?P<month>\d{1,2})\.[ \t]?(?P<year>(?:19|20)\d\d)\b"
_ISO = r"(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?!\d)"
_NAMED = (
    r"(?:(?P<named_day>\d{1,2})\.?[ \t]+)?"
    r"(?P<name>(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu\w*)[ \t]+"
    r"(?P<named_year>(?:19|20)\d\d)\b"
)
_SHORT = r"(?<![\d.])(?P<short_month>\d{1,2})/(?P<short_year>(?:19|20)\d\d)\b"
_DATE = re.compile(f"{_DAY}|{_ISO}|{_NAMED}|{_SHORT}", re.I)
_YEAR = re.compile(r"[12]\d\d\d")
_REACH = 60
_MONTHS = (
    "tammi",
    "helmi",
    "maalis",
    "huhti",
    "touko",
    "kesä",
    "heinä",
    "elo",
    "syys",
    "loka",
    "marras",
    "joulu",
)
_TITLE_LENGTH = 150
_EDGE_LINES = 12


def find_title(text: str, blocks: Sequence[Block], *, told: str | None = None) -> str | None:
    """Return the first heading near the top of the content, else what the file told, else the first line."""
    main = [block for block in blocks if block.zone is Zone.MAIN][:_EDGE_LINES]
    for block in main:
        if block.kind is BlockKind.HEADING and block.level <= 2:
            return text[block.start : block.end].strip("#*_ ").strip()[:_TITLE_LENGTH]
    if told:
        return told
    for block in main:
        words = text[block.start : block.end]
        if len(words) <= _TITLE_LENGTH and any(letter.isalpha() for letter in words):
            return words.strip("#*_ ")
    return None


def find_updated(text: str, blocks: Sequence[Block]) -> str | None:
    """Return the day the notice says it was updated or made: ``2018-05-16``, or ``2026-04`` without a day.

    A date counts after a word such as ``päivitetty`` on the same line, anywhere, or where the line wraps to
    it; among several such the latest wins. Without one, a date on a line of its own at the edge of the
    notice is taken.
    """
    inside = [block for block in blocks if block.zone is Zone.MAIN]
    main = [text[block.start : block.end] for block in inside]
    wraps = [len(text[one.end : two.start].splitlines()) < 2 for one, two in pairwise(inside)]
    below = [*(line if wrapped else "" for line, wrapped in zip(main[1:], wraps, strict=True)), ""]
    dates = [found for line, following in zip(main, below, strict=False) for found in _cued(line, following)]
    if dates:
        return max(dates)
    edges = main[:_EDGE_LINES] + main[_EDGE_LINES:][-3:]
    lone = [found for line in edges if len(line) <= 40 and (found := parse_date(line))]
    return lone[0] if lone else None


def _cued(line: str, below: str) -> list[str]:
    """Return the dates after the cues of a line; they may stand below where the sentence goes on there."""
    found: list[str] = []
    wrapped = f"{line} {below}"
    if not _YEAR.search(wrapped):
        return found
    last = len(wrapped) if below[:1].islower() else len(line) + 1
    for cue in _cues().finditer(line):
        date_found = _DATE.search(wrapped, cue.end(), cue.end() + _REACH)
        if date_found and date_found.start() <= last and (value := _value(date_found)):
            found.append(value)
    return found


@cache
def _cues() -> re.Pattern[str]:
    lines = package_path("loading/data/update_cues.tsv").read_text("utf-8").splitlines()
    words = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
    return re.compile(r"(?<![^\W\d_])(?:" + "|".join(re.escape(word) for word in words) + ")", re.I)


def parse_date(words: str) -> str | None:
    """Return the first date in ``words`` as ISO 8601, ``YYYY-MM`` where no day is given."""
    found = _DATE.search(words)
    return _value(found) if found else None


def _value(found: re.Match[str]) -> str | None:
    year = found["year"] or found["iso_year"] or found["named_year"] or found["short_year"]
    month = found["month"] or found["iso_month"] or found["short_month"]
    if found["name"]:
        month = next(str(at) for at, stem in enumerate(_MONTHS, 1) if found["name"].lower().startswith(stem))
    day = found["day"] or found["iso_day"] or found["named_day"]
    try:
        known = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return known.isoformat() if day else known.isoformat()[:7]
