"""Scores predicted sections and spans against hand annotation.

The definitions: *sections*, F1 over (character, type) pairs, blanks left out; *spans*, F1 where the label is
the same and the overlap is at least half of the union (*strict*: the same characters), each gold span
matched once; *labelled*, the same, and the pair shares a category and agrees on denial; *facts*, F1 over
each notice's set of (label, category, denied). Micro is over all, macro the mean over the gold's labels.
Beside these, *denials*: of the pairs of *spans*, F1 of being denied; *controllers*: of the notices that name a
controller, how many have the name right that is given first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from seloste import parties
from seloste.formats.inline import Annotated, AnnotatedSpan
from seloste.record import Span

#: A pair of spans counts from this share of overlap in the union on.
RELAXED, STRICT = 0.5, 1.0
MEASURES = ("sections", "spans", "strict", "labelled", "facts")
#: Counted beside the measures; they are about fewer spans and notices, so they stand apart.
DENIALS, CONTROLLERS = "denials", "controllers"


@dataclass(slots=True)
class Count:
    """Hits among ``predicted`` and ``gold``."""

    hit: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hit / (self.predicted + self.gold) if self.hit else 0.0

    def add(self, other: Count) -> None:
        """Add the counts of another."""
        self.hit += other.hit
        self.predicted += other.predicted
        self.gold += other.gold


@dataclass(slots=True)
class Table:
    """Counts by label (or section type)."""

    labels: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    @property
    def micro(self) -> Count:
        """The counts of all labels together."""
        total = Count()
        for count in self.labels.values():
            total.add(count)
        return total

    @property
    def macro_f1(self) -> float:
        """Mean F1 of the labels that the gold has."""
        present = [count.f1 for count in self.labels.values() if count.gold]
        return sum(present) / len(present) if present else 0.0

    def count(self, column: str, keys: Iterable[str]) -> None:
        """Count each key once in ``hit``, ``predicted`` or ``gold``."""
        for key in keys:
            setattr(self.labels[key], column, getattr(self.labels[key], column) + 1)

    def add(self, other: Table) -> None:
        """Add the counts of another."""
        for label, count in other.labels.items():
            self.labels[label].add(count)


Scores = dict[str, Table]


def score(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> Scores:
    """Return a table for each of :data:`MEASURES`, of denials and of controllers, over all notices of ``gold``.

    :raises ValueError: the two sides of a notice differ in their text.
    """
    return total(score_notices(gold, predicted).values())


def score_notices(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> dict[str, Scores]:
    """Return the tables of each notice of ``gold`` by its id; one that was not predicted has no hits.

    :raises ValueError: the two sides of a notice differ in their text.
    """
    return {
        name: score_notice(want, predicted.get(name, Annotated(want.text, (), ())))
        for name, want in gold.items()
    }


def total(notices: Iterable[Scores]) -> Scores:
    """Return the sum of the tables of notices."""
    tables = empty()
    for scores in notices:
        for name, table in scores.items():
            tables[name].add(table)
    return tables


def empty() -> Scores:
    """Return tables that count nothing."""
    return {name: Table() for name in (*MEASURES, DENIALS, CONTROLLERS)}


def score_notice(want: Annotated, have: Annotated) -> Scores:
    """Return the tables of one notice.

    :raises ValueError: the two sides differ in their text.
    """
    if want.text.rstrip("\n") != have.text.rstrip("\n"):
        raise ValueError("the predicted record's text is not the notice's text")
    tables = empty()
    _compare(tables["sections"], _cells(want), _cells(have), lambda cell: cell[1])
    pairs = pair(want.spans, have.spans, RELAXED)
    hits = {
        "spans": [g for g, _ in pairs],
        "strict": [g for g, _ in pair(want.spans, have.spans, STRICT)],
        "labelled": [g for g, p in pairs if agree(g, p)],
    }
    for measure, matched in hits.items():
        tables[measure].count("hit", (span.label for span in matched))
        tables[measure].count("predicted", (span.label for span in have.spans))
        tables[measure].count("gold", (span.label for span in want.spans))
    _compare(tables["facts"], _facts(want), _facts(have), lambda fact: fact[0])
    tables[DENIALS].count("hit", (g.label for g, p in pairs if g.negated and p.negated))
    tables[DENIALS].count("predicted", (p.label for _, p in pairs if p.negated))
    tables[DENIALS].count("gold", (g.label for g, _ in pairs if g.negated))
    tables[CONTROLLERS].labels["controller"] = _named(want, have)
    return tables


def pair(
    gold: Sequence[AnnotatedSpan], predicted: Sequence[AnnotatedSpan], least: float
) -> list[tuple[AnnotatedSpan, AnnotatedSpan]]:
    """Match each gold span with at most one prediction of its label, best overlap first."""
    candidates = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            common = min(g.end, p.end) - max(g.start, p.start)
            if g.label != p.label or common <= 0:
                continue
            share = common / (max(g.end, p.end) - min(g.start, p.start))
            if share >= least:
                candidates.append((-share, -_shares_category(g, p), i, j))
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    pairs = []
    for _, _, i, j in sorted(candidates):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((gold[i], predicted[j]))
    return pairs


def _shares_category(gold: AnnotatedSpan, predicted: AnnotatedSpan) -> bool:
    return not gold.categories or bool(set(gold.categories) & set(predicted.categories))


def agree(gold: AnnotatedSpan, predicted: AnnotatedSpan) -> bool:
    """Tell whether two matched spans share a category and agree on denial."""
    return _shares_category(gold, predicted) and gold.negated == predicted.negated


_T = TypeVar("_T")


def _compare(table: Table, gold: set[_T], predicted: set[_T], label: Callable[[_T], str]) -> None:
    table.count("hit", map(label, gold & predicted))
    table.count("predicted", map(label, predicted))
    table.count("gold", map(label, gold))


def _cells(side: Annotated) -> set[tuple[int, str]]:
    text = side.text
    return {
        (at, kind)
        for section in side.sections
        for at in range(section.start, min(section.end, len(text)))
        if not text[at].isspace()
        for kind in section.types
    }


def _facts(side: Annotated) -> set[tuple[str, str, bool]]:
    return {(span.label, category, span.negated) for span in side.spans for category in span.categories}


def _named(want: Annotated, have: Annotated) -> Count:
    """Count whether the first controller named is one of the gold's; a notice that names none counts nought."""
    names, found = _controllers(want), _controllers(have)
    return Count(int(bool(found) and found[0] in names), int(bool(found)), int(bool(names)))


def _controllers(side: Annotated) -> list[str]:
    """Return the names of the controllers as the record gathers them, but for case, in the order of the text."""
    spans = [
        Span(label=s.label, negated=s.negated, start=s.start, end=s.end, quote=side.text[s.start : s.end])
        for s in side.spans
        if s.label == "controller"
    ]
    controllers, _ = parties.gather(spans, (), {})
    return [(controller.name or "").casefold() for controller in controllers]
