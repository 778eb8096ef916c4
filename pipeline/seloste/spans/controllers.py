"""Names that the text itself calls controller: ``rekisterinpitäjänä toimii Valtori tai Microsoft``.

The tagger learns names by their legal forms and their place in the controller section; a bare name in
running text it misses, though the construction leaves no doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from seloste.finnish.lines import Line
from seloste.spans.tagger import Tagged
from seloste.spans.words import words

#: How far after the word the verb may stand, in tokens (``rekisterinpitäjänä yleensä toimii``).
_REACH = 3
LABEL = "controller"


def named_controllers(lines: Sequence[Line], spans: Sequence[Tagged]) -> list[Tagged]:
    """Return the names called controller that no controller span of ``spans`` covers."""
    known = {(s.line, i) for s in spans if s.label == LABEL for i in range(s.first, s.last + 1)}
    return [
        Tagged(number, first, last, LABEL, 1.0, "grammar")
        for number, line in enumerate(lines)
        for first, last in _names(line)
        if not any((number, i) in known for i in range(first, last + 1))
    ]


def _names(line: Line) -> Iterator[tuple[int, int]]:
    for i, lemma in enumerate(line.lemmas):
        if lemma != "rekisterinpitäjä" or "Case=Ess" not in line.analyses[i].feats:
            continue
        verb = next(
            (
                j
                for j in range(i + 1, min(i + 1 + _REACH, len(line.words)))
                if line.lemmas[j] in words("controller_verbs")
            ),
            None,
        )
        if verb is None:
            continue
        first = verb + 1
        while first < len(line.words) and line.words[first][:1].isupper():
            last = first
            while last + 1 < len(line.words) and line.words[last + 1][:1].isupper():
                last += 1
            yield first, last
            first = (
                last + 2
                if last + 2 < len(line.words) and line.lemmas[last + 1] in words("joins")
                else len(line.words)
            )
