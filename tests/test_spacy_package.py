"""The model as a package: ``spacy.load("seloste_fi")`` after ``pip install ./models``, in a fresh process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import seloste

pytest.importorskip("hatchling", reason="builds the package without the network")
ROOT = Path(__file__).resolve().parents[1]
TEXT = "REKISTERINPITÄJÄ\nPuutarha Mansikka Oy\n\nTIETOSISÄLTÖ\nKeräämme nimen, emme henkilötunnusta.\n"


def run(script: str, *, path: Path | None = None) -> str:
    """Return what a script prints in a fresh process that treats warnings as errors."""
    folders = [path, Path(seloste.__file__).parents[1]]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(str(folder) for folder in folders if folder)}
    command = [sys.executable, "-W", "error", "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--target", str(target)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(ROOT / "models")],
        check=True,
        capture_output=True,
    )
    return target


def test_spacy_loads_the_installed_model_by_its_name(installed: Path) -> None:
    script = f"""
import json, spacy
nlp = spacy.load("seloste_fi")
doc = nlp({TEXT!r})
assert doc.text == {TEXT!r}
print(json.dumps([[span.label_, span.text, span._.negated] for span in doc.spans["notice"]]))
"""
    spans = json.loads(run(script, path=installed))
    assert ["controller", "Puutarha Mansikka Oy", False] in spans
    assert ["data", "henkilötunnusta", True] in spans
    doc = seloste.load()(TEXT)
    assert [[span.label_, span.text, span._.negated] for span in doc.spans["notice"]] == spans


def test_package_carries_the_weights_its_meta_names_and_the_card(installed: Path) -> None:
    folder = installed / "seloste_fi"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    assert {*meta["files"], "meta.json", "README.md", "__init__.py"} <= {
        path.name for path in folder.iterdir()
    }
    script = """
import seloste_fi, spacy
print(seloste_fi.__version__, spacy.info("seloste_fi", silent=True)["name"])
"""
    assert run(script, path=installed).split() == [meta["version"], "seloste_fi"]


def test_arguments_of_spacy_load(installed: Path) -> None:
    script = """
import spacy
from spacy.vocab import Vocab
assert spacy.load("seloste_fi", exclude="seloste_reader").pipe_names == []
nlp = spacy.load("seloste_fi", disable=["seloste_reader"])
assert (nlp.pipe_names, nlp.disabled) == ([], ["seloste_reader"])
assert nlp("Tietoja ei luovuteta.")[1].lemma_ == "ei"
for wrong in ({"vocab": Vocab()}, {"config": {"nlp": {"batch_size": 8}}}):
    try:
        spacy.load("seloste_fi", **wrong)
    except ValueError as error:
        print(error)
"""
    assert run(script, path=installed).count("seloste.load") == 2


def test_component_is_found_by_its_name_without_an_import() -> None:
    script = f"""
import spacy
nlp = spacy.blank("fi")
nlp.add_pipe("seloste_reader")
doc = nlp({TEXT!r})
print([span.text for span in doc.spans["notice"] if span._.negated])
"""
    assert "henkilötunnusta" in run(script)
