"""Finds the providers from outside the EEA that a notice names: as recipients, or as services in use."""

from __future__ import annotations

import re

from seloste.audit.tables import companies, cue, embedded_names, services
from seloste.audit.view import NEGATION, View
from seloste.values.conditions import find_condition

#: Sections that name a service to tell where to ask or what the notice is of.
_ASIDE = ("intro", "controller", "contact", "rights")


def providers_outside_eea(view: View) -> dict[int, str]:
    """Return the recipients that are known providers from outside the EEA, each with its country code."""
    return {
        index: services()[name]
        for index in view.said("recipient")
        if (name := _provider(view.span(index).quote)) is not None
    }


def _provider(quote: str) -> str | None:
    """Return the known provider that a quote names in some case: ``Googlen``, ``Metalle``, ``Zoomiin``."""
    stems = (_stem(word) for word in quote.casefold().split())
    words = re.findall(r"[\w.]+", " ".join(stems))
    return next((word for word in words if word in services()), None)


def _stem(word: str) -> str:
    plain = word.strip(".,;:()\"”'").split(":")[0].split("-")[0]
    return next((name for name in sorted(services(), key=len, reverse=True) if plain.startswith(name)), plain)


def embedded_services(view: View, *, unconditional: bool = False, collecting: bool = False) -> list[str]:
    """Return the services that the running text says to be used, or only those used without any condition.

    With ``collecting`` they are those by which data are said to be collected or kept, other than visits to a page.
    """
    text = view.record.text
    return [
        found.group()
        for sentence in view.sentences_with(embedded_names())
        if not NEGATION.search(text, *sentence)
        and not view.stands_in(sentence[0], *_ASIDE)
        and not any(cue(kind).search(text, *sentence) for kind in ("beside_use", "past"))
        and not (collecting and not _collects(view, sentence))
        for found in embedded_names().finditer(text, *sentence)
        if not (unconditional and find_condition(text, *found.span()))
    ]


def _collects(view: View, sentence: tuple[int, int]) -> bool:
    """Say whether a sentence, not one on cookies, tells how data are collected or kept."""
    is_on_visits = view.stands_in(sentence[0], "cookies")
    return not is_on_visits and cue("collecting").search(view.record.text, *sentence) is not None


def stands_in_eea(view: View, provider: int) -> bool:
    """Say whether a country of the EEA is told for a provider: the next statement of its sentence is the country."""
    span = view.span(provider)
    _, last = view.sentence_bounds(provider)
    later = [
        index
        for index in view.spoken_of("recipient") + view.spoken_of("transfer")
        if span.end <= view.span(index).start < last
    ]
    first = min(later, key=lambda index: view.span(index).start, default=provider)
    inside = set(view.said("transfer", "country")) - set(view.transfers_abroad)
    return first in inside and view.span(first).quote[0].isupper()


def companies_named(text: str) -> set[str]:
    """Return the companies from outside the EEA of whose names or services one stands in a text."""
    plain = text.casefold()
    return {company for name, company in companies() if name.search(plain)}
