"""Trankit (XLM-RoBERTa with adapters) over our tokens, from a local cache folder and offline.

The folder is Trankit's own cache: ``<cache>/xlm-roberta-base/finnish/`` with ``finnish.downloaded``,
``finnish.vocabs.json``, ``finnish.tagger.mdl``, ``finnish_lemmatizer.pt`` and the other files, and
``<cache>/xlm-roberta-base/models--xlm-roberta-base/`` as Hugging Face keeps it. ``trankit.Pipeline("finnish",
cache_dir=...)`` fills it on a machine with network. Versions that work together: trankit 1.1.2 installed
with ``--no-deps``, torch 2.13.0, adapters 1.1.1, transformers 4.48.3, tokenizers 0.21.4.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seloste.errors import AnalyserUnavailable
from seloste.finnish.base import Analyser, Analysis, Part

_FOLDER = "xlm-roberta-base/finnish"
_FILES = (
    "finnish.downloaded",
    "finnish.vocabs.json",
    "finnish.tokenizer.mdl",
    "finnish.tagger.mdl",
    "finnish_lemmatizer.pt",
)


class TrankitAnalyser(Analyser):
    """Trankit's Finnish tagger and lemmatiser; about 100 tokens a second on a processor.

    :param path: Trankit's cache folder.
    :raises AnalyserUnavailable: the folder lacks a file or Trankit cannot read it.
    """

    name = "trankit"

    def __init__(self, path: str) -> None:
        self._path = path
        self._pipeline: Any = _load(path)

    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return Trankit's lemma, part of speech and features of each word of the sentence."""
        if self._pipeline is None:
            self._pipeline = _load(self._path)
        if not words:
            return []
        tokens = self._pipeline(list(words), is_sent=True)["tokens"]
        if len(tokens) != len(words):
            raise AnalyserUnavailable(
                f"Trankit answered {len(tokens)} tokens for {len(words)}; install the versions that "
                "the documentation of seloste.finnish.trankit names"
            )
        return [_analysis(token, word) for token, word in zip(tokens, words, strict=True)]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_pipeline": None}


def _analysis(token: dict[str, Any], word: str) -> Analysis:
    lemma = str(token.get("lemma") or word).replace("#", "")
    features = str(token.get("feats", "")).strip("_")
    return Analysis(lemma, token.get("upos", "X"), features, (Part(lemma, len(word)),))


def _load(path: str) -> Any:
    folder = Path(path) / _FOLDER
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise AnalyserUnavailable(
            f"{folder} lacks {', '.join(missing)}; fill the cache on a machine with network: "
            f"python -c \"import trankit; trankit.Pipeline('finnish', cache_dir='{path}')\""
        )
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import trankit

    try:
        return trankit.Pipeline("finnish", cache_dir=path, gpu=False, embedding="xlm-roberta-base")
    except Exception as problem:  # torch, json and transformers each raise their own on a damaged file
        raise AnalyserUnavailable(
            f"Trankit cannot read {folder} ({type(problem).__name__}: {problem}); "
            "fetch the files again, with the versions that seloste.finnish.trankit names"
        ) from problem
