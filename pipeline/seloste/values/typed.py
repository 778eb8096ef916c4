"""Fills a record with typed values beside its quotes, and with the relations between its statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from seloste import record as records
from seloste.assembly import Typed, assemble
from seloste.notice import Notice
from seloste.record import Destination, Ground, Law, Mention, Record, Relation, Span, Term
from seloste.values.addresses import split_address
from seloste.values.bases import basis_of, find_articles
from seloste.values.contacts import Contact, find_contacts, is_business_id
from seloste.values.countries import find_countries
from seloste.values.dates import last_day
from seloste.values.events import starting_event, tells_moment
from seloste.values.laws import LawMention, find_laws
from seloste.values.layout import places
from seloste.values.periods import stated_period
from seloste.values.relations import relate

_DURATIONS = frozenset({"relationship", "necessary"})
#: Contact details that have a normal form; a web "address" can be a form or a page by its name.
_WITH_FORM = frozenset({"email", "phone", "business_id", "address"})
#: A basis names the GDPR by its article.
_GDPR = "2016/679"
#: How far before a contact detail its announcement is read, in code points.
_BEFORE = 30

_Party = TypeVar("_Party", records.Controller, records.Contact)


@dataclass(slots=True)
class _Values:
    """The typed values of a record's spans, as :func:`seloste.assembly.assemble` takes them."""

    typed: dict[tuple[int, str], Sequence[Typed]] = field(default_factory=dict)
    details: dict[int, dict[str, list[str]]] = field(default_factory=dict)
    not_understood: set[int] = field(default_factory=set)

    def put(self, index: int, span: Span, values: Sequence[Typed]) -> None:
        """Give a span's categories their values."""
        self.typed |= {(index, category): values for category in span.categories}


def enrich(record: Record) -> Record:
    """Return the record with the typed values of its statements and the relations between them."""
    relations = relate(record.text, record.spans)
    mentions = find_laws(record.text)
    values = _Values()
    _read_contacts(record, values)
    _read_bases(record.spans, mentions, values)
    _read_transfers(record.spans, values)
    _read_retention(record.text, record.spans, relations, mentions, values)
    notice = Notice(
        id=record.id,
        text=record.text,
        blocks=(),
        source=record.source,
        title=record.title,
        updated=record.updated,
        language=record.language,
    )
    enriched = assemble(
        notice,
        record.sections,
        record.spans,
        typed=values.typed,
        details=values.details,
        not_understood=values.not_understood,
        laws=_laws(record.text, mentions),
        relations=relations,
    )
    return enriched.model_copy(
        update={
            "controllers": tuple(map(_checked, enriched.controllers)),
            "contacts": tuple(map(_checked, enriched.contacts)),
            "findings": record.findings,
        }
    )


def contacts(record: Record) -> Iterator[tuple[int, Contact]]:
    """Yield the typed contact details inside the record's contact spans, with the span's index."""
    for index, span in enumerate(record.spans):
        if span.label == "contact":
            # Read in its surroundings: "Y-tunnus" before a number tells what the number is.
            before = record.text[max(0, span.start - _BEFORE) : span.start]
            for contact in find_contacts(before + span.quote):
                if contact.start >= len(before):
                    yield index, contact


def _checked(party: _Party) -> _Party:
    """Return a party with its address split and its business ID checked."""
    postal = split_address(party.address) if party.address else None
    valid = is_business_id(party.business_id) if party.business_id else None
    return party.model_copy(update={"postal": postal, "business_id_valid": valid})


def _read_contacts(record: Record, values: _Values) -> None:
    found: dict[int, list[Contact]] = defaultdict(list)
    for index, contact in contacts(record):
        found[index].append(contact)
    for index, span in enumerate(record.spans):
        if span.label != "contact" or span.negated:
            continue
        for kind in span.categories:
            read = [contact for contact in found[index] if contact.kind == kind]
            if read:
                values.details.setdefault(index, {})[kind] = [contact.value for contact in read]
            if kind in _WITH_FORM and not (read and all(contact.valid for contact in read)):
                values.not_understood.add(index)


def _read_bases(spans: Sequence[Span], mentions: Sequence[LawMention], values: _Values) -> None:
    """Read the article that a basis cites where it is more exact than its category, and the acts it names."""
    for index, span in enumerate(spans):
        if span.label != "basis":
            continue
        laws = tuple(number for number in _acts_in(span, mentions) if number != _GDPR)
        articles = [article.number for article in find_articles(span.quote)]
        for category in span.categories:
            cited = [number for number in articles if basis_of(number) == category]
            ground = Ground(article=max(cited, key=len, default=None), laws=laws)
            values.typed[index, category] = [ground]
        if "named_law" in span.categories and not laws and not span.negated:
            values.not_understood.add(index)


def _read_transfers(spans: Sequence[Span], values: _Values) -> None:
    for index, span in enumerate(spans):
        if span.label != "transfer" or "none" in span.categories:
            continue
        named = {mention.country.code: mention.country for mention in find_countries(span.quote)}
        values.put(
            index,
            span,
            [Destination(country=country) for country in named.values()],
        )
        if "country" in span.categories and not named and not span.negated:
            values.not_understood.add(index)


def _read_retention(
    text: str,
    spans: Sequence[Span],
    relations: Sequence[Relation],
    mentions: Sequence[LawMention],
    values: _Values,
) -> None:
    """Read the term of every retention statement; its data are those that it is related to."""
    data = _related_data(spans, relations)
    stands = places(text, spans)
    duration: tuple[int, str] | None = None
    for index in sorted(range(len(spans)), key=lambda index: spans[index].start):
        span = spans[index]
        if span.label != "retention" or span.negated:
            continue
        period = stated_period(span.quote)
        before = duration[1] if duration and duration[0] == stands[index].sentence else None
        start = None
        if period:  # the event stands in the span or beside it
            start = starting_event(text, span.start + period.start, span.start + period.end, before)
        if _DURATIONS & set(span.categories) and period is None:
            duration = (stands[index].sentence, span.quote)
        until = last_day(span.quote) if period is None else None
        is_moment = period is None and until is None and tells_moment(span.quote)
        term = {
            "type": "criterion" if is_moment and "period" in span.categories else None,
            "period": period.iso if period else None,
            "from": start,
            "until": until,
            "data": tuple(data.get(index, ())),
            "laws": tuple(_acts_in(span, mentions)),
        }
        values.put(index, span, [Term.model_validate(term)])
        if "period" in span.categories and not (period or until or is_moment):
            values.not_understood.add(index)


def _related_data(spans: Sequence[Span], relations: Sequence[Relation]) -> Mapping[int, list[str]]:
    """Return the categories of the data that each retention span is related to."""
    found: dict[int, list[str]] = defaultdict(list)
    for relation in relations:
        if relation.retention is not None and relation.data is not None:
            kept = found[relation.retention]
            kept += [category for category in spans[relation.data].categories if category not in kept]
    return found


def _acts_in(span: Span, mentions: Sequence[LawMention]) -> dict[str, None]:
    """Return the numbers of the acts that a span names, each once."""
    return {
        mention.act.number: None
        for mention in mentions
        if mention.start < span.end and span.start < mention.end
    }


def _laws(text: str, mentions: Sequence[LawMention]) -> list[Law]:
    """Return the acts named, in the order in which the text first names them."""
    by_number: dict[str, list[LawMention]] = defaultdict(list)
    for mention in mentions:
        by_number[mention.act.number].append(mention)
    return [
        Law(
            number=act.number,
            name=act.name,
            in_force=act.until is None,
            since=act.since,
            until=act.until,
            replaced_by=act.replaced_by,
            mentions=tuple(
                Mention(start=at.start, end=at.end, quote=text[at.start : at.end], past=at.past)
                for at in named
            ),
        )
        for named in by_number.values()
        for act in [named[0].act]
    ]
