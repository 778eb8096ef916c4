"""Which sector a notice is of, as a table tells that is given beside the records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import yaml

from seloste.errors import UsageError
from seloste.record import Record
from seloste.resources import package_path

#: By what a row and a notice are told to be of each other, the surest first.
_KEYS = ("id", "url", "path", "business_id", "site")


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the table tells of the organisation behind a notice; what it does not tell is empty."""

    sector: str = ""
    name: str = ""
    business_id: str = ""


NOT_LISTED = Organisation()


class Sectors:
    """The organisations of a table by every key that its rows have."""

    def __init__(self, rows: Iterator[tuple[Mapping[str, Sequence[str]], Organisation]]) -> None:
        """Take rows as (values by key, organisation); a value that two rows tell differently tells nothing."""
        self._known: dict[tuple[str, str], Organisation] = {}
        for values, organisation in rows:
            for key, found in values.items():
                for value in map(_NORMAL.get(key, str), found):
                    at = (key, value)
                    if value and self._known.setdefault(at, organisation) != organisation:
                        self._known[at] = NOT_LISTED

    def of(self, record: Record) -> Organisation:
        """Return the organisation of a notice by its id, address, file, business id or site, in that order."""
        for key, value in _values(record):
            found = self._known.get((key, _NORMAL.get(key, str)(value)), NOT_LISTED)
            if found != NOT_LISTED:
                return found
        return NOT_LISTED


def read_sectors(path: Path) -> Sectors:
    """Read a CSV table (comma, semicolon or tab) with a header such as ``id,sector`` or ``Sivusto;Toimiala``.

    The ``manifest.csv`` and ``sites.csv`` of a crawl are such tables; of a manifest the chosen rows count.

    :raises UsageError: the file cannot be read, or lacks a column of sectors or one that names notices.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=text.partition("\n")[0].count))
    header = [cell.strip().lower().replace(" ", "_") for cell in next(rows, [])]
    columns = {
        field: [at for at, name in enumerate(header) if name in names] for field, names in _columns().items()
    }
    if not columns["sector"] or not any(columns[key] for key in _KEYS):
        raise UsageError(
            f"{path} needs a column sector and one of {', '.join(_KEYS)}; it has {', '.join(header)}"
        )
    return Sectors(_rows(rows, columns, header.index("chosen") if "chosen" in header else None))


def _rows(
    rows: Iterator[list[str]], columns: Mapping[str, Sequence[int]], chosen: int | None
) -> Iterator[tuple[Mapping[str, Sequence[str]], Organisation]]:
    for row in rows:
        if chosen is not None and len(row) > chosen and row[chosen] == "false":
            continue
        cells = {
            field: [row[at].strip() for at in places if at < len(row)] for field, places in columns.items()
        }
        told = {field: next(iter(cells[field]), "") for field in ("sector", "name", "business_id")}
        yield {key: cells[key] for key in _KEYS}, Organisation(**told)


def _values(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the keys of a notice with its values, in the order of their sureness."""
    source = record.source
    yield "id", record.id
    if source.url:
        yield "url", source.url
    if source.path:
        yield "path", source.path
        yield "path", PurePosixPath(source.path).name
    for party in record.controllers:
        if party.business_id:
            yield "business_id", party.business_id
    if source.url:
        yield "site", source.url


def _host(address: str) -> str:
    """Return the host of an address or bare domain, without ``www.``; empty where it is malformed."""
    try:
        host = urlsplit(address if "://" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


#: How the values of a key are made alike before they are compared.
_NORMAL = {"site": _host}


@cache
def _columns() -> Mapping[str, Sequence[str]]:
    columns: Mapping[str, Sequence[str]] = yaml.safe_load(
        package_path("comparison/data/columns.yaml").read_text(encoding="utf-8")
    )
    return columns
