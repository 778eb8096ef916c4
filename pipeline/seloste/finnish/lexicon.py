"""Finds the phrases of a lexicon in analysed tokens, by lemma and by first and last compound part.

A pattern is one or more elements separated by blanks, each matched against one token: ``osoite`` is a
lemma, ``*osoite`` a lemma whose last compound part is ``osoite``, ``laskutus*`` one whose first part is
``laskutus``; ``/`` separates alternatives within an element.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from seloste.finnish.base import Analysis


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the lexicon and what it names."""

    label: str
    category: str
    elements: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: token positions ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    label: str
    category: str
    exact: bool


class Lexicon:
    """Phrases indexed by the keys of their first element."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_key: dict[str, list[tuple[Entry, tuple[frozenset[str], ...]]]] = defaultdict(list)
        for entry in entries:
            rest = tuple(frozenset(element) for element in entry.elements[1:])
            for key in entry.elements[0]:
                self._by_key[key].append((entry, rest))

    @classmethod
    def read(cls, path: Path) -> Lexicon:
        """Read a tab-separated file with the columns label, category, pattern, source."""
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t")
            return cls([Entry(r["label"], r["category"], _elements(r["pattern"])) for r in rows])

    def find(self, analyses: Sequence[Analysis]) -> list[Hit]:
        """Return the longest hits at each position, exact lemmas before compound parts."""
        keys = [_keys(a) for a in analyses]
        hits: list[Hit] = []
        for start in range(len(keys)):
            found: dict[tuple[str, str], tuple[int, bool]] = {}
            for rank, key in enumerate(keys[start]):
                for entry, rest in self._by_key.get(key, ()):
                    end = start + 1 + len(rest)
                    if (
                        rest
                        and (
                            end > len(keys)
                            or rest[0].isdisjoint(keys[start + 1])  # most fail here, before a slice is made
                            or any(map(frozenset.isdisjoint, rest, keys[start + 1 : end]))
                        )
                    ):
                        continue
                    name, now = (entry.label, entry.category), (end, rank == 0)
                    found[name] = max(found.get(name, now), now)
            exact = {label for (label, _), (end, is_exact) in found.items() if is_exact or end > start + 1}
            for (label, category), (end, is_exact) in sorted(found.items()):
                if (
                    is_exact or end > start + 1 or label not in exact
                ):  # a compound head yields to the whole word
                    hits.append(Hit(start, end, label, category, is_exact))
        return hits


def _elements(pattern: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(element.split("/")) for element in pattern.split())


@lru_cache(maxsize=100_000)
def _keys(analysis: Analysis) -> tuple[str, ...]:
    lemma = analysis.lemma.lower()
    parts = analysis.parts
    if len(parts) < 2:
        return (lemma, f"*{lemma}")
    heads = ["".join(p.base for p in parts[i:]) for i in range(1, len(parts))]
    firsts = [parts[0].base, "".join(p.base for p in parts[:2])] if len(parts) > 2 else [parts[0].base]
    return (lemma, *(f"*{head}" for head in heads), *(f"{first}*" for first in firsts))
