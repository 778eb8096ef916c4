"""Fills a record with retention terms and relations; reads its contacts, countries and laws."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from seloste.notice import Notice
from seloste.record import Record, Relation, Span, Term, assemble
from seloste.values.contacts import Contact, find_contacts
from seloste.values.countries import Country, find_countries
from seloste.values.events import starting_event
from seloste.values.laws import LawMention, find_laws
from seloste.values.layout import places
from seloste.values.periods import iso_period
from seloste.values.relations import relate

_DURATIONS = frozenset({"relationship", "necessary"})


def enrich(record: Record) -> Record:
    """Return the record with relations between its statements and the terms of its retention statements."""
    relations = relate(record.text, record.spans)
    notice = Notice(
        id=record.id,
        text=record.text,
        blocks=(),
        source=record.source,
        title=record.title,
        updated=record.updated,
        language=record.language,
    )
    terms = retention_terms(record.text, record.spans, relations)
    enriched = assemble(notice, record.sections, record.spans, terms=terms, relations=relations)
    return enriched.model_copy(update={"findings": record.findings})


def retention_terms(text: str, spans: Sequence[Span], relations: Sequence[Relation]) -> dict[int, Term]:
    """Return the term of every retention span that tells one, by index of ``spans``.

    A term has the ISO 8601 period, the event it runs from, and the categories of the data it is related to.
    """
    data: dict[int, list[str]] = defaultdict(list)
    for relation in relations:
        if relation.retention is not None and relation.data is not None:
            kept = data[relation.retention]
            kept += [category for category in spans[relation.data].categories if category not in kept]
    stands = places(text, spans)
    terms: dict[int, Term] = {}
    duration: tuple[int, str] | None = None
    for index in sorted(range(len(spans)), key=lambda index: spans[index].start):
        span = spans[index]
        if span.label != "retention" or span.negated:
            continue
        period = iso_period(span.quote)
        before = duration[1] if duration and duration[0] == stands[index].sentence else None
        start = starting_event(text, span.start, span.end, before) if period else None
        if _DURATIONS & set(span.categories) and period is None:
            duration = (stands[index].sentence, span.quote)
        if period or start or data[index]:
            terms[index] = Term.model_validate({"period": period, "from": start, "data": tuple(data[index])})
    return terms


def contacts(record: Record) -> Iterator[tuple[int, Contact]]:
    """Yield the typed contact details inside the record's contact spans, with the span's index."""
    for index, span in enumerate(record.spans):
        if span.label == "contact":
            # Read in its surroundings: "Y-tunnus" before a number tells what the number is.
            before = record.text[max(0, span.start - 30) : span.start]
            for contact in find_contacts(before + span.quote):
                if contact.start >= len(before):
                    yield index, contact


def countries(record: Record) -> Iterator[tuple[int, Country]]:
    """Yield the countries that the record's transfer statements name, with the span's index."""
    for index, span in enumerate(record.spans):
        if span.label == "transfer":
            for mention in find_countries(span.quote):
                yield index, mention.country


def laws(record: Record) -> list[LawMention]:
    """Return the known acts that the record's text names; offsets are code points of the text."""
    return find_laws(record.text)
