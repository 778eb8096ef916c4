"""Reads annotated notices with a model, or with models trained without them: document-wise cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from seloste.errors import AnnotationError
from seloste.evaluation.families import features_of
from seloste.finnish.registry import analyser as make_analyser
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan, parse
from seloste.formats.render import declared
from seloste.model import Model, load_model
from seloste.process import read_lexicon
from seloste.spans.features import contexts
from seloste.training.examples import Example, folds, read_examples
from seloste.training.train import train_model
from seloste.training.workers import training_pool

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Predicted(Annotated):
    """What a model reads in a notice; ``scores`` has the score of each of ``spans``."""

    scores: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """One training: the ids of the notices ``held`` out and then read.

    Of the other notices every ``every``-th is learnt from; features of ``family`` are left out.
    """

    held: frozenset[str]
    every: int = 1
    family: str | None = None


def evaluate(
    folder: Path, model: Path | None = None, *, analyser: str = "voikko"
) -> tuple[dict[str, Annotated], dict[str, Predicted]]:
    """Return gold and prediction of every annotated notice of ``folder``, by id."""
    examples = read_examples(folder, make_analyser(analyser), read_lexicon())
    trained = load_model(model)
    return {e.id: e.gold for e in examples}, {e.id: predict(e, trained) for e in examples}


def cross_validate(
    folder: Path,
    *,
    by_style: bool = False,
    analyser: str = "voikko",
    workers: int = 2,
    report: Report = print,
) -> tuple[dict[str, Annotated], dict[str, Predicted]]:
    """Return gold and prediction of every notice, each predicted by a model that has not seen it.

    :param by_style: hold out all notices of a style together, instead of a quarter of all.
    :param workers: how many of the models are trained at once.
    :raises AnnotationError: a notice is malformed, or there is none.
    """
    gold = gold_sides(folder)
    trials = [Trial(held) for held in (styles if by_style else held_out)(list(gold))]
    predicted: dict[str, Predicted] = {}
    for number, part in enumerate(run_trials(folder, trials, analyser=analyser, workers=workers), 1):
        report(f"fold {number} of {len(trials)}: {len(part)} notices read by a model that has not seen them")
        predicted |= part
    return gold, {name: predicted[name] for name in gold}


def held_out(names: Sequence[str]) -> list[frozenset[str]]:
    """Return the notices of each fold; neighbours by id go apart.

    :raises AnnotationError: there are no notices.
    """
    if not names:
        raise AnnotationError("no annotated notices (*.ann.txt)")
    return [frozenset(names[i] for i in fold) for fold in folds(len(names))]


def styles(names: Sequence[str]) -> list[frozenset[str]]:
    """Return the notices of each style of ``formats/data/corpora.yaml``; undeclared ones are a style together.

    :raises AnnotationError: there are fewer than two styles.
    """
    groups = declared()["groups"]
    found: dict[str | None, set[str]] = {}
    for name in names:
        found.setdefault(groups.get(name[:2]), set()).add(name)
    if len(found) < 2:
        raise AnnotationError("the annotated notices are not of several styles")
    return [frozenset(members) for members in found.values()]


def run_trials(
    folder: Path, trials: Sequence[Trial], *, analyser: str = "voikko", workers: int = 2
) -> Iterator[dict[str, Predicted]]:
    """Yield, in the order of ``trials``, what each trial's model reads in the notices held out from it."""
    with training_pool(workers) as pool:
        yield from pool.map(_run_trial, [folder] * len(trials), [analyser] * len(trials), trials)


def _run_trial(folder: Path, analyser: str, trial: Trial) -> dict[str, Predicted]:
    examples = _examples(folder, analyser)
    learnt = [e for e in examples if e.id not in trial.held][:: trial.every]
    model = train_model(learnt, drop=features_of(trial.family))
    return {e.id: predict(e, model) for e in examples if e.id in trial.held}


@lru_cache(maxsize=1)
def _examples(folder: Path, analyser: str) -> list[Example]:
    """Return the notices of a folder; kept, as a process runs one trial after another."""
    return read_examples(folder, make_analyser(analyser), read_lexicon())


def predict(example: Example, model: Model) -> Predicted:
    """Return what a model reads in an example's text."""
    lines = example.lines
    sections = model.sections.predict(lines, example.text)
    types = [section.types for section in sections for _ in range(section.first, section.last + 1)]
    readings = model.spans.read(lines, contexts(lines, types))
    spans = []
    for reading in readings:
        tokens = lines[reading.tagged.line].tokens
        start, end = tokens[reading.tagged.first].start, tokens[reading.tagged.last].end
        spans.append(AnnotatedSpan(start, end, reading.tagged.label, reading.categories, reading.negated))
    scored = tuple(
        AnnotatedSection(lines[s.first].block.start, lines[s.last].block.end, s.types) for s in sections
    )
    scores = tuple(reading.score for reading in readings)
    return Predicted(example.text, scored, tuple(spans), scores)


def gold_sides(folder: Path) -> dict[str, Annotated]:
    """Return the hand annotation of every notice (``*.ann.txt``) of a folder, by id.

    :raises AnnotationError: a notice is malformed.
    """
    paths = sorted(folder.glob("*.ann.txt"))
    return {path.name.split(".")[0]: parse(path.read_text(encoding="utf-8")) for path in paths}
