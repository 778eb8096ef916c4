"""Finds acts of law named in text, with their number and whether they are in force."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from seloste.values.tables import table
from seloste.values.words import BLANK, any_of

#: How far words that put an act in the past may stand from it, in code points.
_PAST_REACH = 45


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its number (``523/1999``; EU acts ``2016/679``), its name, and the days it has been in force.

    ``since`` and ``until`` are ISO dates, of reduced precision where only the year is known; ``until`` is the
    last day in force, ``None`` for an act in force. ``source`` is where its text stands.
    """

    number: str
    order: str
    name: str
    since: str | None
    until: str | None
    replaced_by: str | None
    source: str

    def in_force(self, day: str) -> bool:
        """Say whether the act is in force on an ISO date."""
        return (self.since or "") <= day and (self.until is None or day[: len(self.until)] <= self.until)


@dataclass(frozen=True, slots=True)
class LawMention:
    """An act named in a text; ``past`` where the words around it put it in the past. Offsets: code points."""

    start: int
    end: int
    act: Act
    past: bool


@cache
def acts() -> Mapping[str, Act]:
    """Return the known acts by number."""
    return MappingProxyType(
        {
            number: Act(number, order, name, since or None, until or None, replaced_by or None, source)
            for number, order, name, _, since, until, replaced_by, source in table("laws.tsv", 8)
        }
    )


def find_laws(text: str) -> list[LawMention]:
    """Return the known acts named in a text, in order, by name in any case, by number, or by both.

    Where name and number disagree, as for an older act of the same name, the number decides.
    """
    found: list[tuple[int, int, Act]] = []
    for match in _name_pattern().finditer(text.replace("İ", "I").lower()):  # "İ" alone grows in lower case
        number = _NUMBER_AFTER.match(text, match.end())
        act = acts().get(_normal(number[1])) if number else None
        end = number.end() if number and act else match.end()
        found.append((match.start(), end, act or _act_of(match.lastgroup)))
    named = [(start, end) for start, end, _ in found]
    for match in _NUMBER_ALONE.finditer(text):
        act = acts().get(_normal(match[1])) if not _MONTH.match(match[1]) else None
        if act and not any(start <= match.start() < end for start, end in named):
            found.append((match.start(), match.end(), act))
    return [
        LawMention(start, end, act, _is_past(text, start, end))
        for start, end, act in sorted(found, key=_start)
    ]


def _start(mention: tuple[int, int, Act]) -> int:
    return mention[0]


def _is_past(text: str, start: int, end: int) -> bool:
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    before = text[max(line_start, start - _PAST_REACH) : start]
    after = text[end : min(end + _PAST_REACH, line_end if line_end >= 0 else len(text))]
    around = f"{re.split(r'[.;!?] ', before)[-1]} {re.split(r'[.;!?] ', after)[0]}".casefold()
    return (
        _words_of("past").search(around) is not None or _words_of("after").match(after.lstrip()) is not None
    )


@cache
def _words_of(kind: str) -> re.Pattern[str]:
    words = any_of(word for row_kind, word, _ in table("law_words.tsv", 3) if row_kind == kind)
    return re.compile(rf"(?<!\w){words}", re.IGNORECASE)


@cache
def _heads() -> Mapping[str, tuple[str, ...]]:
    """The nouns for an act with all their forms."""
    rows = table("law_words.tsv", 3)
    return MappingProxyType({head: tuple(forms.split()) for kind, head, forms in rows if kind == "head"})


@cache
def _names() -> list[tuple[str, str]]:
    rows = table("laws.tsv", 8)
    return [
        (name, number)
        for number, _, title, others, *_ in rows
        for name in (title, *filter(None, others.split(";")))
        if "(" not in name
    ]


@cache
def _name_pattern() -> re.Pattern[str]:
    """Match names in lower-case text: ``laki X``, ``X annettu laki``, others by the forms of their last part.

    Each name is a group, ``name3`` or ``turned3``, of the third of :func:`_names`. Alternatives are grouped
    by their first letter, which is what keeps a hundred and fifty of them quick.
    """
    head = any_of(form for forms in _heads().values() for form in forms)
    plain: list[str] = []
    by_letter: dict[str, list[str]] = defaultdict(list)
    for at, (name, _) in sorted(enumerate(_names()), key=lambda pair: (-len(pair[1][0]), pair[1][0])):
        words = re.escape(name.lower()).replace(r"\ ", r"\s")
        if name.startswith("laki "):
            words = words.removeprefix(r"laki\s")
            plain.append(f"(?P<name{at}>{words})")
            by_letter[words[0]].append(rf"(?P<turned{at}>{words})\sannet\w+\s{head}")
            continue
        noun = next((noun for noun in _heads() if name.endswith(noun)), None)
        ending = any_of(_heads()[noun]) if noun else "(?:[:'i]?[a-zäö]{0,5})"
        stem = words.removesuffix(noun or "").replace("ö", "[öo]")
        by_letter[stem[0]].append(f"(?P<name{at}>{stem}{ending})")
    others = "|".join(f"(?={letter})(?:{'|'.join(names)})" for letter, names in sorted(by_letter.items()))
    return re.compile(rf"(?<![\w-])(?:{others}|{head}\s(?:{'|'.join(plain)}))(?![\wäö])")


def _act_of(group: str | None) -> Act:
    """Return the act behind a group of the name pattern."""
    return acts()[_names()[int((group or "").removeprefix("name").removeprefix("turned"))][1]]


_NUMBER = r"([0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}/[0-9]{1,4}|[0-9]{1,4}/[0-9]{2,4})(?![\d/]|[.,]\d)"
_NUMBER_AFTER = re.compile(
    rf"{BLANK}?,?{BLANK}?\(?(?:\(?(?:EU|EY)\)?{BLANK}?(?:N:o{BLANK}?)?)?{_NUMBER}(?:/E[UY])?\)?"
)
#: ``11/2015`` is an act by its name only: alone it is a month.
_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])/[0-9]{4}")
_NUMBER_ALONE = re.compile(rf"(?<![\w/.,-]){_NUMBER}(?:/E[UY])?")


def _normal(written: str) -> str:
    """Return the number in the form of the table: ``523/99`` and ``22.4.1999/523`` are ``523/1999``."""
    first, second = written.rpartition(".")[2].split("/")
    candidates = (f"{first}/{second}", f"{second}/{first}", f"{first}/19{second}")
    return next((candidate for candidate in candidates if candidate in acts()), written)
