"""Statements are related where the notice puts them together, and nowhere else."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from seloste.evaluation.audit import gold_record
from seloste.formats.inline import parse

_CASES = yaml.safe_load((Path(__file__).parent / "relations.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["case"])
def test_relations(case: dict[str, Any]) -> None:
    record = gold_record("x", parse(f"@@ other\n{case['text']}"))
    found = {frozenset(record.spans[at].quote for _, at in relation.ends()) for relation in record.relations}
    assert found == set(map(frozenset, case["pairs"]))


@pytest.mark.parametrize("unit", ["laki", "a. A", "; ", "\t", "- ", "1/", "yksi "])
def test_hostile_lines_are_read_in_time(unit: str) -> None:
    text = "@@ other\n<<purpose:billing|laskutus>> " + unit * 20_000
    started = time.process_time()
    assert gold_record("x", parse(text)).relations == ()
    assert time.process_time() - started < 10
