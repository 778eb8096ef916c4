"""The model as spaCy finds it: ``spacy.load("seloste_fi")`` gives what ``seloste.load()`` gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.vocab import Vocab

import seloste

__version__ = version(__name__)


def load(
    *,
    vocab: Vocab | bool = True,
    disable: str | Iterable[str] = (),
    enable: str | Iterable[str] = (),
    exclude: str | Iterable[str] = (),
    config: Mapping[str, Any] | None = None,
) -> Language:
    """Return the pipeline with the weights of this package; the arguments are those of ``spacy.load``.

    :raises ValueError: a vocabulary or a config is given, which this pipeline cannot take.
    """
    if vocab is not True or config:
        raise ValueError("seloste_fi makes its own vocabulary and has no config; see seloste.load")
    nlp = seloste.load(Path(__file__).parent)
    for name in [exclude] if isinstance(exclude, str) else exclude:
        nlp.remove_pipe(name)
    if disable or enable:
        nlp.select_pipes(disable=disable or None, enable=enable or None)
    return nlp
