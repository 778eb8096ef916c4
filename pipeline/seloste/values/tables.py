"""Reads the tab-separated data files of the folder: ``#`` opens a comment line, cells may be empty."""

from __future__ import annotations

from seloste.resources import package_path


def table(name: str, columns: int) -> list[list[str]]:
    """Return the rows of ``values/data/<name>``, each a list of ``columns`` cells without outer white space.

    :raises ValueError: a row has another number of cells; the message names the file and the row.
    """
    text = package_path(f"values/data/{name}").read_text(encoding="utf-8")
    rows = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.rstrip("\n").split("\t")]
        if len(cells) != columns:
            raise ValueError(f"values/data/{name}: {len(cells)} cells instead of {columns}: {line!r}")
        rows.append(cells)
    return rows
