"""Checks for consent: whether its withdrawal is told where it is a ground, and only there."""

from __future__ import annotations

from seloste.audit.tables import cue
from seloste.audit.view import NEGATION, Evidence, View, matters

#: Sections that tell what is recorded, from whom, for whom and how kept, not what the person may do.
_ASIDE = ("data_categories", "sources", "recipients", "transfers", "security")


def withdrawal_missing(view: View) -> Evidence | None:
    """Consent is a ground and called so, and its withdrawal is not mentioned."""
    consents = [
        index
        for index in view.consents
        if not view.is_in_passing(index) and cue("called_consent").search(view.span(index).quote)
    ]
    if (
        not (consents or (view.has_ticked_consent and view.tells_consent))
        or view.said("right", "withdraw_consent")
        or _is_kept_until_withdrawn(view)
        or _tells_withdrawal(view)
        or _is_refused_by_refusing_marketing(view)
        or _is_refused_by_name(view)
        or _is_refused_in_browser(view)
    ):
        return None
    return Evidence(spans=tuple(consents), sections=view.searched("rights", "legal_basis"))


def _is_kept_until_withdrawn(view: View) -> bool:
    """Say whether data are kept until the consent ends, or until the marketing that rests on it is refused."""
    requests = view.said("retention", "request")
    return any(_ends_consent(view, index) for index in requests) or (
        any("kiel" in view.span(index).quote.casefold() for index in requests)
        and any(view.is_for_marketing(index) for index in view.consents)
    )


def _ends_consent(view: View, index: int) -> bool:
    """Say whether the words of a retention period are of taking a consent back or leaving what it is to.

    The end of an order is that of a contract, unless the order is what the consent is to.
    """
    quote = view.span(index).quote
    if cue("leaving").search(quote):
        return True
    return cue("withdrawal_word").search(quote) is not None and (
        cue("contract_end").search(quote) is None or _is_of_own_matter(view, view.line(index))
    )


def _is_of_own_matter(view: View, text: str) -> bool:
    """Say whether a text has a word of what a consent is to, one that tells it from other matters."""
    return any(matters(view.own_words(index)) & matters(text) for index in view.consents)


def _tells_withdrawal(view: View) -> bool:
    """Say whether a sentence speaks of taking back, of what was consented to or among the rights."""
    return any(
        (
            view.stands_in(sentence[0], "rights")
            or cue("consented").search(view.record.text, *sentence)
            or _is_by_cookie_consent(view, sentence[0])
        )
        and _is_affirmed(view.record.text[slice(*sentence)], "right_withdraw_consent")
        for sentence in view.sentences_with(cue("right_withdraw_consent"))
    ) or any(_is_leaving(view, sentence) for sentence in view.sentences_with(cue("leaving_verb")))


def _is_leaving(view: View, sentence: tuple[int, int]) -> bool:
    """Say whether a sentence with a verb of leaving or ending is of a consent or of what one is to.

    The words of a list of data (``perutut varaukset``) tell what is recorded, not what the person may do.
    """
    text = view.record.text[slice(*sentence)]
    is_aside = view.stands_in(sentence[0], *_ASIDE) and not cue("permission").search(text)
    if is_aside or not _is_affirmed(text, "leaving_verb"):
        return False
    named = {stem for index in view.consents for stem in matters(view.sentence(index))}
    return cue("consented").search(text) is not None or bool(named & matters(text))


def _is_by_cookie_consent(view: View, place: int) -> bool:
    """Say whether a place is in a section on cookies that states the consent to them."""
    return view.stands_in(place, "cookies") and any(view.is_in(index, "cookies") for index in view.consents)


def _is_affirmed(sentence: str, kind: str) -> bool:
    """Say whether a sentence with words of a kind neither denies them nor ends a contract alone."""
    found = cue(kind).search(sentence)
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
    if cue("statutory_ban").search(quote):
        return False
    return cue("mailing").search(view.sentence(index)) is not None or cue("advert").search(quote) is not None


def _is_refused_by_name(view: View) -> bool:
    """Say whether the very matter of a consent can be refused, or a list left where consent is to no one matter."""
    refusals = view.said("right", "marketing_objection", "objection")
    if any(_is_of_own_matter(view, view.span(index).quote) for index in refusals):
        return True
    is_open = any(not matters(view.own_words(index)) for index in view.consents)
    lists = view.said("right", "marketing_objection")
    return is_open and any(cue("leaving").search(view.sentence(index)) for index in lists)


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
    """Withdrawal of consent is told of among the rights, and consent is not among the grounds stated.

    A permission to some one thing is not meant, nor a withdrawal ``jos käsittely perustuu suostumukseen``.
    """
    told = [
        index
        for index in view.said("right", "withdraw_consent")
        if "suostumu" in view.span(index).quote.casefold()
        and view.is_in(index, "rights")
        and view.span(index).condition is None
        and not cue("circumstance").search(view.sentence(index))
    ]
    has_consent = "consent" in view.grounds or bool(view.consents)
    if not told or not view.grounds or has_consent or view.said("basis", "special_category"):
        return None
    return Evidence(spans=tuple(told))
