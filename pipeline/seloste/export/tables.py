"""The tables of an output folder as declared in ``data/tables.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from seloste.resources import package_path

#: A row by the names of its columns; lists are tuples of strings or of integers.
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``type`` is string, integer, number, boolean, strings or integers."""

    name: str
    type: str
    description: str
    unit: str | None = None
    references: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name, title, columns in order and the columns that tell its rows apart."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


@cache
def tables() -> Mapping[str, Table]:
    """Return every table by its name."""
    declared = yaml.safe_load(package_path("export/data/tables.yaml").read_text(encoding="utf-8"))
    return {
        name: Table(
            name=name,
            title=entry["title"],
            columns=tuple(Column(**column) for column in entry["columns"]),
            key=tuple(entry.get("key", ())),
        )
        for name, entry in declared.items()
    }
