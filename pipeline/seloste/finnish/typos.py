"""Recovers misspelt words of notices: missing umlauts (``sahkoposti``) and single slips (``säännömukaiset``).

A slip is one letter left out, added, changed or swapped with the next. A word is recovered only where the
dictionary does not know it and exactly one word form of ``vocabulary.tsv`` is that near.
"""

from __future__ import annotations

from functools import cache

from seloste.finnish.base import Part
from seloste.finnish.tables import table

# Shorter words have too many neighbours.
_SHORTEST_FOLDED = 6
_SHORTEST_SLIP = 8
_FOLD = str.maketrans("äöå", "aoa")


@cache
def _by_fold() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for (form,) in table("vocabulary.tsv"):
        index.setdefault(form.translate(_FOLD), set()).add(form)
    return index


@cache
def _by_deletion() -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for (form,) in table("vocabulary.tsv"):
        if len(form) >= _SHORTEST_SLIP:
            for shorter in (form, *_deletions(form)):
                index.setdefault(shorter, set()).add(form)
    return index


def right_spelling(form: str) -> str:
    """Return the one vocabulary word that ``form`` (in lower case) misspells, or an empty string."""
    if len(form) >= _SHORTEST_FOLDED:
        folded = _by_fold().get(form.translate(_FOLD), set())
        if len(folded) == 1:
            return min(folded)
    if len(form) < _SHORTEST_SLIP:
        return ""
    near = {
        word
        for shorter in (form, *_deletions(form))
        for word in _by_deletion().get(shorter, ())
        if _is_one_slip(form, word)
    }
    return min(near) if len(near) == 1 else ""


def moved(parts: tuple[Part, ...], word: str, form: str) -> tuple[Part, ...]:
    """Return the compound parts of ``word`` with their ends moved to fit its misspelling ``form``."""
    shift = len(form) - len(word)
    slip = next((i for i, (a, b) in enumerate(zip(form, word, strict=False)) if a != b), len(word))
    return tuple(Part(part.base, part.end + shift if part.end > slip else part.end) for part in parts)


def _deletions(form: str) -> set[str]:
    return {form[:i] + form[i + 1 :] for i in range(len(form))}


def _is_one_slip(form: str, word: str) -> bool:
    """Say whether one insertion, deletion, change or swap of neighbours turns ``form`` into ``word``."""
    start = 0
    while start < min(len(form), len(word)) and form[start] == word[start]:
        start += 1
    a, b = form[start:], word[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[2:] == b[2:] and a[:2] == b[1::-1])
