"""Cuts an annotated notice into tokens that no mark cuts through."""

from __future__ import annotations

from collections.abc import Iterator

from seloste.finnish.tokeniser import Token, tokenise
from seloste.formats.inline import Annotated


def cut(notice: Annotated) -> Iterator[Token]:
    """Yield the project's tokens of the notice, cut further where a span begins or ends inside one."""
    edges = sorted({place for span in notice.spans for place in (span.start, span.end)})
    passed = 0
    for token in tokenise(notice.text):
        while passed < len(edges) and edges[passed] <= token.start:
            passed += 1
        start = token.start
        for edge in edges[passed:]:
            if edge >= token.end:
                break
            yield Token(notice.text[start:edge], start, edge)
            start = edge
        yield Token(notice.text[start : token.end], start, token.end)
