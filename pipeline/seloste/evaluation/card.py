"""Writes the model card, ``README.md`` of a model's folder, from what ``seloste evaluate --json`` measured.

``python -m seloste.evaluation.card MODEL GOLD.json [NAME=FIGURES.json ...]``: the figures on the gold are of
cross-validation, each further file is a column of its own.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from seloste.errors import SelosteError, UsageError
from seloste.evaluation.scores import MEASURES
from seloste.model import load_model
from seloste.resources import package_path

Figures = Mapping[str, Any]


def render(meta: Mapping[str, Any], gold: Figures, others: Mapping[str, Figures]) -> str:
    """Return the card as Markdown.

    :param meta: ``meta.json`` of the model.
    :param gold: the figures of cross-validation, as :func:`seloste.evaluation.report.as_json` gives them.
    :param others: figures on other notices, a column each, by the column's name.
    """
    columns = {"gold": gold, **others}
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    template = environment.from_string(package_path("evaluation/card.md.j2").read_text(encoding="utf-8"))
    labels = {measure: _by_label(measure, columns) for measure in ("spans", "facts", "sections")}
    return template.render(meta=meta, others=list(others), overview=_overview(columns), labels=labels) + "\n"


def _overview(columns: Mapping[str, Figures]) -> str:
    """Return the table of micro and macro F1, a row a measure."""
    head = ["measure"]
    for name in columns:
        head += [name.replace("_", " "), "macro"]
    rows = [head]
    for measure in MEASURES:
        row = [measure]
        for figures in columns.values():
            row += [f"{figures[measure]['micro']['f1']:.3f}", f"{figures[measure]['macro_f1']:.3f}"]
        rows.append(row)
    counts = ["spans annotated"]
    for figures in columns.values():
        counts += [str(figures["spans"]["micro"]["gold"]), ""]
    return _table([*rows, counts])


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


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the card from the command line."""
    parser = argparse.ArgumentParser(prog="python -m seloste.evaluation.card")
    parser.add_argument("model", type=Path, help="folder of the model")
    parser.add_argument("gold", type=Path, help="figures of cross-validation")
    parser.add_argument("others", nargs="*", metavar="NAME=FIGURES", help="figures on other notices")
    options = parser.parse_args(arguments)
    try:
        named = dict(_named(other) for other in options.others)
        card = render(load_model(options.model).meta, read_figures(options.gold), named)
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
