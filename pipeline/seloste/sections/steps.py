"""What the recurrent section network sees of a notice: its lines as the steps of one sequence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from seloste.finnish.lines import Line
from seloste.finnish.vectors import WordVectors
from seloste.learning.recurrent import Steps
from seloste.notice import BlockKind

#: Content words of a line, of its beginning and of the heading above that count.
_LINE, _BEGINNING, _HEADING = 60, 4, 10


def section_steps(rows: Sequence[Sequence[str]], lines: Sequence[Line], vectors: WordVectors) -> Steps:
    """Return the lines of a notice as steps.

    :param rows: :func:`seloste.sections.features.section_features` of the lines.
    """
    seen = []
    heading = np.zeros(vectors.width, dtype=np.float32)
    for line in lines:
        words = [lemma for lemma in line.lemmas if lemma[:1].isalpha() and len(lemma) > 1]
        if line.block.kind is BlockKind.HEADING:
            heading = vectors.mean(words[:_HEADING])
        content = vectors.of(words[:_LINE]) if words else np.zeros((1, vectors.width), dtype=np.float32)
        seen.append(np.concatenate([content.mean(0), content.max(0), content[:_BEGINNING].mean(0), heading]))
    return Steps(rows, np.stack(seen) if seen else np.zeros((0, 4 * vectors.width), dtype=np.float32))
