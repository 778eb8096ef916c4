"""Tells which lines of a text are headings and how deep, from the words and the lines around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from seloste.notice import BlockKind
from seloste.resources import package_path

if TYPE_CHECKING:
    from seloste.loading.lines import Line

_HASHES = re.compile(r"(#{1,6})[ \t]+\S")
_BOLD = re.compile(r"(\*\*|__)(?=\S)(?:(?!\1).)+(?<=\S)\1:?")
_UNDERLINE = re.compile(r"=={2,}|--{2,}")
_PART = re.compile(
    r"(?:osa|luku|liite|rekisteri|käsittelytoimi|kohta)[ \t\xa0]+"
    r"(?:[A-ZÅÄÖ]|[IVX]{1,5}|\d{1,2})(?![\w-])[ \t]*[.:)\u2013\u2014-]?",
    re.I,
)
_NUMBER = re.compile(
    r"(?:§[ \t]*)?(?P<digits>\d{1,2}(?:\.\d{1,2}){0,3})"
    r"(?:[.):]?[ \t\xa0]+(?=[A-ZÅÄÖ\"”(])|[.)][ \t\xa0]*(?=[^\W\d_]))"
)
_LETTER = re.compile(
    r"[A-Z](?P<digits>(?:\.\d{1,2}){0,2})[.)]?[ \t\xa0]+(?=[A-ZÅÄÖ])|[IVX]{1,5}[.)][ \t\xa0]+(?=[A-ZÅÄÖ])"
)
_CONTACT = re.compile(
    r"[\w.+-][ \t]?(?:@|\((?:at|ät|a)\)|\[at\])[ \t]?[\w.-]|https?://|www\."
    r"|\+358|\b0\d{1,3}[ -]\d{3}|\b\d{7}-\d\b"
    r"|\b\d{5}[ \t]+[A-ZÅÄÖ]|\bPL[ \t]+\d|\b\d{1,2}\.\d{1,2}\.(?:19|20)\d\d"
    r"|\w(?:katu|tie|kuja|polku|kaari|aukio|väylä|puisto)[ \t]+\d"
)
# All contact details but "www." have one of these; looking for them first takes a tenth of the time.
_CONTACT_HINT = re.compile(r"[@\d(\[/]")
_STATUTE = re.compile(r"§|\b(?:\d{2,4}/(?:19|20)\d\d|(?:19|20)\d\d/\d{2,4})\b")
_ORGANISATION = re.compile(r"\b(?:Oy|Oyj|Ab|Ky|Ay|ry|r\.y\.|rf|Tmi|Osk)\.?$")
_MENU = re.compile(r"\||[ \t\xa0]{3,}")
_LABELLED = re.compile(r"[^:]{2,60}:[ \t]+\S")
_SENTENCE = re.compile(r"[a-zåäö)][.!?][ \t]+[A-ZÅÄÖ]")
_VERB = re.compile(r"\b(?:on|ovat|ei|eivät|[^\W\d_]+(?:taan|tään|daan|dään|llaan|llään|mme|vat|vät))(?=[ :])")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBERED_LENGTH, _PLAIN_LENGTH, _BOLD_LENGTH, _SHORT_LENGTH = 130, 90, 130, 60
# A line longer than this, its number and marks included, is no heading by any rule.
_LONGEST = 200
_PLAIN_WORDS = 12
_CONTACT_REACH = 300
_TITLE_LINES = 6


def is_contact(text: str) -> bool:
    """Tell whether a line is part of contact details: an address, a number, a date."""
    near = text[:_CONTACT_REACH]
    return bool((_CONTACT_HINT.search(near) or "www." in near) and _CONTACT.search(near))


def is_labelled(text: str) -> bool:
    """Tell whether a line opens with a run-in label, as in ``Puhelin: 09 123``."""
    return bool(_LABELLED.match(text))


def has_known_words(text: str) -> bool:
    """Tell whether at least half of the longer words of a line are those that headings are made of."""
    words: list[str] = [word.lower() for word in _WORD.findall(text) if len(word) > 3]
    known = sum(_stems().search(word) is not None for word in words)
    return known > 0 and 2 * known >= len(words)


def is_question(text: str) -> bool:
    """Tell whether a line asks: by its mark or by its first word, as in ``Mistä tiedot saadaan``."""
    first = text.split(maxsplit=1)[0].lower() if text else ""
    return (
        text.endswith("?") or first.strip("*_#") in _words("question_words") or first.endswith(("ko", "kö"))
    )


def is_title(text: str) -> bool:
    """Tell whether a line holds words that name a privacy notice."""
    folded = text.lower()
    return any(word in folded for word in _words("title_words"))


@cache
def _stems() -> re.Pattern[str]:
    """Return what finds a stem that a word begins with, or one long enough to count inside a compound."""
    stems = sorted(map(re.escape, _words("heading_stems")))
    return re.compile(f"^(?:{'|'.join(stems)})|{'|'.join(stem for stem in stems if len(stem) > 6)}")


@cache
def _words(name: str) -> frozenset[str]:
    lines = package_path(f"loading/data/{name}.tsv").read_text("utf-8").splitlines()
    return frozenset(line.split("\t")[0] for line in lines if line and not line.startswith("#"))


def mark(lines: Sequence[Line]) -> None:
    """Set kind and level of the lines that are headings; lines whose kind is set stay."""
    spaced = sum(line.gap for line in lines) >= 0.3 * len(lines)
    _mark_underlined(lines)
    for place in range(len(lines) - 1, -1, -1):
        if lines[place].kind is None and _is_heading(lines, place, spaced):
            lines[place].kind = BlockKind.HEADING
    _set_levels(lines)


def _mark_underlined(lines: Sequence[Line]) -> None:
    """Mark Markdown's underlined headings; the underline itself stays a paragraph."""
    for line, below in pairwise(lines):
        if (
            line.kind is None
            and not below.gap
            and _UNDERLINE.fullmatch(below.text)
            and len(line.text) <= _BOLD_LENGTH
        ):
            line.kind = BlockKind.HEADING
            line.level = 1 if below.text[0] == "=" else 2
            below.kind = BlockKind.PARAGRAPH


def _is_heading(lines: Sequence[Line], place: int, spaced: bool) -> bool:
    line = lines[place]
    text = line.text
    if _HASHES.match(text):
        return True
    if len(text) > _LONGEST:
        return False
    if (_MENU.search(text) and not _PART.match(text)) or _goes_on(lines, place):
        return False
    if place < _TITLE_LINES and is_title(text) and _reads_as_title(text):
        return True
    if (_BOLD.fullmatch(text) or line.bold) and _reads_as_heading(text.strip("*_"), _BOLD_LENGTH):
        return not _stands_in_block(lines, place, spaced)
    numbered = _numbering(text)
    if numbered is not None:
        rest = text[numbered:]
        named = not rest or (bool(_PART.match(text)) and len(rest) < _PLAIN_LENGTH and not rest.endswith("."))
        named = named or _reads_as_heading(rest, _NUMBERED_LENGTH, spare_colon=True)
        return named and not _is_list_number(lines, place, spaced)
    if (
        not text[0].isalpha()
        or not _reads_as_heading(text, _PLAIN_LENGTH)
        or len(text.split()) > _PLAIN_WORDS
    ):
        return False
    if _is_lead_in(text) or _ORGANISATION.search(text):
        return False
    return _context_allows(lines, place, spaced)


def _goes_on(lines: Sequence[Line], place: int) -> bool:
    """Tell whether the sentence of a line goes on in the next one, wrapped at the line's end."""
    if place + 1 == len(lines):
        return False
    below = lines[place + 1]
    return not below.gap and below.kind is None and below.text[0].islower()


def is_numbered(text: str) -> bool:
    """Tell whether a line opens with a number, as in ``3. Rekisterin nimi``."""
    return _numbering(text) is not None


def _numbering(text: str) -> int | None:
    """Return where the words after the number of a numbered line begin."""
    found = _PART.match(text) or _NUMBER.match(text) or _LETTER.match(text)
    return found.end() if found else None


def _reads_as_heading(text: str, longest: int, *, spare_colon: bool = False) -> bool:
    """Tell whether the words alone could be a heading."""
    body = text.strip()
    if not body or len(body) > longest or not any(letter.isalpha() for letter in body):
        return False
    if body.endswith((";", ",")) or _SENTENCE.search(body) or is_contact(body) or _STATUTE.search(body):
        return False
    if body[0].islower() or body[0] in "\"'”(©[←→":
        return spare_colon and has_known_words(body) and not body.endswith(".")
    if body.endswith("."):
        # "Rekisterinpitäjä." does occur; a sentence of more words is a sentence.
        return has_known_words(body) and len(body.split()) <= 4 and not _VERB.search(body)
    if body.endswith(":"):
        short = spare_colon or (has_known_words(body) and len(body.split()) <= 8)
        return short and (is_question(body) or not _VERB.search(body))
    return not is_labelled(body) or body.isupper()


def _reads_as_title(text: str) -> bool:
    if len(text) > _BOLD_LENGTH or is_contact(text) or _STATUTE.search(text) or _SENTENCE.search(text):
        return False
    return not text.endswith((":", ",")) and not (text.endswith(".") and _VERB.search(text))


def _is_lead_in(text: str) -> bool:
    """Tell whether a line without colon leads to a list, as in ``Lapsesta tallennetaan``."""
    return not is_question(text) and bool(_VERB.search(text.rsplit(maxsplit=1)[-1] + " "))


def _is_list_number(lines: Sequence[Line], place: int, spaced: bool) -> bool:
    """Tell whether a numbered line stands in a numbered list: its like is right above or below."""
    if place + 1 == len(lines):
        return True
    if not spaced and has_known_words(lines[place].text):
        return False  # a form without blank lines may have sections without text
    style = _number_style(lines[place].text)
    around = [near for near in (place - 1, place + 1) if near >= 0 and not lines[max(near, place)].gap]
    return any(_number_style(lines[near].text) == style for near in around)


def _number_style(text: str) -> str:
    """Return the shape of the number that a line opens with, as ``9.9``; empty for a line without."""
    numbering = _numbering(text)
    number = text[:numbering].strip(" .):\t\xa0") if numbering is not None else ""
    return re.sub(r"[A-Z]", "A", re.sub(r"\d+", "9", number))


def _stands_in_block(lines: Sequence[Line], place: int, spaced: bool) -> bool:
    """Tell whether a bold line opens or continues an address or another block of lines."""
    if place + 1 == len(lines):
        return True
    line, below = lines[place], lines[place + 1]
    if has_known_words(line.text):
        return False
    return is_contact(below.text) or is_labelled(below.text) or (below.gap and spaced and not line.gap)


def _context_allows(lines: Sequence[Line], place: int, spaced: bool) -> bool:
    """Tell whether the lines around a short line without number let it be a heading."""
    line = lines[place]
    above = lines[place - 1] if place else None
    below = lines[place + 1] if place + 1 < len(lines) else None
    if below is None:
        return False
    if above is not None and len(above.text) < 30 and "rekisterin nimi" in above.text.lower():
        return False
    known = has_known_words(line.text) or line.text.isupper() or is_question(line.text)
    if above is not None and not line.gap:
        if above.text.endswith(":") or (above.kind is BlockKind.ITEM and not known):
            return False
        if not spaced and len(line.text) <= _SHORT_LENGTH and _reads_as_text(below.text):
            return True
        closed = above.text.endswith((".", "!", "?", "”", ")")) or above.kind in (
            BlockKind.ITEM,
            BlockKind.ROW,
        )
        if (spaced and not (known and closed)) or not (closed or known or _numbering(above.text) is not None):
            return False
    if below.kind is BlockKind.HEADING:
        return known and (above is None or place < _TITLE_LINES or _numbering(above.text) is None)
    if below.kind in (BlockKind.ITEM, BlockKind.ROW):
        led = bool(_VERB.search(f"{line.text} ")) and not is_question(line.text)
        return not led and (known or below.gap or not spaced)
    if is_contact(below.text) or is_labelled(below.text):
        return known
    return known or _reads_as_text(below.text)


def _reads_as_text(text: str) -> bool:
    """Tell whether a line is running text or a lead-in rather than one more short line."""
    return text.endswith((".", ":", "!")) or len(text) > _PLAIN_LENGTH


def _set_levels(lines: Sequence[Line]) -> None:
    """Set the depth of the headings that have none yet: by hashes, by number, else by what stands above."""
    numbered = titled = False
    for line in lines:
        if line.kind is not BlockKind.HEADING:
            continue
        if not line.level:
            line.level = _level(line.text, numbered=numbered, titled=titled)
        numbered = numbered or _NUMBER.match(line.text) is not None
        titled = True


def _level(text: str, *, numbered: bool, titled: bool) -> int:
    if hashes := _HASHES.match(text):
        return len(hashes[1])
    bare = text.strip("*_")
    if _PART.match(bare):
        return 2
    if found := _NUMBER.match(bare) or _LETTER.match(bare):
        return min(6, 2 + (found["digits"] or "").count("."))
    if not titled:
        return 1
    return 3 if numbered and not bare.isupper() else 2
