"""The comparison of analysers: what is learnt from and read, and its figures from the command line."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from seloste.errors import AnnotationError
from seloste.evaluation.analysers import main
from seloste.evaluation.end_to_end import as_json, pairings, split
from seloste.evaluation.scores import MEASURES, total
from seloste.resources import shared_path

needs_trainers = pytest.mark.skipif(
    not (find_spec("sklearn") and find_spec("pycrfsuite")), reason="needs the extra `train`"
)


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the four shortest of the annotated notices."""
    folder = tmp_path_factory.mktemp("gold")
    paths = shared_path("annotations/gold").glob("*.ann.txt")
    for path in sorted(paths, key=lambda path: (path.stat().st_size, path.name))[:4]:
        shutil.copy(path, folder)
    return folder


def test_no_notice_is_learnt_from_and_read(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"a{number}.ann.txt").touch()
    learnt, read = ([path.name[:2] for path in side] for side in split(tmp_path))
    assert (learnt, read) == (["a0", "a4", "a8"], ["a1", "a5"])


def test_one_notice_is_too_few(tmp_path: Path) -> None:
    (tmp_path / "a1.ann.txt").touch()
    with pytest.raises(AnnotationError, match=r"1 annotated notices.*at least 2"):
        split(tmp_path)


@needs_trainers
@pytest.mark.slow
def test_each_analyser_is_run_with_each_model(gold: Path) -> None:
    rows = list(pairings(gold, ["surface", "voikko"], every=2))
    assert [(row.trained, row.run) for row in rows] == [
        ("surface", "surface"),
        ("surface", "voikko"),
        ("voikko", "surface"),
        ("voikko", "voikko"),
    ]
    assert all(len(row.notices) == 2 for row in rows)
    gold_spans = {total(row.notices.values())["spans"].micro.gold for row in rows}
    assert len(gold_spans) == 1, "the same spans at the same offsets"
    figures = [as_json(row, rows[0]) for row in rows]
    assert all(figures[0][name]["change"] == 0 for name in MEASURES)
    for row in figures[1:]:
        assert row["spans"]["change"] == pytest.approx(
            row["spans"]["f1"] - figures[0]["spans"]["f1"], abs=2e-4
        )


@needs_trainers
@pytest.mark.slow
def test_figures_from_the_command_line(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "analysers.json"
    main([str(gold), "--every", "2", "--analyser", "surface", "--json", str(file)])
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["notices"] == {"learnt": 2, "read": 2}
    assert [row["analyser"] for row in told["words"]] == ["surface"]
    assert told["words"][0]["by_upos"]["CCONJ"] == 1.0
    assert [(row["trained"], row["run"]) for row in told["reading"]] == [("surface", "surface")]
    assert "| surface |" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [([], "at least 2"), (["--analyser", "voiko"], "there is no analyser 'voiko'")],
)
def test_what_cannot_be_compared_is_said(
    arguments: list[str], message: str, gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([str(gold if arguments else tmp_path), *arguments])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
