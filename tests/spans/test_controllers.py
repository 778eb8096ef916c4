"""Names that the text itself calls controller are found without a legal form."""

from __future__ import annotations

import pytest

from seloste.finnish.lines import read_lines
from seloste.finnish.registry import analyser
from seloste.loading import read_text
from seloste.process import read_lexicon
from seloste.spans.controllers import named_controllers
from seloste.spans.tagger import Tagged

SENTENCES = [
    ("Lokien rekisterinpitäjänä toimii Kivikko tai Aarnipilvi.", ["Kivikko", "Aarnipilvi"]),
    ("Rekisterinpitäjänä on Suvannon Kirjapaja.", ["Suvannon Kirjapaja"]),
    ("Rekisterinpitäjinä toimivat Kivikko ja asiakkaamme.", ["Kivikko"]),
    ("Toimimme rekisterinpitäjänä, kun asioit kanssamme.", []),
    ("Rekisterinpitäjä on velvollinen vastaamaan pyyntöön.", []),
]


@pytest.mark.parametrize(("sentence", "names"), SENTENCES)
def test_names(sentence: str, names: list[str]) -> None:
    lines = read_lines(read_text(sentence, id="x"), analyser("voikko"), read_lexicon())
    found = [(s.first, s.last) for s in named_controllers(lines, [])]
    assert [" ".join(lines[0].words[a : b + 1]) for a, b in found] == names


def test_what_the_tagger_found_is_not_found_again() -> None:
    lines = read_lines(read_text(SENTENCES[0][0], id="x"), analyser("voikko"), read_lexicon())
    (first, _) = named_controllers(lines, [])
    tagged = Tagged(0, first.first, first.last, "controller", 0.9)
    assert len(named_controllers(lines, [tagged])) == 1
