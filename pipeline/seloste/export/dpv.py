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
from seloste.record import FACT_FIELDS, Contact, Controller, Fact, Record, Retention
from seloste.resources import package_path

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
    return {"@context": {**taxonomy.load().namespaces, **declared()["context"]}, "@graph": [about, process]}


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
        "@id": f"{notice}#{field}-{fact.category}-{spans[0]}",
        "@type": [fact.dpv]
        if entry.dpv
        else [fact.dpv, entry.broader or declared()["properties"][field]["class"]],
        "skos:prefLabel": _names(entry),
        "seloste:conditional": fact.conditional,
        "oa:hasSelector": [_selector(record, index) for index in spans],
    }
    if isinstance(fact, Retention) and fact.period:
        value["dpv:hasDuration"] = {"@value": fact.period, "@type": "xsd:duration"}
    return value


def _names(entry: taxonomy.Category) -> list[dict[str, str]]:
    return [{"@value": entry.fi, "@language": "fi"}, {"@value": entry.en, "@language": "en"}]


def _selector(record: Record, index: int) -> dict[str, Any]:
    span = record.spans[index]
    return {
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


def _date(updated: str) -> dict[str, str]:
    return {"@value": updated, "@type": "xsd:date" if len(updated) == len("2018-05-16") else "xsd:gYearMonth"}
