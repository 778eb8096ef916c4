"""Checks for the rights: told where the ground gives them, not promised or refused against it."""

from __future__ import annotations

from collections.abc import Iterator

from seloste.audit.tables import cue
from seloste.audit.view import NEGATION, Evidence, View, matters, stems

#: Rights that are no right of articles 15 to 21: to take a consent back or to complain tells none of those.
_NO_REQUEST = frozenset({"withdraw_consent", "complaint"})


def rights_missing(view: View) -> Evidence | None:
    """No right at all."""
    return None if _any_told(view) else Evidence(sections=view.searched("rights"))


def access_missing(view: View) -> Evidence | None:
    """The right of access is not mentioned, though others are.

    To download one's data is to see them; a controller that cannot tell whose the data are (art. 11) says so.
    """
    downloads = any(
        cue("download").search(view.span(index).quote) for index in view.said("right", "portability")
    )
    cannot_tell = any(
        view.stands_in(sentence[0], "rights") and NEGATION.search(view.record.text, *sentence)
        for sentence in view.sentences_with(cue("finding_data"))
    )
    return None if downloads or cannot_tell else _missing(view, "access")


def rectification_missing(view: View) -> Evidence | None:
    """The right to rectification is not mentioned, though others are."""
    return _missing(view, "rectification")


def erasure_missing(view: View) -> Evidence | None:
    """The right to erasure is not mentioned, and the ground is not only law or a public task."""
    if view.is_statutory or _is_kept_until_asked(view) or _is_taken_out(view) or _tells_removal(view):
        return None
    return _missing(view, "erasure")


def _is_kept_until_asked(view: View) -> bool:
    """Say whether data are kept until the person asks otherwise, not only until a consent is taken back."""
    quotes = [view.span(index).quote for index in view.said("retention", "request")]
    return any(cue("until_withdrawn").search(quote) is None for quote in quotes)


def _is_taken_out(view: View) -> bool:
    """Say whether a withdrawal is of the thing itself, not of the consent to it: ``vetää kuvansa pois``."""
    quotes = [view.span(index).quote for index in view.said("right", "withdraw_consent")]
    return any(cue("taken_out").search(quote) and not cue("consent_word").search(quote) for quote in quotes)


def _tells_removal(view: View) -> bool:
    """Say whether a sentence among the rights says that something is deleted."""
    text = view.record.text
    return any(
        view.stands_in(sentence[0], "rights")
        and not NEGATION.search(text, *sentence)
        and not cue("browser").search(text, *sentence)
        for sentence in view.sentences_with(cue("removal"))
    )


def restriction_missing(view: View) -> Evidence | None:
    """The right to restriction is not mentioned, though others are."""
    return _missing(view, "restriction")


def objection_missing(view: View) -> Evidence | None:
    """The right to object is not mentioned, and the ground or direct marketing gives it.

    A right to refuse direct marketing is enough where nothing but marketing rests on legitimate interests. A
    relation that is not called an interest (``asiallinen yhteys``) gives no right by itself. Marketing by consent,
    or only to those who asked for it, calls for withdrawal instead.
    """
    interests = [at for at in view.said("basis", "legitimate_interest") if not _is_relation(view, at)]
    on_task = "public_task" in view.grounds
    if interests or on_task:
        if not on_task and all(map(view.is_for_marketing, interests)):
            return _missing(view, "objection", "marketing_objection")
        return _missing(view) if not _objection_told(view, interests) else None
    is_refusable = view.said("retention", "request") or cue("refusable").search(view.record.text)
    is_unasked = any(
        not cue("asked_for").search(view.sentence(at)) for at in view.said("purpose", "direct_marketing")
    )
    if is_unasked and not is_refusable and "consent" not in view.grounds:
        return _missing(view, "objection", "marketing_objection", "withdraw_consent")
    return None


def _is_relation(view: View, index: int) -> bool:
    """Say whether a ground is told as the relation to the person, in the words of the Personal Data Act."""
    return cue("relation").search(view.span(index).quote) is not None


def _objection_told(view: View, interests: list[int]) -> bool:
    """Say whether the right to object is told, and not only to one thing that the interests are not of.

    A refusal of the right tells it, too; so does a right to refuse the very marketing that the interests are of.
    """
    own = {stem for index in interests for stem in stems(view.own_words(index))}
    return (
        any(_sentences_telling(view, "objection"))
        or bool(view.denied("right", "objection"))
        or any(
            _refuses_processing(view, index) or stems(view.span(index).quote) & own
            for index in view.said("right", "objection")
        )
        or any(_is_of_each(view, index, interests) for index in view.said("right", "marketing_objection"))
    )


def _is_of_each(view: View, refusal: int, interests: list[int]) -> bool:
    """Say whether a refusal of marketing names what each of the interests is of."""
    named = matters(view.span(refusal).quote)
    return bool(interests) and all(named & matters(view.own_words(index)) for index in interests)


def _refuses_processing(view: View, index: int) -> bool:
    """Say whether an objection is to the processing, by its words, or names nothing else."""
    quote = view.span(index).quote
    return (
        cue("whole_objection").search(view.sentence(index)) is not None
        or cue("bare_refusal").fullmatch(quote.strip()) is not None
    )


def portability_missing(view: View) -> Evidence | None:
    """The right to portability is not mentioned, and the ground is consent or contract.

    A relation (``asiakassuhde``) is no contract by itself.
    """
    contracts = any(
        not cue("bare_relation").match(view.span(at).quote) for at in view.said("basis", "contract")
    )
    return _missing(view, "portability") if contracts or "consent" in view.grounds else None


def _missing(view: View, *categories: str) -> Evidence | None:
    """A right is missing where others are told: a notice without any is one finding, not seven."""
    if not _any_told(view) or any(_is_told(view, category) for category in categories):
        return None
    return Evidence(sections=view.searched("rights"))


def _any_told(view: View) -> bool:
    """Say whether a right is told that the controller grants: to clear the memory of a program is none."""
    rights = (index for index in view.spoken_of("right") if not cue("program").search(view.span(index).quote))
    return any(set(view.span(index).categories) - _NO_REQUEST for index in rights) or any(
        not any(cue(kind).search(view.record.text, *sentence) for kind in ("no_need", "program"))
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
    """Say whether a refusal is of a time, for want of knowing whose data they are, or under a condition.

    The condition is not another right's: ``jos kerrot ajan, mutta …``.
    """
    span = view.span(index)
    if cue("limited_refusal").search(view.sentence(index)):
        return True
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
