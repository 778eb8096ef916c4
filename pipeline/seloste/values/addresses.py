"""Finds Finnish postal addresses in text and splits them into street, box, postcode and town."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from seloste.record import PostalAddress
from seloste.values.words import BLANK, any_of, words

_CAPITAL = "A-ZÅÄÖ"


@cache
def _pattern() -> re.Pattern[str]:
    """The pattern of an address: street or box, another of them, postcode and town."""
    number = r"\d{1,4}(?:[-–/]\d{1,4})?(?![\d.]\d)"
    stair = rf"(?:,?{BLANK}?[A-Za-zÅÄÖ](?![\wåäö]))?"
    door = rf"(?:,?{BLANK}?(?:(?:as|[Ll][Hh]|bst)\.?{BLANK}?|halli{BLANK})?\d{{1,3}}(?![\d.]))?"
    floor = rf"(?:,{BLANK}?\d{{1,2}}\.{BLANK}?(?:krs|kerros)\.?)?"
    name = rf"[{_CAPITAL}][\w.'’:-]*(?:{BLANK}[^\W\d][\w'’-]*){{0,3}}"
    street = rf"(?P<street>(?P<name>{name}){BLANK}{number}{stair}{door}{floor})"
    box = rf"(?P<box>(?:PL|PB|P\.L\.|P\.?{BLANK}?O\.?{BLANK}?Box|Postilokero){BLANK}?\d{{1,5}})"
    box_after = box.replace("?P<box>", "?P<box_after>")
    bracket = rf"(?:{BLANK}?\([^()\n]{{3,40}}\))?"
    care_of = rf"(?P<care_of>c/o{BLANK}[^,\n]{{3,40}},{BLANK})?"
    post = (
        rf"(?:FI{BLANK}?[-–]{BLANK}?)?(?P<postcode>\d{{5}}){BLANK}"
        rf"(?P<town>(?:[{_CAPITAL}]{{2,}}(?:-[{_CAPITAL}]+)*|[{_CAPITAL}][a-zåäöé]+(?:-[{_CAPITAL}]?[a-zåäö]+)*)"
        rf"(?:{BLANK}(?:TL|Tl|HL|Hl|AS|As|as|KK|Kk|kk)\b\.?)?)(?![\wåäö])"
    )
    after = post.replace("?P<postcode>", "?P<postcode_alone>").replace("?P<town>", "?P<town_alone>")
    gap = rf"{BLANK}?[,–|/]?{BLANK}{{0,2}}"
    return re.compile(
        rf"(?<![\w@.-])(?:(?:{box}{bracket}|{care_of}{street}{bracket})(?:{gap}{box_after})?(?:{gap}{post})?|{after})"
    )


@cache
def _street_head() -> re.Pattern[str]:
    return re.compile(rf".*{any_of(words('street'))}", re.IGNORECASE)


def addresses(text: str) -> Iterator[tuple[int, int, PostalAddress]]:
    """Yield start, end and parts of every address in the text, in order."""
    at = 0
    while found := _pattern().search(text, at):
        at = found.end()
        parts = found.groupdict()
        start = found.start()
        street = parts["street"]
        if street:
            street_start = _street_start(found)
            street = text[street_start : found.end("street")]
            last_word = text[street_start : found.end("name")].split()[-1:]
            start = start if parts["care_of"] else street_start
            known = bool(last_word) and _street_head().fullmatch(last_word[0]) is not None
            if not last_word or not (known or parts["postcode"]):
                at = found.start() + _first_word(found)
                continue
        elif parts["postcode_alone"] and not _opens_line(text, start):
            continue
        yield (
            start,
            found.end(),
            PostalAddress(
                street=street,
                box=parts["box"] or parts["box_after"],
                postcode=parts["postcode"] or parts["postcode_alone"],
                town=parts["town"] or parts["town_alone"],
            ),
        )


def split_address(value: str) -> PostalAddress:
    """Return the parts of words that are an address; parts of several pieces are put together."""
    found: dict[str, str] = {}
    for _, _, parts in addresses(value):
        for name in ("street", "box", "postcode", "town"):
            if part := getattr(parts, name):
                found.setdefault(name, part)
    return PostalAddress(**found)


def _first_word(found: re.Match[str]) -> int:
    """Return the length of the match's first word: the search goes on after it."""
    return len(found.group().split(maxsplit=1)[0])


def _street_start(found: re.Match[str]) -> int:
    """Return where the street's name begins: its last words that are capitalised and no announcement."""
    start = end = found.end("name")
    pieces = list(re.finditer(r"[^ \t\u00a0\u2009\u202f]+", found.group("name")))
    for position, piece in enumerate(reversed(pieces)):
        word = piece.group()
        plain = word.casefold().rstrip(":.,")
        if plain in words("not_street") or word.endswith(":") or plain.endswith(("osoite", "osoitteessa")):
            break
        if not word[0].isupper() and not (position == 0 and plain in words("street")):
            break
        start = found.start("name") + piece.start()
    return start if start < end else found.end("name")


def _opens_line(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\u00a0")
    return not before or before[-1] in "\n,:;|/–-"
