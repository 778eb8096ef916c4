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
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


@cache
def services() -> Mapping[str, str]:
    """Return the country code of each provider from outside the EEA, by its name in lower case."""
    return MappingProxyType(
        {name.casefold(): country for name, country, _ in table("third_country_services.tsv")}
    )
