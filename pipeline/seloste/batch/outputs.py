"""The final files of an output folder, written in one pass over its records."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seloste import taxonomy
from seloste.comparison.facts import long_rows, wide_row
from seloste.comparison.practices import practices
from seloste.comparison.similarity import clauses, families
from seloste.errors import UsageError
from seloste.export import atomic, datapackage
from seloste.export.delimited import csv_writer
from seloste.export.parquet import parquet_writer
from seloste.export.rows import fact_rows, finding_rows, notice_row, span_rows
from seloste.export.tables import tables
from seloste.export.workbook import audit_workbook
from seloste.record import SCHEMA, Record


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

    :param counts: the counts of the run that the workbook's summary shows.
    :raises UsageError: two records have one id.
    :raises OutputError: the folder cannot be written.
    """
    summary = Summary()
    declared = tables()
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
            notices.write(notice_row(record))
            wide.write(wide_row(record))
            for writer, rows in (
                (spans, span_rows(record)),
                (facts, fact_rows(record)),
                (long, long_rows(record)),
                (findings, finding_rows(record)),
            ):
                for row in rows:
                    writer.write(row)
            workbook.write(record)
        workbook.finish(counts)
    _describe(out, excel=excel)
    return summary


def write_comparison(
    records: Callable[[], Iterable[Record]], out: Path, *, excel: bool, with_families: bool
) -> None:
    """Write the tables that look across notices: practices, and template families where asked for.

    :param records: gives the records, called once a table.
    :raises UsageError: families are asked for and their library is missing.
    """
    rows: dict[str, Iterable[Mapping[str, object]]] = {"practices": practices(records())}
    if with_families:
        rows |= {"families": families(records()), "clauses": clauses(records())}
    for name, table_rows in rows.items():
        with csv_writer(out / f"{name}.csv", tables()[name], excel=excel) as writer:
            for row in table_rows:
                writer.write(row)
    _describe(out, excel=excel)


def _describe(out: Path, *, excel: bool) -> None:
    package = datapackage.describe(out, taxonomy_version=str(taxonomy.load().version), excel=excel)
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
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
