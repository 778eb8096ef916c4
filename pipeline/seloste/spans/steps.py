"""What the recurrent span network sees of a notice: its tokens as steps, and what stands above each line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from seloste.finnish.lines import Line
from seloste.finnish.vectors import WordVectors, word_vectors
from seloste.learning.recurrent import Steps, Stretch
from seloste.spans.features import LineContext, layout_features, own_features

#: Tokens read in one go: some lines. Longer passages read unseen notices no better, single lines worse.
PASSAGE = 60
_HEADING = 8


def span_steps(
    lines: Sequence[Line],
    contexts: Sequence[LineContext],
    cued: Sequence[Sequence[list[str]]],
) -> Steps:
    """Return the tokens of a notice as steps: each token's own features and the vectors of its word and lemma.

    ``cued`` are their :func:`seloste.spans.features.line_cues`. A line is a stretch: what stands above and
    beside it is shared by its tokens.
    """
    vectors = word_vectors()
    rows: list[list[str]] = []
    words: list[str] = []
    lemmas: list[str] = []
    for line, of_line in zip(lines, cued, strict=True):
        rows += _rows(line, of_line)
        words += [word.lower() for word in line.words]
        lemmas += line.lemmas
    seen = np.concatenate([vectors.of(words), vectors.of(lemmas)], axis=1)
    return Steps(rows, seen, [_stretch(*pair, vectors) for pair in zip(lines, contexts, strict=True)])


def _rows(line: Line, cued: Sequence[list[str]]) -> list[list[str]]:
    layout = layout_features(line)
    rows = []
    for i, (word, analysis) in enumerate(zip(line.words, line.analyses, strict=True)):
        row = [*own_features(word, analysis), *cued[i], *layout[i]]
        if i == 0:
            row.append("first_token")
        row.extend(f"feature={f}" for f in analysis.feats.split("|") if f)
        rows.append(row)
    return rows


def _stretch(line: Line, context: LineContext, vectors: WordVectors) -> Stretch:
    heading = context.heading[:_HEADING]
    features = [f"kind={line.block.kind}", *(f"section={s}" for s in context.sections)]
    features += [f"heading={lemma}" for lemma in heading] + [f"lead={lemma}" for lemma in context.lead]
    beside = (heading, context.lead, context.before, context.after)
    return Stretch(len(line.words), features, np.concatenate([vectors.mean(words) for words in beside]))


def first_steps(lines: Sequence[Line]) -> list[int]:
    """Return for each line the step of its first token."""
    return list(accumulate((len(line.words) for line in lines), initial=0))[:-1]
