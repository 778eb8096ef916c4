"""The neural Finnish pipeline of PyPI, spacy-fi-experimental-web-md, over our tokens.

Its tagger, morphologiser and lemmatiser run; its parser and named-entity recogniser stay off (they cost as
much again and raise lemma accuracy by 0.1 points). Its lemmatiser needs the C library of Voikko at run time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from seloste.errors import AnalyserUnavailable
from seloste.finnish.base import Analyser, Analysis, Part

if TYPE_CHECKING:
    import numpy as np

_PACKAGE = "spacy_fi_experimental_web_md"
_EXCLUDED = ("parser", "ner", "senter")


class SpacyAnalyser(Analyser):
    """spacy-fi-experimental-web-md on lines of our tokens.

    :param model: another installed spaCy package or a folder, in its place.
    :raises AnalyserUnavailable: the package, or Voikko's C library, is missing; the model is not Finnish.
    """

    name = "spacy_fi"

    def __init__(self, model: str = _PACKAGE) -> None:
        self._model = model
        self._pipeline: Any = _load(model)

    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return the model's lemma, part of speech and features of each word in its line."""
        from spacy.tokens import Doc

        nlp = self._open()
        doc = Doc(nlp.vocab, words=list(words))
        for _, component in nlp.pipeline:
            doc = component(doc)
        return [_analysis(token) for token in doc]

    def vectors(self, words: Sequence[str]) -> np.ndarray:
        """Return the word vectors, shape ``(len(words), 300)`` and float32; features may use them."""
        import numpy as np

        vocab = self._open().vocab
        return np.stack([vocab[word].vector for word in words]) if words else np.zeros((0, 300), "float32")

    def _open(self) -> Any:
        if self._pipeline is None:
            self._pipeline = _load(self._model)
        return self._pipeline

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_pipeline": None}


def _load(model: str) -> Any:
    import spacy

    try:
        nlp = spacy.load(model, exclude=list(_EXCLUDED))
    except OSError as problem:
        if "voikko" in str(problem):
            raise AnalyserUnavailable(
                "the analyser 'spacy_fi' needs the C library of Voikko: "
                "apt install libvoikko1 voikko-fi (Debian), brew install libvoikko (macOS)"
            ) from problem
        raise AnalyserUnavailable(
            f"the analyser 'spacy_fi' cannot load {model!r} ({_first_line(problem)}): "
            "pip install 'seloste[spacy_fi]', or name a folder that spaCy wrote"
        ) from problem
    except (ValueError, KeyError) as problem:
        raise AnalyserUnavailable(
            f"the analyser 'spacy_fi': the model {model!r} is damaged or of another spaCy "
            f"({_first_line(problem)}): install it again"
        ) from problem
    if nlp.lang != "fi":
        raise AnalyserUnavailable(
            f"the analyser 'spacy_fi': the model {model!r} is for the language {nlp.lang!r}, not Finnish; "
            f"leave the option out to use {_PACKAGE}"
        )
    return nlp


def _analysis(token: Any) -> Analysis:
    lemma = (token.lemma_ or token.text).replace("#", "")
    return Analysis(lemma, token.pos_ or "X", str(token.morph), (Part(lemma, len(token.text)),))


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200]
