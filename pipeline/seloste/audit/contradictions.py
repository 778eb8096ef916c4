"""Checks for statements that contradict one another; what holds under a condition contradicts nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Set
from functools import cache

from seloste.audit.denials import (
    PARTITIVE,
    RELATIVE,
    conflict,
    flat_denials,
    group_of,
    is_told_of_now,
    of_group,
    same_scope,
    sentence_before,
    sentence_of,
    unconditional,
    without_caveats,
)
from seloste.audit.parts import conflict_of_part, of_part
from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View
from seloste.audit.word_forms import SHORTEST_STEM, is_form, is_kind_of
from seloste.record import Span
from seloste.values.layout import previous_sentence

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
#: A denial of all the data, not of some.
_ALL_DATA = re.compile(
    r"(?<!\w)(?:henkilö|asiakas|jäsen|rekisteri)?"
    r"tie(?:to(?:ja|jen|jasi|jaan|jamme|janne|ihin|ihimme|ihisi)?|dot)(?!\w)|mitään|yhtään",
    re.IGNORECASE,
)
#: The data that letters and calls need: a denial of them is of all marketing.
_CONTACT_DATA = re.compile(r"(?<!\w)yhteystie(?:to(?:ja|jen|jasi|jaan|jamme)|dot)(?!\w)", re.IGNORECASE)
#: What is not told, after a denial: ``ei kerrota kenellekään, millä kursseilla joku käy``.
_QUESTION = re.compile(r",? (?:mi(?:tä|ssä|llä|lloin|ksi|kä)|ku(?:ka|inka)|onko)(?!\w)", re.IGNORECASE)
#: A place or a group to which a denial of data is limited: ``verkkosivuilla emme kerää``. A register is none.
_SOMEWHERE = re.compile(
    r"(?<!\w)(?!\w*rekister|sinul|käsitel|kysel|vaihe|tilante|tapaukse|muodo|missään|yhteyde)\w{4,}(?:ss[aä]|ll[aä]|lt[aä]|st[aä]|lle|llemme|lleni|tietoihin)(?!\w)",
    re.IGNORECASE,
)
#: The data that the sentence before speaks of: ``Niitä ei käytetä markkinointiin``.
_THEM = re.compile(r"(?<!\w)(?:niitä|joita)(?= ei| emme)", re.IGNORECASE)
#: Whose the data are, before them: ``puolison``.
_OWNER = re.compile(r"(?<!\w)(?!\w*(?:jen|ien|iden|tten)\s)(\w{4,}(?:n|mme))\s$")
#: Who or what the sentence before is of does not process: ``Se ei talleta IP-osoitteita``.
_OF_ANOTHER = re.compile(r"^\W*(?:se|ne)(?!\w)", re.IGNORECASE)


def recipients_contradict(view: View) -> Evidence | None:
    """Disclosure is denied without condition, and a third party named as recipient without condition.

    A denial for one group (``jäsentietoja``) stands against what is said of that group alone.
    """
    denials = [
        index
        for index in flat_denials(view, view.denied("recipient", "third_party"))
        if _denies_disclosure(view, index)
        and not (cue("others").match(view.span(index).quote) and not sentence_before(view, index).strip())
    ]
    of_all = [index for index in denials if _is_of_all(view, index)]
    given = [index for index in view.said("recipient", "other", "marketing") if _is_given(view, index)]
    third = {*view.said("recipient", *_THIRD_PARTIES), *given}
    named = [index for index in unconditional(view, sorted(third)) if is_told_of_now(view, index)]
    found = conflict(view, of_all, without_caveats(view, of_all, named), sentence_of)
    return found or next((part for at in denials if (part := _of_part_contradicts(view, at, named))), None)


def _of_part_contradicts(view: View, denial: int, named: list[int]) -> Evidence | None:
    """Return a denial of a part of the data with the recipients that are named with that part."""
    if _QUESTION.match(view.record.text, view.span(denial).end):
        return None
    words = _beside_words(view, denial)
    return conflict_of_part(view, denial, named, words, stays=_is_of_subject(words))


def _is_given(view: View, index: int) -> bool:
    """Say whether a recipient of no known kind is said to be given data: ``toimitamme nimet maanomistajille``."""
    return cue("giving_verb").search(view.sentence(index)) is not None


def _is_of_all(view: View, index: int) -> bool:
    """Say whether a denial is of all the data, be it of one group, and not of some of them."""
    if _QUESTION.match(view.record.text, view.span(index).end):
        return False
    sentence = _of_people().sub(" ", sentence_of(view, index))
    objects = PARTITIVE.findall(_beside_words(view, index))
    return cue("some_data").search(sentence) is None and (
        _ALL_DATA.search(sentence) is not None
        or bool(group_of(sentence))
        or (all(cue("no_object").match(word) for word in objects) and not _is_of_subject(sentence))
    )


def _is_of_subject(words: str) -> bool:
    """Say whether what a denial is of is the subject of its verb: ``hoitokortit eivät mene``."""
    return cue("goes_itself").search(words) is not None


@cache
def _of_people() -> re.Pattern[str]:
    """Return a pattern of words that tell whose the data are: ``vieraitamme koskevia tietoja``."""
    return re.compile(rf"(?:{cue('people').pattern})\w* koskevia", re.IGNORECASE)


def _denies_disclosure(view: View, index: int) -> bool:
    """Say whether the verb of a denial is to disclose: to sell alone is not."""
    words = sentence_before(view, index) + view.span(index).quote
    if cue("sale_verb").search(words):
        return cue("disclosure_verb").search(words) is not None
    return cue("disclosure_verb").search(sentence_of(view, index)) is not None


def purpose_contradicts(view: View) -> Evidence | None:
    """A purpose is denied of all the data, and stated in the same words.

    ``Niitä ei käytetä`` is of the data that were told just before: what other sections state is of others.
    """
    denied = [
        index
        for index in flat_denials(view, view.denied("purpose"))
        if not cue("some_data").search(_of_people().sub(" ", sentence_of(view, index)))
    ]
    stated = unconditional(view, view.said("purpose"))
    found = (_clashes(view, [index], _within_reach(view, index, stated)) for index in denied)
    return next((evidence for evidence in found if evidence is not None), None)


def _within_reach(view: View, denial: int, stated: list[int]) -> list[int]:
    """Return the purposes that are of the data of which a denial is: all, those just told, or a part it names."""
    sentence = sentence_of(view, denial)
    if _ALL_DATA.search(sentence) or _CONTACT_DATA.search(sentence):
        return of_group(view, denial, sentence, stated)
    if _THEM.search(sentence):
        first, _ = view.sentence_bounds(denial)
        told = _data_in(view, *previous_sentence(view.record.text, first))
        return [
            index
            for index in stated
            if view.is_in(index, "purposes", "legal_basis")
            or told & _data_in(view, *view.sentence_bounds(index))
        ]
    return of_part(view, stated, _beside_words(view, denial))


def _data_in(view: View, first: int, last: int) -> set[str]:
    """Return the categories of the data that a stretch of the text names."""
    spans = (view.span(index) for index in view.said("data"))
    return {category for span in spans if first <= span.start < last for category in span.categories}


def data_contradict(view: View) -> Evidence | None:
    """Special categories are said not to be processed and some are, or the same data by the same word."""
    special = {fact.category for fact in view.record.data if fact.special}
    one_group = len(view.groups) <= 1
    denied = [
        index
        for index in flat_denials(view, view.denied("data"))
        if (one_group or view.is_in(index, "data_categories")) and _denies_collection(view, index)
    ]
    stated = [
        index
        for index in unconditional(view, view.said("data"))
        if view.is_in(index, "data_categories", "sources", "retention")
        or (one_group and _is_collected(view, index))
    ]
    return _clashes(view, denied, stated, special)


def _denies_collection(view: View, index: int) -> bool:
    """Say whether a denial is that data are collected or kept at all: always, in full, by all, of all people."""
    sentence, before = sentence_of(view, index), sentence_before(view, index)
    return (
        cue("collection_verb").search(sentence) is not None
        and not _is_somewhere(view, _beside_words(view, index))
        and not _OF_ANOTHER.search(sentence)
        and not RELATIVE.search(before)
        and not _is_of_others(view, before)
        and not cue("occasion").search(before)
        and not cue("in_full").search(before + view.span(index).quote)
        and not any(cue(kind).search(sentence) for kind in ("instead", "some_here"))
    )


def _is_of_others(view: View, before: str) -> bool:
    """Say whether data denied after some words are of others than all the notice is of: ``puolison tuloja``.

    Of whom it is comes in the plural, ``hakijoiden``, or is a subject.
    """
    whose = _OWNER.search(before)
    if whose is None or any(cue(kind).match(whose.group(1)) for kind in ("no_group", "people")):
        return False
    subjects = " ".join(view.span(at).quote.casefold() for at in view.said("subject"))
    return len(view.groups) > 1 or whose.group(1)[:SHORTEST_STEM].casefold() not in subjects


def _is_collected(view: View, index: int) -> bool:
    """Say whether the sentence of some data tells that they are collected, and not by another: ``kysyy Maksu Oy``."""
    sentence = view.sentence(index)
    others = (view.span(other).quote for other in view.said("recipient"))
    return cue("collecting").search(sentence) is not None and not any(quote in sentence for quote in others)


def _is_somewhere(view: View, words: str) -> bool:
    """Say whether a denial is limited to a place or an occasion; the people of whom all the notice is are none."""
    subjects = [view.span(index).quote.casefold() for index in view.said("subject")]
    places = (place.casefold()[:SHORTEST_STEM] for place in _SOMEWHERE.findall(words))
    return any(not subjects or not all(subject.startswith(place) for subject in subjects) for place in places)


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
        and not cue("solely").search(view.span(index).quote)
    ]
    # a machine always decides on something: ``hylkää, jos …``
    return _clashes(view, denied, unconditional(view, view.said("decision"), "other"))


def _clashes(
    view: View, denied: Iterable[int], stated: Collection[int], special: Set[str] = frozenset()
) -> Evidence | None:
    """Return the denials with the statements of the same category and word, or of a special category."""
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
    shared = set(one.categories) & set(other.categories)
    if not shared:
        return False
    if shared & special and cue("health_as_such").search(one.quote) and cue("illness").search(other.quote):
        return True
    if one.label == "decision":  # a denial of decisions as such is of all of them, however named
        return any(cue(kind).search(other.quote) for kind in ("decision_word", "automatic"))
    return _is_same_word(one.quote, other.quote)


def _is_same_word(one: str, other: str) -> bool:
    """Say whether two quotes can be forms of one word: Finnish endings change its last letters."""
    # the head of a Finnish phrase stands last: ``autopaikkojemme suoramarkkinointiin``
    return is_form(one, other) or is_form(one.split()[-1], other.split()[-1]) or is_kind_of(one, other)
