"""Finds countries named in Finnish text, in any case, with what the GDPR makes of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from seloste.record import Country
from seloste.values.tables import table
from seloste.values.words import lemmatiser

_WORD = re.compile(r"[^\W\d_]+(?:[-'’:.][^\W\d_]+)*")
#: Words in the longest name: "Saint Vincent ja Grenadiinit".
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class CountryMention:
    """A country named in a text, by its name or as an adjective. Offsets: code points."""

    start: int
    end: int
    country: Country


def find_countries(text: str) -> list[CountryMention]:
    """Return the countries named in a text in order, by name or as an adjective (``yhdysvaltalainen``)."""
    words = list(_WORD.finditer(text))
    if not words:
        return []
    forms = [match.group() for match in words]
    analyses = lemmatiser().analyse(forms)
    # A word unknown to the dictionary is taken as written: its lemma is a guess.
    lemmas = [analysis.lemma.casefold() for analysis in analyses]
    lemmas = [
        form.casefold() if not analysis.known and form.casefold() in _names() else lemma
        for form, lemma, analysis in zip(forms, lemmas, analyses, strict=True)
    ]
    found = []
    at = 0
    while at < len(words):
        size, country = _named(forms, lemmas, at)
        if country:
            found.append(CountryMention(words[at].start(), words[at + size - 1].end(), country))
        at += size
    return found


def _named(forms: list[str], lemmas: list[str], at: int) -> tuple[int, Country | None]:
    """Return how many words from ``at`` on name a country, and which; ``1, None`` where none is named."""
    for size in range(min(_LONGEST, len(forms) - at), 1, -1):
        written = [form.casefold() for form in forms[at : at + size - 1]]
        for words in ([*written, lemmas[at + size - 1]], lemmas[at : at + size]):
            if country := _names().get(" ".join(words)):
                return size, country
    lemma = lemmas[at]
    if lemma in _adjectives():
        return 1, _adjectives()[lemma]
    if not forms[at][0].isupper():
        return 1, None
    country = _names().get(lemma)
    if country is None and "-" in lemma:
        country = _names().get(f"-{lemma.rpartition('-')[2]}")
    return 1, country


@cache
def countries() -> Mapping[str, Country]:
    """Return the countries by code."""
    return MappingProxyType(
        {
            code: Country(
                code=code,
                fi=fi,
                en=en,
                eea=eea == "yes",
                adequacy=adequacy or None,
                decision=decision or None,
                scope=scope or None,
            )
            for code, fi, en, _, _, eea, adequacy, decision, scope in table("countries.tsv", 9)
        }
    )


@cache
def _names() -> Mapping[str, Country]:
    return MappingProxyType(
        {
            name.casefold(): countries()[code]
            for code, fi, _, others, *_ in table("countries.tsv", 9)
            for name in (fi, *filter(None, others.split(";")))
        }
    )


@cache
def _adjectives() -> Mapping[str, Country]:
    return MappingProxyType(
        {
            name: countries()[row[0]]
            for row in table("countries.tsv", 9)
            for name in filter(None, row[4].split(";"))
        }
    )
