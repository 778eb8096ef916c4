"""Scores as text and as JSON, and the check against pinned floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from seloste.evaluation.bootstrap import Difference, Interval, intervals
from seloste.evaluation.confusion import Confusion, confusion
from seloste.evaluation.reliability import calibrated, outcomes, reliability
from seloste.evaluation.scores import (
    CONTROLLERS,
    DENIALS,
    MEASURES,
    Count,
    Scores,
    Table,
    total,
)
from seloste.formats.inline import Annotated

_DECIMALS = 4


def as_text(scores: Scores) -> str:
    """Return micro and macro figures and a row a label for each measure."""
    rows = []
    for name in MEASURES:
        table = scores[name]
        rows.append(f"{name:9} micro F1 {_of(table.micro)}, macro F1 {table.macro_f1:.3f}")
        if name != "strict":
            rows.extend(_row(label, count) for label, count in sorted(table.labels.items()))
    denials, controllers = scores[DENIALS].micro, scores[CONTROLLERS].micro
    rows.append(f"denials   of matched spans: F1 {_of(denials)}, gold {denials.gold}")
    rows.append(
        f"names     of the controller: right in {controllers.hit} of {controllers.gold} notices that name one"
    )
    return "\n".join(rows)


def _of(count: Count) -> str:
    return f"{count.f1:.3f} (P {count.precision:.3f} R {count.recall:.3f})"


def _row(label: str, count: Count) -> str:
    return (
        f"    {label:20} F1 {count.f1:.3f}  P {count.precision:.3f}  R {count.recall:.3f}  gold {count.gold}"
    )


def figures(
    gold: Mapping[str, Annotated],
    predicted: Mapping[str, Annotated],
    notices: Mapping[str, Scores],
    *,
    unseen: bool = False,
) -> dict[str, Any]:
    """Return every figure of a run for JSON.

    Beside :func:`as_json` and its 95 % intervals there are denials, names of controllers, confusions of
    categories and how far scores can be trusted.

    :param notices: the scores of the two sides (:func:`seloste.evaluation.scores.score_notices`).
    :param unseen: the models have not learnt from ``gold``, so that a calibration can be fitted and measured.
    """
    scores, sure = total(notices.values()), intervals(notices)
    content = as_json(scores)
    for name in MEASURES:
        content[name]["f1_interval"] = _bounds(sure[name])
        content[name]["macro_f1_interval"] = _bounds(sure[f"{name} macro"])
    content[DENIALS] = {**_table(scores[DENIALS]), "f1_interval": _bounds(sure[DENIALS])}
    named = scores[CONTROLLERS].micro
    content[CONTROLLERS] = {
        "notices": named.gold,
        "right": named.hit,
        "share": round(named.recall, _DECIMALS),
        "interval": _bounds(sure[CONTROLLERS]),
    }
    content["categories"] = _plain(confusion(gold, predicted))
    found = outcomes(gold, predicted)
    if any(found.values()):
        content["scores"] = reliability(gold, found)
        if unseen:
            content["calibrated"] = reliability(gold, calibrated(found))
    return content


def as_json(scores: Scores) -> dict[str, Any]:
    """Return the figures of the measures, rounded to four decimals."""
    return {name: _table(scores[name]) for name in MEASURES}


def _table(table: Table) -> dict[str, Any]:
    return {
        "micro": _figures(table.micro),
        "macro_f1": round(table.macro_f1, _DECIMALS),
        "by_label": {label: _figures(count) for label, count in sorted(table.labels.items())},
    }


def _figures(count: Count) -> dict[str, Any]:
    return {
        "p": round(count.precision, _DECIMALS),
        "r": round(count.recall, _DECIMALS),
        "f1": round(count.f1, _DECIMALS),
        "gold": count.gold,
        "predicted": count.predicted,
    }


def _bounds(interval: Interval) -> list[float]:
    return [round(interval.low, _DECIMALS), round(interval.high, _DECIMALS)]


def _plain(met: Confusion) -> dict[str, dict[str, dict[str, int]]]:
    """Return the confusions by label, gold category and predicted category; "" stands for none."""
    content: dict[str, dict[str, dict[str, int]]] = {}
    for label, cells in sorted(met.items()):
        for (one, other), count in sorted(cells.items()):
            content.setdefault(label, {}).setdefault(one, {})[other] = count
    return content


def differences(changes: Sequence[Difference]) -> dict[str, Any]:
    """Return the changes for JSON, by figure."""
    return {
        d.measure: {
            "before": round(d.first, _DECIMALS),
            "after": round(d.second, _DECIMALS),
            "change": round(d.change.value, _DECIMALS),
            "interval": _bounds(d.change),
        }
        for d in changes
    }


def differences_as_text(changes: Sequence[Difference]) -> str:
    """Return a row a figure: before, after, the change and its 95 % interval, starred where it leaves out 0."""
    rows = [f"{'':16} before  after  change  95 % interval"]
    rows += [
        f"{d.measure:16}  {d.first:.3f}  {d.second:.3f}  {d.change.value:+.3f}"
        f"  [{d.change.low:+.3f}, {d.change.high:+.3f}]{' *' if d.is_sure else ''}"
        for d in changes
    ]
    return "\n".join(rows)


def under_floors(scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """Return a line for each measure whose micro F1 is under its floor."""
    return [
        f"{name}: micro F1 {scores[name].micro.f1:.3f} is under its floor {floor:.3f}"
        for name, floor in floors.items()
        if scores[name].micro.f1 < floor
    ]
