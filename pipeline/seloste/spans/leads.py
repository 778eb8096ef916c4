"""Whether the line that leads into a list denies what the list holds: ``Emme kerää seuraavia tietoja:``."""

from __future__ import annotations

import csv
from functools import cache

from seloste.finnish.lines import Line
from seloste.resources import package_path
from seloste.spans.words import words

#: Labels whose items a denied lead denies.
DENIABLE = frozenset({"data", "purpose", "recipient", "decision"})
SENTENCE_END = frozenset(".!?")
_LONGEST_ABBREVIATION = 4
#: A lead ends in a colon or says that something follows: ``seuraavia tietoja``.
_ANNOUNCES = "seuraava"


def denies(line: Line) -> bool:
    """Tell whether the last sentence of a lead denies processing, and nothing after the denial affirms it."""
    seen = line.words
    ends = [i + 1 for i in range(1, len(seen) - 1) if seen[i] in SENTENCE_END and not _short(seen[i - 1])]
    first = ends[-1] if ends else 0
    lemmas = line.lemmas[first:]
    if lemmas[-1] != ":" and _ANNOUNCES not in lemmas:
        return False
    if "ei" not in lemmas or not set(lemmas).isdisjoint(words("turns")):
        return False
    negation = len(lemmas) - 1 - lemmas[::-1].index("ei")
    after = range(first + negation + 1, len(line.lemmas))
    verb = next((i for i in after if line.lemmas[i] in _verbs()), None)
    if verb is None:
        return False
    return not any(_affirms(line, i) for i in after if i > verb)


def _short(word: str) -> bool:
    """Tell an abbreviation, whose point ends no sentence: ``esim.``, ``vrt.``"""
    return len(word) <= _LONGEST_ABBREVIATION and word.islower()


def _affirms(line: Line, i: int) -> bool:
    feats = line.analyses[i].feats
    return "VerbForm=Fin" in feats and "Connegative=Yes" not in feats


@cache
def _verbs() -> frozenset[str]:
    with package_path("spans/data/processing_verbs.tsv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["lemma"] for row in csv.DictReader(file, delimiter="\t"))
