"""Trains the span model from annotated notices."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np

from seloste.finnish.lines import Line
from seloste.finnish.vectors import word_vectors
from seloste.formats.inline import AnnotatedSpan
from seloste.learning.crf import Crf
from seloste.learning.linear import Linear
from seloste.learning.recurrent import Recurrent
from seloste.spans.features import LineContext, contexts, cues, span_features
from seloste.spans.model import SpanModel
from seloste.spans.phrases import category_features, polarity_features
from seloste.spans.steps import span_steps
from seloste.spans.tagger import Tagged, Tagger
from seloste.taxonomy import Taxonomy
from seloste.training.crf import fit_crf
from seloste.training.dropping import NOTHING, Drop, kept
from seloste.training.examples import Example
from seloste.training.linear import fit_linear
from seloste.training.recurrent import Plan, fit_recurrent

#: Penalties and iterations of the tagger: half and twice as much read notices that were held out no better.
_L1, _L2, _ITERATIONS = 1.0, 1.0, 60
_CATEGORY, _POLARITY = 3.0, 1.0
_NETWORK = Plan(
    embedding=64,
    inner=160,
    lstm=128,
    shared_embedding=48,
    shared=64,
    epochs=6,
    smoothing=0.05,
    drop_features=0.4,
)

Placed = tuple[Tagged, AnnotatedSpan]


def train_spans(
    examples: Sequence[Example],
    sections: Sequence[Sequence[tuple[str, ...]]],
    taxonomy: Taxonomy,
    drop: Drop = NOTHING,
) -> SpanModel:
    """Return the span model.

    :param sections: section types of each line as the section model would give them to an unseen notice.
    """
    surroundings = [contexts(e.lines, s) for e, s in zip(examples, sections, strict=True)]
    gold = [place(e) for e in examples]
    lines, labels = _tagged_lines(examples, surroundings, gold)
    # side by side, each on one core: the CRF takes as long as all the rest
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        crf = pool.submit(_fit_crf, lines, labels, drop)
        network = _fit_network(lines, labels, drop)
        categories = {
            label: _categories(label, examples, surroundings, gold, list(taxonomy.categories(label)), drop)
            for label in taxonomy.labels
            if taxonomy.categories(label)
        }
        polarity = _polarity(examples, surroundings, gold, drop)
        return SpanModel(Tagger(crf.result(), network), categories, polarity)


Lines = Sequence[tuple[Line, LineContext]]


def _tagged_lines(
    examples: Sequence[Example], surroundings: Sequence[list[LineContext]], gold: Sequence[list[Placed]]
) -> tuple[Lines, list[list[str]]]:
    """Return all lines with their contexts, and the tags of their tokens."""
    lines, labels = [], []
    for example, around, spans in zip(examples, surroundings, gold, strict=True):
        for i, (line, context) in enumerate(zip(example.lines, around, strict=True)):
            lines.append((line, context))
            labels.append(_tags(len(line.tokens), [tagged for tagged, _ in spans if tagged.line == i]))
    return lines, labels


def _fit_crf(lines: Lines, labels: Sequence[Sequence[str]], drop: Drop) -> Crf:
    rows = [kept(span_features(line, around, cues(line, around)), drop, "tagger") for line, around in lines]
    return fit_crf(rows, labels, l1=_L1, l2=_L2, iterations=_ITERATIONS)


def _fit_network(lines: Lines, labels: Sequence[Sequence[str]], drop: Drop) -> Recurrent:
    names = sorted({tag for tags in labels for tag in tags})
    one = np.eye(len(names), dtype=np.float32)
    truth = [one[[names.index(tag) for tag in tags]] for tags in labels]
    vectors = word_vectors()
    steps = [span_steps(line, around, cues(line, around), vectors) for line, around in lines]
    steps = [replace(step, rows=kept(step.rows, drop, "tagger")) for step in steps]
    return fit_recurrent(steps, truth, names, _NETWORK)


def place(example: Example) -> list[Placed]:
    """Return the gold spans of a notice by line and token; a token that a span cuts belongs to it."""
    placed = []
    for i, line in enumerate(example.lines):
        for span in example.gold.spans:
            if span.start >= line.block.end or span.end <= line.block.start:
                continue
            inside = [j for j, t in enumerate(line.tokens) if t.start < span.end and t.end > span.start]
            placed.append((Tagged(i, inside[0], inside[-1], span.label, 1.0), span))
    return placed


def _tags(size: int, spans: Sequence[Tagged]) -> list[str]:
    tags = ["O"] * size
    for span in spans:
        tags[span.first] = f"B-{span.label}"
        tags[span.first + 1 : span.last + 1] = [f"I-{span.label}"] * (span.last - span.first)
    return tags


def _categories(
    label: str,
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    names: list[str],
    drop: Drop,
) -> Linear:
    rows, truth = [], []
    for example, around, spans in zip(examples, surroundings, gold, strict=True):
        for tagged, span in spans:
            if tagged.label == label:
                line, context = example.lines[tagged.line], around[tagged.line]
                rows.append(category_features(line, context, tagged.first, tagged.last, label))
                truth.append(span.categories)
    return fit_linear(kept(rows, drop, "phrases"), truth, names, strength=_CATEGORY)


def _polarity(
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    drop: Drop,
) -> Linear:
    rows, truth = [], []
    for example, around, spans in zip(examples, surroundings, gold, strict=True):
        for tagged, span in spans:
            line, context = example.lines[tagged.line], around[tagged.line]
            rows.append(
                polarity_features(line, context, tagged.first, tagged.last, span.label, span.categories)
            )
            truth.append(("denied",) if span.negated else ())
    return fit_linear(kept(rows, drop, "phrases"), truth, ("denied",), strength=_POLARITY)
