"""The negation verb (``ei`` in all its persons, clitics and fusions) and its connegatives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from seloste.finnish.base import Analysis
from seloste.finnish.tables import table

LEMMA = "ei"
# A connegative stands close to its negation: "emme koskaan missään tilanteessa luovuta".
_REACH = 8
_STOPS = frozenset({".", "!", "?", ";", ":"})


@cache
def negation_forms() -> dict[str, Analysis]:
    """Return the analysis of each form of the negation verb, in lower case: ``emmekä``, ``ettei``."""
    return {form: Analysis(LEMMA, "AUX", features) for form, features in table("negation_verb.tsv")}


def is_negation(word: str) -> bool:
    """Say whether ``word``, in any case, is a form of the negation verb."""
    return word.lower() in negation_forms()


def connegatives(words: Sequence[str], strengths: Sequence[int]) -> list[int]:
    """Return the places of the connegatives in a line.

    :param words: the tokens of one line.
    :param strengths: for each token 0 where it cannot be a connegative, 1 where it is more likely something
        else (``muodosta``: to form, of a form), 2 where it is a verb.

    A negation takes the first verb after it within eight words of the same sentence, or the weaker candidate
    right after it; ``tai`` and ``eikä`` join further ones (``emme myy tai vuokraa``).
    """
    found: list[int] = []
    left = 0
    for place, word in enumerate(words):
        if is_negation(word):
            left = _REACH
        elif word in _STOPS:
            left = 0
        elif left:
            if strengths[place] == 2 or (strengths[place] == 1 and left == _REACH):
                found.append(place)
                left = _REACH - 1 if _joins(words, place + 1) else 0
            else:
                left -= 1
    return found


def _joins(words: Sequence[str], place: int) -> bool:
    return place < len(words) and words[place].lower() in ("tai", "taikka", "eikä")
