"""Tells what kind of page a Finnish text is, and refuses what is surely no privacy notice.

A small linear model over counts of words: which groups of cues a page holds, how much of each, how its
lines look. A real notice must never be refused, so a text is refused only where hardly a word of it is of
personal data and the model doubts it too, or where the model all but rules a notice out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from seloste.errors import ModelError, NoticeError, Reason
from seloste.resources import package_path

KINDS = ("notice", "list", "cookies", "terms", "article", "other")
VERSION = 1
_NAMES = {
    "list": "a list of notices",
    "cookies": "a cookie banner",
    "terms": "terms of a contract or service",
    "article": "an article about privacy",
    "other": "a page about something else",
}
_FEW_CUES = 3
_RULED_OUT = 0.3
#: Plain-spoken notices avoid the law's words; few cues count only where the model doubts too.
_DOUBTFUL = 0.5
#: Without a single cue, a notice has to look like one.
_UNSURE = 0.8
_WEIGHTS = "loading/data/detector.json"
#: How much more a notice weighs in training than a page of another kind: to refuse one costs more.
_NOTICE = 10.0


@dataclass(frozen=True, slots=True)
class Weights:
    """The model: a row of weights a kind, one weight a feature, and a bias a kind."""

    rows: tuple[tuple[float, ...], ...]
    biases: tuple[float, ...]


def refuse_others(lines: Sequence[str]) -> None:
    """Refuse a text that is no notice; ``lines`` are those of its content.

    :raises NoticeError: ``NOT_A_NOTICE``; the message says what the text is instead.
    """
    chances = judge(lines)
    cues = cue_weight("\n".join(lines))
    if cues < _FEW_CUES and chances["notice"] < (_DOUBTFUL if cues else _UNSURE):
        raise NoticeError(Reason.NOT_A_NOTICE, "the text says next to nothing about personal data")
    if chances["notice"] < _RULED_OUT:
        kind = max(KINDS, key=lambda one: chances[one])
        raise NoticeError(Reason.NOT_A_NOTICE, f"the text is {_NAMES[kind]}, not a notice")


def judge(lines: Sequence[str]) -> dict[str, float]:
    """Return how probable each kind of page is."""
    weights = _weights()
    values = features(lines)
    scores = [
        bias + sum(weight * value for weight, value in zip(row, values, strict=True))
        for row, bias in zip(weights.rows, weights.biases, strict=True)
    ]
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    return {kind: one / sum(odds) for kind, one in zip(KINDS, odds, strict=True)}


def features(lines: Sequence[str]) -> list[float]:
    """Return what the model sees: how many cues of each group occur and how densely, and the lines' shape."""
    text = "\n".join(lines).lower()
    size = max(1.0, len(text) / 1000)
    values: list[float] = []
    for _, words in _groups():
        counts = [text.count(word) for word in words]
        values.append(math.log1p(sum(count > 0 for count in counts)))
        values.append(min(4.0, math.log1p(sum(counts) / size)))
    closed = sum(line.endswith((".", "!", "?", ":")) for line in lines)
    short = sum(len(line) < 60 for line in lines)
    values.append(math.log1p(size))
    values.append(closed / max(1, len(lines)))
    values.append(short / max(1, len(lines)))
    return values


def cue_weight(text: str) -> int:
    """Return the summed weight of the different cues of a notice that ``text`` holds."""
    folded = text.lower()
    return sum(weight for stem, weight in _cues() if stem in folded)


@cache
def _cues() -> tuple[tuple[str, int], ...]:
    lines = package_path("loading/data/notice_cues.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((row[0], int(row[1])) for row in rows)


@cache
def _groups() -> tuple[tuple[str, tuple[str, ...]], ...]:
    lines = package_path("loading/data/page_cues.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple((row[0], tuple(row[1].split(", "))) for row in rows)


@cache
def _weights() -> Weights:
    saved = json.loads(package_path(_WEIGHTS).read_text("utf-8"))
    if saved["version"] != VERSION or saved["kinds"] != list(KINDS):
        raise ModelError("the detector is of another version: train it again")
    return Weights(tuple(map(tuple, saved["rows"])), tuple(saved["biases"]))


def fit(pages: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return the JSON of a model trained on pages: the kind of each and its lines.

    Multinomial logistic regression of scikit-learn, every kind weighing the same but for notices; numbers
    are rounded so that the same pages give the same bytes.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    values = np.array([features(lines) for _, lines in pages])
    spread = values.std(axis=0) + 1e-6
    kinds = [kind for kind, _ in pages]
    weights = {kind: len(kinds) / (len(KINDS) * kinds.count(kind)) for kind in KINDS}
    weights["notice"] *= _NOTICE
    model = LogisticRegression(C=0.1, class_weight=weights, max_iter=2000)
    model.fit((values - values.mean(axis=0)) / spread, kinds)
    order = [list(model.classes_).index(kind) for kind in KINDS]
    rows = model.coef_[order] / spread
    biases = model.intercept_[order] - rows @ values.mean(axis=0)
    saved = {
        "version": VERSION,
        "kinds": list(KINDS),
        "rows": [[round(float(weight), 4) for weight in row] for row in rows],
        "biases": [round(float(bias), 4) for bias in biases],
    }
    return json.dumps(saved, ensure_ascii=False, indent=1) + "\n"
