"""What more notices bring: cross-validation with an eighth, a quarter, half and all of the notices to learn from.

    python -m seloste.evaluation.learning_curve annotations/gold [--json models/figures/learning_curve.json]

Each fold is read by four models; the notices of a smaller share are among those of each larger one. All the notices
are the cross-validation of ``seloste evaluate``: ``--whole models/figures/gold.json`` takes its figures from there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from seloste.errors import SelosteError
from seloste.evaluation.bootstrap import intervals
from seloste.evaluation.card import read_figures
from seloste.evaluation.run import Trial, gold_sides, held_out, run_trials
from seloste.evaluation.scores import MEASURES, Scores, score_notices

#: One notice in so many is learnt from.
_EVERY = (8, 4, 2, 1)
_DECIMALS = 4


def learning_curve(
    folder: Path,
    *,
    whole: Mapping[str, Any] | None = None,
    analyser: str = "voikko",
    workers: int = 2,
    report: Callable[[str], None] = print,
) -> list[dict[str, Any]]:
    """Return a point a share: how many notices were learnt from, and F1 with its interval by measure.

    :param whole: figures of the cross-validation over the same notices, which is then not run again.
    :raises AnnotationError: a notice is malformed, or there is none.
    """
    gold = gold_sides(folder)
    folds = held_out(list(gold))
    shares = _EVERY if whole is None else _EVERY[:-1]
    trials = [Trial(held, every) for every in shares for held in folds]
    answers = run_trials(folder, trials, analyser=analyser, workers=workers)
    points = []
    for every in shares:
        notices: dict[str, Scores] = {}
        learnt = []
        for held in folds:
            notices |= score_notices({name: gold[name] for name in held}, next(answers))
            learnt.append(len(range(0, len(gold) - len(held), every)))
        points.append(_point(round(sum(learnt) / len(learnt)), {name: notices[name] for name in gold}))
        report(as_text(points[-1:]))
    if whole is not None:
        learnt = [len(gold) - len(held) for held in folds]
        points.append({"notices": round(sum(learnt) / len(learnt)), **_figures_of(whole)})
        report(as_text(points[-1:]))
    return points


def _point(learnt: int, notices: dict[str, Scores]) -> dict[str, Any]:
    sure = intervals(notices)
    return {
        "notices": learnt,
        **{
            name: {
                "f1": round(sure[name].value, _DECIMALS),
                "f1_interval": [round(sure[name].low, _DECIMALS), round(sure[name].high, _DECIMALS)],
                "macro_f1": round(sure[f"{name} macro"].value, _DECIMALS),
            }
            for name in MEASURES
        },
    }


def _figures_of(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures of a point from those that ``seloste evaluate --json`` wrote."""
    return {
        name: {
            "f1": whole[name]["micro"]["f1"],
            "f1_interval": whole[name]["f1_interval"],
            "macro_f1": whole[name]["macro_f1"],
        }
        for name in MEASURES
    }


def as_text(points: Sequence[dict[str, Any]]) -> str:
    """Return a row a point: micro F1 by measure."""
    return "\n".join(
        f"{point['notices']:5} notices  " + "  ".join(f"{name} {point[name]['f1']:.3f}" for name in MEASURES)
        for point in points
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table, and write the points where asked."""
    parser = argparse.ArgumentParser(prog="python -m seloste.evaluation.learning_curve")
    parser.add_argument("gold", type=Path, help="folder of annotated notices (*.ann.txt)")
    parser.add_argument("--json", type=Path, help="file to write the points to")
    parser.add_argument("--whole", type=Path, help="figures of the cross-validation, not to run it again")
    parser.add_argument("--analyser", default="voikko", help="Finnish analyser")
    options = parser.parse_args(arguments)
    try:
        whole = read_figures(options.whole) if options.whole else None
        points = learning_curve(options.gold, whole=whole, analyser=options.analyser)
    except SelosteError as error:
        parser.error(str(error))
    if options.json:
        lines = ",\n".join(map(json.dumps, points))
        options.json.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
