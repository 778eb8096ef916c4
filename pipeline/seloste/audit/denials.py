"""Reads denials: what limits them, and which statements stand against them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View, stems
from seloste.record import Condition, Span
from seloste.values.conditions import find_condition, is_qualified
from seloste.values.layout import is_table_row, next_sentence

#: After it a sentence opens; within a word it stands before an ending: ``ETA:n``.
_COLON = re.compile(r":(?!\w)")
#: Data and whose they are: ``jäsentietoja``, ``potilaidemme yhteystietoja``, ``tilaajien tiedot``.
_GROUP = re.compile(
    r"(?<!\w)(?:(\w{4,}(?:n|mme|ni)) )?(\w*?)tie(?:to(?:ja|jen|ihin)|do(?:t|ista))(?!\w)",
    re.IGNORECASE,
)
#: A group in the line of what is said: ``tilaajien osoitteet``.
_GENITIVE_PLURAL = re.compile(r"(?<!\w)\w{3,}(?:jen|ien|iden|itten)(?!\w)", re.IGNORECASE)
#: An object that is denied: ``luottokorttien numeroita``, ``tallenteita``; not ``kerhossa`` or ``seuralta``.
PARTITIVE = re.compile(r"(?<!\w)\w{2,}(?:[aeiouyäöj]|(?<![sl])t)[aä](?:si|ni|mme|nne)?(?!\w)", re.IGNORECASE)
#: What limits the words before it: ``siirtoja, joista itse päätämme``.
RELATIVE = re.compile(r"(?<!\w)jo(?:ka|ta|nka|ssa|sta|hon|ista|ita|tka|iden|ihin)(?!\w)", re.IGNORECASE)
_REGISTER = re.compile(r"(?<!\w)\w{3,}rekisteri", re.IGNORECASE)
#: A group is told by the beginning of its name, as far as it stays: ``osakkaiden``, ``osakasluettelo``.
STEM = 4


def flat_denials(view: View, indices: Iterable[int]) -> list[int]:
    """Return the denials that neither their own sentence nor the next one limits."""
    return [index for index in indices if is_flat(view, view.span(index)) and not is_taken_back(view, index)]


def is_taken_back(view: View, index: int) -> bool:
    """Say whether the next sentence takes a denial back; one of another section is of another matter."""
    span = view.span(index)
    last = None if span.section is None else view.record.sections[span.section].end
    return is_qualified(view.record.text, span.end, last) and _next_is_of_data(view, span.end)


def _next_is_of_data(view: View, end: int) -> bool:
    """Say whether the sentence after one speaks of data: ``Ajan voi varata myös puhelimitse`` does not."""
    following = next_sentence(view.record.text, end)
    if following is None:
        return False
    first, last = following
    told = (*view.spoken_of("recipient"), *view.spoken_of("transfer"), *view.spoken_of("purpose"))
    return cue("about_data").search(view.record.text, first, last) is not None or any(
        first <= view.span(index).start < last for index in told
    )


def is_flat(view: View, span: Span, *, rest: bool = False) -> bool:
    """Say whether no condition limits a denial, with ``rest`` but that it is of all the rest."""
    condition = find_condition(view.record.text, span.start, span.end, denied=True)
    if condition is None or _limits_nothing(view, span, _words(view, condition)):
        return True
    if _words(view, condition).casefold() == "ilman" and condition.end + 1 == span.start:
        return True  # it denies: ``toimii ilman evästeitä``
    return (
        rest and cue("all_the_rest").fullmatch(view.record.text, condition.start, condition.end) is not None
    )


def _limits_nothing(view: View, span: Span, words: str) -> bool:
    """Say whether the words of a condition are of all there is: children where all are, others where none is told."""
    if cue("of_children").match(words):
        return view.groups == {("child",)}
    before = (view.span(index) for index in view.said("recipient"))
    is_rest = any(other.section == span.section and other.start < span.start for other in before)
    return words.casefold() == "muille" and not is_rest


def _words(view: View, condition: Condition) -> str:
    return view.record.text[condition.start : condition.end]


def unconditional(view: View, indices: Iterable[int], *allowed: str) -> list[int]:
    """Return the statements that no condition limits, or only one of the kinds that are allowed."""
    return [
        index
        for index in indices
        if (condition := view.span(index).condition) is None or condition.kind in allowed
    ]


def without_caveats(view: View, denials: list[int], indices: Iterable[int]) -> list[int]:
    """Return the statements that follow no denial in its line: one that does is the caveat to it."""
    return [
        index
        for index in indices
        if not any(denial < index and same_line(view, denial, index) for denial in denials)
    ]


def group_of(text: str) -> set[str]:
    """Return the beginning of the name of the group whose data a text speaks of, none where of all data."""
    return {name[:STEM].casefold() for name in _owners(text) if cue("no_group").match(name) is None}


def _owners(text: str) -> list[str]:
    """Return by what words a text tells whose data it speaks of: ``potilas``, ``tilaajien``, ``asiakkaan``."""
    names = (
        whose if cue("kind_of_data").match(kind) or not kind else kind for whose, kind in _GROUP.findall(text)
    )
    return [name for name in names if name]


def without_group(text: str) -> str:
    """Return a text without the words that name the data of a group, and whose that is: ``kaupan asiakkaiden``."""
    return _group_of_data().sub(" ", text)


@cache
def _group_of_data() -> re.Pattern[str]:
    """Return a pattern of what tells of data and not which: ``asiakkaista kerättyjä tietoja``, ``jäsenrekisteriä``."""
    return re.compile(
        rf"(?:(?<!\w)(?:\w{{4,}}ist[aä] |\w+(?:ss|ll)[aä] |\w{{3,}}n )?(?:{cue('collected').pattern})\w+ )?"
        rf"(?:(?<!\w)(?:{cue('people').pattern})\w* koskevi\w+ )?"
        rf"(?:(?<!\w)\w{{3,}}(?:n|mme|ni) )*(?:{_GROUP.pattern}|\w*rekisteri\w*)",
        re.IGNORECASE,
    )


def of_group(view: View, denial: int, words: str, indices: list[int]) -> list[int]:
    """Return the statements that can stand against a denial, whose words tell of whom the data are.

    They speak of the group in their line; what follows in the denial's own line is the rest, of other data.
    """
    if not names_group(words):
        return indices
    group = group_of(words)
    is_of_register = _REGISTER.search(words) is not None
    return [
        index
        for index in indices
        if not same_line(view, denial, index)
        and (_may_be_of(words, view, index) if group else not _is_of_another_group(words, view, index))
        and not (is_of_register and view.is_in(index, "cookies"))
    ]


def _may_be_of(words: str, view: View, index: int) -> bool:
    """Say whether a line names the group of a denial's words, or no group in a notice that is of a single one."""
    named = re.findall(r"\w{4,}", view.line(index).casefold())
    if any(name in word for name in group_of(words) for word in named):
        return True
    are_people = any(cue("people").search(name) for name in _owners(words))
    return (
        are_people and len(view.groups) <= 1 and _GENITIVE_PLURAL.search(_clause_before(view, index)) is None
    )


def _clause_before(view: View, index: int) -> str:
    """Return the words before a statement from the comma on, in a table row those of the line."""
    if is_row(view, index):
        return view.line(index)
    before = view.record.text[view.line_start(index) : view.span(index).start]
    return re.split(r"[,;.:]\s", before)[-1]


def _is_of_another_group(words: str, view: View, index: int) -> bool:
    """Say whether a denial is of a register and a sentence of people who need not be in it: ``sivun kävijät``."""
    others = _owners(view.sentence(index))
    return (
        _REGISTER.search(words) is not None
        and bool(others)
        and not any(cue("no_group").match(name) for name in others)
        and not any(name[:STEM].casefold() in words.casefold() for name in others)
    )


def is_told_of_now(view: View, index: int) -> bool:
    """Say whether a statement is of personal data today, not of the past nor of what the notice is not about."""
    sentence = view.sentence(index)
    aside = any(cue(kind).search(sentence) for kind in ("past", "not_personal"))
    return not (aside or cue("out_of_scope").search(view.line(index)))


def names_group(words: str) -> bool:
    """Say whether a text tells whose data it speaks of: ``potilastietoja``, ``jäsenrekisteriä``."""
    return bool(_owners(words)) or _REGISTER.search(words) is not None


def conflict(
    view: View,
    denials: list[int],
    statements: list[int],
    words: Callable[[View, int], str] | None = None,
) -> Evidence | None:
    """Return the first denial with the statements against it in the same register.

    :param words: returns the words of a denial; where they name a group, it stands against that group's alone.
    """
    for denial in denials:
        near = of_group(view, denial, words(view, denial), statements) if words else statements
        against = [
            other
            for other in near
            if same_scope(view, denial, other)
            and not _same_sentence(view, denial, other)
            and not (view.span(denial).label == "recipient" and _is_within(view, denial, other))
        ]
        if against:
            return Evidence(spans=(denial, *against), what=view.quotes(against))
    return None


def same_scope(view: View, one: int, other: int) -> bool:
    """Say whether two statements are of the same data: of one register, not of two processings in turn."""
    if view.part(one) != view.part(other) and not _is_common(view, one):
        return False
    first, second = view.span(one).section, view.span(other).section
    if first is None or second is None or first == second:
        return True
    # A section type that comes again and again is told of each processing by itself.
    types = set(view.record.sections[first].types) & set(view.record.sections[second].types)
    return not types


def _is_common(view: View, index: int) -> bool:
    """Say whether the heading of a statement's section is of all the registers."""
    at = view.span(index).section
    if at is None:
        return False
    heading = view.section_text(at).strip().partition("\n")[0]
    return cue("common_part").search(heading) is not None


def is_row(view: View, index: int) -> bool:
    """Say whether a statement stands in a table row: it is of what the row is of."""
    return is_table_row(view.line(index))


def _is_within(view: View, denial: int, other: int) -> bool:
    """Say whether a recipient is of the circle that a denial leaves out, or told in the list that it closes."""
    circle = stems(cue("others").sub(" ", view.span(denial).quote)) & stems(view.span(other).quote)
    return bool(circle) or _leads_up(view, denial, other)


def _leads_up(view: View, denial: int, other: int) -> bool:
    """Say whether the denial closes the list that names the other: ``… Ulkopuolisille tietoja ei anneta``."""
    return view.span(other).section == view.span(denial).section and other < denial


def same_line(view: View, one: int, other: int) -> bool:
    """Say whether two statements begin in the same line."""
    return "\n" not in _between(view, one, other)


def _same_sentence(view: View, one: int, other: int) -> bool:
    return not set("\n.") & set(_between(view, one, other))


def _between(view: View, one: int, other: int) -> str:
    """Return the text from where one statement begins to where the other does."""
    start, end = sorted((view.span(one).start, view.span(other).start))
    return view.record.text[start:end]


def sentence_of(view: View, index: int) -> str:
    """Return the sentence of a statement, from the colon before it."""
    _, last = view.sentence_bounds(index)
    return sentence_before(view, index) + view.record.text[view.span(index).start : last]


def sentence_before(view: View, index: int) -> str:
    """Return the words of the sentence before a statement, from the colon on."""
    first, _ = view.sentence_bounds(index)
    return _COLON.split(view.record.text[first : view.span(index).start])[-1]


def opening_of(view: View, index: int) -> str:
    """Return the sentence before a statement, from the line above where it is broken there."""
    before, text = sentence_before(view, index), view.record.text
    start = view.line_start(index)
    above = text[: max(start - 1, 0)].rpartition("\n")[2]
    is_broken = text[start : start + 1].islower() and above[-1:].isalpha()
    if text[start : view.span(index).start] != before or not is_broken:
        return before
    return re.split(r"[.!?:]\s", above)[-1] + " " + before
