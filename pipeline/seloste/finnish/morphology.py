"""Turns a reading in Voikko's terms into lemma, part of speech and features of Universal Dependencies."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from seloste.finnish.base import Analysis, Part
from seloste.finnish.tables import table
from seloste.finnish.voikko_output import Reading

_ATTRIBUTES = (
    "case", "number", "person", "mood", "tense", "possessive", "clitic", "comparison", "participle",
)  # fmt: skip
_UNINFLECTED = frozenset({"Clitic", "Person[psor]", "Number[psor]"})
_CLITIC = re.compile(r"(?:kin|k[aä]{2}n|h[aä]n|k[oö](?:h[aä]n)?|p[aä])$")
_POSSESSIVE = re.compile(r"(?:ni|si|mme|nne|ns[aä]|(?<=[aeiouyäö])n)$")
PROPER_CLASSES = frozenset({"ee", "es", "ep", "em"})


@cache
def _features() -> dict[tuple[str, str], str]:
    return {(attribute, value): ud for attribute, value, ud in table("voikko_to_ud.tsv")}


@cache
def _lemma_upos() -> dict[str, str]:
    return {lemma: upos for lemma, upos, *_ in table("lemmas.tsv")}


@cache
def _pronouns() -> dict[tuple[str, str], tuple[str, str]]:
    return {(base, clitic): (lemma, features) for base, clitic, lemma, features in table("pronouns.tsv")}


@cache
def _plural_only() -> dict[str, str]:
    return {base: lemma for base, lemma in table("plural_only.tsv")}  # noqa: C416 (rows are lists)


def join_features(features: dict[str, str]) -> str:
    """Return features in the order of CoNLL-U, such as ``Case=Ine|Number=Sing``."""
    return "|".join(f"{name}={features[name]}" for name in sorted(features, key=str.lower))


def split_features(features: str) -> dict[str, str]:
    """Return the features of a CoNLL-U cell by name."""
    return dict(pair.split("=", 1) for pair in features.split("|")) if features else {}


def to_analyses(reading: Reading, form: str) -> list[Analysis]:
    """Return what ``reading`` says of ``form`` (a single word in lower case).

    One analysis, but two for the finite forms that serve as the connegative too (``tallenna``, ``kerää``).
    """
    analysis = _to_analysis(reading, form)
    if reading.mood in ("k", "t") and reading.negation == "b" and not reading.clitic:
        connegative = "Connegative=Yes|Mood=Ind|Tense=Pres|VerbForm=Fin|Voice=Act"
        return [analysis, replace(analysis, feats=connegative)]
    return [analysis]


def _to_analysis(reading: Reading, form: str) -> Analysis:
    lemma, upos = _lemma_and_upos(reading, form)
    features: dict[str, str] = {}
    for attribute in _ATTRIBUTES:
        value = getattr(reading, attribute)
        if value:
            features.update(split_features(_features().get((attribute, value), "")))
    if upos in ("VERB", "AUX"):
        _complete_verb(features, reading)
    elif upos in ("ADV", "ADP", "CCONJ", "SCONJ", "INTJ"):
        features = {name: value for name, value in features.items() if name in _UNINFLECTED}
    else:
        for name in ("Mood", "Tense", "VerbForm", "InfForm", "PartForm", "Voice"):
            features.pop(name, None)
        if upos == "ADJ":
            features.setdefault("Degree", "Pos")
    if reading.word_class == "r":
        pronoun = _pronouns().get((reading.base, reading.clitic)) or _pronouns().get((reading.base, ""))
        if pronoun:
            features.update(split_features(pronoun[1]))
            if (reading.base, reading.clitic) in _pronouns():
                features.pop("Clitic", None)
            lemma = pronoun[0]
    if reading.word_class == "k":
        features["Polarity"] = "Neg"
    features.update(split_features(_features().get(("name", reading.word_class), "")))
    return Analysis(lemma, upos, join_features(features), _parts(reading, lemma))


def _lemma_and_upos(reading: Reading, form: str) -> tuple[str, str]:
    if reading.mood == "n4":
        return reading.minen, "NOUN"
    if reading.word_class in ("s", "d"):
        return _bare(form, reading), _features()["upos", reading.word_class]
    if reading.case == "sti":
        return _bare(form, reading), "ADV"
    upos = _own_upos(reading)
    if reading.participle and reading.verb and not upos:
        return reading.verb, _lemma_upos().get(reading.verb, "VERB")
    lemma = _plural_only().get(reading.base, reading.base)
    return lemma, upos or _features().get(("upos", reading.word_class), "X")


def _own_upos(reading: Reading) -> str:
    if len(reading.parts) > 1:
        tail = reading.base[reading.parts[-2].end :]
        return _lemma_upos().get(reading.base) or _lemma_upos().get("-" + tail, "")
    return _lemma_upos().get(reading.base, "")


def _bare(form: str, reading: Reading) -> str:
    """Return an adverb or adposition without clitic and possessive suffix, its lemma by our convention."""
    if reading.clitic:
        form = _CLITIC.sub("", form)
    return _POSSESSIVE.sub("", form) if reading.possessive else form


def _complete_verb(features: dict[str, str], reading: Reading) -> None:
    """Add what Voikko leaves to the reader: voice, connegatives, no person with a passive."""
    if features.get("VerbForm") in ("Fin", "Inf"):
        features["Voice"] = "Pass" if reading.person == "4" else "Act"
    if reading.negation == "t":
        features["Connegative"] = "Yes"
        for name in ("Number", "Person"):
            features.pop(name, None)
    if features.get("VerbForm") == "Inf" and reading.mood in ("n2", "n3"):
        features.setdefault("Number", "Sing")


def _parts(reading: Reading, lemma: str) -> tuple[Part, ...]:
    """Return the compound parts, the last one with the base form that the lemma ends in."""
    *head, last = reading.parts
    if not head or lemma == reading.base:
        return reading.parts if head else (Part(lemma, last.end),)
    return (*head, Part(_tail(lemma, head), last.end))


def _tail(lemma: str, head: list[Part]) -> str:
    start = head[-1].end
    return lemma[start:] or lemma
