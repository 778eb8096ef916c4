"""The pictures of the model card, as SVG whose bytes depend on the figures alone (and on Matplotlib's version)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seloste.errors import UsageError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = (5.5, 3.6)
_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "seloste", "font.family": "sans-serif", "font.size": 9}
_MARKERS = {"sections": "s", "spans": "o", "labelled": "^", "facts": "D"}


def draw_reliability(path: Path, scores: Mapping[str, Any]) -> None:
    """Draw the share of spans that are right by score; dots are as large as the spans in a bin are many."""
    with _picture(path, "score", "share of spans that are right") as axes:
        bins = scores["bins"]
        most = max((row["spans"] for row in bins), default=1)
        axes.plot([0, 1], [0, 1], color="0.6", linewidth=1, linestyle="--")
        axes.scatter(
            [row["score"] for row in bins],
            [row["right"] for row in bins],
            s=[12 + 150 * row["spans"] / most for row in bins],
        )
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)


def draw_min_score(path: Path, scores: Mapping[str, Any]) -> None:
    """Draw precision and recall by the least score that a span must have."""
    with _picture(path, "least score (--min-score)", "share") as axes:
        rows = [row for row in scores["by_min_score"] if row["p"] is not None]
        least = [row["min_score"] for row in rows]
        for key, name, line in (("p", "precision", "-"), ("r", "recall", "--"), ("f1", "F1", ":")):
            axes.plot(least, [row[key] for row in rows], line, label=name)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.02)
        axes.legend(loc="lower left", frameon=False)


def draw_learning_curve(path: Path, points: Sequence[Mapping[str, Any]]) -> None:
    """Draw micro F1 by the number of notices learnt from, with 95 % intervals; the axis is logarithmic."""
    with _picture(path, "notices learnt from", "micro F1") as axes:
        notices = [point["notices"] for point in points]
        for measure, marker in _MARKERS.items():
            values = [point[measure] for point in points]
            below = [row["f1"] - row["f1_interval"][0] for row in values]
            above = [row["f1_interval"][1] - row["f1"] for row in values]
            axes.errorbar(
                notices,
                [row["f1"] for row in values],
                yerr=[below, above],
                marker=marker,
                markersize=4,
                capsize=2,
                label=measure,
            )
        axes.set_xscale("log", base=2)
        axes.set_xticks(notices, [str(count) for count in notices])
        axes.legend(loc="lower right", frameon=False)


@contextmanager
def _picture(path: Path, across: str, up: str) -> Iterator[Axes]:
    """Give axes to draw on, and write them to ``path``.

    :raises UsageError: Matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise UsageError("pictures need Matplotlib: pip install 'seloste[notebooks]'") from error
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot()
        axes.set_xlabel(across)
        axes.set_ylabel(up)
        axes.grid(color="0.9")
        axes.set_axisbelow(True)
        yield axes
        figure.savefig(path, format="svg", metadata={"Date": None})
