"""Annotated notices as stand-off JSON Lines: one notice a line, offsets in code points."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seloste.errors import AnnotationError
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan


def read(path: Path) -> dict[str, Annotated]:
    """Return the notices of the file at ``path`` by id.

    :raises AnnotationError: a line is not a notice; the message names it.
    """
    notices = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            notices[str(entry["id"])] = from_dict(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise AnnotationError(
                f"{path.name}, line {number}: not an annotated notice ({error!r})"
            ) from error
    return notices


def write(notices: Mapping[str, Annotated], path: Path) -> None:
    """Write the notices to the file at ``path``."""
    entries = ({"id": name, **to_dict(notice)} for name, notice in notices.items())
    # JSON's own escapes keep line separators inside texts from ending a line.
    lines = (json.dumps(entry, ensure_ascii=False) for entry in entries)
    path.write_text("".join(f"{_one_line(line)}\n" for line in lines), encoding="utf-8", newline="\n")


def from_dict(entry: Mapping[str, Any]) -> Annotated:
    """Return the notice of its JSON object."""
    sections = (AnnotatedSection(s["start"], s["end"], tuple(s["types"])) for s in entry["sections"])
    spans = (
        AnnotatedSpan(s["start"], s["end"], s["label"], tuple(s["categories"]), negated=s["negated"])
        for s in entry["spans"]
    )
    return Annotated(entry["text"], tuple(sections), tuple(spans))


def to_dict(notice: Annotated) -> dict[str, Any]:
    """Return the JSON object of a notice, without its id."""
    return {
        "text": notice.text,
        "sections": [{"start": s.start, "end": s.end, "types": list(s.types)} for s in notice.sections],
        "spans": [
            {
                "start": s.start,
                "end": s.end,
                "label": s.label,
                "categories": list(s.categories),
                "negated": s.negated,
            }
            for s in notice.spans
        ],
    }


def _one_line(line: str) -> str:
    for separator in "\x85\u2028\u2029":
        line = line.replace(separator, f"\\u{ord(separator):04x}")
    return line
