"""Makes the corpora from the annotated notices: texts, pages of a part of them, a sample, a manifest.

``python -m seloste.formats.render annotations/gold corpora`` makes them anew; the same notices give the same
bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from seloste.formats import marked
from seloste.formats.inline import Annotated
from seloste.formats.pages import STYLES, page
from seloste.resources import package_path

_COLUMNS = ("id", "style", "sector", "form", "characters", "made_by", "licence")
_MADE_BY = "written for the project with language models"
_LICENCE = "EUPL-1.2"


def render(gold: Path, corpora: Path) -> None:
    """Write the texts, pages, sample and manifest of the notices of ``gold`` under ``corpora``.

    What stands in these folders from notices that are no longer there is removed.

    :raises seloste.errors.AnnotationError: a notice is malformed.
    """
    notices = marked.read(gold)
    texts = {f"{name}.txt": notice.text for name, notice in notices.items()}
    pages = {
        f"{name}.html": page(notice, page_style(name)) for name, notice in notices.items() if is_page(name)
    }
    sample = {
        f"{name}.{form}": page(notices[name], page_style(name)) if form == "html" else notices[name].text
        for name, form in declared()["sample"].items()
        if name in notices
    }
    for folder, files in (("text", texts), ("html", pages), ("sample", sample)):
        _fill(corpora / folder, files)
    _write(corpora / "manifest.csv", manifest(notices))


def manifest(notices: Mapping[str, Annotated]) -> str:
    """Return the manifest of the notices as CSV: a row each, in order of id."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for name, notice in sorted(notices.items()):
        form = f"text, page ({page_style(name)})" if is_page(name) else "text"
        style = declared()["groups"].get(name[:2], "unnamed")
        writer.writerow([name, style, sector(notice), form, len(notice.text), _MADE_BY, _LICENCE])
    return lines.getvalue()


def sector(notice: Annotated) -> str:
    """Return the sector that the title, the controller or the register suggests, else ``other``."""
    names = [notice.text[s.start : s.end] for s in notice.spans if s.label in {"controller", "register"}]
    title = notice.text.strip().partition("\n")[0]
    told = "\n".join([title, *names[:4]]).lower()
    patterns: Mapping[str, str] = declared()["sectors"]
    return next((name for name, pattern in patterns.items() if re.search(pattern, told)), "other")


def is_page(name: str) -> bool:
    """Return whether the notice with this id is also made into a page."""
    share: int = declared()["page_share"]
    return _digest(name) % share == 0


def page_style(name: str) -> str:
    """Return the style in which the notice with this id is set as a page."""
    styles = sorted(STYLES)
    return styles[_digest(name) // 1000 % len(styles)]


@cache
def declared() -> dict[str, Any]:
    """Return what ``data/corpora.yaml`` declares."""
    table: dict[str, Any] = yaml.safe_load(
        package_path("formats/data/corpora.yaml").read_text(encoding="utf-8")
    )
    return table


def _digest(name: str) -> int:
    return int(sha256(name.encode()).hexdigest()[:12], 16)


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file() and path.name not in files:
            path.unlink()
    for name, text in files.items():
        _write(folder / name, text)


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the corpora from the command line."""
    parser = argparse.ArgumentParser(prog="python -m seloste.formats.render", description=render.__doc__)
    parser.add_argument("gold", type=Path, help="folder of annotated notices")
    parser.add_argument("corpora", type=Path, help="folder to write")
    options = parser.parse_args(arguments)
    render(options.gold, options.corpora)


if __name__ == "__main__":
    main()
