"""CSV files: RFC 4180 for machines, or as Finnish Excel opens them right."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TextIO

from seloste.export.atomic import replacing
from seloste.export.tables import Row, Table

SEPARATOR = " | "

#: What spreadsheets take for the beginning of a formula, also full-width (OWASP ASVS 1.2.10, CWE-1236).
_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")


class RowWriter(Protocol):
    """Takes the rows of one table, one at a time."""

    def write(self, row: Row) -> None:
        """Add a row."""


class CsvWriter:
    """Writes rows to a CSV file; opened by :func:`csv_writer`."""

    def __init__(self, file: TextIO, table: Table, *, excel: bool) -> None:
        """Write the header."""
        self._writer = csv.writer(file, delimiter=";" if excel else ",", lineterminator="\r\n")
        self._names = table.names
        self._decimal = "," if excel else "."
        self._writer.writerow(self._names)

    def write(self, row: Row) -> None:
        """Add a row; a column that the table lacks is an error."""
        if len(row) != len(self._names):
            raise KeyError(f"columns {sorted(set(row) ^ set(self._names))}")
        self._writer.writerow([cell(row[name], self._decimal) for name in self._names])


@contextmanager
def csv_writer(path: Path, table: Table, *, excel: bool = False) -> Iterator[CsvWriter]:
    """Open a CSV file that appears under its name once all rows are in.

    :param excel: ``;``, decimal comma and a byte order mark, as Finnish Excel opens right.
    """
    encoding = "utf-8-sig" if excel else "utf-8"
    with replacing(path) as beside, beside.open("w", encoding=encoding, newline="") as file:
        yield CsvWriter(file, table, excel=excel)


def cell(value: object, decimal: str = ".") -> str:
    """Return a value as the text of a cell, harmless to spreadsheets.

    A text that a spreadsheet would take for a formula gets a ``'`` in front; several values are parted by
    ``" | "``; true and false are ``true`` and ``false``.
    """
    if isinstance(value, str) and value[:1].isalnum() and "\0" not in value:
        return value  # as nearly all cells are
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value).replace(".", decimal)
    text = SEPARATOR.join(map(str, value)) if isinstance(value, tuple) else str(value)
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")  # many readers end the cell or the file there
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
