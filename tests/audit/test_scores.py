"""The audit against verdicts by hand: what it reached it keeps."""

from __future__ import annotations

import pytest

from seloste.errors import AnnotationError
from seloste.evaluation.audit import Score, report, score, score_contradictions, verdicts
from seloste.formats import marked
from seloste.resources import shared_path

#: Floors a little under the figures reached; they may rise, never fall.
_MISSING = (0.91, 0.94)
_CONTRADICTIONS = (0.93, 0.93)


def _sum(scores: dict[str, Score], suffix: str) -> Score:
    total = Score()
    for code, entry in scores.items():
        if suffix in code:
            total.add(entry)
    return total


def test_missing_items_on_the_gold_notices() -> None:
    path = shared_path("annotations/audit/gold.csv")
    names = {name for name, _, _ in verdicts(path)}
    folder = shared_path("annotations/gold")
    try:
        notices = {name: next(iter(marked.read(folder / f"{name}.ann.txt").values())) for name in names}
    except AnnotationError as problem:
        pytest.skip(f"the gold is being edited: {problem}")
    total = Score()
    for part in score(notices, path).values():
        total.add(_sum(part, "_missing"))
    assert (total.precision or 0) >= _MISSING[0]
    assert (total.recall or 0) >= _MISSING[1]


def test_contradictions_in_short_notices() -> None:
    scores = score_contradictions(shared_path("annotations/audit/contradictions.yaml"))["contradictions"]
    total = _sum(scores, "contradict")
    assert (total.precision or 0) >= _CONTRADICTIONS[0]
    assert (total.recall or 0) >= _CONTRADICTIONS[1]


def test_the_report_names_the_errors() -> None:
    lines = list(
        report({"part": {"basis_missing": Score(right=1, wrong=1, errors=["x1 wrong"])}}, errors=True)
    )
    assert any("x1 wrong" in line and "0.500" in line for line in lines)
    assert any(line.startswith("= missing items") for line in lines)
