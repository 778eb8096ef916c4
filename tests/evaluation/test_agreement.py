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
    assert set(figures) == {"sections", "spans", "strict", "labelled", "facts"}
    assert figures["spans"]["micro"]["gold"] > 10
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
