"""Trains the span model from annotated notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from seloste.formats.inline import AnnotatedSpan
from seloste.learning.crf import Crf
from seloste.learning.linear import Linear
from seloste.learning.recurrent import Recurrent, Steps
from seloste.spans.categories import Categories
from seloste.spans.features import LineContext, contexts, line_cues, span_features
from seloste.spans.model import SpanModel
from seloste.spans.phrases import category_features, polarity_features
from seloste.spans.steps import PASSAGE, first_steps, span_steps
from seloste.spans.tagged import Tagged
from seloste.spans.tagger import Tagger
from seloste.taxonomy import Taxonomy
from seloste.training.crf import fit_crf
from seloste.training.dropping import NOTHING, Drop, kept
from seloste.training.examples import Example
from seloste.training.linear import fit_linear
from seloste.training.recurrent import Plan, fit_recurrent
from seloste.training.workers import training_pool

#: Penalties and iterations of the tagger: more iterations read notices that were held out hardly better, 30 worse.
_L1, _L2, _ITERATIONS = 1.0, 1.0, 40
_CATEGORY, _POLARITY = 3.0, 1.0
_NETWORK = Plan(
    embedding=64,
    inner=160,
    lstm=128,
    shared_embedding=48,
    shared=64,
    longest=PASSAGE,
    epochs=6,
    batch=16,
    rate=4e-3,
    smoothing=0.05,
    drop_features=0.4,
)

#: Cheaper than the tagger's network; larger ones gain little beside the regressions.
_CATEGORY_NETWORK = replace(
    _NETWORK,
    embedding=48,
    inner=96,
    lstm=64,
    shared_embedding=32,
    shared=32,
    epochs=7,
    rate=3e-3,
    exclusive=False,
    smoothing=0.0,
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
    categories = {label: names for label in taxonomy.labels if (names := tuple(taxonomy.categories(label)))}
    # side by side, as each takes about as long
    with training_pool(2) as pool:
        others = pool.submit(_fit_others, examples, surroundings, gold, categories, drop)
        kinds = pool.submit(_fit_categories, examples, surroundings, gold, categories, drop)
        network = _fit_network(examples, surroundings, gold, drop)
        crf, by_label, polarity = others.result()
        return SpanModel(Tagger(crf, network), Categories(by_label, kinds.result()), polarity)


def _fit_others(
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    categories: Mapping[str, Sequence[str]],
    drop: Drop,
) -> tuple[Crf, dict[str, Linear], Linear]:
    """Return what is no network: the CRF, the regressions of each label's categories, and that of polarity.

    One task, as handing the examples over to another process takes longer than the regressions.
    """
    crf = _fit_crf(examples, surroundings, gold, drop)
    by_label = {
        label: _categories(label, examples, surroundings, gold, names, drop)
        for label, names in categories.items()
    }
    return crf, by_label, _polarity(examples, surroundings, gold, drop)


def _fit_crf(
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    drop: Drop,
) -> Crf:
    rows, tags = [], []
    for example, around, spans in zip(examples, surroundings, gold, strict=True):
        tags += _tags(example, spans)
        for seen in zip(example.lines, around, line_cues(example.lines, around), strict=True):
            rows.append(kept(span_features(*seen), drop, "tagger"))
    return fit_crf(rows, tags, l1=_L1, l2=_L2, iterations=_ITERATIONS)


def _fit_network(
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    drop: Drop,
) -> Recurrent:
    notices = [list(chain(*_tags(e, spans))) for e, spans in zip(examples, gold, strict=True)]
    names = sorted({tag for tags in notices for tag in tags})
    one = np.eye(len(names), dtype=np.float32)
    truth = [one[[names.index(tag) for tag in tags]] for tags in notices]
    return fit_recurrent(_steps(examples, surroundings, drop), truth, names, _NETWORK)


def _fit_categories(
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    categories: Mapping[str, Sequence[str]],
    drop: Drop,
) -> Recurrent:
    names = [f"{label}:{name}" for label, own in categories.items() for name in own]
    column = {name: i for i, name in enumerate(names)}
    truth = []
    for example, spans in zip(examples, gold, strict=True):
        first = first_steps(example.lines)
        told = np.zeros((sum(len(line.words) for line in example.lines), len(names)), dtype=np.bool_)
        for tagged, span in spans:
            at = first[tagged.line]
            for category in span.categories:
                told[at + tagged.first : at + tagged.last + 1, column[f"{span.label}:{category}"]] = True
        truth.append(told)
    return fit_recurrent(_steps(examples, surroundings, drop), truth, names, _CATEGORY_NETWORK)


def _steps(examples: Sequence[Example], surroundings: Sequence[list[LineContext]], drop: Drop) -> list[Steps]:
    """Return the notices as steps, without the features that are dropped."""
    steps = []
    for example, around in zip(examples, surroundings, strict=True):
        read = span_steps(example.lines, around, line_cues(example.lines, around))
        steps.append(replace(read, rows=kept(read.rows, drop, "tagger")))
    return steps


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


def _tags(example: Example, spans: Sequence[Placed]) -> list[list[str]]:
    """Return the tags (IOB) of the tokens of each line of a notice."""
    lines = [["O"] * len(line.tokens) for line in example.lines]
    for tagged, _ in spans:
        inside = slice(tagged.first + 1, tagged.last + 1)
        lines[tagged.line][inside] = [f"I-{tagged.label}"] * (tagged.last - tagged.first)
        lines[tagged.line][tagged.first] = f"B-{tagged.label}"
    return lines


def _categories(
    label: str,
    examples: Sequence[Example],
    surroundings: Sequence[list[LineContext]],
    gold: Sequence[list[Placed]],
    names: Sequence[str],
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
