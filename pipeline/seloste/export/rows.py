"""A record as rows of the tables ``notices``, ``spans``, ``facts`` and ``findings``."""

from __future__ import annotations

from collections.abc import Iterator

from seloste import taxonomy
from seloste.export.tables import Row
from seloste.record import FACT_FIELDS, Contact, Controller, Fact, Record, Register, Retention

_LABELS = {field: label for label, field in FACT_FIELDS.items()} | {
    "controllers": "controller",
    "contacts": "contact",
    "registers": "register",
}


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
    """Yield a row a controller, contact, register and fact, with the first quote behind it."""
    for field, item in record.statements():
        category = item.category if isinstance(item, Fact) else getattr(item, "role", None)
        entry = taxonomy.load().check(_LABELS[field], category) if category else None
        first = record.spans[item.spans[0]]
        fact = item if isinstance(item, Fact) else None
        yield {
            "notice": record.id,
            "field": field,
            "category": category,
            "name_fi": entry.fi if entry else None,
            "name_en": entry.en if entry else None,
            "value": item.name if isinstance(item, Controller | Contact | Register) else None,
            "dpv": fact.dpv if fact else None,
            "article": getattr(item, "article", None),
            "special": fact.special if fact else False,
            "said": fact.said if fact else True,
            "denied": fact.denied if fact else False,
            "conditional": fact.conditional if fact else False,
            "period": item.period if isinstance(item, Retention) else None,
            "period_from": item.start if isinstance(item, Retention) else None,
            "spans": item.spans,
            "quote": first.quote,
            "start": first.start,
            "end": first.end,
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
