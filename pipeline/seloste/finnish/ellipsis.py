"""Completes elliptic compounds: ``nimi-, osoite- ja laskutustiedot``, ``käyttäjätunnukset ja -nimet``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from seloste.finnish.base import Analysis
from seloste.finnish.guesses import acronyms
from seloste.finnish.tables import table

_BETWEEN = frozenset({"ADJ", "PRON", "ADV"})
# Words between a suspended part and its head: "nimi-, osoite-, puhelin- ja muut mahdolliset yhteystiedot".
_REACH = 16
_MODIFIERS = 3
_VOWELS = frozenset("aeiouyäöå")
_HYPHENS = "-\u2010\u2011"


@dataclass(frozen=True, slots=True)
class Completion:
    """A completed compound.

    ``place`` and ``head`` are token places: of the part that was cut short and of the word that it was
    completed from; ``word`` keeps the ending of the text, ``lemma`` is the base form.
    """

    place: int
    head: int
    word: str
    lemma: str


@cache
def _joins() -> frozenset[str]:
    return frozenset(row[0] for row in table("joins.tsv"))


@cache
def _tails() -> frozenset[str]:
    return frozenset(row[0] for row in table("tails.tsv"))


def completions(words: Sequence[str], analyses: Sequence[Analysis]) -> list[Completion]:
    """Return the completed compounds of one line, in order; parts that nothing completes are left out."""
    found = []
    for place, word in enumerate(words):
        completion = None
        if is_suspended(word):
            completion = _from_right(place, words, analyses)
        elif _is_tail(word):
            completion = _from_left(place, words, analyses)
        if completion:
            found.append(completion)
    return found


def is_suspended(word: str) -> bool:
    """Tell a compound cut short before its last part: ``nimi-`` of ``nimi- ja yhteystiedot``."""
    return len(word) > 1 and word[-1] in _HYPHENS and word[-2].isalnum()


def _is_tail(word: str) -> bool:
    return len(word) > 1 and word[0] in _HYPHENS and word[1].isalpha()


def joined(words: Sequence[str]) -> list[bool]:
    """Tell of each token whether an elliptic compound ties it to the token before it.

    ``nimi- ja yhteystiedot`` and ``käyttäjätunnus ja -nimi`` are one phrase each, cut nowhere.
    """
    ties = [False] * len(words)
    for i in range(len(words) - 2):
        if words[i + 1].lower() in _joins() and (is_suspended(words[i]) or _is_tail(words[i + 2])):
            ties[i + 1] = ties[i + 2] = True
    return ties


def _from_right(place: int, words: Sequence[str], analyses: Sequence[Analysis]) -> Completion | None:
    modifiers = 0
    for head in range(place + 1, min(place + 1 + _REACH, len(words))):
        word = words[head]
        if word.lower() in _joins() or word[-1] in _HYPHENS:
            continue
        analysis = analyses[head]
        if len(analysis.parts) > 1 and analysis.upos in ("NOUN", "ADJ", "PROPN", "VERB", "ADV"):
            cut = _cut(analysis)
            stem = words[place].rstrip(_HYPHENS)
            bare = _decapitalised(stem, analyses[place])
            word_tail, lemma_tail = word[cut:], analysis.lemma[_lemma_cut(analysis, cut) :]
            return Completion(place, head, _join(stem, word_tail), _join(bare, lemma_tail))
        modifiers += 1
        if modifiers > _MODIFIERS or analysis.upos not in _BETWEEN:
            return None
    return None


def _from_left(place: int, words: Sequence[str], analyses: Sequence[Analysis]) -> Completion | None:
    tail, lemma_tail = words[place].lstrip(_HYPHENS), analyses[place].lemma
    for head in range(place - 1, max(place - _REACH, -1), -1):
        if words[head].lower() in _joins():
            continue
        analysis = analyses[head]
        if words[head][0] in _HYPHENS:
            continue
        if len(analysis.parts) > 1:
            stem = words[head][: analysis.parts[-2].end]
            bare = _decapitalised(stem, analysis)
            return Completion(place, head, _join(stem, tail), _join(bare, lemma_tail))
        if head and "Case=Gen" in analyses[head - 1].feats:
            stem = words[head - 1]
            bare = _decapitalised(stem, analyses[head - 1])
            return Completion(place, head - 1, _join(stem, tail), _join(bare, lemma_tail))
        return None
    return None


def _cut(analysis: Analysis) -> int:
    """Return where the part that elliptic compounds share begins in the word form."""
    for part in analysis.parts[:-1]:
        if analysis.lemma[_lemma_cut(analysis, part.end) :] in _tails():
            return part.end
    return analysis.parts[-2].end


def _lemma_cut(analysis: Analysis, cut: int) -> int:
    """Return the place in the lemma that answers to ``cut``: all but the last part are spelt alike."""
    return min(cut, len(analysis.lemma))


def _decapitalised(stem: str, analysis: Analysis) -> str:
    if analysis.upos == "PROPN" or not analysis.known or stem in acronyms() or stem[1:] != stem[1:].lower():
        return stem
    return stem if len(stem) == 1 else stem.lower()


def _join(stem: str, tail: str) -> str:
    """Write a compound as Finnish does: with a hyphen between equal vowels and after acronyms."""
    if stem[-1] in _HYPHENS:
        return stem + tail
    same_vowel = stem[-1].lower() == tail[:1].lower() and stem[-1].lower() in _VOWELS
    acronym = len(stem) == 1 or stem[-1].isupper() or stem[-1].isdigit()
    return f"{stem}-{tail}" if same_vowel or acronym else stem + tail
