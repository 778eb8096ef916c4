"""A model on disk: what is missing, damaged or of another version is said, with the cure."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from seloste.errors import ModelError
from seloste.model import FORMAT, digest, load_model
from seloste.resources import shared_path

SHIPPED = shared_path("models/seloste_fi")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped model."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


def test_shipped_model_loads_and_tells_what_it_is() -> None:
    meta = load_model().meta
    assert meta["lang"] == "fi"
    assert meta["name"] == "seloste_fi"
    assert meta["format"] == FORMAT
    assert meta["license"] == "EUPL-1.2"
    assert meta["training"]["notices"] > 0


def test_shipped_model_is_arrays_and_json_alone() -> None:
    """A digest for each file, every array loadable without pickle, nothing else in the folder but papers."""
    files = json.loads((SHIPPED / "meta.json").read_text(encoding="utf-8"))["files"]
    present = {path.name for path in SHIPPED.iterdir()} - {"meta.json", "README.md"}
    assert present == set(files)
    for name, wanted in files.items():
        assert digest(SHIPPED / name) == wanted, name
        if name.endswith(".json"):
            json.loads((SHIPPED / name).read_text(encoding="utf-8"))
            continue
        assert name.endswith(".npz"), name
        with np.load(SHIPPED / name, allow_pickle=False) as arrays:
            for array in arrays.files:
                assert np.isfinite(arrays[array]).all(), f"{name}: {array}"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def set_format(path: Path) -> None:
    meta = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**meta, "format": FORMAT + 1}), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "harm", "words"),
    [
        ("span_tagger.npz", Path.unlink, r"span_tagger\.npz is missing or damaged.*seloste train"),
        ("span_tagger.npz", cut, r"span_tagger\.npz is missing or damaged.*seloste train"),
        ("polarity.npz", flip, r"polarity\.npz is missing or damaged.*install seloste again"),
        ("sections.json", flip, r"sections\.json is missing or damaged"),
        ("meta.json", Path.unlink, r"no model here.*seloste train annotations/gold"),
        ("meta.json", cut, r"meta\.json cannot be read.*train again"),
        (
            "meta.json",
            set_format,
            rf"model format {FORMAT + 1}, this version reads {FORMAT}; train again",
        ),
        ("meta.json", lambda path: path.write_bytes(b"\xff\xfe"), r"meta\.json cannot be read"),
        ("meta.json", lambda path: path.write_text("[]"), r"not a model's; train again"),
        ("meta.json", lambda path: path.write_text(f'{{"format": {FORMAT}}}'), r"not a model's; train again"),
    ],
)
def test_harm_is_said_with_its_cure(folder: Path, name: str, harm: object, words: str) -> None:
    harm(folder / name)  # type: ignore[operator]
    with pytest.raises(ModelError, match=words):
        load_model(folder)


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model here"):
        load_model(tmp_path / "nowhere")
    with pytest.raises(ModelError, match="train again"):
        load_model(SHIPPED / "meta.json")
