"""Finds e-mail and web addresses, phone numbers, business IDs and postal addresses in a line of a notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import phonenumbers
from stdnum.fi import ytunnus
from stdnum.se import orgnr

from seloste.values.addresses import addresses
from seloste.values.words import BLANK, any_of, words

Kind = Literal["email", "phone", "address", "web", "business_id"]

#: How far before a number the word that announces it may stand, in code points.
_CUE_REACH = 28


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact detail; ``kind`` is a category of the label ``contact``, offsets are code points of the text.

    ``value`` is the normal form: an e-mail address with ``@``, a phone number in E.164, a web address
    with its scheme, a business ID ``1234567-1``, a postal address on one line. ``valid`` is false for a
    business ID whose check digit is wrong and for a phone number outside the numbering plan.
    """

    kind: Kind
    start: int
    end: int
    value: str
    valid: bool = True


def find_contacts(text: str) -> list[Contact]:
    """Return the contact details of a text in order; none overlaps another, none spans a line break."""
    found: list[Contact] = []
    for candidates in (_emails(text), _webs(text), _business_ids(text), _postal(text), _phones(text)):
        found += [c for c in candidates if not any(c.start < o.end and o.start < c.end for o in found)]
    return sorted(found, key=lambda contact: contact.start)


@cache
def _email_pattern() -> re.Pattern[str]:
    at, in_brackets, dot = words("at"), words("at") | words("bracketed_at"), any_of(words("dot"))
    sign = (
        rf"(?:{BLANK}?@{BLANK}?|{BLANK}?[(\[{{<]{BLANK}?{any_of(in_brackets)}{BLANK}?[)\]}}>]{BLANK}?"
        rf"|{BLANK}{any_of(at)}{BLANK})"
    )
    point = rf"(?:\.|{BLANK}?[(\[]{BLANK}?{dot}{BLANK}?[)\]]{BLANK}?|{BLANK}{dot}{BLANK})"
    local = r"[^\W_](?:[\w+%'’-]|\.(?=\w))*"
    label = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
    return re.compile(
        rf"(?<![\w.@])(?P<local>{local}(?:{BLANK}?[(\[]{dot}[)\]]{BLANK}?{local})*)(?P<at>{sign})"
        rf"(?P<domain>{label}(?:{point}{label}){{0,3}}{point}[^\W\d_]{{2,13}})(?![\w@])",
        re.IGNORECASE,
    )


@cache
def _dot_word() -> re.Pattern[str]:
    return re.compile(
        rf"{BLANK}?[(\[]?{BLANK}?\b{any_of(words('dot'))}\b{BLANK}?[)\]]?{BLANK}?", re.IGNORECASE
    )


@cache
def _at_hint() -> re.Pattern[str]:
    return re.compile("|".join(["@", *map(re.escape, sorted(words("at"))), r"[(\[]{1}a[)\]]"]), re.IGNORECASE)


def _emails(text: str) -> Iterator[Contact]:
    if not _at_hint().search(text):
        return
    for found in _email_pattern().finditer(text):
        sign, domain = found["at"].strip().casefold(), found["domain"]
        plain = _dot_word().sub(".", domain)
        if sign in words("at") and plain.rpartition(".")[2].casefold() not in words("domain"):
            continue  # "tavattavissa at klo. …": a bare word is a sign only before a real domain
        local = _dot_word().sub(".", found["local"])
        yield Contact("email", found.start(), found.end(), f"{local}@{plain}".casefold())


@cache
def _web_pattern() -> re.Pattern[str]:
    domain = any_of(words("domain"))
    host = rf"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.{domain}(?![\w@])"
    return re.compile(
        rf"(?<![\w@.])(?:(?P<scheme>https?://)[^\s<>\"”]+|www\.[^\s<>\"”]+\.[^\s<>\"”]+|{host}(?:/[^\s<>\"”]*)?)",
        re.IGNORECASE,
    )


def _webs(text: str) -> Iterator[Contact]:
    if "." not in text:
        return
    for found in _web_pattern().finditer(text):
        end = found.start() + len(_trim_url(found.group()))
        if text[end : end + 1] == "@":
            continue
        words_of_it = text[found.start() : end]
        yield Contact("web", found.start(), end, words_of_it if found["scheme"] else f"https://{words_of_it}")


def _trim_url(url: str) -> str:
    """Cut what the sentence adds to an address: punctuation, a lone bracket, a case ending (``fi:ssä``)."""
    url = re.sub(r"(?<=\w)/?:(?!\d)[^\W\d_]{1,8}(?:-\w*)?[.,;]*$", "", url) if "://" not in url[6:] else url
    while url:
        if url[-1] in ".,;:!?'’*»|…" or (
            url[-1] in ")]}" and url.count(url[-1]) > url.count(_OPENING[url[-1]])
        ):
            url = url[:-1]
        else:
            return url
    return url


_OPENING = {")": "(", "]": "[", "}": "{"}
_BUSINESS_ID = re.compile(r"(?<![\w-])(?P<vat>FI)?(?P<id>\d{6,8}[-–‑]?\d(?:\d{3})?)(?![\w-]|[.,]\d)")


def _business_ids(text: str) -> Iterator[Contact]:
    for found in _BUSINESS_ID.finditer(text):
        digits = re.sub(r"\D", "", found["id"])
        dashed = not found["id"].isdigit()
        announced = _announced(text, found.start(), "business_cue")
        normal = f"{digits[:-1]}-{digits[-1]}"
        if len(digits) == 8 and (dashed or found["vat"] or announced):
            start = found.start("id") if not found["vat"] or dashed else found.start()
            yield Contact("business_id", start, found.end(), normal, is_business_id(digits))
        elif announced and dashed and len(digits) == 10:
            yield Contact("business_id", found.start(), found.end(), found["id"], is_business_id(digits))
        elif announced and len(digits) in (7, 9):
            yield Contact("business_id", found.start(), found.end(), normal, False)


def is_business_id(value: str) -> bool:
    """Say whether a business ID, Finnish or Swedish, has the right check digit."""
    digits = re.sub(r"\D", "", value)
    return bool(ytunnus.is_valid(digits) if len(digits) <= 8 else orgnr.is_valid(digits))


def _postal(text: str) -> Iterator[Contact]:
    for start, end, _ in addresses(text):
        yield Contact("address", start, end, " ".join(text[start:end].split()))


_SEPARATOR = rf"(?:{BLANK}?[-–‑]{BLANK}?|{BLANK}{{1,2}})"
_PREFIX = (
    rf"(?:\(\+\d{{1,3}}\)|(?:\+|00)\d{{1,3}}(?:{BLANK}?\(0\))?|\(0\d{{1,2}}\)|0(?=[\d \-–‑])|358(?=[ \d]))"
)
_PHONE = re.compile(
    rf"(?<![\w.,/:@+-]){_PREFIX}"
    rf"(?:{_SEPARATOR}?\d+){{1,6}}(?![\w:]|[.,/]\d|-\w)"
    r"|(?<![\w.,/:@+-])0\d{1,3}(?:\.\d{3,4}){2}(?![\w.])"
)


def _phones(text: str) -> Iterator[Contact]:
    at = 0
    while found := _PHONE.search(text, at):
        start, at = found.start(), found.end()
        announced = _announced(text, start, "phone_cue")
        known = next(((end, value) for end in _ends(found) if (value := _phone_value(text[start:end]))), None)
        if known and (announced or not _announced(text, start, "reference_cue")):
            at = known[0]
            yield Contact("phone", start, *known)
        elif not known and announced and 6 <= sum(map(str.isdigit, found.group())) <= 13:
            yield Contact("phone", start, at, re.sub(r"\(0\)|[^\d+]", "", found.group()), False)


def _ends(found: re.Match[str]) -> list[int]:
    """Return where the number can end: with the match, or before a blank and another number."""
    inner = [found.start() + m.start() for m in re.finditer(rf"{BLANK}+(?=[+(]|0\d)", found.group())]
    return [found.end(), *reversed([end for end in inner if end - found.start() >= 7])]


@lru_cache(maxsize=4096)
def _phone_value(number: str) -> str | None:
    """Return the number in E.164, or ``None`` where the numbering plan has no such number."""
    try:
        parsed = phonenumbers.parse(number.replace("(0)", ""), "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _announced(text: str, start: int, kind: str) -> bool:
    """Say whether a word of the kind stands shortly before the place, with no line or number between."""
    before = text[max(0, start - _CUE_REACH) : start].rpartition("\n")[2]
    cut = re.split(r"\d", before)[-1]
    return any(_is_cue(word, words(kind)) for word in re.findall(r"[^\W_][\w-]*\.?", cut.casefold()))


def _is_cue(word: str, cues: Iterable[str]) -> bool:
    return word in cues or word.rstrip(".") in cues
