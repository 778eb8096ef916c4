"""Checks for consent: whether its withdrawal is told where it is a ground, and only there."""

from __future__ import annotations

import re

from seloste.audit.tables import cue
from seloste.audit.view import NEGATION, Evidence, View

_WITHDRAWAL = re.compile(r"suostum|peru|lupa|luvan|tilau", re.IGNORECASE)


def withdrawal_missing(view: View) -> Evidence | None:
    """Consent is a ground, and its withdrawal is not mentioned."""
    consents = view.consents
    if (
        not (consents or (view.has_ticked_consent and view.tells_consent))
        or view.said("right", "withdraw_consent")
        or _is_kept_until_withdrawn(view)
        or _tells_withdrawal(view)
        or _is_refused_by_refusing_marketing(view)
        or _is_refused_in_browser(view)
    ):
        return None
    return Evidence(spans=tuple(consents), sections=view.searched("rights", "legal_basis"))


def _is_kept_until_withdrawn(view: View) -> bool:
    """Say whether data are kept until the consent ends, or until the marketing that rests on it is refused."""
    quotes = [view.span(index).quote for index in view.said("retention", "request")]
    return any(_WITHDRAWAL.search(quote) and not cue("contract_end").search(quote) for quote in quotes) or (
        any("kiel" in quote.casefold() for quote in quotes)
        and any(view.is_for_marketing(index) for index in view.consents)
    )


def _tells_withdrawal(view: View) -> bool:
    """Say whether a sentence speaks of taking back, of what was consented to or among the rights."""
    return any(
        (view.stands_in(sentence[0], "rights") or cue("consented").search(view.record.text, *sentence))
        and _is_of_consent(view.record.text[slice(*sentence)])
        for sentence in view.sentences_with(cue("right_withdraw_consent"))
    )


def _is_of_consent(sentence: str) -> bool:
    """Say whether a sentence of taking back neither denies it nor ends a contract alone."""
    found = cue("right_withdraw_consent").search(sentence)
    clause = sentence[: found.start()].rpartition(",")[2] if found else ""
    if NEGATION.search(clause):
        return False
    return cue("contract_end").search(sentence) is None or cue("consent_word").search(sentence) is not None


def _is_refused_by_refusing_marketing(view: View) -> bool:
    """Say whether marketing rests on consent and can be refused: that withdraws the consent to it."""
    return any(_is_refusal(view, index) for index in view.said("right", "marketing_objection")) and any(
        view.is_for_marketing(index) for index in view.consents
    )


def _is_refusal(view: View, index: int) -> bool:
    """Say whether what is refused is a mailing that the notice names, not direct marketing as article 21 has it."""
    quote = view.span(index).quote
    return cue("mailing").search(view.sentence(index)) is not None or cue("advert").search(quote) is not None


def _is_refused_in_browser(view: View) -> bool:
    """Say whether consent is to cookies alone, and a sentence tells how the browser refuses them."""
    cookies_alone = all(cue("browser").search(view.sentence(index)) for index in view.consents)
    return (
        bool(view.consents)
        and cookies_alone
        and any(
            cue("browser_refuses").search(view.record.text, *sentence)
            for sentence in view.sentences_with(cue("browser"))
        )
    )


def withdrawal_not_given(view: View) -> Evidence | None:
    """Withdrawal of consent is told of, and consent is not among the grounds stated."""
    told = view.said("right", "withdraw_consent")
    if not told or not view.grounds or "consent" in view.grounds or view.said("basis", "special_category"):
        return None
    return Evidence(spans=tuple(told))
