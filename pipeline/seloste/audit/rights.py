"""Checks for the rights: told where the ground gives them, not promised or refused against it."""

from __future__ import annotations

from collections.abc import Iterator

from seloste.audit.tables import cue
from seloste.audit.view import Evidence, View

#: Rights that are no right of articles 15 to 21: to take a consent back alone tells none of those.
_OF_CONSENT = frozenset({"withdraw_consent"})


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
    if "public_task" in view.grounds:
        return _missing(view, "objection")
    if "legitimate_interest" in view.grounds:
        interests = view.said("basis", "legitimate_interest")
        only_marketing = all(view.is_for_marketing(index) for index in interests)
        return _missing(view, "objection", *(["marketing_objection"] if only_marketing else []))
    if view.said("purpose", "direct_marketing") and not view.said("retention", "request"):
        return _missing(view, "objection", "marketing_objection", "withdraw_consent")
    return None


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
    text, sections = view.record.text, list(view.bounds("rights"))
    for sentence in view.sentences_with(cue(f"right_{category}")):
        in_section = any(start <= sentence[0] < end for start, end in sections)
        is_permission = in_section or cue("permission").search(text, *sentence)
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
