"""Checks for statements that contradict one another; what holds under a condition contradicts nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from itertools import takewhile

from seloste.audit.denials import (
    conflict,
    flat_denials,
    group_of,
    same_line,
    same_scope,
    sentence_before,
    sentence_of,
    unconditional,
)
from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View
from seloste.record import Span

#: To them data are disclosed; a processor, an authority, a bank or a carrier does not contradict a denial.
_THIRD_PARTIES = (
    "partner",
    "group_company",
    "insurer",
    "debt_collector",
    "acquirer",
    "association",
    "research",
)
#: They get data of a damage or a debt: told beside the denial, that is its exception.
_IN_THEIR_CASE = frozenset({"insurer", "debt_collector"})
#: A denial of all the data, not of some.
_ALL_DATA = re.compile(
    r"(?<!\w)(?:henkilö|asiakas|jäsen|rekisteri)?tie(?:to(?:ja|jen|jasi|jaan|jamme)?|dot)(?!\w)|mitään",
    re.IGNORECASE,
)
#: What a denial can be of: ``luottokorttien numeroita``, ``tallenteita``.
_OBJECT = re.compile(
    r"(?<!\w)(?!luovut|ulkopuol|muita)\w{3,}(?<!ss)(?<!st)(?<!ll)(?<!lt)[aä](?!\w)", re.IGNORECASE
)
#: A place or a group to which a denial of data is limited: ``verkkosivuilla emme kerää``. A register is none.
_SOMEWHERE = re.compile(
    r"(?<!\w)(?!\w*rekister|sinul|käsitel|kysel|vaihe|tilante|tapaukse|muodo)\w{4,}(?:ss[aä]|ll[aä]|lt[aä]|st[aä]|lle|llemme|lleni|tietoihin)(?!\w)",
    re.IGNORECASE,
)
#: Who or what the sentence before is of does not process: ``Se ei talleta IP-osoitteita``.
_OF_ANOTHER = re.compile(r"^\W*(?:se|ne)(?!\w)", re.IGNORECASE)
#: Beside the data section, sections whose denial is of the whole notice where that is of one group.
_WHOLE_NOTICE = ("intro", "other")
_SHORTEST_STEM, _LONGEST_ENDING = 5, 4


def recipients_contradict(view: View) -> Evidence | None:
    """Disclosure is denied without condition, and a third party named as recipient without condition.

    A denial for one group (``jäsentietoja``) stands against what is said of that group alone.
    """
    denials = [
        index
        for index in flat_denials(view, view.denied("recipient", "third_party"))
        if _denies_disclosure(view, index)
        and _is_of_all(view, index)
        and not (cue("others").match(view.span(index).quote) and not sentence_before(view, index).strip())
    ]
    named = [
        index
        for index in unconditional(view, view.said("recipient", *_THIRD_PARTIES))
        if not (
            set(view.span(index).categories) <= _IN_THEIR_CASE
            and any(same_line(view, denial, index) for denial in denials)
        )
    ]
    return conflict(view, denials, named, sentence_of)


def _is_of_all(view: View, index: int) -> bool:
    """Say whether a denial is of all the data, be it of one group, and not of some of them."""
    sentence = sentence_of(view, index)
    return cue("some_data").search(sentence) is None and (
        _ALL_DATA.search(sentence) is not None
        or bool(group_of(sentence))
        or _OBJECT.search(_beside_words(view, index)) is None
    )


def _denies_disclosure(view: View, index: int) -> bool:
    """Say whether the verb of a denial is to disclose: to sell alone is not."""
    words = sentence_before(view, index) + view.span(index).quote
    disclosed, sold = (
        max((found.start() for found in cue(kind).finditer(words)), default=-1)
        for kind in ("disclosure_verb", "sale_verb")
    )
    if disclosed != sold:  # the last verb is the one denied
        return disclosed > sold
    return cue("disclosure_verb").search(sentence_of(view, index)) is not None


def purpose_contradicts(view: View) -> Evidence | None:
    """A purpose is denied of all the data, and stated in the same words."""
    denied = [
        index
        for index in flat_denials(view, view.denied("purpose"))
        if _ALL_DATA.search(sentence_of(view, index))
        and not cue("some_data").search(sentence_of(view, index))
    ]
    return _clashes(view, denied, view.said("purpose"))


def data_contradict(view: View) -> Evidence | None:
    """Special categories are said not to be processed and some are, or the same data by the same word."""
    special = {fact.category for fact in view.record.data if fact.special}
    groups = {view.span(index).categories for index in view.said("subject")}
    where = ("data_categories",) if len(groups) > 1 else ("data_categories", *_WHOLE_NOTICE)
    denied = [
        index
        for index in flat_denials(view, view.denied("data"))
        if cue("collection_verb").search(sentence_of(view, index))
        and view.is_in(index, *where)
        and not _SOMEWHERE.search(_beside_words(view, index))
        and not _OF_ANOTHER.search(sentence_of(view, index))
    ]
    stated = [index for index in view.said("data") if view.is_in(index, "data_categories")]
    return _clashes(view, denied, stated, special)


def _beside_words(view: View, index: int) -> str:
    """Return the sentence of a denial without what is denied in it."""
    words = sentence_of(view, index)
    for other in view.denied(view.span(index).label):
        words = words.replace(view.span(other).quote, " ")
    return words


def decision_contradicts(view: View) -> Evidence | None:
    """Automated decisions or profiling are denied as such, and stated."""
    denied = [
        index
        for index in flat_denials(view, view.denied("decision"))
        if cue("decision_word").search(view.span(index).quote)
    ]
    return _clashes(view, denied, view.said("decision"))


def _clashes(
    view: View, denied: Iterable[int], said: Iterable[int], special: Set[str] = frozenset()
) -> Evidence | None:
    """Return the denials with the statements of the same category and word, or of a special category."""
    stated = unconditional(view, said)
    clashing: dict[int, list[int]] = {}
    for index in denied:
        mine = view.span(index)
        against = [
            other
            for other in stated
            if _is_same(mine, view.span(other), special) and same_scope(view, index, other)
        ]
        if against:
            clashing[index] = against
    if not clashing:
        return None
    spans = sorted({*clashing, *(other for against in clashing.values() for other in against)})
    return Evidence(spans=tuple(spans), what=view.quotes(clashing))


def _is_same(one: Span, other: Span, special: Set[str]) -> bool:
    if "special_category" in one.categories and special & set(other.categories):
        return True
    if not set(one.categories) & set(other.categories):
        return False
    if one.label == "decision":  # a denial of decisions as such is of all of them, however named
        return cue("decision_word").search(other.quote) is not None
    return _is_same_word(one.quote, other.quote)


def _is_same_word(one: str, other: str) -> bool:
    """Say whether two quotes can be forms of one word: Finnish endings change its last letters."""
    # the head of a Finnish phrase stands last: ``autopaikkojemme suoramarkkinointiin``
    return _is_form(one, other) or _is_form(one.split()[-1], other.split()[-1])


def _is_form(one: str, other: str) -> bool:
    pairs = zip(one.casefold(), other.casefold(), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared >= max(_SHORTEST_STEM, min(len(one), len(other)) - _LONGEST_ENDING)
