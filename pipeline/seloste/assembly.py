"""Makes the record of a notice from its sections and spans: every group of facts is derived from the spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from seloste import parties, taxonomy
from seloste.notice import Notice
from seloste.record import (
    FACT_FIELDS,
    RETENTION_TYPES,
    Basis,
    Contact,
    Controller,
    Destination,
    Fact,
    Ground,
    Law,
    Record,
    Register,
    Relation,
    Retention,
    Section,
    Span,
    Term,
    Transfer,
)

#: The typed value of a span, by its label: a basis, a transfer, a retention statement.
Typed = Ground | Destination | Term


def assemble(
    notice: Notice,
    sections: Sequence[Section],
    spans: Sequence[Span],
    *,
    typed: Mapping[tuple[int, str], Sequence[Typed]] | None = None,
    details: Mapping[int, parties.Details] | None = None,
    not_understood: Set[int] = frozenset(),
    laws: Sequence[Law] = (),
    relations: Sequence[Relation] = (),
) -> Record:
    """Return the record of a notice, every group of facts derived from its spans.

    :param typed: typed values by index of ``spans`` and category; one span can name several countries.
    :param details: normal forms of contact details, by index of ``spans``; the quote where none is.
    :param not_understood: the spans that must hold a typed value and none was read.
    :raises ValueError: a span's quote is not the text at its place, or its category is not in the taxonomy.
    """
    controllers, contacts = parties.gather(spans, sections, details or {})
    groups: dict[str, Any] = {
        field: _facts(label, spans, typed or {}, not_understood) for label, field in FACT_FIELDS.items()
    }
    return Record(
        id=notice.id,
        source=notice.source,
        language=notice.language,
        text=notice.text,
        title=notice.title,
        updated=notice.updated,
        sections=tuple(sections),
        spans=tuple(spans),
        controllers=tuple(
            Controller(name=party.name or "", **_details(party, not_understood)) for party in controllers
        ),
        contacts=tuple(
            Contact(name=party.name, web=party.all("web"), **_details(party, not_understood))
            for party in contacts
        ),
        registers=_registers(spans),
        laws=tuple(laws),
        relations=tuple(relations),
        **groups,
    )


def _details(party: parties.Party, not_understood: Set[int]) -> dict[str, Any]:
    return {
        "role": party.role,
        "business_id": party.first("business_id"),
        "address": party.first("address"),
        "emails": party.all("email"),
        "phones": party.all("phone"),
        "spans": tuple(sorted(party.spans)),
        "not_understood": tuple(sorted(not_understood & set(party.spans))),
    }


def _registers(spans: Sequence[Span]) -> tuple[Register, ...]:
    found: dict[str, list[int]] = {}
    for index, span in enumerate(spans):
        if span.label == "register" and not span.negated:
            name = " ".join(span.quote.split())
            twin = next((known for known in found if parties.same_register(known, name)), name)
            indices = found.pop(twin, []) if len(name) < len(twin) else found.setdefault(twin, [])
            found.setdefault(min(name, twin, key=len), indices).append(index)
    return tuple(Register(name=name, spans=tuple(indices)) for name, indices in found.items())


def _facts(
    label: str,
    spans: Sequence[Span],
    typed: Mapping[tuple[int, str], Sequence[Typed]],
    not_understood: Set[int],
) -> tuple[Fact, ...]:
    """Gather the facts of one label in the order in which the notice first states them."""
    found: dict[tuple[str, Typed | None], list[int]] = {}
    for index, span in enumerate(spans):
        if span.label == label:
            for category in span.categories:
                for value in typed.get((index, category)) or (None,):
                    found.setdefault((category, value), []).append(index)
    return tuple(
        _fact(label, category, value, indices, spans, not_understood)
        for (category, value), indices in found.items()
    )


def _fact(
    label: str,
    category: str,
    value: Typed | None,
    indices: Sequence[int],
    spans: Sequence[Span],
    not_understood: Set[int],
) -> Fact:
    entry = taxonomy.load().check(label, category)
    common: dict[str, Any] = {
        "category": category,
        "dpv": entry.iri,
        "special": entry.special,
        "said": any(not spans[index].negated for index in indices),
        "denied": any(spans[index].negated for index in indices),
        "conditional": all(spans[index].condition is not None for index in indices),
        "spans": tuple(indices),
        "not_understood": tuple(sorted(not_understood & set(indices))),
        **dict(value or {}),
    }
    if label == "basis":
        return Basis(**common | {"article": common.get("article") or entry.article})
    if label == "retention":
        return Retention(**common | {"type": common.get("type") or RETENTION_TYPES[category]})
    if label == "transfer":
        return Transfer(**common)
    return Fact(**common)
