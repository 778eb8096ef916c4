"""The typed values of a record are columns of the table of facts."""

from __future__ import annotations

from seloste.evaluation.audit import gold_record
from seloste.export.rows import fact_rows
from seloste.export.tables import tables
from seloste.formats.inline import parse

_NOTICE = """@@ controller
<<controller:organisation|Harju Oy>>, Y-tunnus <<contact:business_id|0112038-8>>
<<contact:address|Harjukatu 16, 15110 Lahti>>, <<contact:email|info(at)harju.fi>>
@@ retention
<<retention:period|6 vuotta>> tilikauden päättymisestä, <<retention:period|tuon ajan>>
@@ legal_basis
<<basis:named_law|kirjanpitolaki>>, <<basis:former_act|henkilötietolain 8 §>>
@@ transfers
<<transfer:country|Yhdysvaltoihin>>, <<transfer:country|Ruotsiin>>
"""


def test_typed_values_are_columns() -> None:
    rows = list(fact_rows(gold_record("x", parse(_NOTICE))))
    columns = {column.name for column in tables()["facts"].columns}
    assert all(set(row) == columns for row in rows)
    by_quote = {(row["field"], row["quote"]): row for row in rows}
    party = by_quote["controllers", "Harju Oy"]
    assert (party["business_id"], party["business_id_valid"]) == ("0112038-8", False)
    assert (party["postcode"], party["town"], party["emails"]) == ("15110", "Lahti", ("info@harju.fi",))
    six = by_quote["retention", "6 vuotta"]
    assert (six["period"], six["period_from"], six["retention_type"]) == (
        "P6Y",
        "tilikauden päättyminen",
        "fixed",
    )
    assert [by_quote["retention", quote]["understood"] for quote in ("6 vuotta", "tuon ajan")] == [
        True,
        False,
    ]
    usa, sweden = by_quote["transfers", "Yhdysvaltoihin"], by_quote["transfers", "Ruotsiin"]
    assert (usa["country"], usa["eea"], usa["adequacy"]) == ("US", False, "2023-07-10")
    assert (sweden["country"], sweden["eea"], sweden["adequacy"]) == ("SE", True, None)
    assert by_quote["bases", "kirjanpitolaki"]["laws"] == ("1336/1997",)


def test_acts_are_rows_with_their_force_and_place() -> None:
    record = gold_record("x", parse(_NOTICE))
    acts = {row["laws"]: row for row in fact_rows(record) if row["field"] == "laws"}
    assert {number: row["in_force"] for number, row in acts.items()} == {
        ("1336/1997",): True,
        ("523/1999",): False,
    }
    row = acts["523/1999",]
    assert row["value"] == "henkilötietolaki"
    assert record.text[row["start"] : row["end"]] == row["quote"] == "henkilötietolain"
