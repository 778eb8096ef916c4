"""The errors by kind, the confusions, and the page they are read on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from seloste.evaluation.confusion import NONE, confusion, most_confused
from seloste.evaluation.mistakes import mistakes, write_page
from seloste.formats.inline import parse


def kinds(gold: str, predicted: str) -> list[tuple[str, str, str]]:
    found = mistakes({"a": parse(f"@@ other\n{gold}")}, {"a": parse(f"@@ other\n{predicted}")})
    return [(mistake.kind, mistake.gold, mistake.predicted) for mistake in found]


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ("<<data:name|Nimi>>.", "<<data:name|Nimi>>.", []),
        ("<<data:name|Nimi>>.", "Nimi.", [("missed", "data:name “Nimi”", "")]),
        ("Nimi.", "<<data:name|Nimi>>.", [("spurious", "", "data:name “Nimi”")]),
        (
            "<<data:name|Nimi>> ja osoite.",
            "<<data:name|Nimi ja osoite>>.",
            [("boundary", "data:name “Nimi”", "data:name “Nimi ja osoite”")],
        ),
        (
            "<<purpose:other|Nimi>>.",
            "<<data:name|Nimi>>.",
            [("label", "purpose:other “Nimi”", "data:name “Nimi”")],
        ),
        (
            "<<data:name|Nimi>>.",
            "<<data:email|Nimi>>.",
            [("category", "data:name “Nimi”", "data:email “Nimi”")],
        ),
        (
            "<<data:name!|Nimi>>.",
            "<<data:name|Nimi>>.",
            [("polarity", "data:name! “Nimi”", "data:name “Nimi”")],
        ),
        (
            "<<data:name|Nimi>> ja <<data:address|osoite>>.",
            "<<data:name+address|Nimi ja osoite>>.",
            [
                ("boundary", "data:name “Nimi”", "data:name+address “Nimi ja osoite”"),
                ("boundary", "data:address “osoite”", "data:name+address “Nimi ja osoite”"),
            ],
        ),
        (
            "<<data:name|Etunimi ja sukunimi>>.",
            "<<data:name|Etunimi ja>> <<data:name|sukunimi>>.",
            [("spurious", "", "data:name “sukunimi”")],
        ),
    ],
)
def test_kind_of_each_mistake(gold: str, predicted: str, expected: list[tuple[str, str, str]]) -> None:
    assert kinds(gold, predicted) == expected


def test_categories_meet_the_rest_of_the_other_side() -> None:
    gold = "@@ other\n<<data:name|Nimi>>, <<data:name+email|yhteystiedot>>, <<data:phone|numero>>, <<data:birth_date|ikä>>"
    read = "@@ other\n<<data:name|Nimi>>, <<data:name+phone|yhteystiedot>>, <<data:phone+other|numero>>, <<data:other|ikä>>"
    met = confusion({"a": parse(gold), "b": parse(gold)}, {"a": parse(read)})
    assert met == {
        "data": Counter(
            {
                ("name", "name"): 2,
                ("email", "phone"): 1,
                ("phone", "phone"): 1,
                (NONE, "other"): 1,
                ("birth_date", "other"): 1,
            }
        )
    }
    assert most_confused(met["data"], 2) == [(NONE, "other", 1), ("birth_date", "other", 1)]


def test_page_trusts_no_text_and_runs_only_its_own_script(tmp_path: Path) -> None:
    gold = parse("@@ other\n<script>alert(1)</script> <<data:name|nimi>> ja <<data:email|sähköposti>>")
    read = parse("@@ other\n<script>alert(1)</script> nimi ja <<data:phone|sähköposti>>")
    write_page(tmp_path / "errors.html", {"a1": gold}, {"a1": read})
    page = (tmp_path / "errors.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert page.count("<script>") == 1
    assert "unsafe" not in page
    assert 'data-kind="missed" data-label="data" data-notice="a1"' in page
    assert "email → phone 1" in page
