"""``datapackage.json``: the Frictionless description of the tables of an output folder."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import Any

from seloste.export.delimited import SEPARATOR
from seloste.export.tables import Column, Table, tables

#: The files of an output folder that hold a declared table.
FILES = (
    ("notices", "notices.parquet"),
    ("spans", "spans.parquet"),
    ("facts", "facts.parquet"),
    ("comparison", "comparison.csv"),
    ("comparison_long", "comparison_long.csv"),
    ("findings", "findings.csv"),
    ("practices", "practices.csv"),
    ("controllers", "controllers.csv"),
    ("controllers_long", "controllers_long.csv"),
    ("sectors", "sectors.csv"),
    ("sectors_long", "sectors_long.csv"),
    ("families", "families.csv"),
    ("clauses", "clauses.csv"),
)


def describe(out: Path, *, taxonomy_version: str) -> dict[str, Any]:
    """Return the data package of the tables that are in a folder, with their sizes and digests."""
    resources = [_resource(out / file, tables()[name]) for name, file in FILES if (out / file).exists()]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "seloste",
        "title": "Facts of Finnish privacy notices",
        "taxonomyVersion": taxonomy_version,
        "recordSchema": "1",
        "description": "Made by seloste. In CSV files a text that a spreadsheet would take for a formula "
        'has a \' in front, and several values in a cell are parted by " | ".',
        "resources": resources,
    }


def _resource(path: Path, table: Table) -> dict[str, Any]:
    is_csv = path.suffix == ".csv"
    with path.open("rb") as file:
        # Tables of one folder may be of two kinds, the later made by another command than the earlier.
        excel = file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    resource: dict[str, Any] = {
        "name": path.stem.replace("_", "-"),
        # The Frictionless framework cannot read lists of Parquet; as a file it checks its size and digest.
        "type": "table" if is_csv else "file",
        "path": path.name,
        "title": table.title,
        "format": path.suffix.removeprefix("."),
        "mediatype": "text/csv" if is_csv else "application/vnd.apache.parquet",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": _schema(table, as_text=is_csv, decimal="," if is_csv and excel else "."),
    }
    if is_csv:
        resource["encoding"] = "utf-8-sig" if excel else "utf-8"
        resource["dialect"] = {
            "delimiter": ";" if excel else ",",
            "lineTerminator": "\r\n",
            "doubleQuote": True,
        }
    return resource


def _schema(table: Table, *, as_text: bool, decimal: str) -> dict[str, Any]:
    fields = [_field(column, as_text=as_text, decimal=decimal) for column in table.columns]
    schema: dict[str, Any] = {"fields": fields}
    if table.key:
        schema["primaryKey"] = list(table.key)
    keys = [column for column in table.columns if column.references and not as_text]
    if keys:
        schema["foreignKeys"] = [
            {"fields": [column.name], "reference": {"resource": column.references, "fields": ["id"]}}
            for column in keys
        ]
    return schema


def _field(column: Column, *, as_text: bool, decimal: str) -> dict[str, Any]:
    kind = column.type
    if kind in ("strings", "integers"):
        kind = "string" if as_text else "array"
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    if column.type in ("strings", "integers") and as_text:
        field["separator"] = SEPARATOR
    if column.type == "number" and decimal != ".":
        field["decimalChar"] = decimal
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    return field
