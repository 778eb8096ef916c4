"""A record as rows of the tables ``notices``, ``spans``, ``facts`` and ``findings``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from seloste import taxonomy
from seloste.export.tables import Row, tables
from seloste.record import (
    FACT_FIELDS,
    Basis,
    Contact,
    Controller,
    Fact,
    Record,
    Register,
    Retention,
    Transfer,
)

_LABELS = {field: label for label, field in FACT_FIELDS.items()} | {
    "controllers": "controller",
    "contacts": "contact",
    "registers": "register",
}

_LISTS = {"strings", "integers"}


def notice_row(record: Record) -> Row:
    """Return the row of the notice."""
    source, language = record.source, record.language
    return {
        "id": record.id,
        "path": source.path,
        "url": source.url,
        "part": source.part,
        "media_type": source.media_type,
        "sha256": source.sha256,
        "encoding": source.encoding,
        "fetched_at": source.fetched_at,
        "http_status": source.http_status,
        "language": language.code if language else None,
        "language_confidence": language.confidence if language else None,
        "title": record.title,
        "updated": record.updated,
        "characters": len(record.text),
        "section_types": tuple("+".join(section.types) for section in record.sections),
        "span_count": len(record.spans),
        "controllers": tuple(party.name for party in record.controllers),
        "business_ids": tuple(party.business_id for party in record.controllers if party.business_id),
        "registers": tuple(register.name for register in record.registers),
        "text": record.text,
    }


def span_rows(record: Record) -> Iterator[Row]:
    """Yield a row a span."""
    for index, span in enumerate(record.spans):
        yield {
            "notice": record.id,
            "span": index,
            "label": span.label,
            "categories": span.categories,
            "negated": span.negated,
            "condition": span.condition.kind if span.condition else None,
            "start": span.start,
            "end": span.end,
            "quote": span.quote,
            "section": span.section,
            "section_types": () if span.section is None else record.sections[span.section].types,
            "score": span.score,
            "by": span.by,
        }


def fact_rows(record: Record) -> Iterator[Row]:
    """Yield a row a controller, contact, register, fact and act, with the first quote behind it."""
    in_force = {law.number: law.in_force for law in record.laws}
    for field, item in record.statements():
        first = record.spans[item.spans[0]]
        yield _blank() | {
            "notice": record.id,
            "field": field,
            **_common(field, item),
            **_typed(item, in_force),
            "spans": item.spans,
            "quote": first.quote,
            "start": first.start,
            "end": first.end,
        }
    for law in record.laws:
        mention = law.mentions[0]
        yield _blank() | {
            "notice": record.id,
            "field": "laws",
            "value": law.name,
            "laws": (law.number,),
            "in_force": law.in_force,
            "quote": mention.quote,
            "start": mention.start,
            "end": mention.end,
        }


@cache
def _blank() -> dict[str, object]:
    """Return a row of facts that has nothing of its own: lists are empty, and only a fact can be denied."""
    columns = tables()["facts"].columns
    empty = {column.name: () if column.type in _LISTS else None for column in columns}
    return empty | {"special": False, "said": True, "denied": False, "conditional": False, "understood": True}


def _common(field: str, item: Controller | Contact | Register | Fact) -> Row:
    """Return the columns of a statement's category, name and polarity."""
    category = item.category if isinstance(item, Fact) else getattr(item, "role", None)
    entry = taxonomy.load().check(_LABELS[field], category) if category else None
    row: dict[str, object] = {
        "category": category,
        "name_fi": entry.fi if entry else None,
        "name_en": entry.en if entry else None,
        "understood": not getattr(item, "not_understood", ()),
    }
    if not isinstance(item, Fact):
        return row | {"value": item.name}
    return row | {
        "dpv": item.dpv,
        "special": item.special,
        "said": item.said,
        "denied": item.denied,
        "conditional": item.conditional,
    }


def _typed(item: Controller | Contact | Register | Fact, in_force: Mapping[str, bool]) -> Row:
    """Return the columns of the typed values that a statement of its kind has."""
    if isinstance(item, Controller | Contact):
        return {
            "business_id": item.business_id,
            "business_id_valid": item.business_id_valid,
            "address": item.address,
            "postcode": item.postal.postcode if item.postal else None,
            "town": item.postal.town if item.postal else None,
            "emails": item.emails,
            "phones": item.phones,
        }
    if isinstance(item, Transfer) and item.country:
        country = item.country
        return {"country": country.code, "eea": country.eea, "adequacy": country.adequacy}
    if not isinstance(item, Basis | Retention):
        return {}
    row: Row = {
        "laws": item.laws,
        "in_force": all(in_force[number] for number in item.laws) if item.laws else None,
    }
    if isinstance(item, Basis):
        return {**row, "article": item.article}
    return {
        **row,
        "period": item.period,
        "period_from": item.start,
        "until": item.until,
        "retention_type": item.type,
    }


def finding_rows(record: Record) -> Iterator[Row]:
    """Yield a row a finding."""
    for finding in record.findings:
        spans = [record.spans[index] for index in finding.spans]
        yield {
            "notice": record.id,
            "code": finding.code,
            "severity": finding.severity,
            "article": finding.article,
            "message_fi": finding.message_fi,
            "message_en": finding.message_en,
            "quotes": tuple(span.quote for span in spans),
            "starts": tuple(span.start for span in spans),
            "sections": tuple("+".join(record.sections[index].types) for index in finding.sections),
        }
