"""``seloste agree`` and ``seloste evaluate``: what they print, and when they fail."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seloste.cli import main
from seloste.resources import shared_path

NOTICE = shared_path("annotations/gold") / "a104.ann.txt"
MARKED = """@@ data_categories
Keräämme <<data:name|nimen>> ja <<data:email|sähköpostiosoitteen>>.
@@ recipients
Emme luovuta tietoja <<recipient:third_party!|muille>>.
"""


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "n1.ann.txt").write_text(MARKED, encoding="utf-8")
    (tmp_path / "a" / "n2.ann.txt").write_text(MARKED, encoding="utf-8")
    return tmp_path / "a", tmp_path / "b"


def test_annotators_who_agree(folders: tuple[Path, Path]) -> None:
    result = call("agree", *folders)
    assert result.exit_code == 0
    assert result.stdout.startswith("1 notices\nsections  micro F1 1.000")
    assert "facts     micro F1 1.000" in result.stdout


def test_annotators_who_differ(folders: tuple[Path, Path]) -> None:
    """Another extent, another denial and another section, each in its own figure."""
    other = MARKED.replace("<<data:name|nimen>>", "<<data:name|nime>>n")
    other = other.replace("third_party!", "third_party").replace("@@ recipients", "@@ transfers")
    (folders[1] / "n1.ann.txt").write_text(other, encoding="utf-8")
    figures = {
        row.split()[0]: float(row.split()[3])
        for row in call("agree", *folders).stdout.splitlines()[1:]
        if "micro" in row
    }
    assert figures["sections"] == pytest.approx(35 / 60, abs=1e-3), "letters of the first line, of both"
    assert figures["spans"] == 1.0
    assert figures["strict"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["labelled"] == pytest.approx(2 / 3, abs=1e-3)
    assert figures["facts"] == pytest.approx(2 / 3, abs=1e-3)


def test_nothing_in_common_is_said(folders: tuple[Path, Path]) -> None:
    (folders[1] / "n1.ann.txt").unlink()
    result = call("agree", *folders)
    assert result.exit_code == 2
    assert "no notice in common" in result.stderr


def test_evaluation_prints_figures_and_writes_errors(tmp_path: Path) -> None:
    (tmp_path / "gold").mkdir()
    shutil.copy(NOTICE, tmp_path / "gold")
    result = call("evaluate", tmp_path / "gold", "--json", "--errors", tmp_path / "errors.html")
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    measures = {"sections", "spans", "strict", "labelled", "facts"}
    assert set(figures) == measures | {"denials", "controllers", "categories", "scores"}
    assert figures["spans"]["micro"]["gold"] > 10
    low, high = figures["spans"]["f1_interval"]
    assert low <= figures["spans"]["micro"]["f1"] <= high
    assert figures["controllers"] == {"notices": 1, "right": 1, "share": 1.0, "interval": [1.0, 1.0]}
    assert (tmp_path / "errors.html").read_text(encoding="utf-8").startswith("<!")


def test_records_of_a_run_are_scored(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    """Gold that is scored against itself as records has every figure 1."""
    from seloste.formats.inline import parse

    gold = parse(MARKED)
    record = {
        "id": "n1",
        "text": gold.text,
        "sections": [{"start": s.start, "end": s.end, "types": list(s.types)} for s in gold.sections],
        "spans": [
            {
                "start": s.start,
                "end": s.end,
                "label": s.label,
                "categories": list(s.categories),
                "negated": s.negated,
            }
            for s in gold.spans
        ],
    }
    (tmp_path / "records.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    result = call("evaluate", folders[1], "--records", tmp_path / "records.jsonl")
    assert result.exit_code == 0
    assert result.stdout.count("micro F1 1.000") == 5


def test_run_is_compared_with_an_earlier_one(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    """Records that lack a span are worse than those that lack none, and the same notice is compared."""
    from seloste.formats import jsonl
    from seloste.formats.inline import parse

    gold = {name: parse(MARKED) for name in ("n1", "n2")}
    jsonl.write(gold, tmp_path / "whole.jsonl")
    fewer = parse(MARKED.replace("<<data:name|nimen>>", "nimen"))
    jsonl.write(dict.fromkeys(gold, fewer), tmp_path / "fewer.jsonl")
    call("evaluate", folders[0], "--records", tmp_path / "whole.jsonl", "--counts", tmp_path / "counts.json")
    result = call(
        *("evaluate", folders[0], "--records", tmp_path / "fewer.jsonl"),
        *("--against", tmp_path / "counts.json", "--json"),
    )
    change = json.loads(result.stdout)["against"]["spans"]
    assert change == {"before": 1.0, "after": 0.8, "change": -0.2, "interval": [-0.2, -0.2]}
    result = call(
        *("evaluate", folders[1], "--records", tmp_path / "fewer.jsonl"),
        *("--against", tmp_path / "counts.json"),
    )
    assert "compared over the 1 notices of 1 that both runs have" in result.stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--by-style"], "need --cross-validate"),
        (["--calibration", "{here}"], "need --cross-validate"),
        (["--errors", "{here}/none/errors.html"], "there is no folder"),
        (["--against", "{here}/a/n1.ann.txt"], "holds no counts"),
    ],
)
def test_what_cannot_be_done_is_said_at_once(
    tmp_path: Path, folders: tuple[Path, Path], options: list[str], told: str
) -> None:
    result = call("evaluate", folders[0], *(option.format(here=tmp_path) for option in options))
    assert result.exit_code == 2
    assert told in result.stderr
