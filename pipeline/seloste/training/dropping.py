"""Leaves features out of training, to see what they are worth.

Reading needs nothing of the kind: a feature that has no weight is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

#: What the features left out begin with, by part of the model: ``sections``, ``tagger``, ``phrases``.
Drop = Mapping[str, re.Pattern[str]]
NOTHING: Drop = {}


def kept(rows: Sequence[Sequence[str]], drop: Drop, part: str) -> Sequence[Sequence[str]]:
    """Return rows of features without those that are dropped from a part of the model."""
    pattern = drop.get(part)
    if pattern is None:
        return rows
    return [[feature for feature in row if not pattern.match(feature)] for row in rows]
