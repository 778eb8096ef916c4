"""The Doc holds the text exactly, whatever its white space, with every analyser."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import DocBin

from seloste.finnish.base import Analyser, Part
from seloste.finnish.doc import make_doc
from seloste.finnish.registry import analyser

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


@pytest.mark.parametrize("name", ["voikko", "simplemma", "surface"])
def test_no_analyser_moves_an_offset(name: str) -> None:
    text = "  Rekisterinpitäjä\n\nEmme  luovuta\thenkilötietoja EU:n ulkopuolelle.\n"
    doc, plain = make_doc(VOCAB, text, analyser(name)), make_doc(VOCAB, text, SURFACE)
    assert doc.text == text
    assert [(t.idx, t.text) for t in doc] == [(t.idx, t.text) for t in plain]


@pytest.fixture(scope="module")
def voikko() -> Analyser:
    return analyser("voikko")


def test_every_notice_of_the_corpus_is_kept(voikko: Analyser) -> None:
    paths = sorted((Path(__file__).parents[2] / "annotations" / "gold").glob("*.ann.txt"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert make_doc(VOCAB, text, voikko).text == text, path.name


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
