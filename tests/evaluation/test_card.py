"""The model card: every figure from the files it was given, and the shipped card from the shipped model."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from seloste.errors import UsageError
from seloste.evaluation import card
from seloste.evaluation.scores import MEASURES
from seloste.resources import shared_path

ROOT = Path(__file__).resolve().parents[2]
OTHERS = ("dev", "seeds", "held_out")
META = {
    "lang": "fi",
    "name": "seloste_fi",
    "version": "9.8.7",
    "format": 1,
    "description": "Reads",
    "license": "EUPL-1.2",
    "analyser": "voikko",
    "training": {"notices": 3, "spans": 40, "sha256": "abc", "libraries": {"numpy": "2.0"}},
    "files": {"a.npz": "0"},
}


def figures(f1: float, **labels: int) -> dict[str, Any]:
    row = {"p": f1 + 0.01, "r": f1 - 0.01, "f1": f1, "predicted": 5}
    table = {
        "micro": {**row, "gold": sum(labels.values())},
        "macro_f1": f1 / 2,
        "by_label": {label: {**row, "gold": gold} for label, gold in labels.items()},
    }
    return dict.fromkeys(MEASURES, table)


def test_columns_hold_their_own_figures_and_labels_the_rarest_last() -> None:
    text = card.render(META, figures(0.8, data=20, right=4), {"dev": figures(0.6, data=7, basis=1)})
    assert text.startswith("# seloste_fi 9.8.7\n")
    assert "| facts | 0.800 | 0.400 | 0.600 | 0.300 |" in text
    assert "| spans annotated | 24 |  | 8 |  |" in text
    data, right = "| data | 0.800 | 0.600 | 0.810 | 0.790 | 20 |", "| right | 0.800 | - | 0.810 | 0.790 | 4 |"
    assert f"{data}\n{right}\n" in text


def test_a_label_without_examples_has_no_figure() -> None:
    text = card.render(META, figures(0.8, data=2), {"dev": figures(0.5, data=0)})
    assert "| data | 0.800 | - |" in text


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((), []),
        (("dev",), ["not held out"]),
        (("dev", "seeds", "held_out"), ["not held out", "without groups d1–e3"]),
    ],
)
def test_card_tells_which_columns_are_not_held_out(columns: tuple[str, ...], told: list[str]) -> None:
    text = card.render(META, figures(0.8, data=2), {name: figures(0.7, data=1) for name in columns})
    for words in ("not held out", "without groups d1–e3"):
        assert (words in text) == (words in told)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"spans": {}}', '{"sections": 1}'])
def test_other_files_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "figures.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"figures\.json holds no figures"):
        card.read_figures(path)


def test_command_writes_the_card_into_the_model(tmp_path: Path) -> None:
    model, gold = tmp_path / "model", tmp_path / "gold.json"
    shutil.copytree(shared_path("models/seloste_fi"), model)
    gold.write_text(json.dumps(figures(0.75, data=3)), encoding="utf-8")
    card.main([str(model), str(gold), f"mine={gold}"])
    assert "| measure | gold | macro | mine | macro |" in (model / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments", [["nowhere", "{gold}"], ["{model}", "nowhere"], ["{model}", "{gold}", "x"]]
)
def test_command_refuses_what_is_not_there(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps(figures(0.75, data=3)), encoding="utf-8")
    model = shared_path("models/seloste_fi")
    with pytest.raises(SystemExit) as stopped:
        card.main([argument.format(gold=gold, model=model) for argument in arguments])
    assert stopped.value.code == 2
    assert arguments[-1].format(gold=gold)[:5] in capsys.readouterr().err or arguments[0] == "nowhere"


SCORES = {
    "calibration_error": 0.0123,
    "bins": [
        {"from": 0.1, "spans": 4, "score": 0.15, "right": 0.25},
        {"from": 0.9, "spans": 8, "score": 0.95, "right": 1.0},
    ],
    "by_min_score": [
        {"min_score": 0.0, "p": 0.75, "r": 0.5, "f1": 0.6, "left_out": 0.0},
        {"min_score": 0.05, "p": 0.76, "r": 0.5, "f1": 0.6, "left_out": 0.0},
        {"min_score": 0.5, "p": 1.0, "r": 0.4, "f1": 0.57, "left_out": 0.3333},
        {"min_score": 0.55, "p": 1.0, "r": 0.4, "f1": 0.57, "left_out": 0.3333},
        {"min_score": 0.99, "p": None, "r": 0.0, "f1": 0.0, "left_out": 1.0},
    ],
}


def full_figures() -> dict[str, Any]:
    """Figures as ``seloste evaluate --cross-validate --json`` writes them now."""
    measured = figures(0.8, data=20)
    sure = {**measured["spans"], "f1_interval": [0.75, 0.85]}
    return {
        **dict.fromkeys(MEASURES, sure),
        "denials": sure,
        "controllers": {"notices": 10, "right": 9, "share": 0.9, "interval": [0.7, 1.0]},
        "scores": {**SCORES, "calibration_error": 0.2},
        "calibrated": SCORES,
    }


CURVE = [
    {
        "notices": n,
        **{m: {"f1": n / 100, "f1_interval": [n / 110, n / 90], "macro_f1": 0.1} for m in MEASURES},
    }
    for n in (10, 20, 40, 80)
]


def test_card_tells_how_sure_figures_and_scores_are() -> None:
    text = card.render(META, full_figures(), {"dev": figures(0.6, data=7)}, CURVE)
    assert "| facts | 0.800 (0.750–0.850) | 0.400 | 0.600 | 0.300 |" in text
    assert "| controller's name | 0.900 (0.700–1.000) |  | - |  |" in text
    assert "bins): gold 0.012;" in text
    assert "| 0.50 | 1.000 | 0.400 | 33.3% |\n\n" in text, "where nothing is left there is nothing to tell"
    assert "| 80 | 0.800 (0.727–0.889) |" in text


def test_pictures_of_the_card_are_drawn_beside_the_model(tmp_path: Path) -> None:
    """The card links no picture that is not there, and the same figures give the same bytes."""
    for folder in ("one", "two"):
        model = tmp_path / folder / "model"
        shutil.copytree(shared_path("models/seloste_fi"), model)
        for name, content in (("gold", full_figures()), ("curve", CURVE)):
            (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        card.main([str(model), str(tmp_path / "gold.json"), "--learning-curve", str(tmp_path / "curve.json")])
        links = re.findall(r"\]\((\S+\.svg)\)", (model / "README.md").read_text(encoding="utf-8"))
        assert len(links) == 3
        for link in links:
            assert ElementTree.parse(model / link).getroot().tag.endswith("svg")
    one, two = (
        {path.name: path.read_bytes() for path in (tmp_path / folder / "figures").iterdir()}
        for folder in ("one", "two")
    )
    assert one == two


@pytest.mark.parametrize("content", ["", "3", '[{"notices": 3}]', "[3]"])
def test_other_files_hold_no_learning_curve(tmp_path: Path, content: str) -> None:
    path = tmp_path / "curve.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"curve\.json holds no learning curve"):
        card.read_curve(path)


def test_shipped_card_is_of_the_shipped_model_and_figures() -> None:
    folder = ROOT / "models/seloste_fi"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    gold, *others = (card.read_figures(ROOT / f"models/figures/{name}.json") for name in ("gold", *OTHERS))
    points = ROOT / "models/figures/learning_curve.json"
    curve = card.read_curve(points) if points.exists() else []
    expected = card.render(meta, gold, dict(zip(OTHERS, others, strict=True)), curve)
    assert (folder / "README.md").read_text(encoding="utf-8") == expected
