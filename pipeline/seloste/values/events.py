"""Finds the event from which a retention period runs: ``10 vuotta asiakassuhteen päättymisestä``.

A period without a length can be told by a moment or by a rhythm, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from seloste.finnish.base import Analysis
from seloste.values.tables import table
from seloste.values.words import lemmatiser

_WORD = re.compile(r"[^\W_]+(?:[-:’'][^\W_]+)*")
#: Words read on each side of a period: an event that stands farther away is another statement's.
_REACH = 9
#: An event's name has its head and at most this many words before it.
_LONGEST = 5
_STOP = re.compile(r"[.;:!?\n•|\t()]|,(?! kun)| [–—-] ")


def starting_event(text: str, start: int, end: int, before: str | None = None) -> str | None:
    """Return the event from which the period at ``start``–``end`` runs, in the nominative, or ``None``.

    :param before: the words for a duration that stand before the period in its sentence
        (``asiakassuhteen ajan``); ``sen jälkeen`` points to their end.
    """
    line_end = text.find("\n", end)
    tail = text[end : line_end if line_end >= 0 else len(text)]
    stop = _STOP.search(tail)
    following = _WORD.findall(tail[: stop.start()] if stop else tail)[:_REACH]
    found = _after(following, before)
    if found:
        return found
    line_start = text.rfind("\n", 0, start) + 1
    head = re.split(r"[.;:!?•|\t()]", text[line_start:start])[-1]
    return _ahead(_WORD.findall(head)[-_REACH:], before)


def tells_moment(words: str) -> bool:
    """Say whether words tell how long by a moment or by how often: ``kauden päätyttyä``, ``viikoittain``."""
    return any(word.casefold().startswith(_moments()) for word in _WORD.findall(words))


@cache
def _moments() -> tuple[str, ...]:
    return tuple(sorted(_words("moment") | _words("often")))


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(word for row_kind, word, _ in table("event_words.tsv", 3) if row_kind == kind)


def _after(words: Sequence[str], before: str | None) -> str | None:
    """Read ``[ajan] X:n päättymisestä``, ``X:n jälkeen``, ``siitä, kun …``, ``sen jälkeen``."""
    analyses = lemmatiser().analyse(words) if words else []
    first = 0
    while first < len(words) and analyses[first].lemma in _words("skip"):
        first += 1
    if words[first : first + 2] == ["siitä", "kun"]:
        return " ".join(words[first + 1 :])
    for at in range(first, min(len(words), first + _LONGEST + 1)):
        if words[at].casefold() == "jälkeen":
            return _named(words[first:at], analyses[first:at], "Gen", before)
        if _is_head(analyses[at], "Ela"):
            return _named(words[first : at + 1], analyses[first : at + 1], "Ela", before)
        if (
            analyses[at].upos in ("VERB", "AUX", "CCONJ", "SCONJ")
            and "VerbForm=Part" not in analyses[at].feats
        ):
            return None
    return None


def _ahead(words: Sequence[str], before: str | None) -> str | None:
    """Read ``X:n päättymisestä [on kulunut]`` and ``X:n jälkeen`` that end right before the period."""
    analyses = lemmatiser().analyse(words) if words else []
    last = len(words) - 1
    while last >= 0 and (
        analyses[last].upos in ("AUX", "ADV") or analyses[last].lemma in ("kulua", "kulunut")
    ):
        last -= 1
    if last < 1:
        return None
    if words[last].casefold() == "jälkeen":
        last -= 1
        case = "Gen"
    elif _is_head(analyses[last], "Ela") and (
        analyses[last].lemma.endswith("minen") or last < len(words) - 1
    ):
        case = "Ela"
    else:
        return None
    first = last
    while first > 0 and last - first < _LONGEST and _modifies(analyses[first - 1], case):
        first -= 1
    return _named(words[first : last + 1], analyses[first : last + 1], case, before)


def _modifies(analysis: Analysis, case: str) -> bool:
    return "Case=Gen" in analysis.feats or (f"Case={case}" in analysis.feats and analysis.upos == "ADJ")


def _is_head(analysis: Analysis, case: str) -> bool:
    return f"Case={case}" in analysis.feats and analysis.upos in ("NOUN", "PROPN")


def _named(words: Sequence[str], analyses: Sequence[Analysis], case: str, before: str | None) -> str | None:
    """Return the phrase in the nominative: its head and the adjectives that agree with it by their lemmas."""
    if not words or analyses[-1].lemma in _words("place"):
        return None
    named = [
        analysis.lemma if f"Case={case}" in analysis.feats and analysis.upos in ("NOUN", "ADJ") else word
        for word, analysis in zip(words, analyses, strict=True)
    ]
    if case == "Gen":  # only the last genitive is the head; those before it belong to it
        named = [
            word if analysis.upos == "NOUN" and at < len(words) - 1 else name
            for at, (word, analysis, name) in enumerate(zip(words, analyses, named, strict=True))
        ]
    if analyses[0].lemma in _words("pointer"):
        return _pointed(named[1:], before)
    if len(named) > 1 and analyses[0].upos == "PRON":  # "hänen syntymästään"
        named = named[1:]
    return " ".join(named)


def _pointed(rest: Sequence[str], before: str | None) -> str | None:
    """Put the relation named before in the place of ``sen``: ``sen päättymisestä``, ``sen jälkeen``."""
    if not before:
        return None
    words = before.split()
    while words and words[-1].casefold() in _words("term"):
        words.pop()
    if not words:
        return None
    if len(words) == len(before.split()) or not words[-1].casefold().endswith("n"):
        return None
    words[0] = words[0][0].lower() + words[0][1:] if not words[0].isupper() else words[0]
    return " ".join([*words, *(rest or ["päättyminen"])])
