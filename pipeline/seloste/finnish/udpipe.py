"""UDPipe 1 over our tokens: a model file by path, or the one that spacy-udpipe has downloaded.

The model's tokeniser and parser are not used. Finnish models (finnish-tdt-ud-2.5) are at
https://lindat.mff.cuni.cz/repository/xmlui/handle/11234/1-3131; ``python -c "import spacy_udpipe;
spacy_udpipe.download('fi')"`` puts one where :class:`UdpipeAnalyser` finds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from seloste.errors import AnalyserUnavailable
from seloste.finnish.base import Analyser, Analysis, Part

_CURE = (
    "give the path of a UDPipe 1 model, or: python -c \"import spacy_udpipe; spacy_udpipe.download('fi')\""
)
# UDPipe models do not tell their language; any Finnish one knows the negation verb.
_PROBE = ("Emme", "luovuta", "tietoja", ".")


class UdpipeAnalyser(Analyser):
    """A UDPipe 1 model with a tagger.

    :param path: the model file; without it, the Finnish model in spacy-udpipe's own folder.
    :raises AnalyserUnavailable: no model is there, or the file is none with a Finnish tagger.
    """

    name = "udpipe"

    def __init__(self, path: str = "") -> None:
        self._path = path or _downloaded()
        self._model: Any = _load(self._path)

    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return the model's lemma, part of speech and features of each word of the sentence."""
        from ufal.udpipe import Model, ProcessingError, Sentence

        if self._model is None:
            self._model = _load(self._path)
        sentence = Sentence()
        for word in words:
            sentence.addWord(word)
        problem = ProcessingError()
        if words and not self._model.tag(sentence, Model.DEFAULT, problem):
            raise AnalyserUnavailable(
                f"the UDPipe model {self._path} cannot tag ({problem.message}); {_CURE}"
            )
        return [_analysis(word) for word in list(sentence.words)[1:]]

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_model": None}


def _analysis(word: Any) -> Analysis:
    lemma = (word.lemma or word.form).replace("#", "")
    return Analysis(lemma, word.upostag or "X", word.feats.strip("_"), (Part(lemma, len(word.form)),))


def _load(path: str) -> Any:
    from ufal.udpipe import Model, ProcessingError, Sentence

    if not Path(path).is_file():
        raise AnalyserUnavailable(f"there is no UDPipe model at {path}; {_CURE}")
    model = Model.load(path)
    if model is None:
        raise AnalyserUnavailable(f"{path} is damaged or no UDPipe 1 model; {_CURE}")
    sentence = Sentence()
    for word in _PROBE:
        sentence.addWord(word)
    if not model.tag(sentence, Model.DEFAULT, ProcessingError()):
        raise AnalyserUnavailable(f"the UDPipe model {path} has no tagger; {_CURE}")
    if next(word.lemma for word in list(sentence.words)[1:]) != "ei":
        raise AnalyserUnavailable(f"the UDPipe model {path} is of another language than Finnish; {_CURE}")
    return model


def _downloaded() -> str:
    """Return the path of the Finnish model that spacy-udpipe downloaded."""
    try:
        from spacy_udpipe.utils import get_path
    except ImportError:
        raise AnalyserUnavailable(f"the analyser 'udpipe' has no model; {_CURE}") from None
    try:
        return str(get_path("fi"))
    except Exception as problem:  # spacy-udpipe raises a bare Exception for a missing model
        raise AnalyserUnavailable(f"the analyser 'udpipe' has no downloaded model; {_CURE}") from problem
