"""The final files of an output folder, written in one pass over its records."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seloste import taxonomy
from seloste.comparison.across import Across
from seloste.comparison.facts import long_rows, wide_row
from seloste.comparison.sectors import NOT_LISTED, Sectors, read_sectors
from seloste.errors import UsageError
from seloste.export import atomic, datapackage
from seloste.export.delimited import csv_writer
from seloste.export.parquet import parquet_writer
from seloste.export.rows import fact_rows, finding_rows, notice_row, span_rows
from seloste.export.tables import tables
from seloste.export.workbook import audit_workbook
from seloste.record import SCHEMA, Record

#: The tables that look across notices.
_ACROSS = ("practices", "controllers", "controllers_long", "sectors", "sectors_long", "families", "clauses")
#: Which sector and organisation a notice is of, as it was given; no output, and never removed.
_SECTORS = "organisations.csv"


@dataclass(slots=True)
class Summary:
    """How many notices there are, name a controller, and state or deny each fact as (field, category)."""

    notices: int = 0
    with_controller: int = 0
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    denied: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count a notice."""
        self.notices += 1
        self.with_controller += bool(record.controllers)
        self.said.update({(field, fact.category) for field, fact in record.facts() if fact.said})
        self.denied.update({(field, fact.category) for field, fact in record.facts() if fact.denied})

    def as_json(self) -> dict[str, Any]:
        """Return the counts by field and category, the most frequent first."""

        def nested(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
            found: dict[str, dict[str, int]] = {}
            for (group, category), count in sorted(
                counts.items(), key=lambda item: (item[0][0], -item[1], item[0][1])
            ):
                found.setdefault(group, {})[category] = count
            return found

        return {
            "notices": self.notices,
            "with_controller": self.with_controller,
            "said": nested(self.said),
            "denied": nested(self.denied),
        }


def read_records(path: Path) -> Iterator[Record]:
    """Yield the records of a ``records.jsonl``, in order.

    :raises UsageError: there is no such file, or a line of it is not a record of this version.
    """
    if not path.is_file():
        raise UsageError(f"no {path.name} in {path.parent}; make it with `seloste extract`")
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith(b"\n"):
                raise UsageError(f"{path} is cut off at line {number}; extract again with --force")
            try:
                yield Record.model_validate_json(line)
            except ValidationError as error:
                raise UsageError(f"{path}, line {number}: {_what_is_wrong(line, error)}") from error


def write_records(records: Iterable[Record], path: Path) -> None:
    """Write a ``records.jsonl``, whole or not at all; the records may be read from the old one."""
    with atomic.replacing(path) as beside, beside.open("w", encoding="utf-8", newline="\n") as file:
        for record in records:
            file.write(record.model_dump_json() + "\n")


def counts_of(out: Path) -> dict[str, int]:
    """Return the counts of the run that made a folder, none where ``run.json`` is not there."""
    path = out / "run.json"
    if not path.exists():
        return {}
    counts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["counts"]
    return {name: count for name, count in counts.items() if isinstance(count, int)}


def write_tables(records: Iterable[Record], out: Path, *, excel: bool, counts: Mapping[str, int]) -> Summary:
    """Write every table, the workbook and the data package of the records, each whole or not at all.

    The sectors are those of ``organisations.csv`` where the folder has one; see :func:`keep_sectors`.

    :param counts: the counts of the run that the workbook's summary shows.
    :raises UsageError: two records have one id.
    :raises OutputError: the folder cannot be written.
    """
    summary = Summary()
    declared = tables()
    sectors = sectors_of(out)
    with ExitStack() as stack:
        open_ = stack.enter_context
        notices = open_(parquet_writer(out / "notices.parquet", declared["notices"]))
        spans = open_(parquet_writer(out / "spans.parquet", declared["spans"]))
        facts = open_(parquet_writer(out / "facts.parquet", declared["facts"]))
        wide = open_(csv_writer(out / "comparison.csv", declared["comparison"], excel=excel))
        long = open_(csv_writer(out / "comparison_long.csv", declared["comparison_long"], excel=excel))
        findings = open_(csv_writer(out / "findings.csv", declared["findings"], excel=excel))
        workbook = open_(audit_workbook(out / "audit.xlsx"))
        last = None
        for record in records:
            if last is not None and record.id <= last:
                raise UsageError(f"records are not sorted by unique ids: {record.id!r} after {last!r}")
            last = record.id
            summary.add(record)
            notice, found, told = notice_row(record), list(fact_rows(record)), list(finding_rows(record))
            notices.write(notice)
            wide.write(wide_row(record, sectors.of(record) if sectors else NOT_LISTED))
            for writer, rows in (
                (spans, span_rows(record)),
                (facts, found),
                (long, long_rows(record)),
                (findings, told),
            ):
                for row in rows:
                    writer.write(row)
            workbook.write(record, notice, found, told)
        workbook.finish(counts)
    _describe(out)
    return summary


def write_comparison(across: Across, out: Path, *, excel: bool) -> None:
    """Write the tables that look across notices, and leave none of an earlier comparison."""
    remove_comparison(out)
    for name, rows in across.tables().items():
        with csv_writer(out / f"{name}.csv", tables()[name], excel=excel) as writer:
            for row in rows:
                writer.write(row)
    _describe(out)


def remove_comparison(out: Path) -> None:
    """Remove the tables that look across notices, as those of other records."""
    for name in _ACROSS:
        (out / f"{name}.csv").unlink(missing_ok=True)


def keep_sectors(given: Path | None, out: Path) -> Sectors | None:
    """Keep a table of sectors in a folder, so that every later command knows it, and return it.

    Without one, the manifest of a crawl is taken where it lies in the folder, else what was kept before.

    :raises UsageError: the table cannot be read, or tells no sectors.
    """
    if given is None and (manifest := out / "manifest.csv").exists():
        with manifest.open(encoding="utf-8", errors="replace") as file:
            given = manifest if "sector" in file.readline() else None
    if given is not None and given.resolve() != (kept := out / _SECTORS).resolve():
        read_sectors(given)
        with atomic.replacing(kept) as beside:
            shutil.copyfile(given, beside)
    return sectors_of(out)


def sectors_of(out: Path) -> Sectors | None:
    """Return the sectors of the notices of a folder, ``None`` where none were ever given."""
    path = out / _SECTORS
    return read_sectors(path) if path.exists() else None


def _describe(out: Path) -> None:
    package = datapackage.describe(out, taxonomy_version=str(taxonomy.load().version))
    atomic.write_text(out / "datapackage.json", json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def _what_is_wrong(line: bytes, error: ValidationError) -> str:
    try:
        version = json.loads(line).get("schema")
    except (ValueError, AttributeError):
        return "not a record"
    if version != SCHEMA:
        return (
            f"a record of schema {version!r}, while this version reads {SCHEMA!r}; extract again with --force"
        )
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"].removeprefix("Value error, ")
