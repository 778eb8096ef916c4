"""A record enriched: typed values beside the quotes; not stated, denied and not understood are three things."""

from __future__ import annotations

import json

import jsonschema
import pytest

from seloste.evaluation.audit import gold_record
from seloste.formats.inline import parse
from seloste.record import Record, json_schema
from seloste.values import typed

_NOTICE = """@@ controller
<<controller:organisation|Harju Oy>>
Y-tunnus <<contact:business_id|1234567-8>>, <<contact:email|info(at)harju.fi>>
<<contact:address|Harjukatu 16, PL 7, 15110 Lahti>>, puh. <<contact:phone|(03) 234 5610>>
@@ retention
<<data:billing|Laskut>> säilytetään <<retention:period|vähintään kuusi vuotta tilikauden päättymisestä>>.
- <<data:contract|Sopimukset>>: <<retention:relationship|asiakassuhteen ajan>> ja \
<<retention:period|2 vuotta sen jälkeen>>.
Tositteet <<retention:law|kirjanpitolain mukaan>>. Hakemukset <<retention:period|31.12.2028 saakka>>.
@@ legal_basis
<<basis:special_category|9 artiklan 2 kohdan h alakohta>>, <<basis:named_law|potilaslaki>>
@@ transfers
Tietoja siirretään <<transfer:country|Yhdysvaltoihin ja Intiaan>>. Aiemmin henkilötietolaki (523/1999).
"""


def _record(text: str) -> Record:
    return gold_record("x", parse(text))


def test_terms_of_retention() -> None:
    record = _record(_NOTICE)
    terms = {record.spans[fact.spans[0]].quote: fact for fact in record.retention}
    six, two = terms["vähintään kuusi vuotta tilikauden päättymisestä"], terms["2 vuotta sen jälkeen"]
    assert (six.type, six.period, six.start, six.data) == (
        "fixed",
        "P6Y",
        "tilikauden päättyminen",
        ("billing",),
    )
    assert (two.period, two.start, two.data) == ("P2Y", "asiakassuhteen päättyminen", ("contract",))
    assert (terms["asiakassuhteen ajan"].type, terms["asiakassuhteen ajan"].period) == ("criterion", None)
    law = terms["kirjanpitolain mukaan"]
    assert (law.type, law.period, law.laws, law.not_understood) == ("law", None, ("1336/1997",), ())
    assert terms["31.12.2028 saakka"].until == "2028-12-31"


@pytest.mark.parametrize(
    ("words", "type_", "until"),
    [
        ("kauden päätyttyä", "criterion", None),
        ("vuosittain", "criterion", None),
        ("vuoden 2029 loppuun", "fixed", "2029-12-31"),
        ("vuoteen 2034", "fixed", "2034"),
        ("31.7.2027 mennessä", "fixed", "2027-07-31"),
    ],
)
def test_a_moment_is_a_criterion_and_a_date_is_a_date(words: str, type_: str, until: str | None) -> None:
    (fact,) = _record(f"@@ retention\n<<retention:period|{words}>>").retention
    assert (fact.type, fact.until, fact.not_understood) == (type_, until, ())


def test_enriching_twice_changes_nothing() -> None:
    record = _record(_NOTICE)
    assert typed.enrich(record) == record


def test_contacts_are_in_their_normal_form() -> None:
    (controller,) = _record(_NOTICE).controllers
    assert controller.emails == ("info@harju.fi",)
    assert controller.phones == ("+35832345610",)
    assert (controller.business_id, controller.business_id_valid) == ("1234567-8", False)
    assert controller.postal is not None
    assert controller.postal.model_dump() == {
        "street": "Harjukatu 16",
        "box": "PL 7",
        "postcode": "15110",
        "town": "Lahti",
    }


def test_a_span_with_two_details_gives_both() -> None:
    record = _record("@@ contact\n<<contact:office|Toimisto>> <<contact:email|a(at)b.fi ja c@d.fi>>")
    assert record.contacts[0].emails == ("a@b.fi", "c@d.fi")


def test_countries_with_the_eea_and_adequacy() -> None:
    usa, india = (fact.country for fact in _record(_NOTICE).transfers)
    assert usa is not None
    assert india is not None
    assert (usa.code, usa.eea, usa.adequacy, bool(usa.scope)) == ("US", False, "2023-07-10", True)
    assert (india.code, india.adequacy) == ("IN", None)


def test_bases_with_their_article_and_acts() -> None:
    special, named = _record(_NOTICE).bases
    assert special.article == "9.2.h"
    assert (named.article, named.laws) == (None, ("785/1992",))


def test_laws_with_their_force_and_every_mention() -> None:
    record = _record(_NOTICE)
    laws = {law.number: law for law in record.laws}
    assert set(laws) == {"1336/1997", "785/1992", "523/1999"}
    act = laws["523/1999"]
    assert (act.in_force, act.until, act.replaced_by) == (False, "2018-12-31", "1050/2018")
    assert [mention.past for mention in act.mentions] == [True]
    for law in record.laws:
        for mention in law.mentions:
            assert record.text[mention.start : mention.end] == mention.quote


@pytest.mark.parametrize(
    ("marked", "field", "standing"),
    [
        ("Säilytysaikaa ei ole.", "retention", []),
        ("<<retention:period|kuusi vuotta>>", "retention", [("said", "P6Y")]),
        ("<<retention:period|tuon ajan>>", "retention", [("not understood", None)]),
        (
            "<<retention:period|6 vuotta tai 10 vuotta>>, <<retention:period|6 kk>>",
            "retention",
            [("not understood", None), ("said", "P6M")],
        ),
        ("<<retention:period|kauden päätyttyä>>", "retention", [("said", None)]),
        ("<<retention:permanent!|ei pysyvästi>>", "retention", [("denied", None)]),
        ("<<retention:necessary|tarpeen mukaan>>", "retention", [("said", None)]),
        ("<<transfer:country|Atlantikseen>>", "transfers", [("not understood", None)]),
        ("<<transfer:country|Kiinaan>>", "transfers", [("said", "CN")]),
        ("<<transfer:country!|Kiinaan>>", "transfers", [("denied", "CN")]),
        ("<<basis:named_law|oma lakimme>>", "bases", [("not understood", None)]),
        ("<<data:health!|terveystietoja>>", "data", [("denied", None)]),
    ],
)
def test_not_stated_denied_and_not_understood_are_three_things(
    marked: str, field: str, standing: list[tuple[str, str | None]]
) -> None:
    record = _record(f"@@ other\n{marked}")
    found = [
        (
            "not understood" if fact.not_understood else "denied" if fact.denied else "said",
            getattr(fact, "period", None) or (getattr(fact, "country", None) and fact.country.code),
        )
        for fact in getattr(record, field)
    ]
    assert found == standing


def test_details_that_cannot_be_read_stay_as_they_stand() -> None:
    record = _record(
        "@@ contact\n<<contact:office|Toimisto>> puh. <<contact:phone|12 34>>, "
        "<<contact:email|nimi.firma.fi>>, <<contact:web|lomakkeella>>"
    )
    (office,) = record.contacts
    assert (office.phones, office.emails) == (("12 34",), ("nimi.firma.fi",))
    assert {record.spans[at].quote for at in office.not_understood} == {"12 34", "nimi.firma.fi"}


def test_the_record_is_as_its_schema_says_and_reads_back() -> None:
    record = _record(_NOTICE)
    dumped = json.loads(record.model_dump_json())
    jsonschema.Draft202012Validator(json_schema()).validate(dumped)
    assert Record.model_validate(dumped) == record
