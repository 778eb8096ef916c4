"""Which categories are taken for which: gold against predicted, over the spans that were matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from seloste.evaluation.scores import RELAXED, pair
from seloste.formats.inline import Annotated

#: Stands for no category: the gold has one more, or the prediction.
NONE = ""

Confusion = dict[str, Counter[tuple[str, str]]]


def confusion(gold: Mapping[str, Annotated], predicted: Mapping[str, Annotated]) -> Confusion:
    """Return for each label how often which gold category met which predicted one.

    Categories that both sides of a pair have meet each other; each of the rest meets every one of the other
    side's rest, or :data:`NONE` where that is empty.
    """
    met: Confusion = {}
    for name, want in gold.items():
        if name not in predicted:
            continue
        for g, p in pair(want.spans, predicted[name].spans, RELAXED):
            cells = met.setdefault(g.label, Counter())
            ours, theirs = set(g.categories), set(p.categories)
            cells.update((category, category) for category in ours & theirs)
            if ours != theirs:
                left, right = ours - theirs or {NONE}, theirs - ours or {NONE}
                cells.update((one, other) for one in left for other in right)
    return met


def most_confused(cells: Counter[tuple[str, str]], count: int) -> list[tuple[str, str, int]]:
    """Return the ``count`` pairs of different categories that meet most often, most often first."""
    wrong = [(one, other, n) for (one, other), n in cells.items() if one != other]
    return sorted(wrong, key=lambda cell: (-cell[2], cell[:2]))[:count]
