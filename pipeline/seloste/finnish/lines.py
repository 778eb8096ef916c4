"""The lines of a notice, tokenised and analysed: what the section and the span model read."""

from __future__ import annotations

from dataclasses import dataclass, field

from seloste.finnish.base import Analyser, Analysis
from seloste.finnish.lexicon import Hit, Lexicon
from seloste.finnish.tokeniser import Token, tokenise
from seloste.notice import Block, Notice, Zone


@dataclass(slots=True)
class Line:
    """A block of the notice's main text with its tokens; token offsets are code points of the notice's text.

    ``text`` runs from the first token to the end of the block.
    """

    block: Block
    tokens: list[Token]
    analyses: list[Analysis]
    hits: list[Hit]
    text: str
    words: list[str] = field(init=False)
    lemmas: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = [token.text for token in self.tokens]
        self.lemmas = [analysis.lemma.lower() for analysis in self.analyses]


def read_lines(notice: Notice, analyser: Analyser, lexicon: Lexicon) -> list[Line]:
    """Return the lines of ``notice`` that are not boilerplate, in order."""
    return [
        _line(notice.text, block, analyser, lexicon)
        for block in notice.blocks
        if block.zone is Zone.MAIN
    ]


def _line(text: str, block: Block, analyser: Analyser, lexicon: Lexicon) -> Line:
    tokens = [
        Token(t.text, t.start + block.start, t.end + block.start)
        for t in tokenise(text[block.start : block.end])
    ]
    analyses = analyser.analyse([t.text for t in tokens])
    first = tokens[0].start if tokens else block.start
    return Line(block, tokens, analyses, lexicon.find(analyses), text[first : block.end])
