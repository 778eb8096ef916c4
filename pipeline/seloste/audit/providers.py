"""Finds the providers from outside the EEA that a notice names: as recipients, or as services in use."""

from __future__ import annotations

import re

from seloste.audit.tables import companies, embedded_names, services
from seloste.audit.view import NEGATION, View

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


def embedded_services(view: View) -> list[str]:
    """Return the services that the running text says to be used."""
    text = view.record.text
    return [
        name
        for sentence in view.sentences_with(embedded_names())
        if not NEGATION.search(text, *sentence) and not view.stands_in(sentence[0], *_ASIDE)
        for name in embedded_names().findall(text, *sentence)
    ]


def companies_named(text: str) -> set[str]:
    """Return the companies from outside the EEA of whose names or services one stands in a text."""
    plain = text.casefold()
    return {
        company
        for name, company in companies().items()
        if re.search(rf"(?<!\w){re.escape(name)}", plain) is not None
    }
