"""Reads Finnish privacy notices into records that can be searched, compared and checked.

>>> import seloste
>>> record = seloste.extract("seloste.html")            # doctest: +SKIP
>>> [fact.category for fact in record.data]             # doctest: +SKIP
['name', 'email']
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from spacy.language import Language

    from seloste.record import Record

__version__ = "0.1.0"
__all__ = ["__version__", "compare", "extract", "load"]


def load(model: str | Path | None = None) -> Language:
    """Return a spaCy pipeline that reads notices; ``doc.spans`` then holds ``sections`` and ``notice``.

    :param model: the folder of a model, the shipped one if none is given.
    """
    from seloste.language import load

    return load(model)


def extract(path: str | Path, *, model: str | Path | None = None) -> Record:
    """Return the record of the notice in a file.

    :raises seloste.errors.NoticeError: the file holds no notice that can be read, or several.
    """
    from seloste import process

    return process.extract(path, model=model)


def compare(records: Iterable[Record], shape: Literal["wide", "long"] = "wide") -> pd.DataFrame:
    """Return the facts of notices side by side; see :func:`seloste.comparison.frame.compare`."""
    from seloste.comparison.frame import compare

    return compare(records, shape)
