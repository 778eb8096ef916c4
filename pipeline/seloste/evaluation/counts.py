"""The counts of a run, notice by notice, as a file: what a later run is compared with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from seloste.errors import UsageError
from seloste.evaluation.scores import Count, Scores, empty


def write_counts(path: Path, notices: Mapping[str, Scores]) -> None:
    """Write hits, predicted and gold of each notice by table and label, a notice a line."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(_plain(scores), sort_keys=True, separators=(',', ':'))}"
        for name, scores in notices.items()
    )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read_counts(path: Path) -> dict[str, Scores]:
    """Return what :func:`write_counts` wrote.

    :raises UsageError: the file cannot be read or holds something else.
    """
    try:
        return {
            name: _tables(tables) for name, tables in json.loads(path.read_text(encoding="utf-8")).items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} holds no counts of `seloste evaluate --counts`: {error!r}") from error


def _plain(scores: Scores) -> dict[str, dict[str, tuple[int, int, int]]]:
    return {
        name: {label: (c.hit, c.predicted, c.gold) for label, c in table.labels.items()}
        for name, table in scores.items()
        if table.labels
    }


def _tables(plain: Mapping[str, Mapping[str, tuple[int, int, int]]]) -> Scores:
    tables = empty()
    for name, labels in plain.items():
        for label, (hit, predicted, gold) in labels.items():
            tables[name].labels[label] = Count(int(hit), int(predicted), int(gold))
    return tables
