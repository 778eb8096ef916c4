"""``seloste diff``: notices are paired, and what is told of a pair is what a reader has to know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seloste.assembly import assemble
from seloste.cli import main
from seloste.notice import Notice
from seloste.record import Record, Span


def record(name: str, text: str = "Päivitetty 1.1.2020. Keräämme nimen.", *, denied: bool = False) -> Record:
    start = text.index("nimen")
    span = Span(label="data", categories=("name",), negated=denied, start=start, end=start + 5, quote="nimen")
    return assemble(Notice(name, text, ()), [], [span])


def call(folder: Path, old: Sequence[Record], new: Sequence[Record], *options: str) -> Result:
    for name, records in (("old", old), ("new", new)):
        lines = "".join(f"{record.model_dump_json()}\n" for record in records)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    names = [str(folder / "old.jsonl"), str(folder / "new.jsonl")]
    return CliRunner().invoke(main, ["diff", *names, *options])


DATED = "Päivitetty 2.2.2024. Keräämme nimen."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abc", "abc", []),
        ("abd", "bce", [("a", "removed"), ("c", "added"), ("d", "removed"), ("e", "added")]),
        ("a", "bc", [("a", "removed"), ("b", "added"), ("c", "added")]),
        ("bc", "a", [("a", "added"), ("b", "removed"), ("c", "removed")]),
        ("a", "b", []),  # one notice on each side is a pair, whatever its id
    ],
)
def test_notices_are_paired_by_id(
    tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    result = call(tmp_path, [record(name) for name in old], [record(name) for name in new], "--json")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["notice"], line["kind"]) for line in lines] == expected


def test_dates_are_told_apart_from_what_changed(tmp_path: Path) -> None:
    old = [record("a"), record("b"), record("c"), record("d")]
    new = [record("a"), record("b", DATED), record("c", DATED, denied=True)]
    lines = [json.loads(line) for line in call(tmp_path, old, new, "--json").stdout.splitlines()]
    assert [(line["notice"], line["kind"], line.get("what")) for line in lines] == [
        ("b", "noise", "dates"),
        ("c", "changed", "name"),
        ("d", "removed", None),
    ]
    assert (lines[1]["old"]["states"], lines[1]["new"]["states"]) == (["said"], ["denied"])
    shown = call(tmp_path, old, new, "--lang", "fi").stdout
    assert "b: vain päivämäärät muuttuneet" in shown
    assert "Sisältö muuttunut: 1; vain sanamuoto, päiväys tai ulkoasu: 1; vain vanhassa: 1; ei ole" in shown


def test_records_out_of_order_and_none_are_said(tmp_path: Path) -> None:
    result = call(tmp_path, [record("b"), record("a")], [record("a"), record("b")])
    assert result.exit_code == 2
    assert "not sorted by unique ids: 'a' after 'b'" in result.stderr
    assert "no records in" in call(tmp_path, [], [record("a")]).stderr
