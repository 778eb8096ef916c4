"""The gate: the released model scores no less than the pinned floors, on notices it has never seen."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from seloste.evaluation.report import under_floors
from seloste.evaluation.run import evaluate
from seloste.evaluation.scores import MEASURES, score
from seloste.resources import shared_path

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="module")
def floors() -> dict[str, dict[str, float]]:
    """The pinned micro F1 by set of notices and measure."""
    path = shared_path("annotations/floors.json")
    pinned: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))
    return pinned


def test_floors_are_of_known_sets_and_measures(floors: dict[str, dict[str, float]]) -> None:
    assert {"dev", "seeds", "gold_sample"} <= set(floors)
    for name in ("dev", "seeds", "gold_sample"):
        assert {"sections", "spans", "facts"} <= set(floors[name]) <= set(MEASURES)
        assert all(0.5 < floor < 1 for floor in floors[name].values())


@pytest.mark.parametrize("name", ["seeds", "dev"])
def test_released_model_holds_its_floors(name: str, floors: dict[str, dict[str, float]]) -> None:
    if not (SHARED / name).is_dir():
        pytest.skip(f"needs ../shared/{name}")
    assert under_floors(score(*evaluate(SHARED / name)), floors[name]) == []


def test_released_model_reads_the_sample(tmp_path: Path, floors: dict[str, dict[str, float]]) -> None:
    """The gold of the shipped sample, which the model has learnt from: a broken model falls far below."""
    for path in shared_path("corpora/sample").iterdir():
        shutil.copy(shared_path("annotations/gold") / f"{path.stem}.ann.txt", tmp_path)
    assert under_floors(score(*evaluate(tmp_path)), floors["gold_sample"]) == []
