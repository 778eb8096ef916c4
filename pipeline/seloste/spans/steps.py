"""What the recurrent span network sees of a line: its tokens as steps, and what stands above it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seloste.finnish.lines import Line
from seloste.finnish.vectors import WordVectors
from seloste.learning.recurrent import Steps
from seloste.spans.features import LineContext, layout_features, own_features

_HEADING = 8


def span_steps(line: Line, context: LineContext, cued: Sequence[list[str]], vectors: WordVectors) -> Steps:
    """Return a line as steps: each token's own features and the vectors of its word and its lemma.

    ``cued`` are the line's :func:`seloste.spans.features.cues`; what stands above and beside it is shared.
    """
    rows = []
    layout = layout_features(line)
    for i, (word, analysis) in enumerate(zip(line.words, line.analyses, strict=True)):
        row = [*own_features(word, analysis), *cued[i], *layout[i]]
        if i == 0:
            row.append("first_token")
        row.extend(f"feature={f}" for f in analysis.feats.split("|") if f)
        rows.append(row)
    heading = context.heading[:_HEADING]
    beside = (heading, context.lead, context.before, context.after)
    shared = [f"kind={line.block.kind}", *(f"section={s}" for s in context.sections)]
    shared += [f"heading={lemma}" for lemma in heading] + [f"lead={lemma}" for lemma in context.lead]
    return Steps(
        rows,
        np.concatenate([vectors.of([word.lower() for word in line.words]), vectors.of(line.lemmas)], axis=1),
        shared,
        np.concatenate([vectors.mean(words) for words in beside]),
    )
