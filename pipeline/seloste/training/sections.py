"""Trains the section model from annotated notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

import numpy as np

from seloste.finnish.vectors import word_vectors
from seloste.learning.linear import Floats, Linear, sigmoid
from seloste.learning.recurrent import Recurrent
from seloste.sections.features import opening_features, refined_features, section_features
from seloste.sections.model import OPENS, SectionModel
from seloste.sections.steps import section_steps
from seloste.training.dropping import NOTHING, Drop, kept
from seloste.training.examples import Example, folds
from seloste.training.linear import fit_linear
from seloste.training.recurrent import Plan, fit_recurrent
from seloste.training.workers import training_pool

#: Inverse L2 penalties, found by cross-validation over the gold (0.1, 0.3, 1.0 tried for each).
_TOPIC, _REFINED, _OPENING = 1.0, 0.3, 0.3
#: A combination of types must open this many sections of the gold to be learnt as one.
_LEAST_COMBINATION = 3
#: Parts of a cross-fit, each read by a model of the others; four read notices that were held out no better.
_CROSS_FOLDS = 3
_NETWORK = Plan(
    embedding=64,
    inner=128,
    lstm=96,
    exclusive=False,
    epochs=12,
    batch=8,
    least=5,
    drop_inner=0.5,
    drop_inputs=0.3,
)
#: One network a seed; what they say is averaged, as a single one is right by chance more or less often.
_SEEDS = (0, 1)

Types = list[tuple[str, ...]]


def train_sections(
    examples: Sequence[Example], types: Sequence[str], drop: Drop = NOTHING
) -> tuple[SectionModel, list[Types]]:
    """Return the section model, and the types of each line of each notice as for a notice it has not seen.

    ``refined`` and ``opening`` learn from cross-fitted answers of the model before them; the types as for an
    unseen notice are those of the regressions alone, which saves fitting the networks once more a fold.
    """
    with training_pool(1) as pool:  # beside the regressions
        networks = pool.submit(_networks, examples, types, drop)
        return _train(examples, types, drop, networks)


def _train(
    examples: Sequence[Example],
    types: Sequence[str],
    drop: Drop,
    networks: Future[tuple[Recurrent, ...]],
) -> tuple[SectionModel, list[Types]]:
    rows = _rows(examples, drop)
    truth = [e.types for e in examples]
    topic = _fit(rows, truth, types, _TOPIC)
    crossed = _cross_fit(rows, truth, types, _TOPIC)
    refined_rows = [
        kept(refined_features(r, e.lines, sigmoid(c), types), drop, "sections")
        for r, e, c in zip(rows, examples, crossed, strict=True)
    ]
    refined = _fit(refined_rows, truth, types, _REFINED)
    crossed = _cross_fit(refined_rows, truth, types, _REFINED)
    opening_rows = [
        kept(opening_features(r, e.lines, e.text, sigmoid(c), types), drop, "sections")
        for r, e, c in zip(rows, examples, crossed, strict=True)
    ]
    opens = [[("opens",) if first else () for first in e.opens] for e in examples]
    opening = _fit(opening_rows, opens, ("opens",), _OPENING)
    counts = Counter(
        tuple(sorted(kinds)) for e in examples for kinds, first in zip(e.types, e.opens, strict=True) if first
    )
    combinations = tuple(sorted(c for c, n in counts.items() if n >= _LEAST_COMBINATION or len(c) == 1))
    total = sum(counts[c] for c in combinations)
    prior = np.log(np.array([counts[c] / total for c in combinations])).astype(np.float32)
    model = SectionModel(topic, refined, opening, networks.result(), combinations, prior)
    unseen = []
    for logits, part in zip(crossed, opening_rows, strict=True):
        sections = model.decide(logits, opening.probabilities(part)[:, 0]) if part else []
        unseen.append([s.types for s in sections for _ in range(s.first, s.last + 1)])
    return model, unseen


def _networks(examples: Sequence[Example], types: Sequence[str], drop: Drop) -> tuple[Recurrent, ...]:
    vectors = word_vectors()
    rows = _rows(examples, drop)  # made again in this process: quicker than handing them over
    sequences = [section_steps(r, e.lines, vectors) for r, e in zip(rows, examples, strict=True)]
    labels = (*types, OPENS)
    truth = []
    for example in examples:
        wanted = [
            {*kinds, OPENS} if first else {*kinds}
            for kinds, first in zip(example.types, example.opens, strict=True)
        ]
        truth.append(np.array([[label in w for label in labels] for w in wanted], dtype=np.float32))
    return tuple(fit_recurrent(sequences, truth, labels, replace(_NETWORK, seed=seed)) for seed in _SEEDS)


def _rows(examples: Sequence[Example], drop: Drop) -> list[Sequence[Sequence[str]]]:
    """Return the features of each line of each notice."""
    return [kept(section_features(e.lines, e.text), drop, "sections") for e in examples]


def _fit(
    rows: Sequence[Sequence[Sequence[str]]],
    truth: Sequence[Sequence[tuple[str, ...]]],
    answers: Sequence[str],
    strength: float,
) -> Linear:
    flat = [row for part in rows for row in part]
    return fit_linear(flat, [t for part in truth for t in part], answers, strength=strength, least=3)


def _cross_fit(
    rows: Sequence[Sequence[Sequence[str]]],
    truth: Sequence[Sequence[tuple[str, ...]]],
    answers: Sequence[str],
    strength: float,
) -> list[Floats]:
    """Return logits for each notice from a model that has not seen it."""
    crossed: list[Floats] = [np.zeros((0, len(answers)), dtype=np.float32)] * len(rows)
    for held in folds(len(rows), _CROSS_FOLDS):
        rest = [i for i in range(len(rows)) if i not in held]
        model = _fit([rows[i] for i in rest], [truth[i] for i in rest], answers, strength)
        for i in held:
            crossed[i] = model.scores(rows[i])
    return crossed
