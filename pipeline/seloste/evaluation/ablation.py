"""What each family of features is worth: cross-validation with the family left out of training.

    python -m seloste.evaluation.ablation annotations/gold [--family NAME ...] [--json FILE]

The families are in ``data/families.yaml``. Each is as dear as a cross-validation; the change is that of leaving
the family out, so what is worth having has a change below nought.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from seloste.errors import SelosteError
from seloste.evaluation.bootstrap import Difference, compare
from seloste.evaluation.families import families
from seloste.evaluation.report import differences, differences_as_text
from seloste.evaluation.run import Trial, gold_sides, held_out, run_trials
from seloste.evaluation.scores import Scores, score_notices


def ablate(
    folder: Path,
    names: Sequence[str],
    *,
    analyser: str = "voikko",
    workers: int = 2,
    report: Callable[[str], None] = print,
) -> dict[str, list[Difference]]:
    """Return by family how the figures change when its features are left out.

    :raises UsageError: there is no family of a name.
    :raises AnnotationError: a notice is malformed, or there is none.
    """
    gold = gold_sides(folder)
    folds = held_out(list(gold))
    trials = [Trial(held, family=family) for family in (None, *names) for held in folds]
    answers = run_trials(folder, trials, analyser=analyser, workers=workers)

    def read() -> dict[str, Scores]:
        notices: dict[str, Scores] = {}
        for held in folds:
            notices |= score_notices({name: gold[name] for name in held}, next(answers))
        return {name: notices[name] for name in gold}

    whole = read()
    changes = {}
    for family in names:
        changes[family] = compare(whole, read())
        report(f"without {family}\n{differences_as_text(changes[family])}\n")
    return changes


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table a family, and write them where asked."""
    parser = argparse.ArgumentParser(prog="python -m seloste.evaluation.ablation")
    parser.add_argument("gold", type=Path, help="folder of annotated notices (*.ann.txt)")
    parser.add_argument("--family", action="append", choices=list(families()), help="family [default: each]")
    parser.add_argument("--json", type=Path, help="file to write the changes to")
    parser.add_argument("--analyser", default="voikko", help="Finnish analyser")
    options = parser.parse_args(arguments)
    try:
        changes = ablate(options.gold, options.family or list(families()), analyser=options.analyser)
    except SelosteError as error:
        parser.error(str(error))
    if options.json:
        content = {family: differences(rows) for family, rows in changes.items()}
        options.json.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
