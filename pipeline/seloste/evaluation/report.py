"""Scores as text and as JSON, errors as a page to read, and the check against pinned floors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seloste.evaluation.scores import MEASURES, RELAXED, Count, Scores, pair
from seloste.formats.inline import Annotated, AnnotatedSpan

_CONTEXT = 70


def as_text(scores: Scores) -> str:
    """Return micro and macro figures and a row a label for each measure."""
    rows = []
    for name in MEASURES:
        table = scores[name]
        micro = table.micro
        rows.append(
            f"{name:9} micro F1 {micro.f1:.3f} (P {micro.precision:.3f} R {micro.recall:.3f}), "
            f"macro F1 {table.macro_f1:.3f}"
        )
        if name != "strict":
            rows.extend(_row(label, count) for label, count in sorted(table.labels.items()))
    return "\n".join(rows)


def _row(label: str, count: Count) -> str:
    return (
        f"    {label:20} F1 {count.f1:.3f}  P {count.precision:.3f}  R {count.recall:.3f}  gold {count.gold}"
    )


def as_json(scores: Scores) -> dict[str, Any]:
    """Return the figures, rounded to four decimals."""
    return {
        name: {
            "micro": _figures(table.micro),
            "macro_f1": round(table.macro_f1, 4),
            "by_label": {label: _figures(count) for label, count in sorted(table.labels.items())},
        }
        for name, table in scores.items()
    }


def _figures(count: Count) -> dict[str, Any]:
    return {
        "p": round(count.precision, 4),
        "r": round(count.recall, 4),
        "f1": round(count.f1, 4),
        "gold": count.gold,
        "predicted": count.predicted,
    }


def under_floors(scores: Scores, floors: Mapping[str, float]) -> list[str]:
    """Return a line for each measure whose micro F1 is under its floor."""
    return [
        f"{name}: micro F1 {scores[name].micro.f1:.3f} is under its floor {floor:.3f}"
        for name, floor in floors.items()
        if scores[name].micro.f1 < floor
    ]


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error and its context; ``kind`` is missed, spurious, boundary, label, category or polarity."""

    notice: str
    kind: str
    before: str
    words: str
    after: str
    gold: str
    predicted: str


def mistakes(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> Iterator[Mistake]:
    """Yield the errors of every notice in the order of the text."""
    for name, want in gold.items():
        have = predicted.get(name, Annotated(want.text, (), ()))
        pairs = pair(want.spans, have.spans, RELAXED)
        found = {id(g): p for g, p in pairs}
        used = {id(p) for _, p in pairs}
        for g in want.spans:
            p = found.get(id(g))
            if p is not None:
                if g.categories and not set(g.categories) & set(p.categories):
                    yield _mistake(name, want.text, "category", g, p)
                if g.negated != p.negated:
                    yield _mistake(name, want.text, "polarity", g, p)
                continue
            over = [o for o in have.spans if o.start < g.end and g.start < o.end]
            same = next((o for o in over if o.label == g.label), None)
            kind = "boundary" if same else "label" if over else "missed"
            yield _mistake(name, want.text, kind, g, same or next(iter(over), None))
        for p in have.spans:
            if id(p) not in used and not any(g.start < p.end and p.start < g.end for g in want.spans):
                yield _mistake(name, want.text, "spurious", None, p)


def _mistake(
    name: str, text: str, kind: str, gold: AnnotatedSpan | None, predicted: AnnotatedSpan | None
) -> Mistake:
    at = gold or predicted
    assert at is not None
    return Mistake(
        name,
        kind,
        text[max(0, at.start - _CONTEXT) : at.start],
        text[at.start : at.end],
        text[at.end : at.end + _CONTEXT],
        _say(gold, text),
        _say(predicted, text),
    )


def _say(span: AnnotatedSpan | None, text: str) -> str:
    if span is None:
        return ""
    name = f"{span.label}:{'+'.join(span.categories)}{'!' if span.negated else ''}"
    return f"{name} “{text[span.start : span.end]}”"


def write_errors(path: Path, gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> None:
    """Write the errors as one HTML page, by kind, each with its context."""
    from jinja2 import Environment

    from seloste.resources import package_path

    source = package_path("evaluation/errors.html").read_text(encoding="utf-8")
    found: dict[str, list[Mistake]] = {}
    for mistake in mistakes(gold, predicted):
        found.setdefault(mistake.kind, []).append(mistake)
    page = Environment(autoescape=True).from_string(source).render(kinds=sorted(found.items()))
    path.write_text(page, encoding="utf-8")
