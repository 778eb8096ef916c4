"""Denial and its scope: the span model told where the spans are, asked which of them the sentence denies."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from seloste.finnish.base import Analyser
from seloste.finnish.lexicon import Lexicon
from seloste.finnish.lines import read_lines
from seloste.finnish.registry import analyser
from seloste.formats.inline import parse
from seloste.loading import read_text
from seloste.model import load_model
from seloste.process import read_lexicon
from seloste.spans.features import contexts, line_cues
from seloste.spans.model import SpanModel
from seloste.spans.steps import span_steps
from seloste.training.examples import Example
from seloste.training.spans import place

CASES = [
    "\n".join(line for line in case.splitlines() if not line.startswith("#"))
    for case in (Path(__file__).parent / "polarity.txt").read_text(encoding="utf-8").split("\n\n")
    if "@@" in case
]
#: What the released model gets wrong, by the words of the case, and why.
KNOWN: dict[str, str] = {
    "mutta <<data:address": "a negation that ends its clause without a verb is missed",
}


def param(case: str) -> object:
    reason = next((why for words, why in KNOWN.items() if words in case), None)
    marks = [pytest.mark.xfail(reason=reason)] if reason else []
    return pytest.param(case, marks=marks, id=parse(case).text.replace("\n", " ")[:50])


@cache
def finnish() -> tuple[Analyser, Lexicon, SpanModel]:
    return analyser("voikko"), read_lexicon(), load_model().spans


def read(marked: str) -> list[tuple[str, bool, bool]]:
    """The words of each marked span, whether the marks deny it, and whether the model does."""
    gold = parse(marked)
    voikko, lexicon, model = finnish()
    lines = [line for line in read_lines(read_text(gold.text, id="case"), voikko, lexicon) if line.tokens]
    types = [gold.sections[0].types] * len(lines)
    placed = place(Example("case", gold.text, gold, lines, types, [True] + [False] * (len(lines) - 1)))
    around = contexts(lines, types)
    steps = span_steps(lines, around, line_cues(lines, around))
    found = model.describe(lines, around, steps, [tagged for tagged, _ in placed])
    return [
        (gold.text[span.start : span.end], span.negated, reading.negated)
        for (_, span), reading in zip(placed, found, strict=True)
    ]


@pytest.mark.parametrize("case", [param(case) for case in CASES])
def test_denials_have_their_scope(case: str) -> None:
    answers = read(case)
    assert answers
    assert [(words, denied) for words, denied, _ in answers] == [(words, said) for words, _, said in answers]
