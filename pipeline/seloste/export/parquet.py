"""Parquet files, written row by row in groups, with the schema of the declared tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from seloste.export.atomic import replacing
from seloste.export.tables import Row, Table

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: Characters of text that one row group may hold: about 16 MB keeps memory flat and groups worth skipping.
_GROUP_CHARACTERS = 16_000_000
_GROUP_ROWS = 20_000
#: The columns whose texts are long enough to be counted.
_LONG = frozenset(("text", "quote"))


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table; descriptions and units are metadata of its fields."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "strings": pa.list_(pa.string()),
        "integers": pa.list_(pa.int64()),
    }
    fields = []
    for column in table.columns:
        notes = {"description": column.description} | ({"unit": column.unit} if column.unit else {})
        fields.append(pa.field(column.name, types[column.type], metadata=notes))
    return pa.schema(fields, metadata={"title": table.title, "schema": "1"})


class ParquetWriter:
    """Writes rows to a Parquet file; opened by :func:`parquet_writer`."""

    def __init__(self, file: pq.ParquetWriter, table: Table) -> None:
        """Take an open file of the table's schema."""
        self._writer = file
        self._schema = arrow_schema(table)
        self._values = itemgetter(*table.names)
        self._width = len(table.columns)
        self._long = _LONG & {*table.names}
        self._rows: list[tuple[object, ...]] = []
        self._characters = 0

    def write(self, row: Row) -> None:
        """Add a row; a column that the table lacks is an error."""
        if len(row) != self._width:
            raise KeyError(f"columns {sorted(set(row) ^ set(self._schema.names))}")
        self._rows.append(self._values(row))
        self._characters += sum(len(str(row[name])) for name in self._long)
        if len(self._rows) >= _GROUP_ROWS or self._characters >= _GROUP_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Write what is gathered as a row group."""
        import pyarrow as pa

        if self._rows:
            columns = dict(zip(self._schema.names, zip(*self._rows, strict=True), strict=True))
            self._writer.write_table(pa.table(columns, schema=self._schema))
        self._rows.clear()
        self._characters = 0


@contextmanager
def parquet_writer(path: Path, table: Table) -> Iterator[ParquetWriter]:
    """Open a Parquet file (zstd) that appears under its name once all rows are in."""
    import pyarrow.parquet as pq

    with replacing(path) as beside, pq.ParquetWriter(beside, arrow_schema(table), compression="zstd") as file:
        writer = ParquetWriter(file, table)
        yield writer
        writer.flush()
