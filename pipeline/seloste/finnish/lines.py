"""The lines of a notice, tokenised and analysed: what the section and the span model read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from seloste.finnish.base import Analyser, Analysis
from seloste.finnish.lexicon import Hit, Lexicon
from seloste.finnish.tokeniser import Token, tokenise
from seloste.notice import Block, Notice, Zone

#: The longest line of the real notices studied has some 3,000 characters.
_LONGEST_LINE = 6_000


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
        _line(notice.text, piece, analyser, lexicon)
        for block in notice.blocks
        if block.zone is Zone.MAIN
        for piece in _pieces(notice.text, block)
    ]


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """Cut a block that holds a whole page on one line after sentences, so that a line stays a small thing."""
    start = block.start
    while block.end - start > _LONGEST_LINE:
        cut = text.rfind(". ", start, start + _LONGEST_LINE) + 1
        cut = cut or text.rfind(" ", start, start + _LONGEST_LINE)
        cut = cut if cut > start else start + _LONGEST_LINE
        yield replace(block, start=start, end=cut)
        start = cut
    yield replace(block, start=start, end=block.end)


def _line(text: str, block: Block, analyser: Analyser, lexicon: Lexicon) -> Line:
    tokens = [
        Token(t.text, t.start + block.start, t.end + block.start)
        for t in tokenise(text[block.start : block.end])
    ]
    analyses = analyser.analyse([t.text for t in tokens])
    first = tokens[0].start if tokens else block.start
    return Line(block, tokens, analyses, lexicon.find(analyses), text[first : block.end])
