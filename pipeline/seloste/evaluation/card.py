"""Writes the model card, ``README.md`` of a model's folder, from what ``seloste evaluate --json`` measured.

``python -m seloste.evaluation.card MODEL GOLD.json [NAME=FIGURES.json ...] [--learning-curve FILE]``: the figures
on the gold are of cross-validation, each further file is a column of its own. The card's pictures go into the
folder ``figures`` beside the model's.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from seloste.errors import SelosteError, UsageError
from seloste.evaluation.pictures import draw_learning_curve, draw_min_score, draw_reliability
from seloste.evaluation.scores import CONTROLLERS, DENIALS, MEASURES
from seloste.model import load_model
from seloste.resources import package_path

Figures = Mapping[str, Any]


def render(
    meta: Mapping[str, Any], gold: Figures, others: Mapping[str, Figures], curve: Sequence[Figures] = ()
) -> str:
    """Return the card as Markdown.

    :param meta: ``meta.json`` of the model.
    :param gold: the figures of cross-validation, as :func:`seloste.evaluation.report.figures` gives them.
    :param others: figures on other notices, a column each, by the column's name.
    :param curve: the points of :func:`seloste.evaluation.learning_curve.learning_curve`.
    """
    columns = {"gold": gold, **others}
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    template = environment.from_string(package_path("evaluation/card.md.j2").read_text(encoding="utf-8"))
    labels = {measure: _by_label(measure, columns) for measure in ("spans", "facts", "sections")}
    text = template.render(
        meta=meta,
        gold=gold,
        others=list(others),
        overview=_overview(columns),
        labels=labels,
        scores=_scores(gold),
        errors=_calibration_errors(columns),
        curve=_curve(curve),
    )
    return f"{text}\n"


def _overview(columns: Mapping[str, Figures]) -> str:
    """Return the table of micro F1 with its interval and of macro F1, a row a measure."""
    head = ["measure"]
    for name in columns:
        head += [name.replace("_", " "), "macro"]
    rows = [head]
    for measure in MEASURES:
        row = [measure]
        for figures in columns.values():
            table = figures[measure]
            row += [_with_bounds(table["micro"]["f1"], table.get("f1_interval")), f"{table['macro_f1']:.3f}"]
        rows.append(row)
    if any(DENIALS in figures for figures in columns.values()):
        rows.append(["denials"])
        for figures in columns.values():
            table = figures.get(DENIALS)
            rows[-1] += [_with_bounds(table["micro"]["f1"], table["f1_interval"]) if table else "-", ""]
        rows.append(["controller's name"])
        for figures in columns.values():
            named = figures.get(CONTROLLERS)
            rows[-1] += [_with_bounds(named["share"], named["interval"]) if named else "-", ""]
    counts = ["spans annotated"]
    for figures in columns.values():
        counts += [str(figures["spans"]["micro"]["gold"]), ""]
    return _table([*rows, counts])


def _with_bounds(value: float, bounds: Sequence[float] | None) -> str:
    return f"{value:.3f} ({bounds[0]:.3f}–{bounds[1]:.3f})" if bounds else f"{value:.3f}"


def _scores(gold: Figures) -> str:
    """Return the table of precision and recall by least score; empty where the figures have none."""
    if "calibrated" not in gold:
        return ""
    rows = [["least score", "precision", "recall", "spans left out"]]
    for row in gold["calibrated"]["by_min_score"][::2]:
        if row["p"] is not None:
            shares = f"{row['p']:.3f}", f"{row['r']:.3f}", f"{row['left_out']:.1%}"
            rows.append([f"{row['min_score']:.2f}", *shares])
    return _table(rows)


def _calibration_errors(columns: Mapping[str, Figures]) -> str:
    """Return the calibration error of each column that has one, for a sentence."""
    errors = {
        name: figures.get("calibrated", figures.get("scores", {})).get("calibration_error")
        for name, figures in columns.items()
    }
    known = (f"{name.replace('_', ' ')} {error:.3f}" for name, error in errors.items() if error is not None)
    return ", ".join(known)


def _curve(points: Sequence[Figures]) -> str:
    """Return the table of micro F1 by the number of notices learnt from; empty where there are no points."""
    if not points:
        return ""
    rows = [["notices learnt from", *MEASURES]]
    rows += [
        [str(p["notices"]), *(_with_bounds(p[m]["f1"], p[m]["f1_interval"]) for m in MEASURES)]
        for p in points
    ]
    return _table(rows)


def _by_label(measure: str, columns: Mapping[str, Figures]) -> str:
    """Return the table of F1 by label, the most frequent first; a dash where a column has none of a label."""
    tables = {name: figures[measure]["by_label"] for name, figures in columns.items()}
    first = tables["gold"]
    rows = [["", *(name.replace("_", " ") for name in columns), "gold P", "gold R", "gold n"]]
    for label in sorted(first, key=lambda label: (-first[label]["gold"], label)):
        own = first[label]
        scores = [table.get(label, {}) for table in tables.values()]
        cells = [f"{score['f1']:.3f}" if score.get("gold") else "-" for score in scores]
        rows.append([label, *cells, f"{own['p']:.3f}", f"{own['r']:.3f}", str(own["gold"])])
    return _table(rows)


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first row is its head, all columns but the first are numbers."""
    rule = ["---", *("---:" for _ in rows[0][1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (rows[0], rule, *rows[1:]))


def read_figures(path: Path) -> Figures:
    """Return the figures in a file that ``seloste evaluate --json`` wrote.

    :raises UsageError: the file cannot be read or holds something else.
    """
    try:
        figures: Figures = json.loads(path.read_text(encoding="utf-8"))
        if not all({"micro", "macro_f1", "by_label"} <= set(figures[measure]) for measure in MEASURES):
            raise ValueError("figures are missing")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} holds no figures of `seloste evaluate --json`: {error!r}") from error
    return figures


def read_curve(path: Path) -> list[Figures]:
    """Return the points that ``seloste.evaluation.learning_curve`` wrote.

    :raises UsageError: the file cannot be read or holds something else.
    """
    try:
        points: list[Figures] = json.loads(path.read_text(encoding="utf-8"))
        if not all({"notices", *MEASURES} <= set(point) for point in points):
            raise ValueError("figures are missing")
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{path} holds no learning curve: {error!r}") from error
    return points


def draw(folder: Path, gold: Figures, curve: Sequence[Figures]) -> None:
    """Draw the pictures of the card into ``folder``; none of figures that are not there."""
    folder.mkdir(exist_ok=True)
    if "calibrated" in gold:
        draw_reliability(folder / "reliability.svg", gold["calibrated"])
        draw_min_score(folder / "min_score.svg", gold["calibrated"])
    if curve:
        draw_learning_curve(folder / "learning_curve.svg", curve)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the card and its pictures from the command line."""
    parser = argparse.ArgumentParser(prog="python -m seloste.evaluation.card")
    parser.add_argument("model", type=Path, help="folder of the model")
    parser.add_argument("gold", type=Path, help="figures of cross-validation")
    parser.add_argument("others", nargs="*", metavar="NAME=FIGURES", help="figures on other notices")
    parser.add_argument("--learning-curve", type=Path, help="points of the learning curve")
    options = parser.parse_args(arguments)
    try:
        named = dict(_named(other) for other in options.others)
        gold = read_figures(options.gold)
        curve = read_curve(options.learning_curve) if options.learning_curve else []
        card = render(load_model(options.model).meta, gold, named, curve)
        draw(options.model.parent / "figures", gold, curve)
    except SelosteError as error:
        parser.error(str(error))
    (options.model / "README.md").write_text(card, encoding="utf-8")


def _named(argument: str) -> tuple[str, Figures]:
    name, equals, path = argument.partition("=")
    if not (name and equals and path):
        raise UsageError(f"{argument!r} is not NAME=FIGURES")
    return name, read_figures(Path(path))


if __name__ == "__main__":
    main()
