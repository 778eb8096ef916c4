"""The comparison dataset as a pandas DataFrame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from seloste.comparison.facts import long_rows, wide_row
from seloste.errors import UsageError
from seloste.record import Record

if TYPE_CHECKING:
    import pandas as pd


def compare(records: Iterable[Record], shape: Literal["wide", "long"] = "wide") -> pd.DataFrame:
    """Return the facts of notices side by side.

    :param shape: ``wide`` has a row a notice and tuples of category ids in a column a fact group, so that
        ``frame.explode("data")`` counts; ``long`` has a row a statement with its quote and place.
    :raises UsageError: no such shape, or no records.
    """
    import pandas as pd

    if shape == "wide":
        rows = [wide_row(record) for record in records]
    elif shape == "long":
        rows = [row for record in records for row in long_rows(record)]
    else:
        raise UsageError(f"no shape {shape!r}: wide or long")
    if not rows:
        raise UsageError("no records to compare")
    return pd.DataFrame(rows)
