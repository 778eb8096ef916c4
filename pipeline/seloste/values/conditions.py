"""Finds the words under whose condition a statement holds: consent, law, an exception, a request, another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from seloste.record import Condition
from seloste.values.layout import next_sentence, sentence_around
from seloste.values.tables import table

Kind = Literal["consent", "law", "exception", "request", "other"]
Where = Literal["any", "inside", "denial"]
_NEGATION = re.compile(r"(?<!\w)(?:ei|eivät|emme|en)(?!\w)", re.IGNORECASE)
#: It opens a denial of its own: ``ei luovuteta ulkopuolisille eikä siirretä …``.
AND_NOT = re.compile(r"(?<!\w)(?:eikä|emmekä|enkä|eivätkä)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that make a condition, and where they do; ``is_open``: with any ending."""

    kind: Kind
    where: Where
    words: str
    is_open: bool


def find_condition(text: str, start: int, end: int, *, denied: bool = False) -> Condition | None:
    """Return the condition in the sentence of the words at ``start``–``end`` that stands nearest to them.

    Inside the words themselves only an exception or a limit counts (``ei pääsääntöisesti siirretä``):
    consent or law there is what they name. A denial can be narrowed by more words than a statement can:
    ``ei luovuteta markkinointiin``.
    """
    first, last = sentence_around(text, start, end)
    found = [
        (max(match.start() - end, start - match.end(), 0), match.start(), match.end(), cue.kind)
        for match in _pattern().finditer(text, first, last)
        for cue in [_cue(match.group())]
        if (
            cue.where != "denial"
            or (denied and not _is_of_clause_before(text[first:start], match.end() - first))
        )
        and (cue.where == "inside" or match.end() <= start or match.start() >= end)
    ]
    if not found:
        return None
    _, cue_start, cue_end, kind = min(found)
    return Condition(kind=kind, start=cue_start, end=cue_end)


def _is_of_clause_before(words: str, end: int) -> bool:
    """Say whether words up to ``end`` are of a clause that ends before the denial.

    That is where another denial follows them, ``ei X:lle eikä``, ``vain omassa käytössä, eikä``; not where a verb
    denied after them stands first: ``markkinointiin ei luovuteta eikä``.
    """
    denial = AND_NOT.search(words, end)
    return denial is not None and _NEGATION.search(words, end, denial.start()) is None


def is_qualified(text: str, end: int, last: int | None = None) -> bool:
    """Say whether the sentence after the one that ends past ``end`` takes something back: ``kuitenkin …``.

    :param last: where that sentence has to begin before.
    """
    following = next_sentence(text, end)
    if following is None or (last is not None and following[0] >= last):
        return False
    return _qualifier().search(text, *following) is not None


def _cue(words: str) -> _Cue:
    plain = words.casefold()
    return next(cue for cue in _cues() if plain == cue.words or (cue.is_open and plain.startswith(cue.words)))


@cache
def _qualifier() -> re.Pattern[str]:
    return _any_word(words for words, _ in table("qualifiers.tsv", 2))


@cache
def _cues() -> list[_Cue]:
    """Return the cues, the longest first."""
    cues = [
        _Cue(cast(Kind, kind), cast(Where, where), words.removesuffix("*"), words.endswith("*"))
        for kind, where, words, _ in table("conditions.tsv", 4)
    ]
    return sorted(cues, key=lambda cue: (-len(cue.words), cue.words))


@cache
def _pattern() -> re.Pattern[str]:
    return _any_word(cue.words + "*" * cue.is_open for cue in _cues())


def _any_word(options: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of words as a data file has them, ``*`` for any ending."""
    words = "|".join(
        re.escape(option.removesuffix("*")) + (r"\w*" if option.endswith("*") else r"(?!\w)")
        for option in options
    )
    return re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)
