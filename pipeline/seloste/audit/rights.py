"""Checks for the rights: told where the ground gives them, not promised or refused against it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View

#: Rights that are no right of articles 15 to 21: to take a consent back alone tells none of those.
_OF_CONSENT = frozenset({"withdraw_consent"})
#: Letters at the beginning of a word that its endings do not change.
_STEM = 5


def rights_missing(view: View) -> Evidence | None:
    """No right at all."""
    return None if _any_told(view) else Evidence(sections=view.searched("rights"))


def access_missing(view: View) -> Evidence | None:
    """The right of access is not mentioned, though others are."""
    return _missing(view, "access")


def rectification_missing(view: View) -> Evidence | None:
    """The right to rectification is not mentioned, though others are."""
    return _missing(view, "rectification")


def erasure_missing(view: View) -> Evidence | None:
    """The right to erasure is not mentioned, and the ground is not only law or a public task."""
    if view.is_statutory or view.said("retention", "request"):  # kept until asked: told in other words
        return None
    return _missing(view, "erasure")


def restriction_missing(view: View) -> Evidence | None:
    """The right to restriction is not mentioned, though others are."""
    return _missing(view, "restriction")


def objection_missing(view: View) -> Evidence | None:
    """The right to object is not mentioned, and the ground or direct marketing gives it.

    A right to refuse direct marketing is enough where nothing but marketing rests on legitimate interests.
    """
    if view.grounds & {"public_task", "legitimate_interest"}:
        interests = view.said("basis", "legitimate_interest")
        only_marketing = "public_task" not in view.grounds and all(map(view.is_for_marketing, interests))
        if only_marketing:
            return _missing(view, "objection", "marketing_objection")
        return _missing(view) if not _objection_told(view, interests) else None
    if view.said("purpose", "direct_marketing") and not view.said("retention", "request"):
        return _missing(view, "objection", "marketing_objection", "withdraw_consent")
    return None


def _objection_told(view: View, interests: list[int]) -> bool:
    """Say whether the right to object is told, and not only to one thing that the interests are not of."""
    own = {stem for index in interests for stem in _stems(view.own_words(index))}
    return any(_sentences_telling(view, "objection")) or any(
        _refuses_processing(view, index) or _stems(view.span(index).quote) & own
        for index in view.spoken_of("right", "objection")
    )


def _refuses_processing(view: View, index: int) -> bool:
    """Say whether an objection is to the processing, by its words, or names nothing else."""
    quote = view.span(index).quote
    return (
        cue("whole_objection").search(view.sentence(index)) is not None
        or cue("bare_refusal").fullmatch(quote.strip()) is not None
    )


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words that tell one matter from another: long, and in no ground as such."""
    words = (word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= _STEM)
    return {word[:_STEM].casefold() for word in words if not cue("plain_ground").match(word)}


def portability_missing(view: View) -> Evidence | None:
    """The right to portability is not mentioned, and the ground is consent or contract."""
    return _missing(view, "portability") if view.grounds & {"consent", "contract"} else None


def _missing(view: View, *categories: str) -> Evidence | None:
    """A right is missing where others are told: a notice without any is one finding, not seven."""
    if not _any_told(view) or any(_is_told(view, category) for category in categories):
        return None
    return Evidence(sections=view.searched("rights"))


def _any_told(view: View) -> bool:
    rights = (set(view.span(index).categories) for index in view.spoken_of("right"))
    return any(categories - _OF_CONSENT for categories in rights) or any(
        cue("no_need").search(view.record.text, *sentence) is None
        for category in ("access", "rectification", "erasure", "objection")
        for sentence in _sentences_telling(view, category)
    )


def _is_told(view: View, category: str) -> bool:
    """Say whether a right is told, by a span or by words that no span covers.

    To be accused of silence a notice must be silent: a phrase that was not read as a right still tells it, in
    a section on rights or where its sentence says what the person may do.
    """
    return bool(view.spoken_of("right", category)) or any(_sentences_telling(view, category))


def _sentences_telling(view: View, category: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences with words for a right, by where they begin and end."""
    text = view.record.text
    for sentence in view.sentences_with(cue(f"right_{category}")):
        is_permission = view.stands_in(sentence[0], "rights") or (
            not view.stands_in(sentence[0], "transfers") and cue("permission").search(text, *sentence)
        )
        if is_permission and not cue("browser").search(text, *sentence):
            yield sentence


def right_refused(view: View) -> Evidence | None:
    """A right is refused that the regulation, or the only grounds stated, give.

    A right that is told beside its refusal is refused for a part of the data only.
    """
    given = {"access", "rectification", "complaint"} | _given_by(view.grounds)
    refused = [
        index
        for index in view.denied("right")
        if (categories := set(view.span(index).categories)) & given
        and not view.said("right", *categories)
        and not _is_limited(view, index)
    ]
    if not refused:
        return None
    categories = {category for index in refused for category in view.span(index).categories}
    return Evidence(spans=tuple(refused), what=view.names("right", categories))


def _is_limited(view: View, index: int) -> bool:
    """Say whether a refusal holds under a condition that is not another right's: ``jos kerrot ajan, mutta …``."""
    span = view.span(index)
    if span.condition is None:
        return False
    return "mutta" not in view.record.text[span.condition.end : span.start].split()


def _given_by(grounds: frozenset[str]) -> set[str]:
    """Return the rights that each of the grounds gives: with several, the refusal may concern another."""
    gives = {
        "consent": {"withdraw_consent", "portability", "erasure"},
        "contract": {"portability"},
        "legitimate_interest": {"objection"},
        "public_task": {"objection"},
        "legal_obligation": set[str](),
        "vital_interest": set[str](),
    }
    return set.intersection(*(gives[ground] for ground in grounds)) if grounds else set()


def portability_not_given(view: View) -> Evidence | None:
    """Portability is promised on grounds that do not give it."""
    promised = view.said("right", "portability")
    if not promised or not view.grounds or view.grounds & {"consent", "contract"}:
        return None
    if any(view.span(index).condition is not None for index in promised):
        return None
    return Evidence(spans=tuple(promised))
