"""The choice of analysers: what is listed, what each answers, and what a user is told when one cannot run."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from seloste.errors import AnalyserUnavailable, UsageError
from seloste.finnish.registry import analyser, analysers

WORDS = ["Emme", "luovuta", "tietojasi", "EU:n", "ulkopuolelle", ",", "2016/679", "a@b.fi", "."]


def test_all_are_listed_without_being_loaded() -> None:
    code = (
        "import sys\nfrom seloste.finnish.registry import analysers\n"
        "print(*[i.name for i in analysers()])\n"
        "heavy = {'spacy', 'torch', 'simplemma', 'libvoikko', 'pyvoikko', 'ufal.udpipe', 'numpy'}\n"
        "print(*heavy & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["voikko simplemma surface spacy_fi udpipe trankit", ""]


def test_the_list_tells_how_to_get_what_is_missing() -> None:
    for info in analysers():
        assert all((info.licence, info.size, info.speed, info.summary))
        assert info.available or "pip install" in info.install


def test_an_unknown_name_lists_the_known() -> None:
    with pytest.raises(UsageError, match="voikko, simplemma, surface, spacy_fi, udpipe, trankit"):
        analyser("voiko")


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(UsageError, match="colour"):
        analyser("surface", colour="blue")


@pytest.mark.parametrize("name", ["simplemma", "spacy_fi", "udpipe", "voikko"])
def test_a_missing_library_names_its_cure(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        "simplemma",
        "spacy",
        "ufal.udpipe",
        "spacy_udpipe.utils",
        "spacy_udpipe",
        "libvoikko",
        "pyvoikko",
    ):
        monkeypatch.setitem(sys.modules, module, None)
    options = {"path": __file__} if name == "udpipe" else {}
    cure = "pyvoikko" if name == "voikko" else rf"'seloste\[{name}\]'"
    with pytest.raises(AnalyserUnavailable, match=f"pip install {cure}"):
        analyser(name, **options)


@pytest.mark.parametrize("name", ["voikko", "simplemma", "surface"])
def test_one_answer_a_word(name: str) -> None:
    tool = analyser(name)
    answers = tool.analyse(WORDS)
    assert len(answers) == len(WORDS)
    assert all(a.lemma and a.upos and a.parts[-1].end == len(w) for a, w in zip(answers, WORDS, strict=True))
    assert tool.analyse([]) == []


def test_simplemma_finds_lemmas_and_the_negation_verb() -> None:
    answers = analyser("simplemma").analyse(["emmekä", "tietojasi"])
    assert [(a.lemma, a.upos) for a in answers] == [("ei", "AUX"), ("tieto", "X")]
    assert "Polarity=Neg" in answers[0].feats


def test_udpipe_is_fed_our_tokens(udpipe_model: Path) -> None:
    tool = analyser("udpipe", path=str(udpipe_model))
    words = ["Emme", "luovuta", "tietoja", "EU:n", "ulkopuolelle", "."]
    answers = tool.analyse(words)
    assert [a.lemma for a in answers[:3]] == ["ei", "luovuttaa", "tieto"]
    assert [a.parts[-1].end for a in answers] == [len(word) for word in words]
    assert "Polarity=Neg" in answers[0].feats
    assert tool.analyse([]) == []
    assert pickle.loads(pickle.dumps(tool)).analyse(words) == answers


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "there is no UDPipe model"), (b"no model", "damaged or no UDPipe 1 model")],
)
def test_udpipe_names_the_cure(tmp_path: Path, content: bytes | None, message: str) -> None:
    pytest.importorskip("ufal.udpipe")
    path = tmp_path / "model.udpipe"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(AnalyserUnavailable, match=message) as problem:
        analyser("udpipe", path=str(path))
    assert "spacy_udpipe.download('fi')" in str(problem.value)


def test_udpipe_refuses_a_model_of_another_language(swedish_udpipe_model: Path) -> None:
    with pytest.raises(AnalyserUnavailable, match=r"another language than Finnish.*download\('fi'\)"):
        analyser("udpipe", path=str(swedish_udpipe_model))


def test_udpipe_takes_what_spacy_udpipe_downloaded(
    udpipe_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    utils = pytest.importorskip("spacy_udpipe.utils")
    monkeypatch.setattr(utils, "MODELS_DIR", str(udpipe_model.parent))
    monkeypatch.setitem(utils.LANGUAGES, "fi", udpipe_model.name)
    assert analyser("udpipe").analyse(["Emme"])[0].lemma == "ei"
    monkeypatch.setitem(utils.LANGUAGES, "fi", "nothing.udpipe")
    with pytest.raises(AnalyserUnavailable, match=r"no downloaded model.*download\('fi'\)"):
        analyser("udpipe")


def test_spacy_fi_on_our_tokens() -> None:
    pytest.importorskip("spacy_fi_experimental_web_md")
    try:
        tool = analyser("spacy_fi")
    except AnalyserUnavailable as problem:
        pytest.skip(str(problem))
    answers = tool.analyse(WORDS)
    assert [a.lemma for a in answers][:3] == ["ei", "luopua", "tieto"]
    assert "Polarity=Neg" in answers[0].feats
    assert all(a.parts[-1].end == len(w) for a, w in zip(answers, WORDS, strict=True))
    assert tool.vectors(["tieto", "tiedot"]).shape == (2, 300)


def test_spacy_fi_refuses_a_model_of_another_language(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    spacy.blank("sv").to_disk(tmp_path / "sv")
    with pytest.raises(AnalyserUnavailable, match="'sv', not Finnish"):
        analyser("spacy_fi", model=str(tmp_path / "sv"))
    with pytest.raises(AnalyserUnavailable, match=r"cannot load.*'seloste\[spacy_fi\]'"):
        analyser("spacy_fi", model=str(tmp_path / "nothing"))


def test_spacy_fi_names_a_damaged_model(tmp_path: Path) -> None:
    spacy = pytest.importorskip("spacy")
    spacy.blank("fi").to_disk(tmp_path)
    config = (tmp_path / "config.cfg").read_text(encoding="utf-8")
    (tmp_path / "config.cfg").write_text(config[: len(config) // 2], encoding="utf-8")
    with pytest.raises(AnalyserUnavailable, match=r"damaged.*install it again"):
        analyser("spacy_fi", model=str(tmp_path))


def test_trankit_names_the_files_that_are_missing(tmp_path: Path) -> None:
    with pytest.raises(AnalyserUnavailable, match=r"finnish\.tagger\.mdl.*cache_dir"):
        analyser("trankit", path=str(tmp_path))
