"""Annotated notices as a folder of texts with inline marks, ``ID.ann.txt`` each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from seloste.errors import AnnotationError
from seloste.formats import inline
from seloste.formats.inline import Annotated

SUFFIX = ".ann.txt"


def read(path: Path) -> dict[str, Annotated]:
    """Return the notices of the folder at ``path``, or of the one file, by id.

    :raises AnnotationError: a notice is malformed; the message names its file and lines.
    """
    notices = {}
    for file in sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else [path]:
        try:
            notices[file.name.removesuffix(SUFFIX)] = inline.parse(file.read_bytes().decode("utf-8"))
        except AnnotationError as error:
            raise AnnotationError(f"{file.name}: {error}") from error
    return notices


def write(notices: Mapping[str, Annotated], path: Path) -> None:
    """Write the notices to the folder at ``path``, which is made if it is not there.

    :raises AnnotationError: a notice cannot be marked.
    """
    path.mkdir(parents=True, exist_ok=True)
    for name, notice in notices.items():
        (path / f"{name}{SUFFIX}").write_bytes(inline.write(notice).encode("utf-8"))
