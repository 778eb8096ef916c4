"""Template families: notices, and clauses of notices, that are near-duplicates of each other.

Near-duplicates are found by MinHash over runs of words. Each text joins the family of the most similar
leader before it, or leads a family of its own; nothing is removed, for the same template used by two
controllers is a result. What is known of the texts before lies in a temporary file, so that memory does not
grow with their number.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

import numpy as np

from seloste.comparison.scratch import temporary_base
from seloste.errors import UsageError
from seloste.record import Record

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
            import rensa  # noqa: F401 (said here, before hours of work)
        except ImportError as error:
            raise UsageError("families need the package rensa: pip install 'seloste[families]'") from error
        self._similarity = similarity
        self._run = run
        self._count = 0
        self._base = temporary_base(
            "CREATE TABLE leader (n INTEGER PRIMARY KEY, signature BLOB);"
            "CREATE TABLE band (key INTEGER, leader INTEGER, PRIMARY KEY (key, leader)) WITHOUT ROWID;"
        )

    def join(self, text: str) -> tuple[int, float]:
        """Return the number of the family that a text belongs to, and its similarity to the leader."""
        signature = self._signature(text)
        keys = _band_keys(signature)
        best, family = max(self._candidates(signature, keys), default=(0.0, 0))
        if best >= self._similarity:
            return -family, best
        self._base.execute("INSERT INTO leader VALUES (?, ?)", (self._count, signature.tobytes()))
        self._base.executemany("INSERT INTO band VALUES (?, ?)", ((key, self._count) for key in set(keys)))
        self._count += 1
        return self._count - 1, 1.0

    def close(self) -> None:
        """Remove the temporary file."""
        self._base.close()

    def _candidates(self, signature: np.ndarray, keys: list[int]) -> Iterator[tuple[float, int]]:
        """Yield (similarity, minus number) of the leaders that share a band, so that the first wins a tie."""
        places = ", ".join("?" * len(keys))
        query = (
            f"SELECT n, signature FROM leader WHERE n IN (SELECT leader FROM band WHERE key IN ({places}))"
        )
        for leader, other in self._base.execute(query, keys):
            yield float(np.mean(np.frombuffer(other, np.uint32) == signature)), -leader

    def _signature(self, text: str) -> np.ndarray:
        from rensa import RMinHash

        words = [word.casefold() for word in _WORD.findall(text)]
        runs = [" ".join(words[at : at + self._run]) for at in range(max(1, len(words) - self._run + 1))]
        minhash = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        minhash.update(runs)
        return np.array(minhash.digest(), dtype=np.uint32)


class Families:
    """Gathers template families of notices."""

    def __init__(self) -> None:
        """Begin with no notices.

        :raises UsageError: the library is missing.
        """
        self._leaders = Leaders(NOTICE_SIMILARITY, _NOTICE_RUN)
        self._base = temporary_base(
            "CREATE TABLE member (n INTEGER PRIMARY KEY, id TEXT, family INTEGER, similarity REAL);"
            "CREATE TABLE family (n INTEGER PRIMARY KEY, id TEXT, size INTEGER);"
        )

    def add(self, record: Record) -> None:
        """Add a notice."""
        family, similarity = self._leaders.join(record.text)
        self._base.execute("INSERT INTO member VALUES (NULL, ?, ?, ?)", (record.id, family, similarity))
        self._base.execute(
            "INSERT INTO family VALUES (?, ?, 1) ON CONFLICT (n) DO UPDATE SET size = size + 1",
            (family, record.id),
        )

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a notice: the family by the id of its leader, its size, the similarity to the leader."""
        query = """SELECT member.id, family.id, size, similarity FROM member JOIN family ON family.n = family
                   ORDER BY member.n"""
        for notice, family, size, similarity in self._base.execute(query):
            yield {"notice": notice, "family": family, "size": size, "similarity": round(similarity, 3)}

    def close(self) -> None:
        """Remove the temporary files."""
        self._leaders.close()
        self._base.close()


class Clauses:
    """Gathers the clauses that notices share."""

    def __init__(self) -> None:
        """Begin with no notices.

        :raises UsageError: the library is missing.
        """
        self._leaders = Leaders(CLAUSE_SIMILARITY, _CLAUSE_RUN)
        self._notices = 0
        self._base = temporary_base(
            "CREATE TABLE wording (digest BLOB PRIMARY KEY, family INTEGER) WITHOUT ROWID;"
            "CREATE TABLE clause (family INTEGER PRIMARY KEY, text TEXT, first TEXT, start INTEGER,"
            " notices INTEGER, variants INTEGER, last INTEGER);"
        )

    def add(self, record: Record) -> None:
        """Add the clauses of a notice."""
        self._notices += 1
        for match in _CLAUSE.finditer(record.text):
            text = match[0].strip()
            if len(_WORD.findall(text)) >= _LEAST_CLAUSE_WORDS:
                self._add(text, record.id, match.start() + match[0].index(text))

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a clause that two or more notices share, the most frequent first."""
        query = """SELECT text, notices, variants, first, start FROM clause WHERE notices > 1
                   ORDER BY notices DESC, first, start"""
        for text, notices, variants, first, start in self._base.execute(query):
            yield {
                "clause": text,
                "notices": notices,
                "variants": variants,
                "first_notice": first,
                "start": start,
                "end": start + len(text),
            }

    def close(self) -> None:
        """Remove the temporary files."""
        self._leaders.close()
        self._base.close()

    def _add(self, text: str, notice: str, start: int) -> None:
        """Count a clause; a wording seen before is of the family it was of then."""
        digest = hashlib.blake2b(" ".join(text.casefold().split()).encode(), digest_size=12).digest()
        known = self._base.execute("SELECT family FROM wording WHERE digest = ?", (digest,)).fetchone()
        family = known[0] if known else self._leaders.join(text)[0]
        if not known:
            self._base.execute("INSERT INTO wording VALUES (?, ?)", (digest, family))
        self._base.execute(
            "INSERT INTO clause VALUES (?, ?, ?, ?, 1, 1, ?) ON CONFLICT (family) DO UPDATE SET"
            " notices = notices + (last <> excluded.last), variants = variants + ?, last = excluded.last",
            (family, text, notice, start, self._notices, not known),
        )


def _band_keys(signature: np.ndarray) -> list[int]:
    """Return a number for each band of a signature, equal where two bands are."""
    bands = (bytes([band]) + rows.tobytes() for band, rows in enumerate(signature.reshape(_BANDS, -1)))
    digests = (hashlib.blake2b(band, digest_size=8).digest() for band in bands)
    return [int.from_bytes(digest, signed=True) for digest in digests]
