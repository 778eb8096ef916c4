"""Composes the pages that the detector is trained and tested on; run as a program it trains the model.

Notices are the project's own (``annotations/gold``), whole and in part; the other kinds are composed of
the passages in ``pages.yaml``. Notices with an even number and every other passage train, the rest tests.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml

from seloste.loading import detector, read_text
from seloste.resources import package_path, shared_path

PASSAGES = Path(__file__).with_name("pages.yaml")
MARK = re.compile(r"<<[^|<>\n]*\|([^<>\n]+?)>>")
PAGES_OF_A_KIND = 60
Page = tuple[str, list[str]]


def notices(half: int) -> list[list[str]]:
    """Return the lines of the project's notices whose numbers are even (0) or odd (1)."""
    found = []
    for path in sorted(shared_path("annotations/gold").glob("*.ann.txt")):
        if int(path.name[3]) % 2 == half:
            lines = [line for line in path.read_text("utf-8").split("\n") if not line.startswith("@@")]
            text = MARK.sub(r"\1", "\n".join(lines))
            found.append([text[block.start : block.end] for block in read_text(text, id="x").blocks])
    return found


def compose(half: int, seed: int) -> list[Page]:
    """Return pages of every kind but notices, made of every other passage."""
    chooser = random.Random(seed)
    pages: list[Page] = []
    for kind, passages in yaml.safe_load(PASSAGES.read_text("utf-8")).items():
        own = passages[half::2]
        for _ in range(PAGES_OF_A_KIND):
            chosen = chooser.sample(own, chooser.randint(1, min(4, len(own))))
            pages.append((kind, [line for passage in chosen for line in passage.split("|")]))
    return pages


def training_pages() -> list[Page]:
    """Return the pages that the released model is trained on."""
    chooser = random.Random(1)
    pages = compose(0, 1)
    for lines in notices(0):
        pages.append(("notice", lines))
        length = max(3, len(lines) // chooser.randint(2, 6))
        start = chooser.randrange(max(1, len(lines) - length))
        pages.append(("notice", lines[start : start + length]))
    return pages


def testing_pages() -> list[Page]:
    """Return pages that the model has not seen."""
    return compose(1, 2) + [("notice", lines) for lines in notices(1)]


if __name__ == "__main__":
    package_path("loading/data/detector.json").write_text(detector.fit(training_pages()), "utf-8")
