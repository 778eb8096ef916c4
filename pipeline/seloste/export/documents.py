"""A folder of documents, one or two a record, in TILT or as JSON-LD."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from seloste.errors import UsageError
from seloste.export import dpv, tilt
from seloste.export.atomic import write_text
from seloste.record import Record

#: The longest file name, in bytes, that leaves room for a suffix on every usual file system.
_LONGEST_NAME = 200


def write(records: Iterable[Record], folder: Path, form: str) -> int:
    """Write the records to a folder in the format ``dpv`` or ``tilt`` and return their number.

    :raises UsageError: there are no records, or two of one id, whose documents would be one file.
    :raises OutputError: the folder cannot be written.
    """
    written: set[str] = set()
    if form == "dpv":
        _write(folder / "labels.jsonld", dpv.labels())
    for record in records:
        if record.id in written:
            raise UsageError(f"two records have the id {record.id!r}")
        written.add(record.id)
        name = file_name(record.id)
        if form == "dpv":
            _write(folder / f"{name}.jsonld", dpv.document(record))
        else:
            _write(folder / f"{name}.json", tilt.document(record))
            _write(folder / f"{name}.undisclosed.json", tilt.undisclosed(record))
    if not written:
        raise UsageError(f"no records to write to {folder}")
    return len(written)


def file_name(id: str) -> str:
    """Return a file name of an id that no file system minds; different ids give different names."""
    name = quote(id, safe="~ äöåÄÖÅ()+,")
    if len(name.encode()) > _LONGEST_NAME or name.strip(".") == "":
        return hashlib.sha256(id.encode()).hexdigest()
    return name


def _write(path: Path, document: object) -> None:
    write_text(path, json.dumps(document, ensure_ascii=False, indent=1) + "\n")
