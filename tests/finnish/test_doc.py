"""The Doc holds the text exactly, whatever its white space, with every analyser."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from seloste.errors import AnalyserUnavailable
from seloste.finnish.base import Analyser, Part
from seloste.finnish.doc import make_doc
from seloste.finnish.registry import analyser
from seloste.finnish.tokeniser import tokenise

VOCAB = spacy.blank("fi").vocab
SURFACE = analyser("surface")
WHITE = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2028", " \n ", "\x1c", "\u3000"])


@given(
    st.lists(st.one_of(WHITE, st.text(max_size=6), st.sampled_from(["tieto-", "EU:n", "a@b.fi"]))).map(
        "".join
    )
)
def test_text_is_kept(text: str) -> None:
    assert make_doc(VOCAB, text, SURFACE).text == text


@pytest.fixture(scope="module")
def voikko() -> Analyser:
    return analyser("voikko")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "every"), [("voikko", 1), ("simplemma", 1), ("surface", 1), ("udpipe", 4), ("spacy_fi", 100)]
)
def test_no_analyser_moves_an_offset(name: str, every: int, udpipe_model: Path) -> None:
    """Over every notice of the gold; the slow analysers over one in so many."""
    try:
        tool = analyser(name, **({"path": str(udpipe_model)} if name == "udpipe" else {}))
    except AnalyserUnavailable as problem:
        pytest.skip(str(problem))
    paths = sorted((Path(__file__).parents[2] / "annotations" / "gold").glob("*.ann.txt"))
    assert len(paths) > 100
    for path in paths[::every]:
        text = path.read_text(encoding="utf-8")
        doc = make_doc(VOCAB, text, tool)
        assert doc.text == text, path.name
        found = [(t.idx, t.text) for t in doc if not t.is_space]
        assert found == [(t.start, t.text) for t in tokenise(text)], path.name


def test_attributes(voikko: Analyser) -> None:
    doc = make_doc(VOCAB, "Emme luovuta\nsähköpostiosoitetta Mailchimpissä", voikko)
    words = {t.text: t for t in doc}
    assert (words["Emme"].lemma_, words["Emme"].pos_) == ("ei", "AUX")
    assert words["luovuta"].morph.get("Connegative") == ["Yes"]
    assert words["sähköpostiosoitetta"]._.parts == [Part("sähkö", 5), Part("posti", 10), Part("osoite", 19)]
    assert (words["Emme"]._.known, words["Mailchimpissä"]._.known) == (True, False)


def test_a_doc_survives_docbin(voikko: Analyser) -> None:
    doc = make_doc(VOCAB, "Käsittelemme sähköpostia", voikko)
    kept = DocBin(store_user_data=True, attrs=["LEMMA"], docs=[doc]).to_bytes()
    (again,) = DocBin(store_user_data=True).from_bytes(kept).get_docs(VOCAB)
    assert again[1]._.parts == doc[1]._.parts
