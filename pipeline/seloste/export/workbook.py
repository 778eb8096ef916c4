"""``audit.xlsx``: the pack for an authority, every cell with its quote and place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml

from seloste.errors import OutputError
from seloste.export.atomic import replacing
from seloste.export.delimited import SEPARATOR
from seloste.export.rows import fact_rows, finding_rows, notice_row
from seloste.record import Record
from seloste.resources import package_path

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Excel follows at most 65,530 links a sheet; past this many facts the workbook points to the Parquet files.
MAX_FACTS = 60_000
#: Excel's own limits: rows of a sheet, characters of a cell.
_MAX_ROWS = 1_048_000
_MAX_CELL = 32_000
#: What XML 1.0 cannot hold and the library does not escape.
_NOT_XML = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")


@cache
def _sheets() -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """Return the sheets after the summary: each column's key, title and width."""
    declared = yaml.safe_load(package_path("export/data/workbook.yaml").read_text(encoding="utf-8"))
    return {
        name: {key: (title, width) for key, title, width in columns} for name, columns in declared.items()
    }


class AuditWorkbook:
    """Writes records to the workbook; opened by :func:`audit_workbook`."""

    def __init__(self, book: Workbook) -> None:
        """Lay out the sheets."""
        self._head = book.add_format({"bold": True, "bg_color": "#E7ECF3", "bottom": 1, "valign": "top"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._link = book.add_format({"font_color": "#1F4E99", "underline": 1, "valign": "top"})
        self._summary = book.add_worksheet("summary")
        self._sheets: dict[str, Worksheet] = {name: self._add_sheet(book, name) for name in _sheets()}
        self._next = dict.fromkeys(_sheets(), 1)
        self._left_out = 0
        self._facts: Counter[tuple[str, str]] = Counter()
        self._findings: Counter[tuple[str, str]] = Counter()

    def write(self, record: Record) -> None:
        """Add a notice with all that is said of it."""
        self._add("notices", notice_row(record))
        facts = list(fact_rows(record))
        for row in facts:
            self._facts[str(row["field"]), str(row["name_fi"] or row["category"] or "")] += 1
        for finding in finding_rows(record):
            self._findings[str(finding["severity"]), str(finding["code"])] += 1
        if (
            self._next["facts"] + len(facts) > MAX_FACTS
            or self._next["sources"] + record.text.count("\n") > _MAX_ROWS
        ):
            self._left_out += 1
            return
        lines = self._add_lines(record)
        for row in facts:
            self._add("facts", row, place=_line(lines, row["start"]), at=row["start"])
        for row in finding_rows(record):
            starts = row["starts"]
            start = starts[0] if isinstance(starts, tuple) and starts else None
            self._add("findings", row, place=_line(lines, start), at=start)

    def finish(self, counts: Mapping[str, Any]) -> None:
        """Write the summary sheet: the counts of the run, and how many notices state each fact."""
        sheet = self._summary
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 2, 12)
        sheet.write_row(0, 0, ["Seloste: yhteenveto", "", ""], self._head)
        rows: list[tuple[str, str, int]] = [("Ajo", name, count) for name, count in counts.items()]
        if self._left_out:
            rows.append(("Ajo", "notices only in facts.parquet and spans.parquet", self._left_out))
        rows += [
            (f"Havainto ({severity})", code, count)
            for (severity, code), count in sorted(self._findings.items())
        ]
        rows += [(field, name, count) for (field, name), count in sorted(self._facts.items())]
        sheet.write_row(1, 0, ["Ryhmä", "Luokka", "Lukumäärä"], self._head)
        for number, (group, name, count) in enumerate(rows, 2):
            sheet.write_string(number, 0, group)
            sheet.write_string(number, 1, name)
            sheet.write_number(number, 2, count)
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, 1 + len(rows), 2)
        for name, worksheet in self._sheets.items():
            worksheet.autofilter(0, 0, max(1, self._next[name] - 1), len(_sheets()[name]) - 1)

    def _add_sheet(self, book: Workbook, name: str) -> Worksheet:
        sheet = book.add_worksheet(name)
        for number, (title, width) in enumerate(_sheets()[name].values()):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, title, self._head)
        sheet.freeze_panes(1, 1)
        return sheet

    def _add(self, name: str, row: Mapping[str, object], place: int | None = None, at: object = None) -> None:
        number = self._next[name]
        if number >= _MAX_ROWS:
            return
        self._next[name] += 1
        sheet = self._sheets[name]
        for column, key in enumerate(_sheets()[name]):
            if key == "place":
                if place is not None:
                    sheet.write_url(
                        number, column, f"internal:'sources'!C{place + 1}", self._link, f"merkki {at}"
                    )
                continue
            _write(sheet, number, column, row[key], self._wrap)

    def _add_lines(self, record: Record) -> list[tuple[int, int]]:
        """Write the text a line a row; return where each line starts and its row."""
        lines: list[tuple[int, int]] = []
        start = 0
        for line in record.text.split("\n"):
            if line.strip():
                lines.append((start, self._next["sources"]))
                self._add("sources", {"notice": record.id, "start": start, "text": line})
            start += len(line) + 1
        return lines


@contextmanager
def audit_workbook(path: Path) -> Iterator[AuditWorkbook]:
    """Open the workbook, which appears under its name once :meth:`AuditWorkbook.finish` is done."""
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxFileError

    with replacing(path) as beside, TemporaryDirectory(dir=path.parent, prefix=".workbook.") as scraps:
        book = xlsxwriter.Workbook(str(beside), {"constant_memory": True, "tmpdir": scraps})
        # A fixed date, or else the same records would not give the same bytes.
        book.set_properties({"title": "Seloste", "created": datetime(2000, 1, 1, tzinfo=UTC)})
        try:
            yield AuditWorkbook(book)
        finally:
            try:
                book.close()
            except XlsxFileError as error:
                raise OutputError(f"cannot write {path}: {error}") from error


def _write(sheet: Worksheet, row: int, column: int, value: object, form: Any) -> None:
    """Write a value as what it is; text always as text, so that nothing becomes a formula."""
    if value is None or value == ():
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "kyllä" if value else "ei", form)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, form)
    else:
        text = SEPARATOR.join(map(str, value)) if isinstance(value, tuple) else str(value)
        text = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
        sheet.write_string(row, column, text if len(text) <= _MAX_CELL else text[:_MAX_CELL] + "…", form)


def _line(lines: list[tuple[int, int]], start: object) -> int | None:
    """Return the row of the line that holds a place of the text."""
    if not isinstance(start, int):
        return None
    return next((row for begin, row in reversed(lines) if begin <= start), None)
