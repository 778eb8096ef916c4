"""The reader as a spaCy pipeline: the text is kept exactly, and spaCy's own tools work on it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

import seloste
from seloste.errors import ModelError, UsageError
from seloste.language import load

TEXT = (
    "Tietosuojaseloste\n\nRekisterinpitäjä\nMallilan Puutarha Oy\n\nRekisterin tietosisältö\n"
    "Keräämme nimen ja sähköpostiosoitteen. Emme kerää terveystietoja.\n"
)


@cache
def nlp() -> Language:
    return seloste.load()


def by_words(doc: Doc) -> dict[str, tuple[str, tuple[str, ...], bool]]:
    return {span.text: (span.label_, span._.categories, span._.negated) for span in doc.spans["notice"]}


def test_spans_have_categories_and_denials() -> None:
    doc = nlp()(TEXT)
    found = by_words(doc)
    assert found["Mallilan Puutarha Oy"] == ("controller", ("organisation",), False)
    assert found["nimen"] == ("data", ("name",), False)
    assert found["sähköpostiosoitteen"] == ("data", ("email",), False)
    assert found["terveystietoja"] == ("data", ("health",), True)
    assert [section.label_ for section in doc.spans["sections"]] == ["intro", "controller", "data_categories"]
    assert {token.lemma_ for token in doc} >= {"kerätä", "nimi", "ei", "terveystieto"}
    assert {token.pos_ for token in doc if token.text == "Emme"} == {"AUX"}


def test_many_texts_read_as_one_by_one() -> None:
    docs = list(nlp().pipe([TEXT, "", TEXT.replace("nimen", "osoitteen")]))
    assert by_words(docs[0]) == by_words(nlp()(TEXT))
    assert len(docs[1]) == 0
    assert docs[2].text == TEXT.replace("nimen", "osoitteen")


def test_spacy_draws_the_spans() -> None:
    page = displacy.render(nlp()(TEXT), style="span", options={"spans_key": "notice"}, jupyter=False)
    assert "controller" in page
    assert "Puutarha" in page


@settings(max_examples=40, deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["Emme", " ", "\n", "\u00a0", "☃", "a@b.fi", "\t"])).map("".join)
)
def test_text_is_kept_to_the_character(text: str) -> None:
    doc = nlp()(text)
    assert doc.text == text
    for span in doc.spans["notice"]:
        assert text[span.start_char : span.end_char] == span.text


def test_what_cannot_be_loaded_is_said(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(ModelError, match="no model here"):
        load(tmp_path_factory.mktemp("empty"))
    with pytest.raises(UsageError, match="the analysers are voikko"):
        load(analyser="nonsense")
