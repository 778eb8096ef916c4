"""What a crawl found, as tables (CSV and Parquet) and as one WARC file of the notices alone."""

from __future__ import annotations

import csv
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from seloste.crawling.archive import Archive
from seloste.crawling.ledger import Fetch, Ledger
from seloste.errors import OutputError

_INTEGERS = frozenset(("visit", "depth", "http_status", "bytes", "warc_offset", "warc_length", "notices"))
_NUMBERS = frozenset(("score",))
_BOOLEANS = frozenset(("chosen", "unchanged"))
_MANIFEST = (
    "visit", "site", "name", "sector", "business_id", "url", "final_url", "redirects", "canonical", "alternates",
    "chosen", "why_chosen", "why_not", "verdict", "source", "label", "found_on", "score", "depth", "language",
    "title", "fetched_at", "http_status", "media_type", "bytes", "sha256", "unchanged", "change", "ip", "etag",
    "last_modified", "warc_file", "warc_offset", "warc_length",
)  # fmt: skip
_SITES = ("visit", "site", "name", "sector", "business_id", "outcome", "notices", "home", "finished_at")
#: What spreadsheets take for the beginning of a formula (OWASP ASVS 1.2.10, CWE-1236).
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")

_GROUP_ROWS = 20_000

Row = dict[str, Any]


def write_manifest(folder: Path) -> None:
    """Write manifest and sites as CSV and Parquet, and ``notices.warc.gz``, from the ledger of a crawl.

    Site by site, so that memory does not grow with their number.

    :raises OutputError: the folder cannot be written.
    """
    ledger = Ledger(folder / "ledger.sqlite")
    archive = Archive(folder / "warc", "")
    try:
        with (
            _table(folder / "manifest", _MANIFEST) as manifest,
            _table(folder / "sites", _SITES) as sites,
            _replacing(folder / "notices.warc.gz") as beside,
            beside.open("wb") as notices,
        ):
            copied: set[int] = set()
            for _, group in itertools.groupby(ledger.site_rows(), key=lambda row: row["n"]):
                visits = list(group)
                rows = [row for visit in visits if visit["done"] for row in _candidates(ledger, visit)]
                _mark_changes(rows)
                manifest(rows)
                chosen = [row for row in rows if row["chosen"]]
                counts = Counter(row["visit"] for row in chosen)
                sites([{**visit, "notices": counts[visit["visit"]]} for visit in visits])
                latest = max(counts, default=0)
                for fetch in (row["fetch"] for row in chosen if row["visit"] == latest):
                    _copy_notice(fetch, ledger, archive, notices, copied)
    except OSError as error:
        raise OutputError(f"cannot write {folder}: {error.strerror or error}") from error
    finally:
        ledger.close()


def _candidates(ledger: Ledger, site: Mapping[str, Any]) -> Iterator[Row]:
    for candidate in ledger.candidates(site["visit"], site["n"]):
        fetch = ledger.fetch(candidate["fetch"]) if candidate["fetch"] else None
        words = f"{candidate['source']}: {candidate['label']}".rstrip(": ")
        yield {
            **{name: site[name] for name in ("visit", "site", "name", "sector", "business_id")},
            **{name: candidate[name] for name in _MANIFEST if name in candidate},
            "redirects": " ".join(candidate["chain"]),
            "alternates": " ".join(f"{language}={url}" for language, url in candidate["alternates"].items()),
            "why_chosen": f"{words} ({candidate['score']:g}, {candidate['verdict']})"
            if candidate["chosen"]
            else "",
            "why_not": "" if candidate["chosen"] else candidate["why"],
            **_fetch_cells(fetch),
            "fetch": candidate["fetch"],
        }


def _fetch_cells(fetch: Fetch | None) -> Row:
    fetch = fetch or Fetch(0, "", "")
    return {
        "fetched_at": fetch.fetched_at, "http_status": fetch.status, "media_type": fetch.media_type,
        "bytes": fetch.size, "sha256": fetch.sha256, "unchanged": fetch.unchanged, "change": "", "ip": fetch.ip,
        "etag": fetch.etag, "last_modified": fetch.last_modified, "warc_file": fetch.file,
        "warc_offset": fetch.offset, "warc_length": fetch.length,
    }  # fmt: skip


def _mark_changes(rows: list[Row]) -> None:
    """Say of a site's notices whether each is new, changed, the same or gone since the visit before.

    :param rows: the rows of one site, visit by visit.
    """
    before: dict[str, str] = {}
    for row in rows:
        url = row["url"]
        if row["chosen"]:
            old = before.get(url)
            row["change"] = "new" if old is None else "same" if old == row["sha256"] else "changed"
            before[url] = row["sha256"]
        elif url in before:
            row["change"] = "gone"
            del before[url]


def _copy_notice(
    number: int | None, ledger: Ledger, archive: Archive, notices: BinaryIO, copied: set[int]
) -> None:
    """Copy the record that holds a notice as it is, once."""
    fetch = ledger.fetch(number) if number else None
    holder = ledger.fetch(fetch.body) if fetch and fetch.body else None
    if holder and holder.place and holder.id not in copied:
        copied.add(holder.id or 0)
        notices.write(archive.copy(holder.place))


@contextmanager
def _table(stem: Path, columns: tuple[str, ...]) -> Iterator[Callable[[list[Row]], None]]:
    """Give what adds rows to a CSV and a Parquet file, which appear once all rows are in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(name, _type(name)) for name in columns])
    waiting: list[Row] = []
    with (
        _replacing(stem.with_suffix(".csv")) as csv_beside,
        _replacing(stem.with_suffix(".parquet")) as parquet_beside,
        csv_beside.open("w", encoding="utf-8", newline="") as file,
        pq.ParquetWriter(parquet_beside, schema, compression="zstd") as parquet,
    ):
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)

        def flush() -> None:
            values = {name: [row.get(name) for row in waiting] for name in columns}
            parquet.write_table(pa.table(values, schema=schema))
            waiting.clear()

        def add(rows: list[Row]) -> None:
            writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
            waiting.extend(rows)
            if len(waiting) >= _GROUP_ROWS:
                flush()

        yield add
        flush()


def _type(name: str) -> Any:
    import pyarrow as pa

    if name in _INTEGERS:
        return pa.int64()
    return pa.float64() if name in _NUMBERS else pa.bool_() if name in _BOOLEANS else pa.string()


def _cell(value: object) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and isinstance(value, str) else text


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """Give a file beside another, whose name it takes once it is whole."""
    beside = path.with_name(f".{path.name}.new")
    try:
        yield beside
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
