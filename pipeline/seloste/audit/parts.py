"""Reads denials of one part of the data, ``valokuvia ei luovuteta``, and what is told of that part."""

from __future__ import annotations

import re
from collections.abc import Iterable

from seloste.audit.denials import PARTITIVE, STEM, conflict, without_caveats
from seloste.audit.tables import cue
from seloste.audit.view import NEGATION, Evidence, View
from seloste.audit.word_forms import is_form, last_part
from seloste.values.layout import previous_sentence

_TOKEN = re.compile(r"[\w-]{4,}")
_GENITIVE = re.compile(r"(?:n|mme|ni)$")


def conflict_of_part(
    view: View, denial: int, statements: Iterable[int], words: str, *, stays: bool
) -> Evidence | None:
    """Return a denial with the statements that tell of a part of the data that its ``words`` name.

    :param stays: that part is the subject of the verb, ``kuvat pysyvät``, not its object.
    """
    apart = without_caveats(view, [denial], statements)
    return conflict(view, [denial], of_part(view, apart, words, stays=stays))


def of_part(view: View, statements: Iterable[int], words: str, *, stays: bool = False) -> list[int]:
    """Return the statements that tell of a part of the data that the words of a denial name."""
    parts = _parts_denied(words, stays=stays)
    return [index for index in statements if _is_of_part(view, index, parts)]


def _parts_denied(words: str, *, stays: bool = False) -> list[tuple[str, str]]:
    """Return the parts of the data that the words of a denial name, and whose each is: ``potilaiden kuvia``.

    They are its objects, or with ``stays`` its subjects, the last word before the verb and plurals: ``kuvat pysyvät``.
    """
    tokens = _TOKEN.findall(NEGATION.split(words)[0] if stays else words)
    named = [
        at
        for at, token in enumerate(tokens)
        if (stays or PARTITIVE.fullmatch(last_part(token)))
        and not any(cue(kind).match(token) for kind in ("no_object", "no_part"))
    ]
    return [(tokens[at], _owner(tokens, at)) for at in named if at == named[-1] or tokens[at][-1] in "taä"]


def _is_of_part(view: View, index: int, parts: list[tuple[str, str]]) -> bool:
    """Say whether the sentence of a statement names a part of the data, of the same people where it tells whose."""
    tokens = _TOKEN.findall(_told_with(view, index))
    return any(
        is_form(last_part(part), last_part(token)) and _may_own(whose, _owner(tokens, at))
        for part, whose in parts
        for at, token in enumerate(tokens)
    )


def _may_own(one: str, other: str) -> bool:
    """Say whether two words of whose data are can be of the same people; one may be wanting."""
    return not (one and other) or one[:STEM].casefold() == other[:STEM].casefold()


def _owner(tokens: list[str], at: int) -> str:
    """Return the genitive before a word, where one stands there and names a group."""
    before = tokens[at - 1] if at else ""
    return before if _GENITIVE.search(before) and cue("no_group").match(before) is None else ""


def _told_with(view: View, index: int) -> str:
    """Return the sentence of a statement, in a table its line, with the sentence before where it refers to that."""
    line = view.line(index)
    if "|" in line or "\t" in line.strip():
        return line
    text = view.record.text
    first, last = view.sentence_bounds(index)
    if cue("these").match(text[first:last].lstrip()) is not None:
        first, _ = previous_sentence(text, first, across_lines=True)
    return text[first:last]
