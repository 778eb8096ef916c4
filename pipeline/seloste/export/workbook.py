"""``audit.xlsx``: the pack for an authority, every cell with its quote and place.

All notices and findings are in it, and the facts and texts of the first so many notices, for which Excel still
opens and filters the workbook: :data:`MAX_FACTS`. The summary says what was left out and where it is. Excel
follows at most 65,530 links a sheet, so longer sheets go on in a next one, ``facts 2``, notice by notice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml

from seloste import taxonomy
from seloste.errors import OutputError
from seloste.export.atomic import replacing
from seloste.export.delimited import SEPARATOR
from seloste.export.tables import Row
from seloste.record import Record
from seloste.resources import package_path

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Facts in all, some 5,000 notices; each sheet of them takes 50 MB of memory to write.
MAX_FACTS = 260_000
#: Excel's own limits: links and rows of a sheet, characters of a cell.
_MAX_LINKS = 65_000
_MAX_ROWS = 1_048_000
_MAX_CELL = 32_000
#: What XML 1.0 cannot hold and the library does not escape.
_NOT_XML = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class _Page:
    """A worksheet, its next row, and how many links it has."""

    sheet: Worksheet
    name: str
    next: int = 1
    links: int = 0


class AuditWorkbook:
    """Writes records to the workbook; opened by :func:`audit_workbook`."""

    def __init__(self, book: Workbook) -> None:
        """Lay out the sheets."""
        self._book = book
        self._head = book.add_format({"bold": True, "bg_color": "#E7ECF3", "bottom": 1, "valign": "top"})
        self._wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self._link = book.add_format({"font_color": "#1F4E99", "underline": 1, "valign": "top"})
        self._summary = book.add_worksheet("summary")
        self._pages: dict[str, list[_Page]] = {}
        for name in _sheets():
            self._pages[name] = [self._add_page(name, name)]
        self._count = self._left_out = 0
        self._facts: Counter[tuple[str, str]] = Counter()
        self._findings: Counter[tuple[str, str]] = Counter()
        self._messages: dict[str, str] = {}

    def write(self, record: Record, notice: Row, facts: Sequence[Row], findings: Sequence[Row]) -> None:
        """Add a notice with the rows of its tables ``notices``, ``facts`` and ``findings``."""
        counts = {"findings": len(findings), "major": sum(row["severity"] == "major" for row in findings)}
        self._add(self._page("notices", 1), "notices", {**notice, **counts})
        self._facts.update((str(row["field"]), str(row["name_fi"] or row["category"] or "")) for row in facts)
        self._findings.update((str(row["severity"]), str(row["code"])) for row in findings)
        for row in findings:
            self._messages.setdefault(str(row["code"]), str(row["message_fi"]))
        lines: list[tuple[int, str]] = []
        if self._count + len(facts) > MAX_FACTS or record.text.count("\n") > _MAX_ROWS:
            self._left_out += 1
        else:
            self._count += len(facts)
            lines = self._add_lines(record)
            page = self._page("facts", len(facts))
            for row in facts:
                self._add(page, "facts", row, _line(lines, row["start"]), row["start"])
        page = self._page("findings", len(findings))
        for row in findings:
            starts = row["starts"]
            start = starts[0] if isinstance(starts, tuple) and starts else None
            self._add(page, "findings", row, _line(lines, start), start)

    def finish(self, counts: Mapping[str, Any]) -> None:
        """Write the summary sheet: the counts of the run, and how many notices state each fact."""
        sheet, words = self._summary, _words()
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 2, 12)
        sheet.set_column(3, 3, 80)
        sheet.write_row(0, 0, ["Seloste: yhteenveto", "", "", ""], self._head)
        rows = [(words["run"], words.get(name, name), count) for name, count in counts.items()]
        if self._left_out:
            rows.append((words["run"], words["left_out"], self._left_out))
        rows += [
            (f"{words['finding']} ({words.get(severity, severity)})", code, count)
            for (severity, code), count in sorted(self._findings.items())
        ]
        rows += [
            (words.get(field, field), name, count) for (field, name), count in sorted(self._facts.items())
        ]
        sheet.write_row(1, 0, ["Ryhmä", "Luokka", "Lukumäärä", "Esimerkki havainnosta"], self._head)
        for number, (group, name, count) in enumerate(rows, 2):
            sheet.write_string(number, 0, group)
            sheet.write_string(number, 1, name, self._wrap)
            sheet.write_number(number, 2, count)
            _write(sheet, number, 3, self._messages.get(name), self._wrap)
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, 1 + len(rows), 3)
        for name, pages in self._pages.items():
            for page in pages:
                page.sheet.autofilter(0, 0, max(1, page.next - 1), len(_sheets()[name]) - 1)

    def _add_page(self, name: str, title: str) -> _Page:
        sheet = self._book.add_worksheet(title)
        for number, (column, width) in enumerate(_sheets()[name].values()):
            sheet.set_column(number, number, width)
            sheet.write_string(0, number, column, self._head)
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        return _Page(sheet, title)

    def _page(self, name: str, rows: int) -> _Page:
        """Return the sheet of a name that has room for so many rows with links, a new one where none has."""
        page = self._pages[name][-1]
        if page.next > 1 and (page.links + rows > _MAX_LINKS or page.next + rows > _MAX_ROWS):
            page = self._add_page(name, f"{name} {len(self._pages[name]) + 1}")
            self._pages[name].append(page)
        return page

    def _add(self, page: _Page, name: str, row: Row, place: str | None = None, at: object = None) -> None:
        """Write a row; its cell ``place`` links to the line ``place`` of the text."""
        for column, key in enumerate(_sheets()[name]):
            if key != "place":
                _write(page.sheet, page.next, column, _in_finnish(key, row[key]), self._wrap)
            elif place is not None and page.links < _MAX_LINKS:
                page.sheet.write_url(page.next, column, f"internal:{place}", self._link, f"merkki {at}")
                page.links += 1
        page.next += 1

    def _add_lines(self, record: Record) -> list[tuple[int, str]]:
        """Write the text a line a row; return where each line starts and its cell."""
        page = self._page("sources", record.text.count("\n") + 1)
        lines: list[tuple[int, str]] = []
        start = 0
        for line in record.text.split("\n"):
            if line.strip():
                lines.append((start, f"'{page.name}'!C{page.next + 1}"))
                self._add(page, "sources", {"notice": record.id, "start": start, "text": line})
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


def _in_finnish(key: str, value: object) -> object:
    """Return the Finnish name of a field, a severity or the types of sections; any other value as it is."""
    if key in ("field", "severity"):
        return _words().get(str(value), value)
    if key == "sections" and isinstance(value, tuple):
        names = taxonomy.load().sections
        return tuple(" + ".join(names[name].fi for name in types.split("+")) for types in value)
    return value


def _line(lines: Sequence[tuple[int, str]], start: object) -> str | None:
    """Return the cell of the line that holds a place of the text."""
    at = bisect_right(lines, start, key=lambda line: line[0]) if isinstance(start, int) else 0
    return lines[at - 1][1] if at else None


@cache
def _declared() -> Mapping[str, Any]:
    declared: Mapping[str, Any] = yaml.safe_load(
        package_path("export/data/workbook.yaml").read_text(encoding="utf-8")
    )
    return declared


@cache
def _sheets() -> Mapping[str, Mapping[str, tuple[str, int]]]:
    """Return the sheets after the summary: each column's key, title and width."""
    return {
        name: {key: (title, width) for key, title, width in columns}
        for name, columns in _declared()["sheets"].items()
    }


def _words() -> Mapping[str, str]:
    """Return what the names of fields, severities and counts are called in the workbook."""
    words: Mapping[str, str] = _declared()["words"]
    return words
