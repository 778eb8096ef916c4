"""A record as JSON-LD in the terms of the W3C Data Privacy Vocabulary (DPV 2.3).

What the notice says is asserted of a ``dpv:Process``; what it denies stands apart under ``seloste:denies``,
where no reader can take it for an assertion. Each value leads back to its words by a text selector.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote

import yaml

from seloste import taxonomy
from seloste.record import (
    FACT_FIELDS,
    Basis,
    Contact,
    Controller,
    Fact,
    Law,
    Record,
    Retention,
    Transfer,
)
from seloste.resources import package_path
from seloste.values.periods import without_weeks

_LABELS = {field: label for label, field in FACT_FIELDS.items()}


def document(record: Record) -> dict[str, Any]:
    """Return the record as a JSON-LD document; its context is in it, so nothing is fetched to read it."""
    notice = f"urn:seloste:notice:{quote(record.id, safe='')}"
    asserted: dict[str, list[dict[str, Any]]] = {}
    denied: list[dict[str, Any]] = []
    for field, fact in record.facts():
        name = declared()["properties"][field]["property"]
        if fact.said:
            asserted.setdefault(name, []).append(_value(record, notice, field, fact, negated=False))
        if fact.denied:
            denied.append(
                _value(record, notice, field, fact, negated=True) | {"seloste:property": {"@id": name}}
            )
    process: dict[str, Any] = {
        "@id": f"{notice}#process",
        "@type": "dpv:Process",
        "dpv:hasNotice": {"@id": notice},
        "dpv:hasDataController": [
            _party(party, f"{notice}#controller-{number}", "dpv:DataController")
            for number, party in enumerate(record.controllers)
        ],
        **asserted,
    }
    officers = [party for party in record.contacts if party.role == "dpo"]
    if officers:
        process["dpv:hasDataProtectionOfficer"] = [
            _party(party, f"{notice}#dpo-{number}", "dpv:DataProtectionOfficer")
            for number, party in enumerate(officers)
        ]
    if denied:
        process["seloste:denies"] = denied
    about: dict[str, Any] = {"@id": notice, "@type": "dpv:PrivacyNotice", "dct:identifier": record.id}
    if record.title:
        about["dct:title"] = {
            "@value": record.title,
            "@language": record.language.code if record.language else "fi",
        }
    if record.updated:
        about["dct:modified"] = _date(record.updated)
    if record.source.url:
        about["dct:source"] = {"@id": quote(record.source.url, safe=":/?#[]@!$&'()*+,;=%~")}
    if record.registers:
        about["dct:subject"] = [register.name for register in record.registers]
    if record.relations:
        process["seloste:relation"] = _relations(record, notice)
    graph = [about, process, *map(_law_node, record.laws)]
    return {"@context": {**taxonomy.load().namespaces, **declared()["context"]}, "@graph": graph}


def labels() -> dict[str, Any]:
    """Return the Finnish and English names of every concept that a record can hold, as SKOS in JSON-LD."""
    terms = taxonomy.load()
    concepts: list[dict[str, Any]] = []
    for field, label in _LABELS.items():
        for entry in terms.categories(label).values():
            concept: dict[str, Any] = {
                "@id": entry.iri,
                "@type": "skos:Concept",
                "skos:prefLabel": _names(entry),
                "skos:notation": f"{label}:{entry.id}",
            }
            if not entry.dpv:
                wider = entry.broader or declared()["properties"][field]["class"]
                concept["skos:broader"] = {"@id": wider}
            concepts.append(concept)
    return {"@context": {**terms.namespaces, **declared()["context"]}, "@graph": concepts}


@cache
def declared() -> Mapping[str, Any]:
    """Return the properties declared in ``data/dpv.yaml`` and the prefixes that the taxonomy lacks."""
    table: Mapping[str, Any] = yaml.safe_load(
        package_path("export/data/dpv.yaml").read_text(encoding="utf-8")
    )
    return table


def _value(record: Record, notice: str, field: str, fact: Fact, *, negated: bool) -> dict[str, Any]:
    entry = taxonomy.load().check(_LABELS[field], fact.category)
    spans = [index for index in fact.spans if record.spans[index].negated is negated]
    value: dict[str, Any] = {
        "@id": f"{notice}#{field}-{fact.category}-{spans[0]}{_country(fact)}",
        "@type": [fact.dpv]
        if entry.dpv
        else [fact.dpv, entry.broader or declared()["properties"][field]["class"]],
        "skos:prefLabel": _names(entry),
        "seloste:conditional": fact.conditional,
        "oa:hasSelector": [_selector(record, notice, index) for index in spans],
    }
    return value | _typed(fact)


def _typed(fact: Fact) -> dict[str, Any]:
    """Return what a fact's typed values say: its duration, country, acts."""
    value: dict[str, Any] = {}
    if isinstance(fact, Retention):
        if fact.period:
            value["dpv:hasDuration"] = {"@value": without_weeks(fact.period), "@type": "xsd:duration"}
        if fact.until:
            value["seloste:until"] = _date(fact.until)
        if fact.start:
            value["seloste:startingEvent"] = {"@value": fact.start, "@language": "fi"}
    if isinstance(fact, Transfer) and fact.country:
        value["dpv:hasCountry"] = {"@id": f"loc:{fact.country.code}"}
    if isinstance(fact, Basis | Retention) and fact.laws:
        value["dpv:hasApplicableLaw"] = [{"@id": _law(number)} for number in fact.laws]
    return value


def _law(number: str) -> str:
    return f"urn:seloste:law:{number}"


def _law_node(law: Law) -> dict[str, Any]:
    """Return an act with its number, name and the days it has been in force."""
    node: dict[str, Any] = {
        "@id": _law(law.number),
        "@type": "dpv:Law",
        "dct:identifier": law.number,
        "dct:title": {"@value": law.name, "@language": "fi"},
        "seloste:inForce": law.in_force,
    }
    return node | ({"seloste:until": _date(law.until)} if law.until else {})


def _relations(record: Record, notice: str) -> list[dict[str, Any]]:
    """Return the relations as statements of their own, each with its score and the words of both ends."""
    return [
        {
            "@type": "seloste:Relation",
            "seloste:score": relation.score,
            **{f"seloste:{label}": {"@id": _span(notice, index)} for label, index in relation.ends()},
        }
        for relation in record.relations
    ]


def _country(fact: Fact) -> str:
    """Return what tells apart the facts of one span that names several countries."""
    return f"-{fact.country.code}" if isinstance(fact, Transfer) and fact.country else ""


def _names(entry: taxonomy.Category) -> list[dict[str, str]]:
    return [{"@value": entry.fi, "@language": "fi"}, {"@value": entry.en, "@language": "en"}]


def _span(notice: str, index: int) -> str:
    return f"{notice}#span-{index}"


def _selector(record: Record, notice: str, index: int) -> dict[str, Any]:
    span = record.spans[index]
    return {
        "@id": _span(notice, index),
        "@type": ["oa:TextPositionSelector", "oa:TextQuoteSelector"],
        "oa:start": span.start,
        "oa:end": span.end,
        "oa:exact": span.quote,
    }


def _party(party: Controller | Contact, name: str, kind: str) -> dict[str, Any]:
    described: dict[str, Any] = {"@id": name, "@type": kind}
    if party.name:
        described["dpv:hasName"] = party.name
    if party.business_id:
        described["dpv:hasIdentifier"] = party.business_id
    if party.address:
        described["dpv:hasAddress"] = party.address
    if contacts := [*party.emails, *party.phones]:
        described["dpv:hasContact"] = contacts
    return described


def _date(iso: str) -> dict[str, str]:
    kind = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}[len(iso)]
    return {"@value": iso, "@type": kind}
