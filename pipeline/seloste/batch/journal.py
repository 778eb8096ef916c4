"""The journal of an output folder: which inputs there are, what became of each, where its records lie.

It is an SQLite file in ``.work/``. A shard of records is first renamed into place and then entered here in
one transaction, so whatever the journal knows of is whole; what it does not know of is done again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seloste.errors import OutputError, UsageError

_FILE = "journal.sqlite"
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE input (
    n INTEGER PRIMARY KEY, place TEXT UNIQUE NOT NULL, stamp TEXT NOT NULL,
    listed INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0, sha256 TEXT
);
CREATE TABLE record (
    input INTEGER NOT NULL, part INTEGER NOT NULL, id TEXT NOT NULL, written TEXT NOT NULL,
    file TEXT NOT NULL, start INTEGER NOT NULL, size INTEGER NOT NULL
);
CREATE INDEX record_input ON record (input);
CREATE TABLE failure (
    input INTEGER NOT NULL, part TEXT, reason TEXT NOT NULL, stage TEXT NOT NULL, message TEXT NOT NULL
);
CREATE INDEX failure_input ON failure (input);
CREATE INDEX input_waiting ON input (n) WHERE done = 0;
"""

#: Records of one id are told apart by where they come from: the first keeps the id.
_IN_ORDER = """
SELECT row, CASE WHEN twin = 1 THEN id ELSE id || '~' || mark(place || '#' || part) END AS final,
       id, written, file, start, size
FROM (
    SELECT record.rowid AS row, record.*, input.place,
           ROW_NUMBER() OVER (PARTITION BY id ORDER BY place, part) AS twin
    FROM record JOIN input ON input.n = record.input
)
ORDER BY final
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input, or one part of it, gave no record."""

    reason: str
    stage: str
    message: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A record's line in a file of ``.work/``, in bytes."""

    id: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input."""

    n: int
    sha256: str | None
    records: tuple[Stretch, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A record in its final order: the id to go out under, its own, the one in its line, the line's place."""

    row: int
    final: str
    id: str
    written: str
    file: str
    start: int
    size: int


class DamagedJournal(UsageError):  # noqa: N818 (the state of a journal, as its message says it)
    """The journal of a folder cannot be read; the folder has to be begun anew."""


class Journal:
    """The open journal of a work folder, to be closed; one run at a time has it."""

    def __init__(self, work: Path) -> None:
        """Open the journal, making it where there is none.

        :raises UsageError: another run has the folder.
        :raises DamagedJournal: the file is no journal.
        :raises OutputError: the folder cannot be written.
        """
        self.work = work
        with _reported(work):
            work.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(work / _FILE, timeout=1.0, isolation_level=None)
            self._base.create_function("mark", 1, _mark, deterministic=True)
            self._base.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._base.execute("PRAGMA synchronous = FULL")
            with self._transaction():
                if not self._base.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                    self._make_tables()

    def clear(self) -> None:
        """Forget everything and remove all records kept."""
        with _reported(self.work):
            with self._transaction():
                tables = self._base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
                for (name,) in tables:
                    self._base.execute(f'DROP TABLE "{name}"')
                self._make_tables()
            for path in self.work.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif not path.name.startswith(_FILE):
                    path.unlink()

    def _make_tables(self) -> None:
        for statement in filter(str.strip, _TABLES.split(";")):
            self._base.execute(statement)

    def close(self) -> None:
        """Let another run have the folder."""
        self._base.close()

    def get(self, key: str) -> Any:
        """Return what was kept under a key, or ``None``."""
        row = self._base.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, key: str, value: object) -> None:
        """Keep a JSON value under a key."""
        with _reported(self.work), self._transaction():
            self._put(key, value)

    def list_inputs(self, inputs: Iterable[tuple[str, str]]) -> None:
        """Take in the inputs of this run as (place, stamp), each place once.

        An input whose stamp is another than before is to be done again; one that is no longer listed is
        dropped with its records.
        """
        with _reported(self.work), self._transaction():
            self._base.execute("UPDATE input SET listed = 0")
            for place, stamp in inputs:
                known = self._base.execute("SELECT n, stamp FROM input WHERE place = ?", (place,)).fetchone()
                if known is None:
                    self._base.execute(
                        "INSERT INTO input (place, stamp, listed) VALUES (?, ?, 1)", (place, stamp)
                    )
                else:
                    self._base.execute("UPDATE input SET listed = 1 WHERE n = ?", (known[0],))
                    if known[1] != stamp:
                        self._base.execute(
                            "UPDATE input SET stamp = ?, done = 0 WHERE n = ?", (stamp, known[0])
                        )
                        self._forget("= ?", (known[0],))
                        self._put("finished", None)
            if self._base.execute("SELECT 1 FROM input WHERE listed = 0").fetchone():
                self._forget("IN (SELECT n FROM input WHERE listed = 0)", ())
                self._base.execute("DELETE FROM input WHERE listed = 0")
                self._put("finished", None)

    def try_again(self, reasons: Iterable[str]) -> None:
        """Put back the inputs that failed for reasons which another run may not meet."""
        given = tuple(reasons)
        failed = f"SELECT input FROM failure WHERE reason IN ({', '.join('?' * len(given))})"
        with _reported(self.work), self._transaction():
            self._base.execute(f"UPDATE input SET done = 0 WHERE n IN ({failed})", given)

    def total(self) -> int:
        """Return how many inputs there are."""
        return int(self._base.execute("SELECT COUNT(*) FROM input").fetchone()[0])

    def waiting(self) -> int:
        """Return how many inputs are still to be done."""
        return int(self._base.execute("SELECT COUNT(*) FROM input WHERE done = 0").fetchone()[0])

    def number(self, place: str) -> int | None:
        """Return the number of an input that is still to be done, ``None`` for any other."""
        row = self._base.execute("SELECT n FROM input WHERE place = ? AND done = 0", (place,)).fetchone()
        return int(row[0]) if row else None

    def left_over(self) -> list[int]:
        """Return the numbers of the inputs that are still to be done."""
        return [row[0] for row in self._base.execute("SELECT n FROM input WHERE done = 0 ORDER BY n")]

    def commit(self, file: str, outcomes: Iterable[Outcome]) -> None:
        """Enter what became of the inputs of a shard whose records lie in ``file`` of ``.work/``."""
        with _reported(self.work), self._transaction():
            self._put("finished", None)
            for outcome in outcomes:
                self._forget("= ?", (outcome.n,))
                self._base.execute(
                    "UPDATE input SET done = 1, sha256 = ? WHERE n = ?", (outcome.sha256, outcome.n)
                )
                self._base.executemany(
                    "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [
                        (outcome.n, part, at.id, at.id, file, at.start, at.size)
                        for part, at in enumerate(outcome.records)
                    ],
                )
                self._base.executemany(
                    "INSERT INTO failure VALUES (?, ?, ?, ?, ?)",
                    [(outcome.n, why.part, why.reason, why.stage, why.message) for why in outcome.failures],
                )

    def in_order(self) -> Iterator[Placed]:
        """Yield every record sorted by the id that it goes out under; ids are unique."""
        return (Placed(*row) for row in self._base.execute(_IN_ORDER))

    def move(self, file: str, stretches: Iterable[tuple[int, int, int]], renamed: Mapping[int, str]) -> None:
        """Enter that all records now lie in ``file`` as (row, start, size), some under another id."""
        with _reported(self.work), self._transaction():
            self._base.executemany(
                "UPDATE record SET file = ?, written = COALESCE(?, id), start = ?, size = ? WHERE rowid = ?",
                ((file, renamed.get(row), start, size, row) for row, start, size in stretches),
            )

    def failures(self) -> Iterator[Mapping[str, Any]]:
        """Yield every failure with its input, sorted by place."""
        query = """SELECT place, part, reason, stage, message, sha256 FROM failure
                   JOIN input ON input.n = failure.input ORDER BY place, failure.rowid"""
        for place, part, reason, stage, message, sha256 in self._base.execute(query):
            yield {
                "input": place,
                "part": part,
                "reason": reason,
                "stage": stage,
                "message": message,
                "sha256": sha256,
            }

    def counts(self) -> dict[str, Any]:
        """Return the counts by outcome: ``inputs`` is ``inputs_done`` plus ``inputs_failed`` plus waiting."""

        def number(query: str) -> int:
            return int(self._base.execute(query).fetchone()[0])

        with_records = "SELECT COUNT(DISTINCT input) FROM record"
        reasons = self._base.execute("SELECT reason, COUNT(*) FROM failure GROUP BY reason ORDER BY reason")
        return {
            "inputs": number("SELECT COUNT(*) FROM input"),
            "inputs_done": number(with_records),
            "inputs_failed": number("SELECT COUNT(*) FROM input WHERE done = 1") - number(with_records),
            "notices": number("SELECT COUNT(*) FROM record"),
            "failures": number("SELECT COUNT(*) FROM failure"),
            "failures_by_reason": dict(reasons.fetchall()),
        }

    def digest(self) -> str:
        """Return one SHA-256 of all inputs: of the lines ``place TAB digest``, sorted by place."""
        total = hashlib.sha256()
        for place, sha256 in self._base.execute("SELECT place, sha256 FROM input ORDER BY place"):
            total.update(f"{place}\t{sha256 or ''}\n".encode("utf-8", "surrogateescape"))
        return total.hexdigest()

    def _put(self, key: str, value: object) -> None:
        self._base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    def _forget(self, which: str, values: tuple[int, ...]) -> None:
        self._base.execute(f"DELETE FROM record WHERE input {which}", values)
        self._base.execute(f"DELETE FROM failure WHERE input {which}", values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._base.in_transaction:  # a full disk has already rolled it back
                self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


def _mark(place: str) -> str:
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:8]


@contextmanager
def _reported(work: Path) -> Iterator[None]:
    """Turn what the file system and the data base object to into errors of the package."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {work}: {error.strerror or error}") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise UsageError(
                f"another run is writing {work.parent}; wait for it or choose another folder"
            ) from error
        raise OutputError(f"cannot write {work}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise DamagedJournal(f"{work} is damaged ({error}); begin anew with --force") from error
