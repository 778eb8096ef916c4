"""Checks for transfers out of the EEA: whether they are told, and with what safeguard."""

from __future__ import annotations

import re

from seloste.audit.providers import companies_named, embedded_services, providers_outside_eea, stands_in_eea
from seloste.audit.tables import cue
from seloste.audit.view import NEGATION, Evidence, View

_SAFEGUARDS = (
    "adequacy",
    "standard_clauses",
    "data_privacy_framework",
    "binding_rules",
    "consent",
    "other_safeguard",
)
#: A transfer that was made once, not one that is made: ``tiedot ovat menneet``, ``annettiin``.
_PAST = re.compile(r"(?<!\w)(?:on|ovat)(?: \w+){0,2} \w+(?:neet|nyt)(?!\w)|\wttiin(?!\w)", re.IGNORECASE)


def transfer_missing(view: View) -> Evidence | None:
    """A provider from outside the EEA receives data, and transfers are not spoken of.

    That servers stand in the EEA tells of transfers where it is said of such a provider.
    """
    providers = [
        index
        for index in providers_outside_eea(view)
        if not cue("program_store").search(view.sentence(index))
        and not cue("gives_us").search(view.sentence(index))
    ]
    embedded = embedded_services(view)
    is_told = any(_tells_transfers(view, at) for at in view.spoken_of("transfer")) or any(
        companies_named(text) for _, text in view.section_texts("transfers")
    )
    if not (providers or embedded) or is_told or any(stands_in_eea(view, at) for at in providers):
        return None
    names = [view.quotes(providers)[0]] if providers else []
    listed = ", ".join(dict.fromkeys([*names, *embedded]))
    return Evidence(
        spans=tuple(providers), sections=view.searched("transfers", "recipients"), what=(listed, listed)
    )


def _tells_transfers(view: View, index: int) -> bool:
    """Say whether a statement is of transfers, not of servers that stand in the EEA."""
    span = view.span(index)
    if set(span.categories) == {"none"}:
        first, last = view.sentence_bounds(index)
        negated = NEGATION.search(view.record.text, first, span.end) is not None
        return negated or bool(companies_named(view.record.text[first:last]))
    if set(span.categories) == {"country"}:
        return index in view.transfers_abroad
    return True


def safeguard_missing(view: View) -> Evidence | None:
    """A transfer without a safeguard; a country with an adequacy decision for everyone needs none.

    That the law is followed (``lain ehdoilla``) is no safeguard of what a hedged denial leaves open.
    """
    by_consent = {view.sentence(at) for at in view.transfers_abroad if _is_by_consent(view, at)}
    stated = [
        at
        for at in view.transfers_abroad
        if view.sentence(at) not in by_consent
        and not any(words.search(view.sentence(at)) for words in (cue("derogation"), _PAST))
    ]
    abroad = stated if view.transfers_abroad else _excepted_transfers(view)
    safeguards = view.said("transfer", *_SAFEGUARDS, "privacy_shield")
    if not abroad or _are_safe(view, safeguards, stated) or view.denied("transfer", "privacy_shield"):
        return None
    named = [fact.country for fact in view.record.transfers if fact.country and not fact.country.eea]
    if named and all(country.adequacy and not country.scope for country in named):
        return None
    return Evidence(spans=tuple(abroad), sections=view.searched("transfers"))


def _are_safe(view: View, safeguards: list[int], stated: list[int]) -> bool:
    """Say whether one of the safeguards is one: the bare law is none where a transfer is told by exception alone."""
    return any(stated or not cue("bare_law").search(view.span(index).quote) for index in safeguards)


def _excepted_transfers(view: View) -> list[int]:
    """Return the denials that leave a transfer open: by naming what is excepted, or by the law it then follows."""
    by_law = any(
        cue("bare_law").search(view.span(index).quote) for index in view.said("transfer", "other_safeguard")
    )
    return [
        index
        for index in view.said("transfer", "none")
        if (cue("excepted").search(view.sentence(index)) and not cue("own_move").search(view.sentence(index)))
        or (by_law and cue("hedged").search(view.sentence(index)))
    ]


def _is_by_consent(view: View, index: int) -> bool:
    """Say whether the clause of a transfer makes it by consent (art. 49(1)(a))."""
    span, text = view.span(index), view.record.text
    first, last = view.sentence_bounds(index)
    clause = text[first : span.start].rpartition(",")[2] + text[span.start : last].partition(",")[0]
    return cue("by_consent").search(clause) is not None
