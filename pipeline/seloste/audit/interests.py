"""Checks whether a notice that rests on legitimate interests tells which."""

from __future__ import annotations

import re

from seloste.audit.tables import cue
from seloste.audit.view import GROUNDS, Evidence, View

_PARENTHESES = re.compile(r"\([^()]*\)")
#: A purpose told by its number in a list: ``kohta 5``.
_NUMBERED = re.compile(r"(?<!\w)(?:kohta|kohdat|kohdan|kohtien)\s+\d")
#: The same beside the ground: ``(6)``, ``(1–4)``.
_LISTED = re.compile(r"\s?\(\d{1,2}(?:\s?[,–-]\s?\d{1,2})*\)")
_LAW = re.compile(r"(?:laki|lain|laissa|asetus|asetuksen)$", re.IGNORECASE)
#: How many sections before a ground its purposes can stand: purpose, data, ground.
_NEAR = 2


def legitimate_interest_missing(view: View) -> Evidence | None:
    """The processing rests on legitimate interests, and nothing tells which."""
    spans = view.said("basis", "legitimate_interest")
    if not spans or any(_tells_interest(view, index) for index in spans):
        return None
    return Evidence(spans=tuple(spans), sections=view.searched("legal_basis"))


def _tells_interest(view: View, index: int) -> bool:
    """Say whether a purpose or other words of its own tell the interest behind a ground.

    A purpose related to the ground tells it; so do the purposes of a notice, or of a section, that rests on
    nothing else; so do words of its sentence, between the grounds beside it, that do not stand in any statement
    of a ground, or of the ground itself where it is not called by its name (``jäsenyyteen perustuva yhteys``).
    """
    text, span = view.record.text, view.span(index)
    if view.grounds == {"legitimate_interest"} and view.said("purpose"):
        return True
    if any(relation.basis == index and relation.purpose is not None for relation in view.record.relations):
        return True
    if _is_under_purpose(view, index) or _leads_to_purpose(view, index) or _is_told_elsewhere(view):
        return True
    if view.said("purpose") and (_is_of_all_but_parts(view, index) or _LISTED.match(text, span.end)):
        return True
    if not cue("interest_word").search(span.quote) or _is_sole_in_section(view, index):
        return True
    first, last = view.sentence_bounds(index)
    if (
        view.said("purpose")
        and cue("of_part").search(text, span.end, last)
        and not cue("of_part").search(text, first, span.start)
    ):
        return True  # the other ground is of a part of the data, this one of all the rest
    others = [view.span(other) for other in view.said("basis") if other != index]
    opening = text[max([first, *(other.end for other in others if other.end <= span.start)]) : span.start]
    if view.said("purpose") and (cue("rest").search(opening) or _NUMBERED.search(opening)):
        return True
    after = text[span.end : last]
    if any(span.end <= other.start < last for other in others):  # what follows "ja" is the next ground's
        after = re.split(r"\s(?:ja|sekä)\s", after)[0]
    beside = _PARENTHESES.match(after.lstrip())  # (asiakassuhteen hoito); elsewhere an article
    return _has_own_words(_PARENTHESES.sub(" ", f"{opening} {span.quote} {after}")) or (
        beside is not None and _has_own_words(beside.group())
    )


def _is_under_purpose(view: View, index: int) -> bool:
    """Say whether a ground is a line of its own right under a purpose: the cells of a row, one a line."""
    text, span = view.record.text, view.span(index)
    start = view.line_start(index)
    above = text.rfind("\n", 0, max(start - 1, 0)) + 1
    return view.line(index).strip() == span.quote.strip() and any(
        above <= view.span(purpose).start < start for purpose in view.said("purpose")
    )


def _leads_to_purpose(view: View, index: int) -> bool:
    """Say whether a ground is a heading or a label that a purpose follows, before the next ground.

    The purpose stands in another sentence: what stands in that of the ground can belong to a ground beside it.
    """
    text, span = view.record.text, view.span(index)
    first, last = view.sentence_bounds(index)
    if any(first <= view.span(other).start < last for other in view.said("basis") if other != index):
        return False
    alone = not re.search(r"[^\W\d_]{4}", text[view.line_start(index) : span.start])
    end = text.find("\n", span.end) if not alone or text[last : last + 1] != "\n" else len(text)
    following = min(
        (view.span(other).start for other in view.said("basis") if view.span(other).start > span.start),
        default=len(text),
    )
    limit = min(following, end if end >= 0 else len(text))
    return any(
        last <= view.span(purpose).start < limit and view.span(purpose).section == span.section
        for purpose in view.said("purpose")
    )


def _is_told_elsewhere(view: View) -> bool:
    """Say whether a sentence says what the interest is: ``oikeutettu etu muodostuu siitä, että …``."""
    return cue("interest_is").search(view.record.text) is not None


def _is_of_all_but_parts(view: View, index: int) -> bool:
    """Say whether every other ground is limited to a part of the data: this one is of all the purposes."""
    others = [
        other
        for other in view.said("basis")
        if GROUNDS & set(view.span(other).categories)
        and "legitimate_interest" not in view.span(other).categories
    ]
    words = [view.own_words(other) for other in others]
    is_part = all(cue("of_part").search(text) or cue("of_health").search(text) for text in words)
    return bool(others) and is_part and not cue("of_part").search(view.own_words(index))


def _has_own_words(text: str) -> bool:
    """Say whether a word does not stand in any statement of a ground."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    return any(not _LAW.search(word) and not cue("plain_ground").match(word) for word in words)


def _is_sole_in_section(view: View, index: int) -> bool:
    """Say whether the ground stands alone in its section, right after a section that states purposes."""
    at = view.span(index).section
    if not at:
        return False
    others = {
        category
        for other in view.said("basis")
        if view.span(other).section == at
        for category in view.span(other).categories
    } | {"consent" for other in view.consents if view.span(other).section == at}
    purposes_before = any(
        0 < at - (view.span(purpose).section or at) <= _NEAR for purpose in view.said("purpose")
    )
    return others & GROUNDS == {"legitimate_interest"} and purposes_before and len(view.grounds) > 1
