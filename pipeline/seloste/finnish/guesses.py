"""Answers for words without a reading: inflected acronyms and names that no dictionary has."""

from __future__ import annotations

import re
from functools import cache

from seloste.finnish.base import Analysis
from seloste.finnish.tables import table

# A name that ends in -n of its own: Johansson, Norman.
_OWN_N = re.compile(r"(?:son|man|ton|nen|men|sen|yen|lin)$")
_DOUBLE_VOWEL = re.compile(r"([aeouyäö])\1n$")


@cache
def acronyms() -> dict[str, str]:
    """Return the part of speech of each acronym, as written."""
    return {acronym: upos for acronym, upos, *_ in table("acronyms.tsv")}


@cache
def cuts() -> dict[str, list[str]]:
    """Return the compound parts of the lemmas that ``cuts.tsv`` corrects."""
    return {lemma: parts.split("|") for lemma, parts in table("cuts.tsv")}


@cache
def endings() -> dict[str, str]:
    """Return the features of each case ending that may follow a colon."""
    return {ending: features for ending, features, _ in table("endings.tsv")}


@cache
def _name_endings() -> list[tuple[str, str]]:
    rows = [(ending, features) for ending, features, on_names in table("endings.tsv") if on_names == "yes"]
    return sorted(rows, key=lambda row: (-len(row[0]), row[0]))


def inflected_acronym(stem: str, ending: str) -> Analysis:
    """Return the analysis of ``EU:n``, given ``EU`` and ``n``."""
    upos = acronyms().get(stem) or ("PROPN" if stem[:1].isupper() else "NOUN")
    return Analysis(stem, upos, endings()[ending])


def guess(word: str) -> Analysis:
    """Guess at an unknown word: a name less its case ending, else the word as it stands.

    ``Mailchimpissä`` -> ``Mailchimp``, ``Metan`` -> ``Meta``, ``Stravaan`` -> ``Strava``.
    """
    word = word.rstrip("-")
    if not word[:1].isupper() or (word.isupper() and len(word) > 1):
        return Analysis(word, "PROPN" if word.isupper() else "X", known=False)
    if _DOUBLE_VOWEL.search(word) and len(word) > 5:
        return Analysis(word[:-2], "PROPN", "Case=Ill|Number=Sing", known=False)
    for ending, features in _name_endings():
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= 4 and _fits(stem, ending):
            return Analysis(stem, "PROPN", features, known=False)
    return Analysis(word, "PROPN", "Case=Nom|Number=Sing", known=False)


def _fits(stem: str, ending: str) -> bool:
    vowel = stem[-1] in "aeiouyäöå"
    if ending == "n":
        return vowel and not _OWN_N.search(stem + ending)
    return not vowel if ending[0] == "i" else vowel
