"""The words of ``contact_words.tsv`` by kind, and patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from seloste.finnish.base import Analyser
from seloste.finnish.registry import analyser
from seloste.values.tables import table

#: What may part the words of one value: never a line break.
BLANK = r"[ \t\u00a0\u2009\u202f]"


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of a kind, in lower case."""
    return frozenset(
        word.casefold() for row_kind, word, _ in table("contact_words.tsv", 3) if row_kind == kind
    )


def any_of(options: Iterable[str]) -> str:
    """Return a pattern that matches one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(options, key=lambda w: (-len(w), w))) + ")"


@cache
def lemmatiser() -> Analyser:
    """Return the default analyser of Finnish, opened once a process."""
    return analyser()
