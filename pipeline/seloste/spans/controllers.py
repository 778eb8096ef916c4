"""Names that the text itself calls controller, where the tagger has found none.

The tagger learns names by their legal forms and their place in the controller section. A bare name it misses,
though the construction leaves no doubt (``rekisterinpitäjänä toimii Valtori tai Microsoft``, ``rekisteriä
ylläpitää Kuvakerho``) or it stands alone under its heading (``1. Rekisterinpitäjä`` / ``Nimi: Kuvakerho``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from seloste.finnish.lines import Line
from seloste.notice import BlockKind
from seloste.spans.features import LEGAL_FORM, LineContext, contacts_in, is_verb
from seloste.spans.tagged import Tagged
from seloste.spans.words import words

#: How far after the word the verb may stand, in tokens (``rekisterinpitäjänä yleensä toimii``).
_REACH = 3
#: Tokens of the longest bare name, and of what may stand before its colon (``Yhdistyksen virallinen nimi:``).
_LONGEST_NAME, _LONGEST_LEAD = 10, 5
#: Lines of a controller section in which a bare name is looked for.
_FIRST_LINES = 3
#: Cases of what is kept: ``rekisteriä pitää``, ``palvelun tarjoaa``, ``tiedoista vastaa``.
_KEPT_CASES = ("Par", "Gen", "Ela")
LABEL = "controller"
_RECIPIENT = "recipient"
#: Letters of a name that inflection leaves alone, at least; and at its end letters that it may change.
_STEM, _ENDING = 4, 2
_DASHES = frozenset("-–—")
_ENDS = frozenset(",;(|/") | _DASHES
#: Sections in which a notice tells whose it is; elsewhere firms are recipients.
_OWN_SECTIONS = frozenset({"controller", "contact", "intro", "other", "register_name"})


def named_controllers(
    lines: Sequence[Line], contexts: Sequence[LineContext], spans: Sequence[Tagged]
) -> list[Tagged]:
    """Return the names called controller that no controller span of ``spans`` covers, or that are longer.

    Names that nothing calls so are looked for only where there is no other.
    """
    known = [s for s in spans if s.label == LABEL]
    covered = {(s.line, i) for s in known for i in range(s.first, s.last + 1)}
    called = [
        Tagged(number, first, last, LABEL, 1.0, "grammar")
        for number, line in enumerate(lines)
        for first, last in _names(line)
        if not any((number, i) in covered for i in range(first, last + 1))
    ]
    alone = {number: (first, last) for number, first, last in _under_heading(lines, contexts)}
    called += [
        Tagged(s.line, *alone[s.line], LABEL, s.score, "grammar")
        for s in known
        if s.line in alone and alone[s.line][0] <= s.first and s.last <= alone[s.line][1]
        if (s.first, s.last) != alone[s.line]
    ]
    if known or called:
        return called
    bare = next(chain(_under_heading(lines, contexts), _with_form(lines, contexts), _keepers(lines)), None)
    return [Tagged(*bare, LABEL, 1.0, "grammar")] if bare else []


def plausible(lines: Sequence[Line], spans: Sequence[Tagged]) -> list[Tagged]:
    """Return ``spans`` without controllers that ask something and recipients that are the controller itself."""
    named = [s for s in spans if s.label != LABEL or "?" not in lines[s.line].words[s.first : s.last + 1]]
    own = [_proper(lines[span.line], span) for span in named if span.label == LABEL]
    return [
        s
        for s in named
        if s.label != _RECIPIENT or not any(_same_name(_proper(lines[s.line], s), name) for name in own)
    ]


def _proper(line: Line, span: Tagged) -> list[str]:
    """Return the words of a span, legal forms apart."""
    said = line.words[span.first : span.last + 1]
    return [word for word in said if word[:1].isalnum() and not LEGAL_FORM.fullmatch(word)]


def _same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell names that differ in inflection only, by how their words begin."""
    if len(one) != len(other) or not one or not one[0][:1].isupper():
        return False
    for word, same in zip(one, other, strict=True):
        stem = max(_STEM, min(len(word), len(same)) - _ENDING)
        if word[:stem].lower() != same[:stem].lower():
            return False
    return True


#: Line, first and last token.
Place = tuple[int, int, int]


def _under_heading(lines: Sequence[Line], contexts: Sequence[LineContext]) -> Iterator[Place]:
    """Find the names that stand alone in the first lines on the controller."""
    places = [
        number
        for number, (line, context) in enumerate(zip(lines, contexts, strict=True))
        if "controller" in context.sections and line.block.kind is not BlockKind.HEADING
    ]
    for number in places[:_FIRST_LINES]:
        span = _alone(lines[number])
        if span:
            yield number, *span


def _with_form(lines: Sequence[Line], contexts: Sequence[LineContext]) -> Iterator[Place]:
    """Find the names with a legal form where a notice says who it is of."""
    for number, (line, context) in enumerate(zip(lines, contexts, strict=True)):
        if _OWN_SECTIONS.isdisjoint(context.sections):
            continue
        for i, word in enumerate(line.words):
            first = i
            while LEGAL_FORM.fullmatch(word) and first and line.words[first - 1][:1].isupper():
                first -= 1
            if first < i:
                yield number, first, i


def _keepers(lines: Sequence[Line]) -> Iterator[Place]:
    """Find the names of who keeps a register or a service."""
    for number, line in enumerate(lines):
        for i, lemma in enumerate(line.lemmas[:-1]):
            if lemma in words("keeper_verbs") and is_verb(line.analyses[i]) and _is_kept(line, i):
                last = _run(line, i + 1)
                if last > i:
                    yield number, i + 1, last


def _alone(line: Line) -> tuple[int, int] | None:
    """Return the first and last token of a name that is all its line says, but for a label and contacts."""
    first = 0
    lead = line.words[: _LONGEST_LEAD + 1]
    if ":" in lead:
        first = lead.index(":") + 1
        if set(words("name_labels")).isdisjoint(line.lemmas[:first]):
            return None
    while first + 1 < len(line.words) and line.lemmas[first] in words("name_labels"):
        first += 1  # "Nimi Kuvakerho ry"
    if first >= len(line.words) or not line.words[first][:1].isupper():
        return None
    last = _end(line, first)
    if last + 2 < len(line.words) and line.words[last + 1] in _DASHES:
        further = _end(line, last + 2)  # "Pohjantähti – Oulun tähtiharrastajat ry"
        if any(LEGAL_FORM.fullmatch(word) for word in line.words[last + 2 : further + 1]):
            last = further
    said = range(first, last + 1)
    says_more = any(is_verb(line.analyses[i]) and line.words[i].islower() for i in said)
    return None if says_more or not 0 < len(said) <= _LONGEST_NAME else (first, last)


def _end(line: Line, first: int) -> int:
    """Return the last token before a stop or a contact."""
    base = line.tokens[0].start
    opening = line.tokens[first].start - base  # a name may be a domain's: "Kuvakerho.fi-yhteisö"
    contacts = [(c.start, c.end) for c in contacts_in(line.text) if c.kind != "web" or c.start != opening]
    last = first - 1
    while last + 1 < len(line.words) and line.words[last + 1] not in _ENDS:
        if line.lemmas[last + 1] in words("detail_labels"):
            break
        token = line.tokens[last + 1]
        if any(start < token.end - base and token.start - base < end for start, end in contacts):
            break
        last += 1
    return last


def _is_kept(line: Line, verb: int) -> bool:
    """Tell whether what is kept, a register or a service, stands right before the verb."""
    return verb > 0 and any(f"Case={case}" in line.analyses[verb - 1].feats for case in _KEPT_CASES)


def _run(line: Line, first: int) -> int:
    """Return the last token of the run of capitalised words that begins at ``first``; before it if none does."""
    last = first - 1
    while last + 1 < len(line.words) and (
        line.words[last + 1][:1].isupper() or (last >= first and line.lemmas[last + 1] in words("name_ends"))
    ):
        last += 1
    return last


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
