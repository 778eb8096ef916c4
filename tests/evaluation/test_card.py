"""The model card: every figure from the files it was given, and the shipped card from the shipped model."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

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


def test_shipped_card_is_of_the_shipped_model_and_figures() -> None:
    folder = ROOT / "models/seloste_fi"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    gold, *others = (card.read_figures(ROOT / f"models/figures/{name}.json") for name in ("gold", *OTHERS))
    expected = card.render(meta, gold, dict(zip(OTHERS, others, strict=True)))
    assert (folder / "README.md").read_text(encoding="utf-8") == expected
