"""Lemmas from simplemma's dictionary; parts of speech only for marks, numbers and closed classes."""

from __future__ import annotations

from collections.abc import Sequence

from seloste.finnish.base import Analyser, Analysis, Part
from seloste.finnish.negation import negation_forms
from seloste.finnish.words import plain_upos

_CACHE_SIZE = 200_000


class SimplemmaAnalyser(Analyser):
    """simplemma 1 or newer; the greedy search, which also strips endings of unknown words."""

    name = "simplemma"

    def __init__(self) -> None:
        import simplemma

        self._lemmatise = simplemma.lemmatize
        self._is_known = simplemma.is_known
        self._cache: dict[str, Analysis] = {}

    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return the dictionary's lemma of each word; the negation verb is recognised by its forms."""
        if len(self._cache) > _CACHE_SIZE:
            self._cache.clear()
        for word in words:
            if word not in self._cache:
                self._cache[word] = self._find(word)
        return [self._cache[word] for word in words]

    def _find(self, word: str) -> Analysis:
        upos = plain_upos(word)
        negation = negation_forms().get(word.lower())
        if negation:
            return Analysis(negation.lemma, negation.upos, negation.feats, (Part(negation.lemma, len(word)),))
        lemma = word if upos else self._lemmatise(word, lang="fi", greedy=True)
        known = bool(upos) or self._is_known(word, lang="fi")
        return Analysis(lemma, upos or "X", "", (Part(lemma, len(word)),), known)
