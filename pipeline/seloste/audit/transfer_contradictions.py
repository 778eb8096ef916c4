"""Checks for transfers out of the EEA that a notice denies and tells of all the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from seloste.audit.denials import (
    PARTITIVE,
    RELATIVE,
    conflict,
    group_of,
    is_flat,
    is_row,
    is_taken_back,
    is_told_of_now,
    names_group,
    opening_of,
    same_line,
    sentence_before,
    sentence_of,
    unconditional,
    without_caveats,
    without_group,
)
from seloste.audit.parts import conflict_of_part
from seloste.audit.providers import companies_named, embedded_services, providers_outside_eea, stands_in_eea
from seloste.audit.tables import cue, services
from seloste.audit.view import NEGATION, Evidence, View, matters
from seloste.values.conditions import AND_NOT

#: What opens a line of a list, and how many characters the mark and its blanks take at most.
_BULLETS, _BULLET = ("-", "–", "•", "*"), 4
#: What a country is named by where nothing goes there: ``tutkija Kanadasta``.
_FROM = re.compile(r"st[aä]$", re.IGNORECASE)


def transfer_contradicts(view: View) -> Evidence | None:
    """Transfers are denied without condition, and one is stated without condition."""
    denials = _denials_of_transfer(view)
    told = [index for index in view.transfers_abroad if _is_stated(view, index)]
    stated = without_caveats(view, denials, told)
    of_anything = [index for index in denials if cue("anything").search(sentence_of(view, index))]
    by_consent = [index for index in stated if _condition_kind(view, index) == "consent"]
    return (
        conflict(view, denials, unconditional(view, stated), _words)
        or conflict(view, of_anything, by_consent)
        or _of_part_contradicts(view, unconditional(view, told))
    )


def _of_part_contradicts(view: View, told: list[int]) -> Evidence | None:
    """Return a denial of a part of the data with the transfers that are told with that part."""
    for denial in _denials(view):
        words = opening_of(view, denial)
        if cue("at_times").search(words):
            continue
        stays = cue("leaves").search(view.span(denial).quote) is not None
        found = conflict_of_part(view, denial, told, words, stays=stays)
        if found is not None:
            return found
    return None


def _words(view: View, denial: int) -> str:
    """Return the sentence of a denial up to its end."""
    return opening_of(view, denial) + view.span(denial).quote


def _condition_kind(view: View, index: int) -> str | None:
    condition = view.span(index).condition
    return condition.kind if condition is not None else None


def _is_stated(view: View, index: int) -> bool:
    """Say whether a transfer takes place here and now; a country is not where somebody comes from."""
    span = view.span(index)
    if set(span.categories) == {"country"} and _FROM.search(span.quote):
        return False
    return is_told_of_now(view, index)


def transfer_contradicts_service(view: View) -> Evidence | None:
    """Transfers are denied without condition, and a provider from outside the EEA receives data.

    A denial of all other transfers (``muita tietoja ei siirretä``) covers a provider whose transfers are told.
    """
    if transfer_contradicts(view):
        return None
    of_all = _denials_of_transfer(view)
    of_rest = [
        index
        for index in view.said("transfer", "none")
        if _is_of_rest(view, index) and _is_of_controller(view, index)
    ]
    countries = {fact.country.code for fact in view.record.transfers if fact.country}
    told = _told_abroad(view)
    return (
        _service_against(view, of_all, lambda service: bool(countries & set(services().values())))
        or _service_against(view, of_rest, told)
        or next(
            (found for index in _excepting(view) if (found := _beyond_exception(view, index, told))), None
        )
    )


def _excepting(view: View) -> list[int]:
    """Return the denials that except something they name: ``uutiskirjepalvelua lukuun ottamatta``."""
    return [
        index
        for index in view.said("transfer", "none")
        if _is_of_whole(view, index)
        and _is_of_controller(view, index)
        and not cue("leaves").search(view.span(index).quote)
        and cue("except").search(view.sentence(index))
        and not cue("broad_exception").search(view.sentence(index))
    ]


def _beyond_exception(view: View, denial: int, told: Callable[[str], bool]) -> Evidence | None:
    """Return a denial with the services that its exception does not name, by their name or their matter."""
    excepted = matters(cue("except").sub(" ", view.sentence(denial)))

    def is_told(service: str) -> bool:
        beside = (view.record.text[slice(*at)] for at in view.sentences_with(re.compile(re.escape(service))))
        return told(service) or any(excepted & matters(words) or cue("may").search(words) for words in beside)

    return _service_against(view, [denial], is_told)


def _service_against(view: View, denials: list[int], told: Callable[[str], bool]) -> Evidence | None:
    """Return the first denial with the providers, or the services in use, whose transfers are not told."""
    providers = [
        index
        for index in providers_outside_eea(view)
        if not told(view.span(index).quote)
        and is_told_of_now(view, index)
        and _condition_kind(view, index) != "request"
        and not _is_kept_here(view, index)
        and not any(cue(kind).search(view.sentence(index)) for kind in ("store", "beside_use"))
        and not cue("eea_cloud").search(view.span(index).quote)
        and not stands_in_eea(view, index)
    ]
    found = next((f for d in denials if (f := _conflict_beyond_line(view, d, providers))), None)
    if found is not None or view.has_parts:
        return found
    beside = " ".join(view.line(index) for index in view.said("transfer", "none"))
    of_everyone = tuple(index for index in denials if not names_group(_words(view, index)))
    of_persons = tuple(index for index in denials if not group_of(_words(view, index)))
    for spans, collecting in ((of_everyone, False), (of_persons, True)):
        if not spans:
            continue
        used = embedded_services(view, unconditional=True, collecting=collecting)
        names = [
            name
            for name in dict.fromkeys(used)
            if not told(name) and not cue("eea_cloud").match(name) and name not in beside
        ]
        what = ", ".join(names)
        if names:
            return Evidence(spans=spans, what=(what, what))
    return None


def _is_kept_here(view: View, provider: int) -> bool:
    """Say whether the line of a provider goes on to deny transfers: the denial is its own."""
    words = view.sentence(provider)
    return bool(NEGATION.search(words) and cue("goes").search(words)) or any(
        other > provider and same_line(view, provider, other) for other in view.said("transfer", "none")
    )


def _conflict_beyond_line(view: View, denial: int, providers: list[int]) -> Evidence | None:
    """Return the denial with the providers against it; one named right after it is the caveat to it."""
    beside = companies_named(view.line(denial))
    apart = [
        index
        for index in without_caveats(view, [denial], providers)
        if not beside & companies_named(view.span(index).quote)
    ]
    return conflict(view, [denial], apart, _words)


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
    return view.section_text(at)


def _denials_of_transfer(view: View) -> list[int]:
    """Return the statements that no data are transferred; servers in the EU, or some data, are not that."""
    return [index for index in _denials(view) if _is_of_whole(view, index)]


def _denials(view: View) -> list[int]:
    """Return the statements of the controller that no data are transferred, or none of a part."""
    return [
        index
        for index in view.said("transfer", "none")
        if _is_plain(view, index) and _is_of_controller(view, index) and not is_taken_back(view, index)
    ]


def _is_of_controller(view: View, index: int) -> bool:
    """Say whether a denial is the controller's own and of transfers: no provider's promise, no place of storage."""
    before = sentence_before(view, index)
    is_storage = cue("storage").search(view.span(index).quote) is not None
    return not is_storage and not companies_named(before) and not _is_of_recipient(view, index)


def _is_of_recipient(view: View, index: int) -> bool:
    """Say whether a denial ends the line of a list that opens with a recipient: it is of that one alone."""
    line = view.line(index)
    first = view.line_start(index) + len(line) - len(line.lstrip())
    return line.lstrip().startswith(_BULLETS) and any(
        first <= view.span(other).start <= first + _BULLET for other in view.said("recipient")
    )


def _is_of_rest(view: View, index: int) -> bool:
    """Say whether a denial is of all that has not been told: ``muilta osin tietoja ei siirretä``."""
    span, words = view.span(index), (opening_of(view, index) + view.span(index).quote).lstrip()
    found = cue("all_the_rest").match(words)
    if found is None or words[found.end() :].lstrip().startswith("kuin") or is_row(view, index):
        return False
    return is_flat(view, span, rest=True) and not is_taken_back(view, index)


def _head_of_row(view: View, index: int) -> str:
    return re.split(r"[|\t]", view.line(index).lstrip("| "))[0]


def _names_no_part(words: str, denial: str) -> bool:
    """Say whether the words before a denied verb tell of no part of the data.

    What stays or leaves by itself is its subject (``tietokanta ei lähde EU:sta``); what is moved is an object in the
    partitive, and the rest tells who does not move it or when.
    """
    rest = re.sub(rf"(?:{cue('whole_data').pattern})\w*", " ", without_group(words), flags=re.IGNORECASE)
    if cue("leaves").search(denial):
        return not rest.strip(" ,.;–-|")
    return PARTITIVE.search(rest) is None and cue("at_times").search(rest + denial) is None


def _is_of_whole(view: View, index: int) -> bool:
    """Say whether a denial names no part of the data."""
    opening = opening_of(view, index)
    words = NEGATION.sub(" ", AND_NOT.split(opening)[-1].rpartition(",")[2])
    return _names_no_part(words, opening + view.span(index).quote)


def _is_plain(view: View, index: int) -> bool:
    """Say whether a denial is of all that its words name: without condition, and not of the rest."""
    span, opening = view.span(index), opening_of(view, index)
    return (
        (NEGATION.search(opening + span.quote) or cue("stays").search(span.quote)) is not None
        and cue("all_the_rest").match(opening.lstrip() + span.quote) is None
        and cue("all_the_rest").search(cue("elsewhere").sub("", view.sentence(index)).partition(":")[0])
        is None
        and not (RELATIVE.search(opening) or cue("own_part").search(opening))
        and is_flat(view, span)
        and not (is_row(view, index) and cue("transfer_word").search(_head_of_row(view, index)) is None)
    )
