"""What goes out: a record of what one notice says, each value led back to the words that say it.

The JSON Schema of a record is :func:`json_schema`. Offsets are Unicode code points of ``text``. Nothing in
a record stands without a span: a group of facts is derived from the spans alone (:func:`assemble`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from seloste import parties, taxonomy
from seloste.notice import Language, Notice, Source

SCHEMA = "1"

#: The field of a record that gathers each label's facts, in the order of a notice's usual sections.
FACT_FIELDS: Mapping[str, str] = {
    "subject": "subjects",
    "data": "data",
    "purpose": "purposes",
    "basis": "bases",
    "source": "sources",
    "recipient": "recipients",
    "transfer": "transfers",
    "retention": "retention",
    "right": "rights",
    "security": "security",
    "decision": "decisions",
}

#: Four decimals: more would make files differ between processors without telling a reader anything.
Score = Annotated[float, Field(ge=0.0, le=1.0), AfterValidator(lambda score: round(score, 4))]
Spans = tuple[int, ...]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)


class Extent(_Model):
    """A stretch of the text."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Section(_Model):
    """A stretch of the notice on one subject, or on several at once."""

    types: tuple[str, ...] = Field(min_length=1)
    heading: Extent | None = None
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    score: Score = 1.0


class Condition(_Model):
    """Under what a statement holds, and the words that say so."""

    kind: Literal["consent", "law", "exception", "request", "other"]
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Span(_Model):
    """Words that state something; ``section`` is an index of ``sections``, ``by`` the maker of the span."""

    label: str
    categories: tuple[str, ...] = ()
    negated: bool = False
    condition: Condition | None = None
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str = Field(min_length=1)
    section: int | None = None
    score: Score = 1.0
    by: str = "tagger"


class Controller(_Model):
    """A party responsible; ``role`` is a category of the label ``controller``."""

    name: str
    role: str | None = None
    business_id: str | None = None
    address: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    spans: Spans


class Contact(_Model):
    """Whom to turn to; ``role`` is ``person``, ``dpo`` or ``office``, none where only details are given."""

    name: str | None = None
    role: str | None = None
    business_id: str | None = None
    address: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    web: tuple[str, ...] = ()
    spans: Spans


class Register(_Model):
    """A register, or the processing that the notice covers, by its name."""

    name: str
    spans: Spans


class Fact(_Model):
    """What a notice says of one category; ``dpv`` is the IRI of its concept.

    ``said`` and ``denied`` can both hold, of different spans. ``conditional`` holds where every statement
    of the category carries a condition. A category that is not stated has no fact.
    """

    category: str
    dpv: str
    special: bool = False
    said: bool
    denied: bool
    conditional: bool
    spans: Spans = Field(min_length=1)


class Basis(Fact):
    """A legal basis with its article of the General Data Protection Regulation."""

    article: str | None = None


class Term(_Model):
    """The typed value of a retention span: ISO 8601 ``period``, the event it runs from, the data it is of."""

    period: str | None = None
    start: str | None = Field(default=None, alias="from")
    data: tuple[str, ...] = ()


class Retention(Fact, Term):
    """How long data are kept; statements of one category with different terms are different facts."""


class Relation(_Model):
    """Two statements that belong together, as indices of ``spans``."""

    purpose: int | None = None
    basis: int | None = None
    data: int | None = None
    retention: int | None = None
    recipient: int | None = None
    score: Score = 1.0


class Finding(_Model):
    """A finding of the audit with its evidence: the spans, or the sections that were searched."""

    code: str
    severity: str
    article: str | None = None
    message_fi: str
    message_en: str
    spans: Spans = ()
    sections: tuple[int, ...] = ()


class Record(_Model):
    """What one notice says."""

    schema_version: Literal["1"] = Field(default="1", alias="schema")
    id: str = Field(min_length=1)
    source: Source
    language: Language | None = None
    text: str
    title: str | None = None
    updated: str | None = None
    sections: tuple[Section, ...] = ()
    spans: tuple[Span, ...] = ()
    controllers: tuple[Controller, ...] = ()
    contacts: tuple[Contact, ...] = ()
    registers: tuple[Register, ...] = ()
    subjects: tuple[Fact, ...] = ()
    data: tuple[Fact, ...] = ()
    purposes: tuple[Fact, ...] = ()
    bases: tuple[Basis, ...] = ()
    sources: tuple[Fact, ...] = ()
    recipients: tuple[Fact, ...] = ()
    transfers: tuple[Fact, ...] = ()
    retention: tuple[Retention, ...] = ()
    rights: tuple[Fact, ...] = ()
    security: tuple[Fact, ...] = ()
    decisions: tuple[Fact, ...] = ()
    relations: tuple[Relation, ...] = ()
    findings: tuple[Finding, ...] = ()

    @model_validator(mode="after")
    def _evidence_holds(self) -> Self:
        size, terms = len(self.text), taxonomy.load()
        for section in self.sections:
            if not section.start <= section.end <= size:
                raise ValueError(f"the section at {section.start} lies outside the text")
            for name in section.types:
                terms.check_section(name)
        for span in self.spans:
            if self.text[span.start : span.end] != span.quote:
                raise ValueError(f"the span at {span.start} is not its quote {span.quote!r}")
            if span.section is not None and not 0 <= span.section < len(self.sections):
                raise ValueError(f"the span at {span.start} names section {span.section}, which is not there")
            terms.categories(span.label)
            for category in span.categories:
                terms.check(span.label, category)
        for _, item in self.statements():
            if not all(0 <= index < len(self.spans) for index in item.spans):
                raise ValueError(f"{item!r} names a span that is not there")
        return self

    def statements(self) -> Iterable[tuple[str, Controller | Contact | Register | Fact]]:
        """Yield every derived item with the name of its field, in the order of the fields."""
        for field in ("controllers", "contacts", "registers", *FACT_FIELDS.values()):
            for item in getattr(self, field):
                yield field, item

    def facts(self) -> Iterable[tuple[str, Fact]]:
        """Yield every fact with the name of its field, in the order of the fields."""
        for field in FACT_FIELDS.values():
            for fact in getattr(self, field):
                yield field, fact

    def to_tilt(self) -> dict[str, Any]:
        """Return the record in the Transparency Information Language (TILT)."""
        from seloste.export import tilt

        return tilt.document(self)

    def to_dpv(self) -> dict[str, Any]:
        """Return the record as JSON-LD in the terms of the W3C Data Privacy Vocabulary."""
        from seloste.export import dpv

        return dpv.document(self)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record as it stands in ``records.jsonl``."""
    schema = Record.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def assemble(
    notice: Notice,
    sections: Sequence[Section],
    spans: Sequence[Span],
    *,
    terms: Mapping[int, Term] | None = None,
    values: Mapping[int, str] | None = None,
    relations: Sequence[Relation] = (),
) -> Record:
    """Return the record of a notice, every group of facts derived from its spans.

    :param terms: typed values of retention spans, by index of ``spans``.
    :param values: normal forms of contact details and names, by index of ``spans``; the quote where none is.
    :raises ValueError: a span's quote is not the text at its place, or its category is not in the taxonomy.
    """
    controllers, contacts = parties.gather(spans, sections, values or {})
    groups: dict[str, Any] = {
        field: _facts(label, spans, terms or {}) for label, field in FACT_FIELDS.items()
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
        controllers=tuple(map(_controller, controllers)),
        contacts=tuple(map(_contact, contacts)),
        registers=_registers(spans),
        relations=tuple(relations),
        **groups,
    )


def _controller(party: parties.Party) -> Controller:
    return Controller(
        name=party.name or "",
        role=party.role,
        business_id=party.first("business_id"),
        address=party.first("address"),
        emails=party.all("email"),
        phones=party.all("phone"),
        spans=tuple(sorted(party.spans)),
    )


def _contact(party: parties.Party) -> Contact:
    return Contact(
        name=party.name,
        role=party.role,
        business_id=party.first("business_id"),
        address=party.first("address"),
        emails=party.all("email"),
        phones=party.all("phone"),
        web=party.all("web"),
        spans=tuple(sorted(party.spans)),
    )


def _registers(spans: Sequence[Span]) -> tuple[Register, ...]:
    found: dict[str, list[int]] = {}
    for index, span in enumerate(spans):
        if span.label == "register" and not span.negated:
            name = " ".join(span.quote.split())
            twin = next((known for known in found if parties.same_register(known, name)), name)
            indices = found.pop(twin, []) if len(name) < len(twin) else found.setdefault(twin, [])
            found.setdefault(min(name, twin, key=len), indices).append(index)
    return tuple(Register(name=name, spans=tuple(indices)) for name, indices in found.items())


def _facts(label: str, spans: Sequence[Span], terms: Mapping[int, Term]) -> tuple[Fact, ...]:
    """Gather the facts of one label in the order in which the notice first states them."""
    found: dict[tuple[str, Term | None], list[int]] = {}
    for index, span in enumerate(spans):
        if span.label == label:
            for category in span.categories:
                found.setdefault((category, terms.get(index)), []).append(index)
    return tuple(_fact(label, category, term, indices, spans) for (category, term), indices in found.items())


def _fact(
    label: str, category: str, term: Term | None, indices: Sequence[int], spans: Sequence[Span]
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
    }
    if label == "basis":
        return Basis(**common, article=entry.article)
    if label == "retention":
        return Retention(**common, **(term.model_dump(by_alias=False) if term else {}))
    return Fact(**common)
