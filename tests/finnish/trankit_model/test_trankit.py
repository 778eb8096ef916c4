"""The real loading path of Trankit, with a tiny random model.

Runs in an environment of its own (`make test-trankit`): torch 2.13.0, adapters 1.1.1, transformers 4.48.3,
tokenizers 0.21.4, sentencepiece, langid 1.1.6, protobuf, six, pytest, and trankit 1.1.2 with ``--no-deps``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from seloste.errors import AnalyserUnavailable
from seloste.finnish.base import Analyser
from seloste.finnish.registry import analyser

os.environ.setdefault("HF_HUB_OFFLINE", "1")
pytest.importorskip(
    "trankit.pipeline", reason="runs in an environment of its own: make test-trankit", exc_type=ImportError
)
sys.path.insert(0, str(Path(__file__).parent))

from tiny_model import build

# Trankit calls its libraries as their older versions wished.
pytestmark = pytest.mark.filterwarnings("default")

CONLLU = Path(__file__).parents[3] / "annotations" / "lemmas" / "notices.conllu"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("trankit"), CONLLU)


@pytest.fixture(scope="module")
def trankit(cache: Path) -> Analyser:
    return analyser("trankit", path=str(cache))


def test_one_answer_a_token(trankit: Analyser) -> None:
    words = ["Emme", "luovuta", "henkilötietojasi", "EU:n", "ulkopuolelle", ",", "ettei", "a@b.fi", "."]
    answers = trankit.analyse(words)
    assert len(answers) == len(words)
    assert all(a.lemma and a.upos for a in answers)
    assert [a.parts[-1].end for a in answers] == [len(word) for word in words]


def test_an_empty_line(trankit: Analyser) -> None:
    assert trankit.analyse([]) == []


def test_the_same_words_get_the_same_answers(trankit: Analyser) -> None:
    words = ["Tietoja", "ei", "luovuteta", "."]
    assert trankit.analyse(words) == trankit.analyse(words)


def test_a_damaged_file_is_named(cache: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(cache, copy)
    (copy / "xlm-roberta-base" / "finnish" / "finnish.tagger.mdl").write_bytes(b"no model")
    with pytest.raises(AnalyserUnavailable, match="fetch the files again"):
        analyser("trankit", path=str(copy))


def test_a_missing_file_is_named(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(AnalyserUnavailable, match=r"finnish\.tagger\.mdl"):
        analyser("trankit", path=str(tmp_path))
