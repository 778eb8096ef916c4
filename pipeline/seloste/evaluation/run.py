"""Evaluates a model on annotated notices, or the training itself by document-wise cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from seloste.finnish.registry import analyser as make_analyser
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan, parse
from seloste.model import Model, load_model
from seloste.process import read_lexicon
from seloste.spans.features import contexts
from seloste.training.examples import Example, folds, read_examples
from seloste.training.train import train_model

Report = Callable[[str], None]


def evaluate(
    folder: Path, model: Path | None = None, *, analyser: str = "voikko"
) -> tuple[dict[str, Annotated], dict[str, Annotated]]:
    """Return gold and prediction of every annotated notice of ``folder``, by id."""
    examples = read_examples(folder, make_analyser(analyser), read_lexicon())
    trained = load_model(model)
    return _gold(examples), {e.id: predict(e, trained) for e in examples}


def cross_validate(
    folder: Path, *, analyser: str = "voikko", workers: int = 2, report: Report = print
) -> tuple[dict[str, Annotated], dict[str, Annotated]]:
    """Return gold and prediction of every notice, each predicted by a model that has not seen it.

    :param workers: how many of the five models are trained at once.
    """
    gold = gold_sides(folder)
    count = len(folds(len(gold)))
    predicted: dict[str, Annotated] = {}
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        parts = pool.map(_predict_fold, *zip(*((folder, analyser, k) for k in range(count)), strict=True))
        for number, part in enumerate(parts, 1):
            report(f"fold {number} of {count}: {len(part)} notices read by a model that has not seen them")
            predicted |= part
    return gold, {name: predicted[name] for name in gold}


def _predict_fold(folder: Path, analyser: str, number: int) -> dict[str, Annotated]:
    examples = read_examples(folder, make_analyser(analyser), read_lexicon())
    held = folds(len(examples))[number]
    model = train_model([e for i, e in enumerate(examples) if i not in held])
    return {examples[i].id: predict(examples[i], model) for i in sorted(held)}


def predict(example: Example, model: Model) -> Annotated:
    """Return what a model reads in an example's text."""
    lines = example.lines
    sections = model.sections.predict(lines, example.text)
    types = [section.types for section in sections for _ in range(section.first, section.last + 1)]
    spans = []
    for reading in model.spans.read(lines, contexts(lines, types)):
        tokens = lines[reading.tagged.line].tokens
        start, end = tokens[reading.tagged.first].start, tokens[reading.tagged.last].end
        spans.append(AnnotatedSpan(start, end, reading.tagged.label, reading.categories, reading.negated))
    scored = tuple(
        AnnotatedSection(lines[s.first].block.start, lines[s.last].block.end, s.types) for s in sections
    )
    return Annotated(example.text, scored, tuple(spans))


def gold_sides(folder: Path) -> dict[str, Annotated]:
    """Return the hand annotation of every notice (``*.ann.txt``) of a folder, by id.

    :raises AnnotationError: a notice is malformed.
    """
    paths = sorted(folder.glob("*.ann.txt"))
    return {path.name.split(".")[0]: parse(path.read_text(encoding="utf-8")) for path in paths}


def _gold(examples: Sequence[Example]) -> dict[str, Annotated]:
    return {example.id: example.gold for example in examples}
