"""Reads the word lists of this folder and folds text to be matched with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from seloste.resources import package_path

_APART = re.compile(r"[^a-z0-9]+")
#: Letters that have no decomposition, and marks that stand inside words.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "a", "ð": "d", "ß": "s", "\u00ad": None, "\u200b": None, "\u200d": None}
)
#: A stem of at least this many letters is matched inside compounds too.
LONG_STEM = 9


def rows(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a table in ``crawling/data``."""
    for line in package_path(f"crawling/data/{name}").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(line.split("\t"))


def fold(text: str) -> str:
    """Return text in a-z and 0-9, words apart by one space.

    >>> fold("Rekisteri- ja\\u00a0TIETOSUOJA\\u00adseloste")
    'rekisteri ja tietosuojaseloste'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    letters = "".join(character for character in plain if not unicodedata.combining(character))
    return _APART.sub(" ", letters).strip()


def pattern(stems: list[str]) -> re.Pattern[str]:
    """Return what finds any of the stems in folded text: long ones anywhere, others where a word begins."""
    folded = sorted({fold(stem) for stem in stems}, key=lambda stem: (-len(stem), stem))
    inside = "|".join(stem for stem in folded if len(stem) >= LONG_STEM)
    beginning = "|".join(stem for stem in folded if len(stem) < LONG_STEM)
    parts = [part for part in (inside, rf"\b(?:{beginning})" if beginning else "") if part]
    return re.compile("|".join(parts) or r"(?!)")


@cache
def cue_groups(*, plain: bool) -> Mapping[str, re.Pattern[str]]:
    """Return what finds each group of the things notices speak of, in plain words too or only in set ones."""
    groups: dict[str, list[str]] = {}
    for stem, group, _, source in rows("cue_groups.tsv"):
        if plain or source != "plain":
            groups.setdefault(group, []).append(stem)
    return {group: pattern(stems) for group, stems in groups.items()}


@cache
def phrases() -> tuple[tuple[str, str], ...]:
    """Return the folded phrases of pages without content and what such a page is."""
    return tuple((fold(phrase), kind) for phrase, kind, _ in rows("page_phrases.tsv"))


@cache
def function_words() -> Mapping[str, str]:
    """Return the language of each common word."""
    return {fold(word): language for word, language, _ in rows("function_words.tsv")}


@cache
def third_parties() -> frozenset[str]:
    """Return the domains whose notices are nobody else's."""
    return frozenset(domain for domain, _ in rows("third_parties.tsv"))


@cache
def known_paths() -> tuple[str, ...]:
    """Return the paths to try."""
    return tuple(path for path, _, _ in rows("known_paths.tsv"))
