"""Measures how fast pages and PDFs are read, on one core, by processor time; run as a program it prints the figures.

    python tests/loading/speed.py

A usual page of 100 kB is mostly styles, scripts and menus around a notice or two; a dense one is nothing but the
text of ten notices, end to end. Both are made of the project's own pages.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from itertools import cycle, islice

from seloste.loading import pdf
from seloste.loading.page import read_html
from seloste.resources import shared_path

_SIZE = 100_000
_PAGES = 10
_HEAD = "<!DOCTYPE html><html lang='fi'><head><meta charset='utf-8'><title>Tietosuojaseloste</title>"


def bodies() -> list[str]:
    """Return what stands in the bodies of the project's pages."""
    pages = (path.read_text("utf-8") for path in sorted(shared_path("corpora/html").glob("*.html")))
    return [re.sub(r"(?is)^.*?<body[^>]*>|</body.*$", "", page) for page in pages]


def usual_pages() -> list[str]:
    """Return pages of which a fifth is text, the rest styles, scripts and a menu."""
    style = "<style>" + ".a{color:red;margin:0 auto}\n" * 1200 + "</style>"
    links = "".join(
        f"<li class='menu-item'><a href='/sivu/{at}/'><span>Palvelu {at}</span></a></li>" for at in range(150)
    )
    before = f"{_HEAD}{style}</head><body><nav><ul class='menu'>{links}</ul></nav><main>"
    texts = bodies()
    pages = []
    for first, second in islice(zip(cycle(texts), cycle(texts[1:]), strict=False), _PAGES):
        page = f"{before}{first}{second}</main><footer><p>Kuusi Oy</p></footer>"
        script = "<script>" + "var a=function(b){return b+1};\n" * ((_SIZE - len(page)) // 31) + "</script>"
        pages.append(f"{page}{script}</body></html>")
    return pages


def dense_pages() -> list[str]:
    """Return pages that are text from end to end."""
    texts = bodies()
    whole = "".join(texts + texts)
    return [f"{_HEAD}</head><body>{whole[at * 9999 :][:_SIZE]}</body></html>" for at in range(_PAGES)]


def seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs."""
    times = []
    for _ in range(3):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def pages_a_second(pages: list[str]) -> float:
    """Return how many pages are read in a second."""
    return len(pages) / seconds(lambda: [read_html(page, id="x") for page in pages])


def main() -> None:
    """Print the figures."""
    for name, pages in (("usual", usual_pages()), ("dense", dense_pages())):
        size = sum(map(len, pages)) / len(pages) / 1000
        print(f"{name} pages of {size:.0f} kB: {pages_a_second(pages):.0f} a second")
    document = _pdf_of(50)
    print(f"a PDF of 50 pages, 48 lines a page: {seconds(lambda: pdf.read(document)):.2f} s")


def _pdf_of(pages: int) -> bytes:
    import importlib.util
    from pathlib import Path

    spec = importlib.util.spec_from_file_location("conftest", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    material = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(material)
    line = "Henkilötietoja käsitellään asiakassuhteen hoitamiseen ja laskutukseen."
    data: bytes = material.Make.pdf([[(60, 780 - 15 * at, 10, line) for at in range(48)]] * pages)
    return data


if __name__ == "__main__":
    main()
