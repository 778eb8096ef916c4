"""Facts of many notices side by side, as rows: wide (a row a notice) and long (a row a statement)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from seloste.comparison.sectors import NOT_LISTED, Organisation
from seloste.record import FACT_FIELDS, Fact, Record


def wide_row(record: Record, organisation: Organisation = NOT_LISTED) -> Mapping[str, object]:
    """Return the row of a notice: what each group of facts says, denies, and says on a condition only.

    Values are tuples of category ids in the order of the notice; an empty tuple means "not stated".
    """
    row: dict[str, object] = {
        "id": record.id,
        "path": record.source.path,
        "url": record.source.url,
        "part": record.source.part,
        "title": record.title,
        "updated": record.updated,
        "controllers": tuple(party.name for party in record.controllers),
        "business_ids": tuple(party.business_id for party in record.controllers if party.business_id),
        "registers": tuple(register.name for register in record.registers),
        "sector": organisation.sector or None,
    }
    for field in FACT_FIELDS.values():
        facts: tuple[Fact, ...] = getattr(record, field)
        row[field] = _categories(fact for fact in facts if fact.said)
        row[f"{field}_denied"] = _categories(fact for fact in facts if fact.denied)
        row[f"{field}_conditional"] = _categories(fact for fact in facts if fact.conditional)
        if field == "retention":
            periods = (fact.period for fact in record.retention if fact.period)
            row["retention_periods"] = tuple(dict.fromkeys(periods))
    row["findings"] = tuple(dict.fromkeys(finding.code for finding in record.findings))
    return row


def long_rows(record: Record) -> Iterator[Mapping[str, object]]:
    """Yield a row a statement: a category and the words that say or deny it."""
    for field, fact in record.facts():
        for index in fact.spans:
            span = record.spans[index]
            yield {
                "notice": record.id,
                "field": field,
                "category": fact.category,
                "said": not span.negated,
                "denied": span.negated,
                "quote": span.quote,
                "start": span.start,
                "end": span.end,
            }


def _categories(facts: Iterator[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fact.category for fact in facts))
