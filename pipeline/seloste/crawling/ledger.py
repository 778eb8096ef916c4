"""The ledger of a crawl: which sites are done, which addresses were asked for, what became of candidates.

One SQLite file. A request is noted before it is sent and again once its answer lies in the archive, so that
after a kill the archive's end can be matched with what had been asked, and nothing is asked for twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from seloste.crawling.archive import Place
from seloste.crawling.outcomes import Outcome
from seloste.crawling.sites import Site
from seloste.errors import OutputError

_VERSION = 1
_SCHEMA = """
CREATE TABLE sites (n INTEGER PRIMARY KEY, site TEXT UNIQUE NOT NULL, name TEXT, sector TEXT, business_id TEXT);
CREATE TABLE visits (visit INTEGER, site INTEGER REFERENCES sites (n), done INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0, outcome TEXT, home TEXT, finished_at TEXT, PRIMARY KEY (visit, site));
CREATE TABLE fetches (id INTEGER PRIMARY KEY, visit INTEGER NOT NULL, url TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0, outcome TEXT, status INTEGER, fetched_at TEXT, media_type TEXT, size INTEGER,
    sha256 TEXT, payload_digest TEXT, etag TEXT, last_modified TEXT, location TEXT, ip TEXT, unchanged INTEGER,
    file TEXT, offset INTEGER, length INTEGER, body INTEGER REFERENCES fetches (id), UNIQUE (visit, url));
CREATE INDEX fetches_by_url ON fetches (url, visit);
CREATE TABLE candidates (visit INTEGER, site INTEGER, n INTEGER, candidate TEXT NOT NULL,
    PRIMARY KEY (visit, site, n));
CREATE TABLE archives (file TEXT PRIMARY KEY, length INTEGER NOT NULL);
"""


@dataclass(slots=True)
class Fetch:
    """One address asked for in one visit; ``body`` is the fetch whose record holds the payload."""

    visit: int
    url: str
    outcome: str
    status: int | None = None
    fetched_at: str | None = None
    media_type: str = ""
    size: int | None = None
    sha256: str | None = None
    payload_digest: str | None = None
    etag: str = ""
    last_modified: str = ""
    location: str = ""
    ip: str = ""
    unchanged: bool = False
    file: str | None = None
    offset: int | None = None
    length: int | None = None
    body: int | None = None
    id: int | None = None

    @property
    def place(self) -> Place | None:
        """Where its record is; ``None`` where no answer came."""
        if self.file is None or self.offset is None or self.length is None:
            return None
        return Place(self.file, self.offset, self.length)


_FIELDS = tuple(field.name for field in fields(Fetch) if field.name != "id")


class Ledger:
    """An open ledger; one process writes to it at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        except sqlite3.Error as error:
            raise OutputError(f"{path}: {error}") from error
        if version not in (0, _VERSION):
            raise OutputError(f"{path} was written by another version of seloste; take another folder")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # Sites and visits

    def add_sites(self, sites: Iterable[Site]) -> None:
        """Add the sites that are not yet known; what is said of known ones is brought up to date."""
        with self._db:
            self._db.execute("BEGIN")
            for site in sites:
                self._db.execute(
                    "INSERT INTO sites (site, name, sector, business_id) VALUES (?, ?, ?, ?) ON CONFLICT (site)"
                    " DO UPDATE SET name = excluded.name, sector = excluded.sector,"
                    " business_id = excluded.business_id",
                    (site.site, site.name, site.sector, site.business_id),
                )

    def current_visit(self) -> int:
        """Return the number of the latest visit; 0 if there was none."""
        return int(self._db.execute("SELECT COALESCE(MAX(visit), 0) FROM visits").fetchone()[0])

    def begin_visit(self, visit: int, sites: Iterable[str]) -> None:
        """Note that the given sites are to be visited, those already noted apart; attempts are counted anew."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.executemany(
                "INSERT INTO visits (visit, site) SELECT ?, n FROM sites WHERE site = ? ON CONFLICT DO NOTHING",
                [(visit, site) for site in sites],
            )
            self._db.execute("UPDATE visits SET attempts = 0 WHERE visit = ? AND NOT done", (visit,))

    def pending(self, visit: int, most: int = -1) -> list[Site]:
        """Return the sites still to be visited, those tried least first."""
        found = self._db.execute(
            "SELECT n, sites.site, name, sector, business_id FROM visits JOIN sites ON n = visits.site"
            " WHERE visit = ? AND NOT done ORDER BY attempts, n LIMIT ?",
            (visit, most),
        )
        return [Site(*row) for row in found]

    def crashed(self, visit: int, attempts: int) -> list[int]:
        """Return the sites still pending after so many attempts."""
        found = self._db.execute(
            "SELECT site FROM visits WHERE visit = ? AND NOT done AND attempts >= ?", (visit, attempts)
        )
        return [int(row[0]) for row in found]

    def begin_site(self, visit: int, site: int) -> None:
        """Count an attempt at a site."""
        self._db.execute(
            "UPDATE visits SET attempts = attempts + 1 WHERE visit = ? AND site = ?", (visit, site)
        )

    def finish_site(
        self,
        visit: int,
        site: int,
        outcome: str,
        home: str,
        now: str,
        candidates: Iterable[Mapping[str, Any]],
    ) -> None:
        """Note what became of a site and of its candidates, at once."""
        with self._db:
            self._db.execute("BEGIN")
            self._db.execute(
                "UPDATE visits SET done = 1, outcome = ?, home = ?, finished_at = ? WHERE visit = ? AND site = ?",
                (outcome, home, now, visit, site),
            )
            rows = [
                (visit, site, n, json.dumps(candidate, ensure_ascii=False))
                for n, candidate in enumerate(candidates)
            ]
            self._db.executemany("INSERT INTO candidates VALUES (?, ?, ?, ?)", rows)

    # Fetches

    def begin_fetch(self, visit: int, url: str) -> None:
        """Note that an address is about to be asked for."""
        self._db.execute("INSERT OR IGNORE INTO fetches (visit, url) VALUES (?, ?)", (visit, url))

    def finish_fetch(self, fetch: Fetch, file_length: int | None) -> int:
        """Note how asking ended; return the number of the fetch.

        :param file_length: how long the archive file is now; ``None`` where nothing was written.
        """
        values = asdict(fetch)
        with self._db:
            self._db.execute("BEGIN")
            names = ", ".join(f"{name} = :{name}" for name in _FIELDS)
            row = self._db.execute(
                f"UPDATE fetches SET done = 1, {names} WHERE visit = :visit AND url = :url RETURNING id",
                values,
            ).fetchall()
            number = int(row[0][0])
            if fetch.place is not None and fetch.body is None:
                self._db.execute("UPDATE fetches SET body = id WHERE id = ?", (number,))
            if file_length is not None:
                self.set_length(fetch.file or "", file_length)
        return number

    def fetch_of(self, visit: int, url: str) -> Fetch | None:
        """Return the finished fetch of an address in a visit."""
        return self._one("visit = ? AND url = ? AND done", (visit, url))

    def started(self, url: str) -> int | None:
        """Return the latest visit in which an address was asked for and no end noted."""
        row = self._db.execute("SELECT MAX(visit) FROM fetches WHERE url = ? AND NOT done", (url,)).fetchone()
        return None if row[0] is None else int(row[0])

    def fetch(self, number: int) -> Fetch | None:
        """Return a fetch by its number."""
        return self._one("id = ?", (number,))

    def latest_with_body(self, url: str, before: int) -> Fetch | None:
        """Return the latest successful fetch of an address before a visit."""
        return self._one(
            "url = ? AND visit < ? AND done AND outcome = ? AND body IS NOT NULL ORDER BY visit DESC LIMIT 1",
            (url, before, Outcome.OK),
        )

    def _one(self, condition: str, values: tuple[object, ...]) -> Fetch | None:
        row = self._db.execute(
            f"SELECT {', '.join(_FIELDS)}, id FROM fetches WHERE {condition}", values
        ).fetchone()
        return None if row is None else Fetch(**{**dict(row), "unchanged": bool(row["unchanged"])})

    # Archive files

    def length_of(self, file: str) -> int:
        """Return how much of an archive file is accounted for."""
        row = self._db.execute("SELECT length FROM archives WHERE file = ?", (file,)).fetchone()
        return int(row[0]) if row else 0

    def set_length(self, file: str, length: int) -> None:
        """Note how much of an archive file is accounted for."""
        self._db.execute(
            "INSERT INTO archives VALUES (?, ?) ON CONFLICT DO UPDATE SET length = excluded.length",
            (file, length),
        )

    # Results

    def site_rows(self) -> Iterator[dict[str, Any]]:
        """Yield what became of each site in each visit."""
        query = (
            "SELECT visit, n, sites.site AS site, name, sector, business_id, done, outcome, home, finished_at"
            " FROM visits JOIN sites ON n = visits.site ORDER BY n, visit"
        )
        with closing(self._db.execute(query)) as found:
            yield from map(dict, found)

    def candidates(self, visit: int, site: int) -> list[dict[str, Any]]:
        """Return the candidates of a site in a visit, in the order they were found."""
        found = self._db.execute(
            "SELECT candidate FROM candidates WHERE visit = ? AND site = ? ORDER BY n", (visit, site)
        )
        return [json.loads(row[0]) for row in found]

    def count(self, visit: int) -> dict[str, int]:
        """Return how many sites of a visit ended how."""
        found = self._db.execute(
            "SELECT outcome, COUNT(*) FROM visits WHERE visit = ? AND done GROUP BY outcome ORDER BY outcome",
            (visit,),
        )
        return {str(outcome): int(count) for outcome, count in found}

    def progress(self, visit: int) -> tuple[int, int]:
        """Return how many sites of a visit are done, and how many there are."""
        row = self._db.execute(
            "SELECT TOTAL(done), COUNT(*) FROM visits WHERE visit = ?", (visit,)
        ).fetchone()
        return int(row[0]), int(row[1])
