"""Template families: notices, and clauses of notices, that are near-duplicates of each other.

Near-duplicates are found by MinHash over runs of words. Each text joins the family of the most similar
leader before it, or leads a family of its own; nothing is removed, for the same template used by two
controllers is a result.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from seloste.errors import UsageError
from seloste.record import Record

if TYPE_CHECKING:
    from rensa import RMinHash

_PERMUTATIONS = 128
#: 16 bands of 8 rows find pairs from a similarity of about 0.7 = (1/16) ** (1/8).
_BANDS = 16
_SEED = 1
#: Least share of common word runs for two notices, and for two clauses, to be of one family.
NOTICE_SIMILARITY = 0.7
CLAUSE_SIMILARITY = 0.7
#: Words a run: five tell templates apart; a clause is too short for more than three.
_NOTICE_RUN = 5
_CLAUSE_RUN = 3
#: Shorter clauses are headings and list items, alike everywhere.
_LEAST_CLAUSE_WORDS = 8
_WORD = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"[^\n.!?]+(?:[.!?](?!\s|$)[^\n.!?]*)*[.!?]?")


class Leaders:
    """Families of texts, each known by the first text of it."""

    def __init__(self, similarity: float, run: int) -> None:
        """Make families of texts that share at least ``similarity`` of their runs of ``run`` words.

        :raises UsageError: the library is missing.
        """
        try:
            from rensa import RMinHashLSH
        except ImportError as error:
            raise UsageError("families need the package rensa: pip install 'seloste[families]'") from error
        self._similarity = similarity
        self._run = run
        self._index: Any = RMinHashLSH(threshold=similarity, num_perm=_PERMUTATIONS, num_bands=_BANDS)
        self._signatures: list[RMinHash] = []

    def join(self, text: str) -> tuple[int, float]:
        """Return the number of the family that a text belongs to, and its similarity to the leader."""
        from rensa import RMinHash

        words = [word.casefold() for word in _WORD.findall(text)]
        runs = [" ".join(words[at : at + self._run]) for at in range(max(1, len(words) - self._run + 1))]
        signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        signature.update(runs)
        candidates = [
            (self._signatures[leader].jaccard(signature), -leader) for leader in self._index.query(signature)
        ]
        best, leader = max(candidates, default=(0.0, 0))
        if best >= self._similarity:
            return -leader, best
        self._index.insert(len(self._signatures), signature)
        self._signatures.append(signature)
        return len(self._signatures) - 1, 1.0


@dataclass(slots=True)
class _Clause:
    leader: str
    first: str
    start: int
    notices: int = 0
    last: str = ""
    variants: set[str] = field(default_factory=set)


def families(records: Iterable[Record]) -> Iterator[Mapping[str, object]]:
    """Yield a row a notice: the family by the id of its leader, its size, the similarity to the leader."""
    leaders = Leaders(NOTICE_SIMILARITY, _NOTICE_RUN)
    names: list[str] = []
    members: list[tuple[str, int, float]] = []
    sizes: list[int] = []
    for record in records:
        family, similarity = leaders.join(record.text)
        if family == len(names):
            names.append(record.id)
            sizes.append(0)
        sizes[family] += 1
        members.append((record.id, family, similarity))
    for name, family, similarity in members:
        yield {
            "notice": name,
            "family": names[family],
            "size": sizes[family],
            "similarity": round(similarity, 3),
        }


def clauses(records: Iterable[Record]) -> list[Mapping[str, object]]:
    """Return a row a clause that two or more notices share, the most frequent first.

    All clauses are held in memory: some 100 bytes for each that differs.
    """
    leaders = Leaders(CLAUSE_SIMILARITY, _CLAUSE_RUN)
    found: list[_Clause] = []
    for record in records:
        for match in _CLAUSE.finditer(record.text):
            words = match[0].strip()
            if len(_WORD.findall(words)) < _LEAST_CLAUSE_WORDS:
                continue
            family, _ = leaders.join(words)
            if family == len(found):
                found.append(_Clause(words, record.id, match.start() + match[0].index(words)))
            clause = found[family]
            clause.variants.add(" ".join(words.casefold().split()))
            if clause.last != record.id:
                clause.notices += 1
                clause.last = record.id
    shared = [clause for clause in found if clause.notices > 1]
    shared.sort(key=lambda clause: (-clause.notices, clause.first, clause.start))
    return [_clause_row(clause) for clause in shared]


def _clause_row(clause: _Clause) -> Mapping[str, object]:
    return {
        "clause": clause.leader,
        "notices": clause.notices,
        "variants": len(clause.variants),
        "first_notice": clause.first,
        "start": clause.start,
        "end": clause.start + len(clause.leader),
    }
