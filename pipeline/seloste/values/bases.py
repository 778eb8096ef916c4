"""Finds articles of the GDPR cited in text and the legal bases behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from seloste import taxonomy
from seloste.values.tables import table
from seloste.values.words import BLANK, any_of


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the GDPR cited in a text: ``6.1.f``, ``9.2``, ``13``. Offsets: code points."""

    start: int
    end: int
    number: str


def find_articles(text: str) -> list[Article]:
    """Return the articles cited in a text in order.

    Read are ``6 artiklan 1 kohdan f alakohta``, ``artikla 6 (1) (f)``, ``art. 6.1 f`` and ``TSA 6.1 f``.
    A number without the word for an article counts only where it has the form of a legal basis.
    """
    found = []
    for match in _pattern().finditer(text):
        parts = [match[name] for name in ("article", "number_first", "bare") if match[name]]
        letter = match["letter"] or match["letter_bare"]
        paragraph = match["paragraph"] or match["paragraph_bare"]
        number = ".".join(filter(None, (*parts, paragraph, letter and letter.casefold())))
        if 1 <= int(parts[0]) <= 99:
            found.append(Article(match.start(), match.end(), number))
    return found


def basis_of(article: str) -> str | None:
    """Return the category of the basis that an article is, if any: ``6.1.f`` is legitimate interest."""
    return next((basis for number, basis in _bases().items() if f"{article}.".startswith(f"{number}.")), None)


@cache
def _bases() -> Mapping[str, str]:
    categories = taxonomy.load().categories("basis").values()
    return MappingProxyType({category.article: category.id for category in categories if category.article})


@cache
def _pattern() -> re.Pattern[str]:
    words = {kind: any_of(forms.split()) for kind, forms, _ in table("article_words.tsv", 3)}
    gap = rf"[{BLANK[1:-1]},.]{{0,2}}"
    paragraph = rf"(?:{gap}\(?(?P<paragraph>[0-9])\)?(?:{BLANK}?{words['paragraph']})?)?"
    letter = rf"(?:{gap}\(?(?P<letter>[a-j])(?:\)|-?{BLANK}?{words['letter']}|(?![\wäö])))?"
    bare = r"(?P<bare>6|9)\.(?P<paragraph_bare>[0-9])\.?"
    return re.compile(
        rf"(?<![\w.])(?:(?:{words['article']}{BLANK}?(?P<article>[0-9]{{1,2}})"
        rf"|(?P<number_first>[0-9]{{1,2}}){BLANK}?{words['article']}){paragraph}{letter}"
        rf"|{bare}{BLANK}?\(?(?P<letter_bare>[a-j])(?![\wäö]))",
        re.IGNORECASE,
    )
