"""Tells forms of one word by their letters: Finnish endings change the last ones."""

from __future__ import annotations

import re
from itertools import takewhile

#: Letters that the forms of a word share at least, and those that an ending has at most.
SHORTEST_STEM = 5
_LONGEST_ENDING, _LONG_WORD = 4, 8
#: What tells of no data at the end of a compound: ``sijaintitietoa``.
_TAIL = re.compile(r"(?<=\w{5})tie(?:to|do)\w*$", re.IGNORECASE)


def is_form(one: str, other: str) -> bool:
    """Say whether two words can be forms of one."""
    if min(len(one), len(other)) < _LONG_WORD <= abs(len(one) - len(other)):
        return False  # ``sarja`` is no form of ``sarjanumeroita``
    pairs = zip(one.casefold(), other.casefold(), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared >= max(SHORTEST_STEM, min(len(one), len(other)) - _LONGEST_ENDING)


def is_kind_of(one: str, other: str) -> bool:
    """Say whether a word is the last part of another's: ``sijaintitietoa``, ``GPS-sijainti``."""
    plain = _TAIL.sub("", one)
    last = _TAIL.sub("", last_part(other.split()[-1]))
    return abs(len(plain) - len(last)) <= _LONGEST_ENDING and is_form(plain, last)


def last_part(word: str) -> str:
    """Return the last part of a word with a hyphen: ``palkka-aineisto``."""
    return word.rpartition("-")[2]
