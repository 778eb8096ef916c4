"""Checks for statements that contradict one another; what holds under a condition contradicts nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set
from itertools import takewhile

from seloste.audit.providers import companies_named, embedded_services, providers_outside_eea
from seloste.audit.tables import cue, services
from seloste.audit.view import NEGATION, Evidence, View
from seloste.record import Span
from seloste.values.conditions import find_condition, is_qualified
from seloste.values.layout import sentence_around

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
#: A denial of selling alone denies no disclosure.
_DISCLOSURE = re.compile(r"(?<!\w)(?:luovut|anne|anna|jae|jaa|välit|siirr|kerro)", re.IGNORECASE)
_SALE = re.compile(r"(?:myy|myydä|vuokra|vaihd)", re.IGNORECASE)
_VERB = re.compile(rf"{_DISCLOSURE.pattern}|(?<!\w){_SALE.pattern}", re.IGNORECASE)
_COLLECTION = re.compile(r"(?<!\w)(?:kysy|kerä|käsit|tallen|talle|säily|kirja|pyyd)", re.IGNORECASE)
#: A denial of all the data, not of some.
_ALL_DATA = re.compile(
    r"(?<!\w)(?:henkilö|asiakas|jäsen|rekisteri)?tieto(?:ja|jen|jasi|jaan|jamme)?(?!\w)|mitään", re.IGNORECASE
)
#: A place or a group to which a denial of data is limited: ``verkkosivuilla emme kerää``. A register is none.
_SOMEWHERE = re.compile(
    r"(?<!\w)(?!\w*rekister|sinul)\w{4,}(?:ss[aä]|ll[aä]|lt[aä]|st[aä])(?!\w)", re.IGNORECASE
)
_SHORTEST_STEM, _LONGEST_ENDING = 5, 4
#: After it a sentence opens; within a word it stands before an ending: ``ETA:n``.
_COLON = re.compile(r":(?!\w)")
_DECISION = re.compile(r"päätö|profiloin", re.IGNORECASE)
#: What a country is named by where nothing goes there: ``tutkija Kanadasta``.
_FROM = re.compile(r"st[aä]$", re.IGNORECASE)


def recipients_contradict(view: View) -> Evidence | None:
    """Disclosure is denied without condition, and a third party named as recipient without condition."""
    denials = [
        index
        for index in _flat_denials(view, view.denied("recipient", "third_party"))
        if _denies_disclosure(view, index)
        and _ALL_DATA.search(_sentence(view, index))
        and not cue("some_data").search(_sentence(view, index))
    ]
    named = [
        index
        for index in _unconditional(view, view.said("recipient", *_THIRD_PARTIES))
        if not (
            set(view.span(index).categories) <= _IN_THEIR_CASE
            and any(_same_line(view, denial, index) for denial in denials)
        )
    ]
    return _conflict(view, denials, named)


def _denies_disclosure(view: View, index: int) -> bool:
    """Say whether the verb of a denial is to disclose: to sell alone is not."""
    verbs = list(_VERB.finditer(_sentence_before(view, index) + view.span(index).quote))
    if verbs:
        return _SALE.fullmatch(verbs[-1].group()) is None
    return _DISCLOSURE.search(_sentence(view, index)) is not None


def transfer_contradicts(view: View) -> Evidence | None:
    """Transfers are denied without condition, and one is stated without condition."""
    stated = [index for index in view.transfers_abroad if _is_stated(view, index)]
    denials = _denials_of_transfer(view)
    of_anything = [index for index in denials if cue("anything").search(_sentence(view, index))]
    by_consent = [index for index in stated if _condition_kind(view, index) == "consent"]
    return _conflict(view, denials, _unconditional(view, stated)) or _conflict(view, of_anything, by_consent)


def _condition_kind(view: View, index: int) -> str | None:
    condition = view.span(index).condition
    return condition.kind if condition is not None else None


def _is_stated(view: View, index: int) -> bool:
    """Say whether a transfer takes place: it is not past, and a country is not where somebody comes from."""
    span = view.span(index)
    if set(span.categories) == {"country"} and _FROM.search(span.quote):
        return False
    return cue("past").search(view.sentence(index)) is None


def transfer_contradicts_service(view: View) -> Evidence | None:
    """Transfers are denied without condition, and a provider from outside the EEA receives data.

    A denial of all other transfers (``muita tietoja ei siirretä``) covers a provider whose transfers are told.
    """
    if transfer_contradicts(view):
        return None
    of_all = _denials_of_transfer(view)
    of_rest = [index for index in view.said("transfer", "none") if _is_of_rest(view, index)]
    countries = {fact.country.code for fact in view.record.transfers if fact.country}
    return _service_against(view, of_all, lambda service: bool(countries & set(services().values()))) or (
        _service_against(view, of_rest, _told_abroad(view))
    )


def _service_against(view: View, denials: list[int], told: Callable[[str], bool]) -> Evidence | None:
    """Return the first denial with the providers, or the services in use, whose transfers are not told."""
    providers = [
        index
        for index in providers_outside_eea(view)
        if not told(view.span(index).quote) and not cue("store").search(view.line(index))
    ]
    conflict = _conflict(view, denials, providers)
    if conflict is not None or view.has_parts:
        return conflict
    names = ", ".join(dict.fromkeys(name for name in embedded_services(view) if not told(name)))
    return Evidence(spans=tuple(denials), what=(names, names)) if denials and names else None


def _told_abroad(view: View) -> Callable[[str], bool]:
    """Return what says whether the transfers of a service are told.

    They are where its company is named beside a transfer abroad, or a country of such services beside none.
    """
    countries = set(services().values())
    of_services = {
        index
        for fact in view.record.transfers
        if fact.country and fact.country.code in countries
        for index in fact.spans
    }
    beside = [(index, companies_named(_beside(view, index))) for index in view.transfers_abroad]
    return lambda service: any(
        companies_named(service) & named or (not named and index in of_services) for index, named in beside
    )


def _beside(view: View, index: int) -> str:
    """Return the section of a transfer where it is of transfers, its line elsewhere."""
    at = view.span(index).section
    if at is None or not view.is_in(index, "transfers"):
        return view.line(index)
    section = view.record.sections[at]
    return view.record.text[section.start : section.end]


def _denials_of_transfer(view: View) -> list[int]:
    """Return the statements that no data are transferred; servers in the EU, or some data, are not that."""
    return [
        index
        for index in view.said("transfer", "none")
        if _is_of_all(view, index) and not is_qualified(view.record.text, view.span(index).end)
    ]


def _is_of_rest(view: View, index: int) -> bool:
    """Say whether a denial is of all that has not been told: ``muilta osin tietoja ei siirretä``."""
    span, words = view.span(index), (_opening(view, index) + view.span(index).quote).lstrip()
    found = cue("all_the_rest").match(words)
    if found is None or words[found.end() :].lstrip().startswith("kuin") or _is_row(view, index):
        return False
    return _is_flat(view, span, rest=True) and not is_qualified(view.record.text, span.end)


def _is_of_all(view: View, index: int) -> bool:
    """Say whether a denial is of all the data."""
    span, opening = view.span(index), _opening(view, index)
    words = NEGATION.sub(" ", opening.rpartition(",")[2])
    return (
        NEGATION.search(opening + span.quote) is not None
        and cue("all_the_rest").match(opening.lstrip() + span.quote) is None
        and not re.sub(rf"(?:{cue('whole_data').pattern})\w*|\W", "", words, flags=re.IGNORECASE)
        and _is_flat(view, span)
        and not _is_row(view, index)
    )


def purpose_contradicts(view: View) -> Evidence | None:
    """A purpose is denied of all the data, and stated in the same words."""
    denied = [
        index
        for index in _flat_denials(view, view.denied("purpose"))
        if _ALL_DATA.search(_sentence(view, index))
    ]
    return _clashes(view, denied, view.said("purpose"))


def data_contradict(view: View) -> Evidence | None:
    """Special categories are said not to be processed and some are, or the same data by the same word."""
    special = {fact.category for fact in view.record.data if fact.special}
    denied = [
        index
        for index in _flat_denials(view, view.denied("data"))
        if _COLLECTION.search(_sentence(view, index))
        and view.is_in(index, "data_categories")
        and not _SOMEWHERE.search(NEGATION.split(_sentence_before(view, index))[0])
    ]
    stated = [index for index in view.said("data") if view.is_in(index, "data_categories")]
    return _clashes(view, denied, stated, special)


def decision_contradicts(view: View) -> Evidence | None:
    """Automated decisions or profiling are denied as such, and stated."""
    denied = [
        index
        for index in _flat_denials(view, view.denied("decision"))
        if _DECISION.search(view.span(index).quote)
    ]
    return _clashes(view, denied, view.said("decision"))


def _clashes(
    view: View, denied: Iterable[int], said: Iterable[int], special: Set[str] = frozenset()
) -> Evidence | None:
    """Return the denials with the statements of the same category and word, or of a special category."""
    unconditional = _unconditional(view, said)
    clashing: dict[int, list[int]] = {}
    for index in denied:
        mine = view.span(index)
        against = [
            other
            for other in unconditional
            if _is_same(mine, view.span(other), special) and _same_scope(view, index, other)
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
        return _DECISION.search(other.quote) is not None
    return _is_same_word(one.quote, other.quote)


def _is_same_word(one: str, other: str) -> bool:
    """Say whether two quotes can be forms of one word: Finnish endings change its last letters."""
    pairs = zip(one.casefold(), other.casefold(), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return shared >= max(_SHORTEST_STEM, min(len(one), len(other)) - _LONGEST_ENDING)


def _flat_denials(view: View, indices: Iterable[int]) -> list[int]:
    """Return the denials that neither their own sentence nor the next one limits."""
    return [
        index
        for index in indices
        if _is_flat(view, view.span(index)) and not is_qualified(view.record.text, view.span(index).end)
    ]


def _is_flat(view: View, span: Span, *, rest: bool = False) -> bool:
    """Say whether no condition limits a denial, with ``rest`` but that it is of all the rest."""
    condition = find_condition(view.record.text, span.start, span.end, denied=True)
    if condition is None:
        return True
    return (
        rest and cue("all_the_rest").fullmatch(view.record.text, condition.start, condition.end) is not None
    )


def _sentence_before(view: View, index: int) -> str:
    span = view.span(index)
    first, _ = sentence_around(view.record.text, span.start, span.end)
    return _COLON.split(view.record.text[first : span.start])[-1]


def _opening(view: View, index: int) -> str:
    """Return the sentence before a statement, from the line above where it is broken there."""
    before, text = _sentence_before(view, index), view.record.text
    line = text.rfind("\n", 0, view.span(index).start)
    above = text[: max(line, 0)].rpartition("\n")[2]
    is_broken = text[line + 1 : line + 2].islower() and above[-1:].isalpha()
    if text[line + 1 : view.span(index).start] != before or not is_broken:
        return before
    return re.split(r"[.!?:]\s", above)[-1] + " " + before


def _sentence(view: View, index: int) -> str:
    span = view.span(index)
    _, last = sentence_around(view.record.text, span.start, span.end)
    return _sentence_before(view, index) + view.record.text[span.start : last]


def _unconditional(view: View, indices: Iterable[int]) -> list[int]:
    return [index for index in indices if view.span(index).condition is None]


def _conflict(view: View, denials: list[int], statements: list[int]) -> Evidence | None:
    """Return the first denial with the statements against it in the same register."""
    for denial in denials:
        against = [
            other
            for other in statements
            if _same_scope(view, denial, other)
            and not _same_sentence(view, denial, other)
            and not (view.span(denial).label == "recipient" and _leads_up(view, denial, other))
        ]
        if against:
            return Evidence(spans=(denial, *against), what=view.quotes(against))
    return None


def _same_scope(view: View, one: int, other: int) -> bool:
    """Say whether two statements are of the same data: of one register, not of two processings in turn."""
    if view.part(one) != view.part(other) and not _is_common(view, one):
        return False
    first, second = view.span(one).section, view.span(other).section
    if first is None or second is None or first == second:
        return True
    # A section type that comes again and again is told of each processing by itself.
    types = set(view.record.sections[first].types) & set(view.record.sections[second].types)
    return not types


def _is_common(view: View, index: int) -> bool:
    """Say whether the heading of a statement's section is of all the registers."""
    at = view.span(index).section
    if at is None:
        return False
    section = view.record.sections[at]
    heading = view.record.text[section.start : section.end].strip().partition("\n")[0]
    return cue("common_part").search(heading) is not None


def _is_row(view: View, index: int) -> bool:
    """Say whether a statement stands in a table row: it is of what the row is of."""
    line = view.line(index)
    return "\t" in line.strip() or line.count("|") > 1


def _leads_up(view: View, denial: int, other: int) -> bool:
    """Say whether the denial closes the list that names the other: ``… Ulkopuolisille tietoja ei anneta``."""
    return view.span(other).section == view.span(denial).section and other < denial


def _same_line(view: View, one: int, other: int) -> bool:
    start, end = sorted((view.span(one).start, view.span(other).start))
    return "\n" not in view.record.text[start:end]


def _same_sentence(view: View, one: int, other: int) -> bool:
    start, end = sorted((view.span(one).start, view.span(other).start))
    return not set("\n.") & set(view.record.text[start:end])
