"""Reads the data files of the audit, each in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from seloste.resources import package_path


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of the tab-separated file ``audit/data/<name>``; ``#`` opens a comment line."""
    text = package_path(f"audit/data/{name}").read_text(encoding="utf-8")
    return tuple(
        tuple(cell.strip() for cell in line.split("\t"))
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    )


@cache
def cue(kind: str) -> re.Pattern[str]:
    """Return a pattern of the cue words of a kind."""
    words = sorted(
        {row[1] for row in table("cues.tsv") if row[0] == kind}, key=lambda word: (-len(word), word)
    )
    return re.compile("|".join(_word_pattern(word) for word in words), re.IGNORECASE)


def _word_pattern(word: str) -> str:
    """Return a pattern of a cue as the data file writes it."""
    start, end = ("" if word.startswith("*") else r"(?<!\w)"), (r"(?!\w)" if word.endswith("$") else "")
    return start + re.escape(word.strip("*$")).replace(r"\ \*\ ", r" (?:[\w-]+ ){0,3}?") + end


@cache
def embedded_names() -> re.Pattern[str]:
    """Return a pattern of the services from outside the EEA that get data by being used."""
    names = "|".join(re.escape(row[0]) for row in table("embedded_services.tsv"))
    return re.compile(rf"(?<!\w)(?:{names})", re.IGNORECASE)


@cache
def services() -> Mapping[str, str]:
    """Return the country code of each provider from outside the EEA, by its name in lower case."""
    return MappingProxyType(
        {name.casefold(): country for name, country, _ in table("third_country_services.tsv")}
    )


@cache
def companies() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return a pattern of the name, in lower case, of each known provider or service in use, and its company."""
    rows = [(name, company) for name, _, company in table("third_country_services.tsv")]
    rows += [(name, company) for name, company in table("embedded_services.tsv")]
    return tuple((re.compile(rf"(?<!\w){re.escape(name.casefold())}"), company) for name, company in rows)
