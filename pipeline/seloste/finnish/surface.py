"""The analyser that knows nothing: a word is its own lemma. The floor for every comparison."""

from __future__ import annotations

from collections.abc import Sequence

from seloste.finnish.base import Analyser, Analysis, Part
from seloste.finnish.words import plain_upos


class SurfaceAnalyser(Analyser):
    """Answers with the word form in lower case."""

    name = "surface"

    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return each word in lower case as its lemma, never known."""
        return [
            Analysis(word.lower(), plain_upos(word) or "X", "", (Part(word.lower(), len(word)),), known=False)
            for word in words
        ]
