"""The span model: finds spans, gives them categories, and says whether the notice denies them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seloste.finnish.lines import Line
from seloste.learning.calibration import Calibration
from seloste.learning.linear import Floats, Linear
from seloste.learning.recurrent import Steps
from seloste.spans.categories import Categories
from seloste.spans.controllers import named_controllers, plausible
from seloste.spans.features import LineContext, contacts_in, line_cues
from seloste.spans.leads import DENIABLE
from seloste.spans.phrases import polarity_features
from seloste.spans.steps import span_steps
from seloste.spans.tagged import Tagged
from seloste.spans.tagger import Tagger
from seloste.spans.words import words

#: A second category is given only when it is likelier than not.
_SECOND_CATEGORY = 0.5
#: Categories of contact that are told by their form, whatever stands around them.
_WITH_GRAMMAR = ("email", "phone", "business_id", "web")
_OFFICER = "tietosuojavastaava"


@dataclass(frozen=True, slots=True)
class Reading:
    """A span with all that is said of it; ``score`` is the chance that all of it is right."""

    tagged: Tagged
    categories: tuple[str, ...]
    negated: bool
    score: float


@dataclass(frozen=True)
class SpanModel:
    """The taggers, the models of categories and polarity, and what the scores are worth.

    Without a ``calibration`` a score is what the models themselves believe, which is too much.
    """

    tagger: Tagger
    categories: Categories
    polarity: Linear
    calibration: Calibration | None = None

    def read(self, lines: Sequence[Line], contexts: Sequence[LineContext]) -> list[Reading]:
        """Return the spans of a notice in order, read in full."""
        if not lines:
            return []
        cued = line_cues(lines, contexts)
        steps = span_steps(lines, contexts, cued)
        tagged = self.tagger.tag(lines, contexts, cued, steps)
        named = named_controllers(lines, contexts, tagged)
        kept = [t for t in tagged if not any(_overlap(t, name) for name in named)]
        spans = sorted([*kept, *named], key=lambda span: (span.line, span.first))
        return self.describe(lines, contexts, steps, plausible(lines, spans))

    def describe(
        self, lines: Sequence[Line], contexts: Sequence[LineContext], steps: Steps, spans: Sequence[Tagged]
    ) -> list[Reading]:
        """Return ``spans`` with categories and polarity.

        :param steps: the notice by :func:`seloste.spans.steps.span_steps`.
        """
        categories: dict[int, tuple[str, ...]] = {}
        chances = np.array([span.score for span in spans], dtype=np.float64)
        for i, (answers, row) in enumerate(self.categories.chances(lines, contexts, steps, spans)):
            if not answers:
                continue
            if spans[i].label == "contact":
                _leave_out_unread(lines[spans[i].line], spans[i], answers, row)
                if _under_officer(lines, spans[i].line) and row.argmax() == answers.index("person"):
                    row[answers.index("dpo")], row[answers.index("person")] = row.max(), 0.0
            categories[i] = _choose(answers, row)
            chances[i] *= row.max()
        rows = [
            polarity_features(
                lines[s.line], contexts[s.line], s.first, s.last, s.label, categories.get(i, ())
            )
            for i, s in enumerate(spans)
        ]
        readings = []
        for i, (span, denial) in enumerate(zip(spans, self.polarity.probabilities(rows)[:, 0], strict=True)):
            if contexts[span.line].denied and span.label in DENIABLE:
                denial = np.float32(1.0)
            denied = bool(denial > 0.5)
            score = self._worth(span.label, float(chances[i] * (denial if denied else 1 - denial)))
            readings.append(Reading(span, categories.get(i, ()), denied, score))
        return readings

    def _worth(self, label: str, chance: float) -> float:
        return chance if self.calibration is None else float(self.calibration.calibrate(label, chance))

    def save(self, folder: Path) -> None:
        """Write the parts into ``folder``."""
        self.tagger.save(folder)
        self.polarity.save(folder, "polarity")
        self.categories.save(folder)
        if self.calibration is not None:
            self.calibration.save(folder)

    @classmethod
    def load(cls, folder: Path) -> SpanModel:
        """Read what :meth:`save` wrote."""
        calibration = Calibration.load(folder) if Calibration.exists(folder) else None
        return cls(Tagger.load(folder), Categories.load(folder), Linear.load(folder, "polarity"), calibration)


def _leave_out_unread(line: Line, span: Tagged, answers: Sequence[str], row: Floats) -> None:
    """Set to nought the probability of each contact category whose grammar does not read it in the span."""
    base = line.tokens[0].start
    start, end = line.tokens[span.first].start - base, line.tokens[span.last].end - base
    found = {
        contact.kind for contact in contacts_in(line.text) if contact.start < end and contact.end > start
    }
    for column, answer in enumerate(answers):
        if answer in _WITH_GRAMMAR and answer not in found:
            row[column] = 0.0


def _under_officer(lines: Sequence[Line], index: int) -> bool:
    """Say whether the line above is the heading of the data protection officer and of nothing else."""
    above = lines[index - 1] if index else lines[index]
    lemmas = {lemma for lemma in above.lemmas if lemma.isalpha()}
    return _OFFICER in lemmas and lemmas <= set(words("officer_heading"))


def _overlap(one: Tagged, other: Tagged) -> bool:
    return one.line == other.line and one.first <= other.last and other.first <= one.last


def _choose(answers: Sequence[str], row: Floats) -> tuple[str, ...]:
    best = int(row.argmax())
    others = [i for i, p in enumerate(row) if p > _SECOND_CATEGORY and i != best]
    return tuple(answers[i] for i in sorted([best, *others]))
