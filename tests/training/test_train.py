"""Training: the same notices give the same model to the byte, and the model is plain arrays and json."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from seloste import taxonomy
from seloste.cli import main
from seloste.errors import AnnotationError
from seloste.evaluation.run import cross_validate, evaluate
from seloste.evaluation.scores import score
from seloste.finnish.registry import analyser
from seloste.formats.inline import parse
from seloste.model import load_model
from seloste.process import read_lexicon
from seloste.resources import shared_path
from seloste.training.examples import example, folds, read_examples

GOLD = shared_path("annotations/gold")
NOTICES = 12

needs_trainers = pytest.mark.skipif(
    not (find_spec("sklearn") and find_spec("pycrfsuite")), reason="needs the extra `train`"
)


@pytest.fixture(scope="module")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the dozen shortest of the annotated notices."""
    folder = tmp_path_factory.mktemp("gold")
    paths = sorted(GOLD.glob("*.ann.txt"), key=lambda path: (path.stat().st_size, path.name))
    for path in paths[:NOTICES]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def models(notices: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Models of two processes whose sets and dictionaries of strings are in different orders."""
    if not (find_spec("sklearn") and find_spec("pycrfsuite")):
        pytest.skip("needs the extra `train`")
    folder = tmp_path_factory.mktemp("models")
    trained = [folder / "one", folder / "two"]
    for out, seed in zip(trained, ("1", "4711"), strict=True):
        done = subprocess.run(
            [sys.executable, "-m", "seloste", "train", str(notices), "--out", str(out)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert f"{out}: learnt from {NOTICES} notices" in done.stdout
    return trained


@pytest.mark.slow
def test_two_trainings_give_the_same_bytes(models: list[Path]) -> None:
    one, two = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in models)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_model_is_arrays_and_json(models: list[Path]) -> None:
    labels = [label for label in taxonomy.load().labels if taxonomy.load().categories(label)]
    names = {path.name for path in models[0].iterdir()}
    assert {f"category_{label}.npz" for label in labels} <= names
    assert {path.suffix for path in models[0].iterdir()} == {".npz", ".json"}
    for path in models[0].glob("*.npz"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                header = archive.read(name)[:128]
                assert header.startswith(b"\x93NUMPY"), path.name
                assert b"'|O'" not in header, f"{path.name} holds Python objects"


def test_meta_tells_from_what_it_was_learnt(models: list[Path], notices: Path) -> None:
    meta = json.loads((models[0] / "meta.json").read_text(encoding="utf-8"))
    spans = [parse(path.read_text(encoding="utf-8")).spans for path in notices.glob("*.ann.txt")]
    assert meta["training"]["notices"] == NOTICES
    assert meta["training"]["spans"] == sum(map(len, spans))
    assert set(meta["training"]["libraries"]) == {"numpy", "scipy", "scikit-learn", "python-crfsuite"}
    assert set(meta["files"]) == {path.name for path in models[0].iterdir()} - {"meta.json"}


def test_model_knows_what_it_was_shown(models: list[Path], notices: Path) -> None:
    """Even a dozen notices are learnt well enough to be read again."""
    scores = score(*evaluate(notices, models[0]))
    assert scores["sections"].micro.f1 > 0.9
    assert scores["spans"].micro.f1 > 0.8
    assert load_model(models[0]).meta["analyser"] == "voikko"


def test_training_again_replaces_the_model_and_keeps_its_papers(
    models: list[Path], notices: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model"
    shutil.copytree(models[0], out)
    (out / "README.md").write_text("card\n", encoding="utf-8")
    (out / "stale.npz").write_bytes(b"old")
    few = tmp_path / "few"
    few.mkdir()
    for path in sorted(notices.iterdir())[:3]:
        shutil.copy(path, few)
    result = CliRunner().invoke(main, ["train", str(few), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert load_model(out).meta["training"]["notices"] == 3
    assert (out / "README.md").read_text(encoding="utf-8") == "card\n"
    assert not (out / "stale.npz").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["few", "model"], "nothing else is left"


def test_folder_without_notices_is_said(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"no annotated notices"):
        read_examples(tmp_path, analyser("surface"), read_lexicon())


@pytest.mark.parametrize("marked", ["@@ nonsense\nTeksti\n", "@@ intro\n<<data:nimi|Nimi>>\n", "Nimi\n"])
def test_malformed_notice_is_said(tmp_path: Path, marked: str) -> None:
    path = tmp_path / "a1.ann.txt"
    path.write_text(marked, encoding="utf-8")
    with pytest.raises(AnnotationError):
        example(path, analyser("surface"), read_lexicon())
    result = CliRunner().invoke(main, ["train", str(tmp_path), "--out", str(tmp_path / "model")])
    assert result.exit_code == 3
    assert not (tmp_path / "model").exists()


def test_examples_hold_every_line_and_every_span(notices: Path) -> None:
    from seloste.training.spans import place

    for read in read_examples(notices, analyser("surface"), read_lexicon()):
        assert len(read.types) == len(read.opens) == len(read.lines)
        assert read.opens[0]
        placed = place(read)
        assert [span for _, span in placed] == list(read.gold.spans)
        for tagged, span in placed:
            tokens = read.lines[tagged.line].tokens
            assert tokens[tagged.first].start <= span.start < span.end <= tokens[tagged.last].end


@pytest.mark.parametrize("size", [0, 1, 3, 5, 23])
def test_folds_hold_each_notice_out_once(size: int) -> None:
    parts = folds(size)
    assert sorted(index for part in parts for index in part) == list(range(size))
    assert max((len(part) for part in parts), default=0) - min((len(part) for part in parts), default=0) <= 1


@needs_trainers
def test_cross_validation_predicts_every_notice_unseen(notices: Path, tmp_path: Path) -> None:
    for path in sorted(notices.iterdir())[:3]:
        shutil.copy(path, tmp_path)
    gold, predicted = cross_validate(tmp_path, analyser="surface", report=lambda _: None)
    assert list(gold) == sorted(predicted)
    assert {name: side.text for name, side in gold.items()} == {
        name: side.text for name, side in predicted.items()
    }
    assert 0 < score(gold, predicted)["spans"].micro.f1 < 1
