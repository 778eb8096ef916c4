"""Elliptic compounds: at least 95 of 100 completed as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.finnish.base import Analyser
from seloste.finnish.ellipsis import completions, joined
from seloste.finnish.registry import analyser
from seloste.finnish.tokeniser import tokenise

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "ellipsis_cases.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="module")
def voikko() -> Analyser:
    return analyser("voikko")


def test_completes_95_of_100(voikko: Analyser) -> None:
    assert len(CASES) >= 100
    wrong = []
    for text, words, lemmas in CASES:
        tokens = [token.text for token in tokenise(text)]
        found = completions(tokens, voikko.analyse(tokens))
        if ([c.word for c in found], [c.lemma for c in found]) != (words.split(), lemmas.split()):
            wrong.append((text, found))
    assert len(wrong) <= 0.05 * len(CASES), wrong


@pytest.mark.parametrize("text", ["nimi- ja muuta", "asiakas-", "Osoite- :", "- ja -", "-rekisteri"])
def test_leaves_what_nothing_completes(voikko: Analyser, text: str) -> None:
    tokens = [token.text for token in tokenise(text)]
    assert completions(tokens, voikko.analyse(tokens)) == []


@given(
    st.lists(
        st.sampled_from("nimi- -tiedot ja tai , / ( ) yhteystiedot EU- ETA-alueen - : tietojen ei".split())
    )
)
def test_places_are_tokens(words: list[str]) -> None:
    tool = analyser("voikko")
    for completion in completions(words, tool.analyse(words)):
        assert words[completion.place].startswith("-") or words[completion.place].endswith("-")
        assert 0 <= completion.head < len(words) != completion.place


TIES = [
    ("nimi- ja yhteystiedot", "nimi- ja yhteystiedot"),
    ("saamme nimi-, osoite- sekä muita tietoja", "nimi-, osoite- sekä muita"),
    ("käyttäjätunnus ja -nimi, ikä", "käyttäjätunnus ja -nimi"),
    ("nimi ja osoite", ""),
    ("1990- luvulla", ""),
]


@pytest.mark.parametrize(("line", "tied"), TIES)
def test_an_elliptic_compound_is_one_phrase(line: str, tied: str) -> None:
    tokens = tokenise(line)
    ties = joined([token.text for token in tokens])
    inside = [i for i in range(len(tokens)) if ties[i] or (i + 1 < len(tokens) and ties[i + 1])]
    assert (line[tokens[inside[0]].start : tokens[inside[-1]].end] if inside else "") == tied
