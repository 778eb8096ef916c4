"""A record enriched: terms of retention; contacts, countries and laws with their spans."""

from __future__ import annotations

from seloste.evaluation.audit import gold_record
from seloste.formats.inline import parse
from seloste.values import typed

_NOTICE = """@@ controller
<<controller:organisation|Harju Oy>>
Y-tunnus <<contact:business_id|1234567-8>>, <<contact:email|info(at)harju.fi>>
@@ retention
<<data:billing|Laskut>> säilytetään <<retention:period|kuusi vuotta>> tilikauden päättymisestä.
- <<data:contract|Sopimukset>>: <<retention:relationship|asiakassuhteen ajan>> ja \
<<retention:period|2 vuotta>> sen jälkeen.
Muut tiedot <<retention:law|lain mukaan>>.
@@ transfers
Tietoja siirretään <<transfer:country|Yhdysvaltoihin>>. Noudatamme kirjanpitolakia.
"""


def test_terms_of_retention() -> None:
    record = gold_record("x", parse(_NOTICE))
    terms = {record.spans[fact.spans[0]].quote: fact for fact in record.retention}
    assert (terms["kuusi vuotta"].period, terms["kuusi vuotta"].start) == ("P6Y", "tilikauden päättyminen")
    assert terms["kuusi vuotta"].data == ("billing",)
    assert (terms["2 vuotta"].period, terms["2 vuotta"].start) == ("P2Y", "asiakassuhteen päättyminen")
    assert terms["2 vuotta"].data == ("contract",)
    assert terms["asiakassuhteen ajan"].period is None
    assert (terms["lain mukaan"].period, terms["lain mukaan"].start, terms["lain mukaan"].data) == (
        None,
        None,
        (),
    )


def test_enriching_twice_changes_nothing() -> None:
    record = gold_record("x", parse(_NOTICE))
    assert typed.enrich(record) == record


def test_typed_contacts_countries_and_laws() -> None:
    record = gold_record("x", parse(_NOTICE))
    contacts = {record.spans[at].quote: contact for at, contact in typed.contacts(record)}
    assert contacts["info(at)harju.fi"].value == "info@harju.fi"
    assert not contacts["1234567-8"].valid
    assert [country.code for _, country in typed.countries(record)] == ["US"]
    assert [mention.act.number for mention in typed.laws(record)] == ["1336/1997"]
