"""Reads the tab-separated data files of the folder: ``#`` opens a comment, cells may be empty."""

from __future__ import annotations

from seloste.resources import package_path


def table(name: str) -> list[list[str]]:
    """Return the rows of ``finnish/data/<name>``, each a list of its cells without outer white space."""
    text = package_path(f"finnish/data/{name}").read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.split("\t")]
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    ]
