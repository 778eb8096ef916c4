"""Checks for law that is no longer in force and for notices older than the law they must follow."""

from __future__ import annotations

import re

from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View
from seloste.values.layout import sentence_around

_PERSONAL_DATA_ACT = "523/1999"
_VOID_TRANSFERS = frozenset({"2000/520", "2016/1250"})
_GDPR_APPLIES = "2018-05-25"
#: A day of a year in which the GDPR applied throughout.
_LATER_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}\.\s?\d{1,2}\.\s?20(?:19|[2-9]\d)|20(?:19|[2-9]\d)-\d\d-\d\d)(?!\d)"
)


def personal_data_act(view: View) -> Evidence | None:
    """The Personal Data Act is given as ground, or named as the law of the notice."""
    named = [
        mention.start
        for _, mention in view.relied_on(_PERSONAL_DATA_ACT)
        if not _is_said_of(view, "act_past", mention.start, mention.end)
    ]
    grounds = [index for index in view.said("basis", "former_act") if _is_of_the_act(view, index)]
    if not named and not grounds:
        return None
    return Evidence(spans=tuple(grounds), sections=_sections_at(view, named))


def _is_of_the_act(view: View, index: int) -> bool:
    """Say whether the sentence of a ground has words of the act and does not put it in the past."""
    sentence, span = view.sentence(index), view.span(index)
    is_past = cue("past").search(sentence) is not None or _is_said_of(view, "act_past", span.start, span.end)
    return cue("former_act").search(sentence) is not None and not is_past


def _is_said_of(view: View, kind: str, start: int, end: int) -> bool:
    """Say whether the sentence of an act or arrangement has words of a kind.

    ``act_past``: repealed, or that of an earlier notice; ``given_up``: void, or no longer relied on.
    """
    return cue(kind).search(view.record.text, *sentence_around(view.record.text, start, end)) is not None


def repealed_law(view: View) -> Evidence | None:
    """Another act is named that is no longer in force."""
    repealed = [
        (law, mention)
        for law, mention in view.relied_on()
        if not law.in_force and law.number not in {_PERSONAL_DATA_ACT, *_VOID_TRANSFERS}
    ]
    if not repealed:
        return None
    listed = ", ".join(dict.fromkeys(f"{law.name.split(' (')[0]} ({law.number})" for law, _ in repealed))
    starts = [mention.start for _, mention in repealed]
    return Evidence(sections=_sections_at(view, starts), what=(listed, listed))


def void_safeguard(view: View) -> Evidence | None:
    """A transfer rests on the Privacy Shield or on Safe Harbor; one said to be past, or denied, does not."""
    void = [mention for _, mention in view.relied_on(*_VOID_TRANSFERS)]
    overlapping = {
        index: mention
        for index in view.spoken_of("transfer")
        for mention in void
        if mention.start < view.span(index).end and view.span(index).start < mention.end
    }
    denied = {mention.start for index, mention in overlapping.items() if view.span(index).negated}
    standing = [
        mention.start
        for mention in void
        if mention.start not in denied and not _is_said_of(view, "given_up", mention.start, mention.end)
    ]
    if not standing:
        return None
    spans = tuple(index for index in overlapping if not view.span(index).negated)
    return Evidence(spans=spans, sections=_sections_at(view, standing))


def older_than_gdpr(view: View) -> Evidence | None:
    """The notice is dated before the GDPR began to apply."""
    updated = view.record.updated
    if not updated or updated >= _GDPR_APPLIES[: len(updated)] or _is_renewed(view):
        return None
    finnish = ".".join(str(int(part)) for part in reversed(updated.split("-")))
    return Evidence(sections=view.searched("intro"), what=(finnish, updated))


def _is_renewed(view: View) -> bool:
    """Say whether the introduction or the history of changes tells of a later version."""
    text = view.record.text
    return any(
        _LATER_DATE.search(text, *part) or cue("renewed").search(text, *part)
        for part in view.bounds("intro", "changes")
    )


def _sections_at(view: View, starts: list[int]) -> tuple[int, ...]:
    found = {
        at
        for at, section in enumerate(view.record.sections)
        if any(section.start <= start < max(section.end, section.start + 1) for start in starts)
    }
    return tuple(sorted(found))
