"""Orders the readings of a word form: the first is what the word most likely is in a privacy notice.

Word forms are judged without their sentence, so that an answer can be kept for every later occurrence; the
few things the sentence must tell (connegatives) are settled in :mod:`seloste.finnish.negation`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from seloste.finnish.base import Analysis
from seloste.finnish.morphology import PROPER_CLASSES, to_analyses
from seloste.finnish.tables import table
from seloste.finnish.voikko_output import Reading

_FUNCTION_CLASSES = frozenset({"k", "c", "r"})
_PARTICLE_CLASSES = frozenset({"d", "s", "u"})
# Cases that a noun shows rarely, next to a reading that needs none of them.
_RARE_CASES = frozenset({"in", "ab", "ko"})

Rank = tuple[int, int, int, int, int, int]


@cache
def _choices() -> dict[str, tuple[str, str]]:
    return {form: (lemma, upos) for form, lemma, upos in table("choices.tsv")}


@cache
def _weights() -> dict[tuple[str, str], int]:
    rare = {(lemma, upos): 1 for lemma, upos, *_ in table("rare.tsv")}
    return rare | {(lemma, upos): -1 for lemma, upos, *_ in table("preferred.tsv")}


def ordered(form: str, readings: list[Reading], capitalised: bool) -> list[Analysis]:
    """Return the analyses of ``form`` (in lower case), the most likely first, without duplicates.

    The order depends on the readings alone, not on the order in which they come.
    """
    keyed = [
        (_key(form, reading, analysis, capitalised), analysis)
        for reading in readings
        for analysis in to_analyses(reading, form)
    ]
    analyses = dict.fromkeys(analysis for _, analysis in sorted(keyed, key=lambda pair: pair[0]))
    if capitalised:
        return [_as_name(analysis) for analysis in analyses]
    return list(analyses)


@cache
def _names() -> dict[str, str]:
    return {base: name for base, name in table("names.tsv")}  # noqa: C416 (rows are lists)


def _as_name(analysis: Analysis) -> Analysis:
    name = _names().get(analysis.lemma)
    return replace(analysis, lemma=name, upos="PROPN") if name else analysis


def _key(form: str, reading: Reading, analysis: Analysis, capitalised: bool) -> tuple[object, ...]:
    start = reading.parts[-2].end if len(reading.parts) > 1 else 0
    wanted = _choices().get(form) or _choices().get(form[start:])
    chosen = wanted in ((analysis.lemma, analysis.upos), (analysis.lemma[start:], analysis.upos))
    return (
        not chosen,
        _rank(reading, analysis, start, capitalised),
        "Connegative=Yes" in analysis.feats,
        analysis.lemma,
        analysis.upos,
        analysis.feats,
        tuple(part.base for part in analysis.parts),
    )


def _rank(reading: Reading, analysis: Analysis, start: int, capitalised: bool) -> Rank:
    weights = _weights()
    return (
        _name_rank(reading, capitalised),
        weights.get((analysis.lemma, analysis.upos))
        or weights.get((analysis.lemma[start:], analysis.upos), 0),
        _class_rank(reading),
        len(reading.parts),
        _rarity(reading),
        _verb_rank(reading),
    )


def _name_rank(reading: Reading, capitalised: bool) -> int:
    """Names need a capital; with one, a place goes before a common word and a person's name after it."""
    if reading.word_class not in PROPER_CLASSES:
        return 1
    if not capitalised:
        return 3
    return 0 if reading.word_class == "ep" else 2


def _class_rank(reading: Reading) -> int:
    if reading.word_class in _FUNCTION_CLASSES:
        return 0
    return 1 if reading.word_class in _PARTICLE_CLASSES else 2


def _rarity(reading: Reading) -> int:
    """Count what speaks against a reading."""
    if reading.word_class in ("t", "k"):
        marked = reading.mood == "k" or reading.negation == "t" or reading.tense == "i"
        compound = len(reading.parts) > 1  # salasanoin: passwords, not *salasanoa
        return marked + 2 * (reading.mood in ("e", "m")) + 3 * compound
    rare = 3 * (reading.case in _RARE_CASES and not reading.possessive)
    rare += 3 * (reading.case == "tr" and bool(reading.possessive))
    rare += 3 * (reading.possessive == "2m")  # tilanne, not "your (plural) space"
    rare += bool(reading.participle) + 2 * (reading.participle == "m")  # tapahtuma, korjaamista: nouns
    rare += reading.derived  # lakimuutoksista: a noun, not *lakimuutoksinen
    rare += reading.word_class in ("a", "h")
    return rare


def _verb_rank(reading: Reading) -> int:
    """Prefer what notices are written in: verbs of the first person and passives, then the rest."""
    if reading.word_class == "t":
        if reading.negation == "t":
            return 3
        return 0 if reading.person in ("1", "3", "4") else 1
    return 2 if reading.possessive == "1m" else 1
