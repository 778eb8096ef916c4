"""A record is derived from spans alone, and every value leads back to the words."""

from __future__ import annotations

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from seloste import taxonomy
from seloste.assembly import assemble
from seloste.notice import Language, Notice, Source
from seloste.record import FACT_FIELDS, Condition, Record, Section, Span, Term, json_schema

TEXT = (
    "Keräämme nimen ja sähköpostin. Emme kerää terveystietoja. Suostumuksella myös terveystiedot. 6 vuotta."
)


def span(text: str, words: str, label: str, category: str, nth: int = 0, **more: object) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(label=label, categories=(category,), start=start, end=start + len(words), quote=words, **more)


def notice(text: str = TEXT) -> Notice:
    return Notice(
        "n1", text, (), Source(path="n1.txt", sha256="00"), "Otsikko", "2020-01-02", Language("fi", 0.99)
    )


def record() -> Record:
    consent = Condition(
        kind="consent", start=TEXT.index("Suostumuksella"), end=TEXT.index("Suostumuksella") + 14
    )
    spans = [
        span(TEXT, "nimen", "data", "name", section=0),
        span(TEXT, "sähköpostin", "data", "email", section=0),
        span(TEXT, "terveystietoja", "data", "health", negated=True, section=0),
        span(TEXT, "terveystiedot", "data", "health", condition=consent, section=0),
        span(TEXT, "6 vuotta", "retention", "period", section=0),
    ]
    sections = [Section(types=("data_categories",), start=0, end=len(TEXT))]
    term = Term(period="P6Y", start="asiakassuhteen päättyminen")
    return assemble(notice(), sections, spans, typed={(4, "period"): [term]})


def test_facts_are_gathered_with_their_polarity_and_condition() -> None:
    facts = {fact.category: fact for fact in record().data}
    assert list(facts) == ["name", "email", "health"]
    assert (facts["name"].said, facts["name"].denied, facts["name"].conditional) == (True, False, False)
    health = facts["health"]
    assert (health.said, health.denied, health.conditional, health.special) == (True, True, False, True)
    assert health.spans == (2, 3)
    assert facts["email"].dpv == "https://w3id.org/dpv/pd#EmailAddress"


def test_what_is_not_stated_has_no_fact() -> None:
    empty = assemble(notice(), [], [])
    assert not list(empty.facts())
    assert (empty.controllers, empty.registers, empty.contacts) == ((), (), ())


def test_retention_carries_its_term_and_terms_keep_apart() -> None:
    text = "Laskut 6 vuotta, tallenteet 2 vuotta, lokit 6 vuotta."
    spans = [span(text, "6 vuotta", "retention", "period", nth) for nth in (0, 1)]
    spans.insert(1, span(text, "2 vuotta", "retention", "period"))
    terms = {(at, "period"): [Term(period=period)] for at, period in enumerate(("P6Y", "P2Y", "P6Y"))}
    made = assemble(notice(text), [], spans, typed=terms)
    assert [(fact.period, fact.spans) for fact in made.retention] == [("P6Y", (0, 2)), ("P2Y", (1,))]
    dumped = record().model_dump()["retention"][0]
    assert dumped["from"] == "asiakassuhteen päättyminen"
    assert dumped["period"] == "P6Y"


def test_basis_has_its_article() -> None:
    text = "Peruste on suostumus."
    made = assemble(notice(text), [], [span(text, "suostumus", "basis", "consent")])
    assert made.bases[0].article == "6.1.a"


def test_json_is_the_contract() -> None:
    dumped = json.loads(record().model_dump_json())
    assert dumped["schema"] == "1"
    assert {
        "id",
        "source",
        "language",
        "text",
        "title",
        "updated",
        "sections",
        "spans",
        "controllers",
    } <= set(dumped)
    assert set(FACT_FIELDS.values()) <= set(dumped)
    assert dumped["spans"][3]["condition"]["kind"] == "consent"
    jsonschema.Draft202012Validator.check_schema(json_schema())
    jsonschema.Draft202012Validator(json_schema()).validate(dumped)
    assert Record.model_validate(dumped) == record()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quote": "nimet"}, "is not its quote"),
        ({"end": 999}, "is not its quote"),
        ({"section": 5}, "section 5"),
        ({"categories": ["shoe_size"]}, "no category 'shoe_size' of data"),
        ({"label": "shoe"}, "no label 'shoe'"),
    ],
)
def test_evidence_that_does_not_hold_is_refused(change: dict[str, object], message: str) -> None:
    dumped = json.loads(record().model_dump_json())
    dumped["spans"][0] |= change
    with pytest.raises(ValidationError, match=message):
        Record.model_validate(dumped)


def test_fact_without_a_span_is_refused() -> None:
    dumped = json.loads(record().model_dump_json())
    dumped["data"][0]["spans"] = [17]
    with pytest.raises(ValidationError, match="span that is not there"):
        Record.model_validate(dumped)
    dumped["data"][0]["spans"] = []
    with pytest.raises(ValidationError, match="at least 1 item"):
        Record.model_validate(dumped)


def test_a_record_does_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        record().title = "toinen"  # type: ignore[misc]


_PAIRS = [(label, category) for label in FACT_FIELDS for category in taxonomy.load().categories(label)]


@given(
    st.text(min_size=1, max_size=60),
    st.lists(
        st.tuples(st.sampled_from(_PAIRS), st.integers(0, 59), st.integers(1, 20), st.booleans()), max_size=12
    ),
)
def test_every_value_has_a_quote(text: str, drawn: list[tuple[tuple[str, str], int, int, bool]]) -> None:
    spans = [
        Span(
            label=label,
            categories=(category,),
            negated=negated,
            start=start,
            end=min(start + size, len(text)),
            quote=text[start : start + size],
        )
        for (label, category), start, size, negated in drawn
        if start < len(text)
    ]
    made = assemble(notice(text), [], spans)
    stated = {(FACT_FIELDS[s.label], s.categories[0], s.negated) for s in spans}
    derived = {
        (field, fact.category, made.spans[index].negated)
        for field, fact in made.facts()
        for index in fact.spans
    }
    assert derived == stated
    assert all(made.text[s.start : s.end] == s.quote for s in made.spans)
