"""Composes the pages that the detector is trained and tested on; run as a program it trains the model.

Notices are the project's own (``annotations/gold``), whole and in part; the other kinds are composed of
the passages in ``pages.yaml``, or stand whole in ``pages_whole.yaml``. Notices with an even number and every
other passage and page train, the rest tests.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import yaml

from seloste.loading import detector, read_text
from seloste.resources import package_path, shared_path

PASSAGES = Path(__file__).with_name("pages.yaml")
WHOLE = Path(__file__).with_name("pages_whole.yaml")
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


def whole(half: int) -> list[Page]:
    """Return every other one of the pages that share nothing with each other."""
    kinds = yaml.safe_load(WHOLE.read_text("utf-8"))
    return [(kind, page.split("|")) for kind, pages in kinds.items() for page in pages[half::2]]


def training_pages() -> list[Page]:
    """Return the pages that the released model is trained on."""
    chooser = random.Random(1)
    pages = compose(0, 1) + whole(0)
    for lines in notices(0):
        pages.append(("notice", lines))
        length = max(3, len(lines) // chooser.randint(2, 6))
        start = chooser.randrange(max(1, len(lines) - length))
        pages.append(("notice", lines[start : start + length]))
    return pages


def testing_pages() -> list[Page]:
    """Return pages that the model has not seen, many of them of the same passages."""
    return compose(1, 2) + held_out_pages()


def held_out_pages() -> list[Page]:
    """Return pages that the model has not seen, no two of them alike."""
    return whole(1) + [("notice", lines) for lines in notices(1)]


if __name__ == "__main__":
    package_path("loading/data/detector.json").write_text(detector.fit(training_pages()), "utf-8")
