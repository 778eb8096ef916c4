"""Checks for the rights: told where the ground gives them, not promised or refused against it."""

from __future__ import annotations

import re

from seloste.audit.view import Evidence, View

#: Purposes whose refusal ends the processing: to refuse the letters is to withdraw the consent to them.
_MARKETING = frozenset({"marketing", "direct_marketing", "sales"})
_WITHDRAWAL = re.compile(r"suostum|peru|lupa|luvan|tilau|kiel", re.IGNORECASE)


def rights_missing(view: View) -> Evidence | None:
    """No right at all."""
    return None if view.spoken_of("right") else Evidence(sections=view.searched("rights"))


def access_missing(view: View) -> Evidence | None:
    """The right of access is not mentioned, though others are."""
    return _missing(view, "access")


def rectification_missing(view: View) -> Evidence | None:
    """The right to rectification is not mentioned, though others are."""
    return _missing(view, "rectification")


def erasure_missing(view: View) -> Evidence | None:
    """The right to erasure is not mentioned, and the ground is not only law or a public task."""
    return None if view.is_statutory else _missing(view, "erasure")


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
        purposes = view.purposes_of("legitimate_interest")
        only_marketing = bool(purposes) and purposes <= _MARKETING
        return _missing(view, "objection", *(["marketing_objection"] if only_marketing else []))
    if view.said("purpose", "direct_marketing"):
        return _missing(view, "objection", "marketing_objection", "withdraw_consent")
    return None


def portability_missing(view: View) -> Evidence | None:
    """The right to portability is not mentioned, and the ground is consent or contract."""
    return _missing(view, "portability") if view.grounds & {"consent", "contract"} else None


def withdrawal_missing(view: View) -> Evidence | None:
    """Consent is a ground, and its withdrawal is not mentioned."""
    consents = view.consents
    until_withdrawn = any(
        _WITHDRAWAL.search(view.span(index).quote) for index in view.said("retention", "request")
    )
    if not consents or view.said("right", "withdraw_consent") or until_withdrawn:
        return None
    purposes = view.purposes_of("consent")
    if purposes and purposes <= _MARKETING and view.said("right", "marketing_objection"):
        return None
    return Evidence(spans=tuple(consents), sections=view.searched("rights", "legal_basis"))


def human_decision_missing(view: View) -> Evidence | None:
    """Automated decisions are made, and the right to a human's decision is not mentioned."""
    decisions = view.said("decision", "automated")
    if not decisions or view.said("right", "human_decision"):
        return None
    return Evidence(spans=tuple(decisions), sections=view.searched("rights", "automated_decisions"))


def _missing(view: View, *categories: str) -> Evidence | None:
    """A right is missing where others are told: a notice without any is one finding, not seven."""
    if not view.spoken_of("right") or view.spoken_of("right", *categories):
        return None
    return Evidence(sections=view.searched("rights"))


def right_refused(view: View) -> Evidence | None:
    """A right is refused that the regulation, or the only grounds stated, give."""
    always = {"access", "rectification", "complaint"}
    given = always | _given_by(view.grounds)
    refused = [
        index
        for index in view.denied("right")
        if set(view.span(index).categories) & given and view.span(index).condition is None
    ]
    if not refused:
        return None
    categories = {category for index in refused for category in view.span(index).categories}
    return Evidence(spans=tuple(refused), what=view.names("right", categories))


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


def withdrawal_not_given(view: View) -> Evidence | None:
    """Withdrawal of consent is told of, and consent is not among the grounds stated."""
    told = view.said("right", "withdraw_consent")
    if not told or not view.grounds or "consent" in view.grounds or view.said("basis", "special_category"):
        return None
    return Evidence(spans=tuple(told))
