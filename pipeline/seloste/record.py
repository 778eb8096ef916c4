"""What goes out: a record of what one notice says, each value led back to the words that say it.

The JSON Schema of a record is :func:`json_schema`. Offsets are Unicode code points of ``text``. Nothing in
a record stands without a span: a group of facts is derived from the spans alone
(:func:`seloste.assembly.assemble`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from seloste import taxonomy
from seloste.notice import Language, Source

SCHEMA = "1"

RetentionType = Literal["fixed", "criterion", "law", "request", "permanent"]

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

#: The type of a retention statement by its category.
RETENTION_TYPES: Mapping[str, RetentionType] = {
    "period": "fixed",
    "necessary": "criterion",
    "relationship": "criterion",
    "law": "law",
    "request": "request",
    "permanent": "permanent",
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


class PostalAddress(_Model):
    """The parts of an address; what the notice does not give is ``None``."""

    street: str | None = None
    box: str | None = None
    postcode: str | None = None
    town: str | None = None


class _Party(_Model):
    """Details in their normal form: e-mail addresses with ``@``, phone numbers in E.164.

    A detail that could not be read stands as the notice has it, its span among ``not_understood``.
    ``business_id_valid`` tells whether the check digit is right, ``postal`` has the parts of ``address``.
    """

    role: str | None = None
    business_id: str | None = None
    business_id_valid: bool | None = None
    address: str | None = None
    postal: PostalAddress | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    spans: Spans
    not_understood: Spans = ()


class Controller(_Party):
    """A party responsible; ``role`` is a category of the label ``controller``."""

    name: str


class Contact(_Party):
    """Whom to turn to; ``role`` is ``person``, ``dpo`` or ``office``, none where only details are given."""

    name: str | None = None
    web: tuple[str, ...] = ()


class Register(_Model):
    """A register, or the processing that the notice covers, by its name."""

    name: str
    spans: Spans


class Fact(_Model):
    """What a notice says of one category; ``dpv`` is the IRI of its concept.

    ``said`` and ``denied`` can both hold, of different spans. ``conditional`` holds where every statement
    of the category carries a condition. A category that is not stated has no fact. ``not_understood`` are
    those of ``spans`` whose words must hold a typed value and none was read: a period without a duration.
    """

    category: str
    dpv: str
    special: bool = False
    said: bool
    denied: bool
    conditional: bool
    spans: Spans = Field(min_length=1)
    not_understood: Spans = ()


class Ground(_Model):
    """The typed value of a legal basis: its article of the GDPR, the numbers of the acts that it names."""

    article: str | None = None
    laws: tuple[str, ...] = ()


class Basis(Fact, Ground):
    """A legal basis; statements of one category with different articles or acts are different facts."""


class Country(_Model):
    """A country by ISO 3166-1 alpha-2 code.

    ``adequacy`` is the ISO date of the Commission's decision that its protection is adequate, ``decision``
    its CELEX number, ``scope`` (Finnish) whom it covers where it does not cover everyone.
    """

    code: str = Field(pattern="^[A-Z]{2}$")
    fi: str
    en: str
    eea: bool
    adequacy: str | None = None
    decision: str | None = None
    scope: str | None = None


class Destination(_Model):
    """The typed value of a transfer statement: the country that it names."""

    country: Country | None = None


class Transfer(Fact, Destination):
    """A transfer or its safeguard; statements that name different countries are different facts."""


class Term(_Model):
    """The typed value of a retention span; its ``type`` is the category's where none is given.

    ISO 8601 ``period``, the event it runs from, the ISO date it lasts ``until``, the categories of the data
    it is of, the numbers of the acts that it names.
    """

    type: RetentionType | None = None
    period: str | None = None
    start: str | None = Field(default=None, alias="from")
    until: str | None = None
    data: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


class Retention(Fact, Term):
    """How long data are kept; statements of one category with different terms are different facts."""


class Mention(_Model):
    """Where the text names an act; ``past`` where the words around put it in the past."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str = Field(min_length=1)
    past: bool = False


class Law(_Model):
    """An act that the text names, whether as a basis or not.

    ``since`` and ``until`` are ISO dates, the first and the last day in force; of an act in force
    ``until`` is ``None``. What is not known is ``None`` too, but for ``in_force``.
    """

    number: str
    name: str
    in_force: bool
    since: str | None = None
    until: str | None = None
    replaced_by: str | None = None
    mentions: tuple[Mention, ...] = Field(min_length=1)


class Relation(_Model):
    """Two statements that belong together, as indices of ``spans``."""

    purpose: int | None = None
    basis: int | None = None
    data: int | None = None
    retention: int | None = None
    recipient: int | None = None
    score: Score = 1.0

    def ends(self) -> Iterator[tuple[str, int]]:
        """Yield the label and the span of each of the two."""
        for label in ("purpose", "basis", "data", "retention", "recipient"):
            if (index := getattr(self, label)) is not None:
                yield label, index


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
    transfers: tuple[Transfer, ...] = ()
    retention: tuple[Retention, ...] = ()
    rights: tuple[Fact, ...] = ()
    security: tuple[Fact, ...] = ()
    decisions: tuple[Fact, ...] = ()
    laws: tuple[Law, ...] = ()
    relations: tuple[Relation, ...] = ()
    findings: tuple[Finding, ...] = ()
    omitted: dict[str, int] = Field(
        default_factory=dict,
        description="Spans left out for a score below the least one asked for, by label.",
    )

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
        for law in self.laws:
            for mention in law.mentions:
                if self.text[mention.start : mention.end] != mention.quote:
                    raise ValueError(f"the mention at {mention.start} is not its quote {mention.quote!r}")
        numbers = {law.number for law in self.laws}
        for named in (fact.laws for facts in (self.bases, self.retention) for fact in facts):
            if unknown := set(named) - numbers:
                raise ValueError(f"a fact names {', '.join(sorted(unknown))}, which is not among the laws")
        for item in self._citing():
            if not all(0 <= index < len(self.spans) for index in item.spans):
                raise ValueError(f"{item!r} names a span that is not there")
        for relation in self.relations:
            for label, index in relation.ends():
                if not 0 <= index < len(self.spans) or self.spans[index].label != label:
                    raise ValueError(f"{relation!r} names a span that is not there or of another label")
        return self

    def _citing(self) -> Iterator[Controller | Contact | Register | Fact | Finding]:
        for _, item in self.statements():
            yield item
        yield from self.findings

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
