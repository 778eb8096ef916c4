"""The one base class of Finnish analysers, and what an analysis holds.

Tokenisation is not the analyser's business: :mod:`seloste.finnish.tokeniser` cuts the text and every
analyser answers for the words it is given, so analysers can be swapped without moving an offset.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a compound: its base form and where it ends in the word form (code points)."""

    base: str
    end: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an analyser says of a word form.

    ``lemma`` is in lower case but for proper names and acronyms; ``upos`` and ``feats`` are Universal
    Dependencies' (``feats`` such as ``Case=Ine|Number=Sing``, sorted); ``parts`` has one entry a
    compound part (a simple word has one); ``known`` is false where the answer is a guess.
    """

    lemma: str
    upos: str = "X"
    feats: str = ""
    parts: tuple[Part, ...] = ()
    known: bool = True


class Analyser(ABC):
    """Analyses word forms of Finnish, one at a time or in their sentence."""

    name: str

    @abstractmethod
    def analyse(self, words: Sequence[str]) -> list[Analysis]:
        """Return one analysis a word, in order; ``words`` is one line of a notice."""
