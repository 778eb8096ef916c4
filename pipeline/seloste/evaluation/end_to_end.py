"""What the choice of analyser does to sections, spans and facts: models trained with one, run with another.

Of the annotated notices in order of id, every fourth is learnt from, from the first on, and every fourth is
read, from the second on; so both have every style of writing, and no notice is in both. Tokens and offsets are
the same with every analyser; lemmas, parts of speech and compound parts differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seloste.errors import AnnotationError
from seloste.evaluation.bootstrap import compare, intervals
from seloste.evaluation.run import predict
from seloste.evaluation.scores import MEASURES, Scores, score_notices
from seloste.finnish.registry import analyser as make_analyser
from seloste.process import read_lexicon
from seloste.training.examples import Example, example
from seloste.training.train import train_model

#: One notice in so many is learnt from, and as many are read.
EVERY = 4
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Pairing:
    """The scores by notice of a model that was trained with one analyser and run with another."""

    trained: str
    run: str
    notices: dict[str, Scores]


def split(folder: Path, every: int = EVERY) -> tuple[list[Path], list[Path]]:
    """Return the notices of a folder (``*.ann.txt``) to learn from and those to read.

    :raises AnnotationError: there are fewer than two notices.
    """
    paths = sorted(folder.glob("*.ann.txt"))
    if len(paths) < 2:
        raise AnnotationError(f"{folder}: {len(paths)} annotated notices (*.ann.txt); at least 2 are needed")
    return paths[::every], paths[1::every]


def pairings(
    folder: Path,
    names: Sequence[str],
    options: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    every: int = EVERY,
) -> Iterator[Pairing]:
    """Train a model with each analyser of ``names`` and yield its scores as run with each of them, in order.

    :param options: by analyser name, what :func:`seloste.finnish.registry.analyser` is to pass on.
    :raises AnnotationError: there are fewer than two notices, or one is malformed.
    :raises AnalyserUnavailable: an analyser cannot run here.
    """
    learnt, read = split(folder, every)
    tools = {name: make_analyser(name, **(options or {}).get(name, {})) for name in names}
    lexicon = read_lexicon()

    def examples(paths: Sequence[Path], name: str) -> list[Example]:
        return [example(path, tools[name], lexicon) for path in paths]

    unseen = {name: examples(read, name) for name in names}
    for trained in names:
        model = train_model(examples(learnt, trained))
        for run in names:
            gold = {e.id: e.gold for e in unseen[run]}
            predicted = {e.id: predict(e, model) for e in unseen[run]}
            yield Pairing(trained, run, score_notices(gold, predicted))


def as_json(row: Pairing, first: Pairing) -> dict[str, Any]:
    """Return the F1 of each measure and how it differs from that of the first pairing, with 95 % intervals."""
    return {"trained": row.trained, "run": row.run, **_figures(row.notices, first.notices)}


def _figures(notices: Mapping[str, Scores], first: Mapping[str, Scores]) -> dict[str, Any]:
    sure = intervals(notices)
    changes = {change.measure: change.change for change in compare(first, notices)}
    return {
        name: {
            "f1": round(sure[name].value, _DECIMALS),
            "f1_interval": [round(sure[name].low, _DECIMALS), round(sure[name].high, _DECIMALS)],
            "macro_f1": round(sure[f"{name} macro"].value, _DECIMALS),
            "change": round(changes[name].value, _DECIMALS),
            "change_interval": [round(changes[name].low, _DECIMALS), round(changes[name].high, _DECIMALS)],
        }
        for name in MEASURES
    }


def as_text(row: Mapping[str, Any]) -> str:
    """Return one row of :func:`as_json` on a line: micro F1 by measure."""
    scores = "  ".join(f"{name} {row[name]['f1']:.3f}" for name in MEASURES)
    return f"trained {row['trained']:10} run {row['run']:10} {scores}"
