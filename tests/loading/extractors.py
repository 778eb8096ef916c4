"""Compares extractors of text on pages whose texts lie beside them; run as a program it prints the table.

    python tests/loading/extractors.py ../shared/dev

The folder has ``raw/NAME.html`` and ``NAME.txt``. Words are counted with their repetitions; a line of the text is
found where the extractor gives it as a line of its own, which is what keeps headings and list items apart.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from seloste.errors import NoticeError
from seloste.loading import read_text
from seloste.loading.decoding import decode
from seloste.loading.page import read_html
from seloste.notice import BlockKind, Zone

_MARKS = " -–•*·#.|0123456789\t"


def ours(page: str) -> str:
    """Return the lines of the page's content as this project reads them."""
    try:
        notice = read_html(page, id="x")
    except NoticeError:
        return ""
    main = (block for block in notice.blocks if block.zone is Zone.MAIN)
    return "\n".join(notice.text[block.start : block.end] for block in main)


def trafilatura(page: str) -> str:
    """Return the main text by trafilatura's defaults."""
    import trafilatura as library

    return library.extract(page, include_comments=False) or ""


def trafilatura_recall(page: str) -> str:
    """Return the main text by trafilatura, told to lose little."""
    import trafilatura as library

    return library.extract(page, include_comments=False, favor_recall=True) or ""


def resiliparse(page: str) -> str:
    """Return the main content by resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=True, alt_texts=False))


def resiliparse_all(page: str) -> str:
    """Return the whole page by resiliparse."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(page, main_content=False, alt_texts=False))


def beautifulsoup(page: str) -> str:
    """Return the whole page by BeautifulSoup."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(page, "lxml").get_text("\n")


EXTRACTORS: dict[str, Callable[[str], str]] = {
    "seloste": ours,
    "trafilatura": trafilatura,
    "trafilatura, favor_recall": trafilatura_recall,
    "resiliparse, main content": resiliparse,
    "resiliparse, whole page": resiliparse_all,
    "BeautifulSoup get_text": beautifulsoup,
}


def bare(line: str) -> str:
    """Return a line without its list mark or number, and with single blanks."""
    return " ".join(line.split()).strip(_MARKS).lower()


def measure(extract: Callable[[str], str], pages: list[tuple[str, str]]) -> list[float]:
    """Return recall and precision of words, the shares of headings and items found, and seconds a page.

    Shares are over all pages together; the best of three runs counts.
    """
    shared = wanted = given = 0
    found: Counter[BlockKind] = Counter()
    kinds: Counter[BlockKind] = Counter()
    seconds = []
    for _ in range(3):
        began = time.process_time()
        answers = [extract(page) for page, _ in pages]
        seconds.append(time.process_time() - began)
    for answer, (_, text) in zip(answers, pages, strict=True):
        mine, theirs = Counter(answer.split()), Counter(text.split())
        shared += (mine & theirs).total()
        wanted += theirs.total()
        given += mine.total()
        lines = {bare(line) for line in answer.splitlines()}
        for block in read_text(text, id="x").blocks:
            kinds[block.kind] += 1
            found[block.kind] += bare(text[block.start : block.end]) in lines
    shares = [found[kind] / max(1, kinds[kind]) for kind in (BlockKind.HEADING, BlockKind.ITEM)]
    return [shared / wanted, shared / max(1, given), *shares, min(seconds) / len(pages)]


def read_pages(folder: Path) -> list[tuple[str, str]]:
    """Return the decoded pages of a folder with their texts."""
    return [
        (decode(page.read_bytes(), markup=True).text, (folder / f"{page.stem}.txt").read_text("utf-8"))
        for page in sorted((folder / "raw").glob("*.html"))
    ]


def main() -> None:
    """Print the table of all extractors that are installed."""
    pages = read_pages(Path(sys.argv[1]))
    print("| extractor | recall | precision | headings | items | ms a page |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, extract in EXTRACTORS.items():
        try:
            *shares, seconds = measure(extract, pages)
        except ImportError:
            continue
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} | {1000 * seconds:.1f} |")


if __name__ == "__main__":
    main()
