"""The comparison dataset, wide and long."""

from __future__ import annotations

import pytest

import seloste
from seloste.assembly import assemble
from seloste.comparison.facts import long_rows, wide_row
from seloste.errors import UsageError
from seloste.export.tables import tables
from seloste.notice import Notice
from seloste.record import Condition, Record, Section, Span


def record(name: str = "n1") -> Record:
    text = "Keräämme nimen, emme terveystietoja; suostumuksella nimen."
    kept = {"start": 9, "end": 14, "quote": "nimen"}
    denied = {"start": 21, "end": 35, "quote": "terveystietoja"}
    again = {"start": 52, "end": 57, "quote": "nimen"}
    spans = [
        Span(label="data", categories=("name",), **kept),
        Span(label="data", categories=("health", "special_category"), negated=True, **denied),
        Span(
            label="data", categories=("name",), condition=Condition(kind="consent", start=37, end=51), **again
        ),
    ]
    return assemble(
        Notice(name, text, ()), [Section(types=("data_categories",), start=0, end=len(text))], spans
    )


def test_wide_row_keeps_said_denied_and_not_stated_apart() -> None:
    row = wide_row(record())
    assert row["data"] == ("name",)
    assert row["data_denied"] == ("health", "special_category")
    assert row["data_conditional"] == ()
    assert row["purposes"] == row["purposes_denied"] == ()


def test_long_rows_are_one_a_statement_with_its_words() -> None:
    made = record()
    rows = list(long_rows(made))
    assert [(row["category"], row["said"], row["denied"]) for row in rows] == [
        ("name", True, False),
        ("name", True, False),
        ("health", False, True),
        ("special_category", False, True),
    ]
    assert all(made.text[int(str(row["start"])) : int(str(row["end"]))] == row["quote"] for row in rows)


def test_rows_are_the_declared_tables() -> None:
    assert tuple(wide_row(record())) == tables()["comparison"].names
    assert tuple(next(iter(long_rows(record())))) == tables()["comparison_long"].names


def test_frame() -> None:
    frame = seloste.compare([record("a"), record("b")])
    assert list(frame["id"]) == ["a", "b"]
    assert frame.explode("data_denied")["data_denied"].value_counts().to_dict() == {
        "health": 2,
        "special_category": 2,
    }
    assert len(seloste.compare([record()], shape="long")) == 4


def test_bad_calls_are_said() -> None:
    with pytest.raises(UsageError, match="no records"):
        seloste.compare([])
    with pytest.raises(UsageError, match="wide or long"):
        seloste.compare([record()], shape="round")  # type: ignore[arg-type]
