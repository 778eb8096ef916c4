"""Nouns that look like verbs: ``kuvaa`` in ``tallentaa kuvaa`` (a picture) and in ``seloste kuvaa`` (describes)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from seloste.finnish.base import Analysis
from seloste.finnish.negation import LEMMA as NEGATION
from seloste.finnish.tables import table

_AND = frozenset({"ja", "tai", "sekä", "taikka", "eikä", "eli"})
# The one preposition of notices that takes the partitive.
_WITHOUT = "ilman"
# Words between a verb and its object: "pidämme näistä lisäksi kirjaa".
_REACH = 4
# What begins a new clause.
_BORDERS = frozenset({"PUNCT", "SYM", "CCONJ", "SCONJ", "PRON"})


@cache
def _nouns() -> frozenset[str]:
    return frozenset(row[0] for row in table("context_nouns.tsv"))


def noun_reading(readings: Sequence[Analysis]) -> Analysis | None:
    """Return the partitive of a listed noun among the readings of a form that goes for a finite verb first."""
    if readings[0].upos != "VERB" or "Person=3" not in readings[0].feats:
        return None
    return next((r for r in readings[1:] if r.lemma in _nouns() and _is_partitive(r)), None)


def is_noun(words: Sequence[str], answers: Sequence[Analysis], place: int) -> bool:
    """Say whether the neighbours of a form of :func:`noun_reading` show that it is the noun.

    :param answers: one analysis a word of the line, connegatives among them.

    They do when its clause has a verb already (``tallentuu kuvaa``) or goes on with one (``kuvaa ei käytetä``),
    after an attribute in the partitive (``suoraa kuvaa``) or ``ilman``, and before a noun that it is joined
    with (``kuvaa ja ääntä``).
    """
    if _follows_verb(answers, place) or _precedes_verb(words, answers, place):
        return True
    if place and (_is_attribute(answers[place - 1]) or words[place - 1].lower() == _WITHOUT):
        return True
    after = answers[place + 1 : place + 3]
    joined = len(after) == 2 and words[place + 1].lower() in _AND
    return joined and after[1].upos == "NOUN" and _is_partitive(after[1])


def _follows_verb(answers: Sequence[Analysis], place: int) -> bool:
    """Say whether the clause has a finite verb other than the negation, with no subject between them."""
    for before in reversed(answers[max(0, place - _REACH) : place]):
        if "VerbForm=Fin" in before.feats:
            return before.lemma != NEGATION
        is_subject = before.upos in ("NOUN", "PROPN") and "Case=Nom|Number=Sing" in before.feats
        if is_subject or before.upos in _BORDERS:
            break
    return False


def _precedes_verb(words: Sequence[str], answers: Sequence[Analysis], place: int) -> bool:
    """Say whether the next word is a finite verb: not an infinitive that looks like one, not ``emmekä``."""
    if place + 1 == len(words) or "VerbForm=Fin" not in answers[place + 1].feats:
        return False
    after = words[place + 1].lower()
    return after == NEGATION or (after != answers[place + 1].lemma and not after.endswith(("kä", "ka")))


def _is_attribute(analysis: Analysis) -> bool:
    is_modifier = analysis.upos == "ADJ" or "VerbForm=Part" in analysis.feats or analysis.lemma == "tämä"
    return is_modifier and _is_partitive(analysis)


def _is_partitive(analysis: Analysis) -> bool:
    return "Case=Par" in analysis.feats and "Number=Sing" in analysis.feats
