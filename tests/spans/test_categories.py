"""A span's category is told by its words and by its lines together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from seloste.finnish.lines import read_lines
from seloste.finnish.registry import analyser
from seloste.learning.linear import Linear
from seloste.learning.recurrent import Steps
from seloste.loading import read_text
from seloste.process import read_lexicon
from seloste.spans.categories import Categories
from seloste.spans.features import contexts, line_cues
from seloste.spans.steps import span_steps
from seloste.spans.tagged import Tagged

LABELS = ("data:email", "data:name", "right:access")
UNSURE = np.array([0.4, 0.6], dtype=np.float32)


class Heard:
    """Stands for the network: what it believes of each token of ``LABELS``."""

    labels = LABELS

    def __init__(self, of_token: dict[int, Sequence[float]], tokens: int) -> None:
        self._chances = np.full((tokens, len(LABELS)), 0.01)
        for token, chances in of_token.items():
            self._chances[token] = chances

    def scores(self, _: Sequence[Steps], longest: int) -> list[Any]:
        return [np.log(self._chances / (1 - self._chances))]


def read(of_token: dict[int, Sequence[float]], spans: list[Tagged]) -> list[dict[str, float]]:
    """Return the chances of each span's categories where the regressions know next to nothing."""
    lines = read_lines(read_text("Keräämme\n\nnimi ja posti", id="x"), analyser("voikko"), read_lexicon())
    around = contexts(lines, [("data_categories",)] * len(lines))
    steps = span_steps(lines, around, line_cues(lines, around))
    nothing = np.zeros((0, 2), dtype=np.float32)
    unsure = Linear(("name", "email"), {}, nothing, np.log(UNSURE[::-1] / UNSURE))
    sure = Linear(("access",), {}, nothing[:, :1], np.array([3.0], dtype=np.float32))
    model = Categories({"data": unsure, "right": sure}, Heard(of_token, len(steps.rows)))  # type: ignore[arg-type]
    answers = model.chances(lines, around, steps, spans)
    return [dict(zip(names, chances.tolist(), strict=True)) for names, chances in answers]


def test_the_lines_turn_what_the_words_leave_open() -> None:
    (post,) = read({3: (0.9, 0.05, 0.01)}, [Tagged(1, 2, 2, "data", 0.9)])
    assert post["email"] > 0.5 > post["name"]
    assert read({1: (0.9, 0.05, 0.01)}, [Tagged(1, 2, 2, "data", 0.9)])[0]["email"] < 0.6  # of another token


def test_answers_keep_the_order_of_the_spans_and_a_label_without_categories_has_none() -> None:
    spans = [Tagged(1, 0, 0, "data", 0.9), Tagged(1, 1, 1, "register", 0.9), Tagged(1, 2, 2, "right", 0.9)]
    names = [sorted(chances) for chances in read({}, spans)]
    assert names == [["email", "name"], [], ["access"]]


@pytest.mark.parametrize("sure", [1e-9, 0.5, 1 - 1e-7])
def test_chances_are_chances(sure: float) -> None:
    (chances,) = read({3: (sure, sure, sure)}, [Tagged(1, 0, 2, "data", 0.9)])
    assert all(0 <= chance <= 1 for chance in chances.values())
