"""Vectors of Finnish words: floret subword vectors, reduced to few dimensions and bytes.

Floret (Explosion 2022) gives every word, typing errors and unseen compounds among them, a vector from
hashes of its character n-grams. The table comes from spacy-fi-experimental-web-md (MIT licence); how it was
reduced is :mod:`seloste.training.vectors`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from seloste.errors import ModelError
from seloste.resources import shared_path

Floats = npt.NDArray[np.float32]
_FOLDER = "models/word_vectors"
#: Words remembered; a notice has some hundreds of its own.
_REMEMBERED = 200_000


class WordVectors:
    """Vectors of words by floret's hashing.

    :param table: (buckets, dimensions).
    :param hashing: n-gram lengths, seed and marks, as :class:`spacy.vectors.Vectors` takes them.
    """

    def __init__(self, table: Floats, hashing: dict[str, Any]) -> None:
        from spacy.strings import StringStore
        from spacy.vectors import Vectors

        self._vectors = Vectors(data=table, mode="floret", strings=StringStore(), **hashing)
        self._known: dict[str, Floats] = {}
        self._means: dict[tuple[str, ...], Floats] = {}
        self.width: int = table.shape[1]

    def of(self, words: Sequence[str]) -> Floats:
        """Return the vectors of ``words``, (words, dimensions)."""
        if not words:
            return np.zeros((0, self.width), dtype=np.float32)
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        fresh = [word for word in dict.fromkeys(words) if word not in self._known]
        if fresh:
            self._known.update(zip(fresh, np.asarray(self._vectors.get_batch(fresh)), strict=True))
        return np.stack([self._known[word] for word in words])

    def mean(self, words: Sequence[str]) -> Floats:
        """Return the mean vector of ``words``, (dimensions,); nought of none."""
        key = tuple(words)
        if len(self._means) > _REMEMBERED // 10:
            self._means.clear()
        if key not in self._means:
            self._means[key] = self.of(key).mean(0) if key else np.zeros(self.width, dtype=np.float32)
        return self._means[key]


@lru_cache(maxsize=1)
def word_vectors() -> WordVectors:
    """Return the vectors that the package carries.

    :raises ModelError: they are missing or damaged.
    """
    try:
        folder = shared_path(_FOLDER)
        return read_vectors(folder)
    except (OSError, ValueError, KeyError) as problem:
        raise ModelError(f"the word vectors cannot be read ({problem}); install seloste again") from problem


def read_vectors(folder: Path) -> WordVectors:
    """Return the vectors in ``folder``: ``vectors.npz`` (bytes and their scale) and ``vectors.json``."""
    hashing = json.loads((folder / "vectors.json").read_text(encoding="utf-8"))["hashing"]
    with np.load(folder / "vectors.npz", allow_pickle=False) as arrays:
        table = arrays["table"].astype(np.float32) * arrays["scale"].astype(np.float32)
    return WordVectors(table, hashing)
