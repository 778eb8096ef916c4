"""Checks for what articles 13 and 14 of the GDPR require a notice to say, where it applies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from seloste.audit.tables import cue, table
from seloste.audit.view import NEGATION, Evidence, View
from seloste.values.layout import sentence_around
from seloste.values.periods import find_periods

_DUTY_TOLD = frozenset({"data_categories", "sources", "legal_basis", "purposes", "rights", "other"})
#: What is mandatory: to give data, not to keep them.
_GIVING = re.compile(r"(?<!\w)anta(?:a|minen|misen|mista|maan)(?!\w)|tieto|tiedo", re.IGNORECASE)
_DETAILS = ("email", "phone", "address", "web")
#: Data that do not come from the person who reads the notice.
_FROM_OTHERS = ("credit", "criminal")
#: Less likely than not, a reading of special data accuses nobody.
_LIKELY = 0.5
#: The person shows it.
_EXTRACT = re.compile(r"rikos\w*ot(?:e|te)", re.IGNORECASE)


def controller_missing(view: View) -> Evidence | None:
    """No party is named as responsible, and no section tells of it with a name."""
    if view.said("controller") or any(_has_name(text) for _, text in view.section_texts("controller")):
        return None
    return Evidence(sections=view.searched("controller"))


def _has_name(text: str) -> bool:
    """Say whether a section has what can be a name after its heading: a word with a capital."""
    return re.search(r"\n.*(?<!\w)[A-ZÅÄÖ]\w", text) is not None


def contact_missing(view: View) -> Evidence | None:
    """No contact detail but, at most, the supervisory authority's."""
    own = [index for index in view.said("contact", *_DETAILS) if not _is_ombudsman(view, index)]
    return None if own else Evidence(sections=view.searched("controller", "contact"))


def _is_ombudsman(view: View, index: int) -> bool:
    """Say whether a detail is of the supervisory authority: its domains, or a detail after its name."""
    quote = view.span(index).quote.casefold()
    if (
        "tietosuojavaltuut" in quote
        or quote.endswith("om.fi")
        or "tietosuoja.fi" in quote
        or "lintulahden" in quote
        or "pl 800" in quote
    ):
        return True
    start = view.span(index).start
    return (
        view.is_in(index, "rights")
        and "tietosuojavaltuut" in view.record.text[max(0, start - 120) : start].casefold()
    )


def dpo_missing(view: View) -> Evidence | None:
    """A public authority names no data protection officer."""
    if view.said("contact", "dpo") or "tietosuojavastaava" in view.record.text.casefold():
        return None
    named = view.said("controller")  # in another section than the first, one answers for a register of others
    first = [index for index in named if view.span(index).section == view.span(named[0]).section]
    public = [index for index in first if _is_public(view, view.span(index).quote)]
    if not public:
        return None
    return Evidence(spans=tuple(public[:1]), sections=view.searched("controller", "contact"))


def _is_public(view: View, name: str) -> bool:
    """Say whether a controller is an authority by its name, or by its name and its public task."""
    on_task = "public_task" in view.grounds
    return any(
        re.search(rf"(?<!\w){pattern}(?!\w)", name, re.IGNORECASE) and (when == "always" or on_task)
        for pattern, when, _ in table("authority_names.tsv")
    )


def purposes_missing(view: View) -> Evidence | None:
    """No purpose is stated, and no words tell what the data are for.

    A notice that has no section of purposes or grounds may tell them all along: it is not accused.
    """
    is_sectioned = any(view.bounds("purposes", "legal_basis"))
    if view.said("purpose") or cue("purpose_words").search(view.record.text) or not is_sectioned:
        return None
    return Evidence(sections=view.searched("purposes"))


def basis_missing(view: View) -> Evidence | None:
    """No legal basis is stated; a ground of the Personal Data Act is none, nor a consent not asked yet.

    A section on grounds that does not name that act tells one, in whatever words.
    """
    former = view.said("basis", "former_act")
    stated = [
        index
        for index in view.said("basis")
        if set(view.span(index).categories) != {"former_act"} and not view.is_not_asked(index)
    ]
    if stated or view.tells_ground or (any(view.bounds("legal_basis")) and not former):
        return None
    return Evidence(sections=view.searched("legal_basis", "purposes"))


def special_ground_missing(view: View) -> Evidence | None:
    """Special categories of data without a ground of article 9, consent, or a law that can be one.

    Where consent is a ground, or its withdrawal told, it can be to them, whatever it is said to be to.
    """
    special = {
        index: fact.category
        for fact in view.record.data
        if fact.special and fact.category != "criminal"
        for index in fact.spans
        if not view.span(index).negated
        and view.span(index).score >= _LIKELY
        and not cue("not_kept").search(view.sentence(index))
    }
    mild = all(cue("mild_health").search(view.span(index).quote) for index in special)
    if mild or _has_ground_for_special(view, special):
        return None
    return Evidence(spans=tuple(special), what=view.names("data", special.values()))


def _has_ground_for_special(view: View, special: Iterable[int]) -> bool:
    """Say whether a ground can be one of special data: a consent, a public task, or a law not of accounts alone."""
    if view.said("basis", "special_category", "vital_interest", "public_task"):
        return True
    if view.consents or view.said("right", "withdraw_consent"):
        return True
    duties = view.said("basis", "legal_obligation")
    if not all(cue("paper_law").search(view.sentence(index)) for index in duties):
        return True
    by_law = {view.sentence(index) for index in view.said("basis", "former_act")}
    if any(cue("by_its_law").search(text) or text in by_law for text in map(view.sentence, special)):
        return True
    laws = view.said("basis", "named_law")
    return not all(cue("paper_law").search(view.span(index).quote) for index in laws)


def recipients_missing(view: View) -> Evidence | None:
    """Neither a recipient nor a denial of any."""
    return None if view.spoken_of("recipient") else Evidence(sections=view.searched("recipients"))


def data_categories_missing(view: View) -> Evidence | None:
    """No kind of data is named."""
    return None if view.said("data") else Evidence(sections=view.searched("data_categories"))


def sources_missing(view: View) -> Evidence | None:
    """Data that come from others are named, and no source of any kind."""
    others = [
        index for index in view.said("data", *_FROM_OTHERS) if not _EXTRACT.search(view.span(index).quote)
    ]
    if not others or view.spoken_of("source"):
        return None
    return Evidence(spans=tuple(others), sections=view.searched("sources"), what=view.quotes(others))


def retention_missing(view: View) -> Evidence | None:
    """Neither a period nor a criterion; to delete when asked, and what can stand in its way, is none."""
    on_demand = {
        view.sentence(index)
        for index in view.said("retention", "request")
        if cue("on_demand").search(view.span(index).quote)
    }
    stated = [
        index
        for index in view.said("retention")
        if view.sentence(index) not in on_demand or "period" in view.span(index).categories
    ]
    if on_demand and not stated and not any(view.bounds("retention")):
        return Evidence(sections=view.searched("retention"))
    if stated or on_demand or _tells_retention(view):
        return None
    return Evidence(sections=view.searched("retention"))


def _tells_retention(view: View) -> bool:
    """Say whether a sentence of keeping or deleting has a period or a criterion, whatever was read as its span."""
    text = view.record.text
    return any(
        cue("as_long").search(text, start, end) or find_periods(text[start:end])
        for start, end in view.sentences_with(cue("kept"))
    )


def consequence_missing(view: View) -> Evidence | None:
    """Giving the data is said to be mandatory, and no consequence of not giving them is told in its paragraph."""
    text = view.record.text
    for at, section in enumerate(view.record.sections):
        if not _DUTY_TOLD & set(section.types):
            continue
        for duty in cue("duty").finditer(text, section.start, section.end):
            sentence = sentence_around(text, duty.start(), duty.end())
            line = text[text.rfind("\n", 0, duty.start()) + 1 :].partition("\n")[0]
            is_denied = NEGATION.search(text, sentence[0], duty.start()) is not None
            if not is_denied and _GIVING.search(text, *sentence) and not cue("consequence").search(line):
                return Evidence(sections=(at,))
    return None


def complaint_missing(view: View) -> Evidence | None:
    """The right to complain is not mentioned, nor the authority that takes complaints named."""
    named = any(
        _is_ombudsman(view, index) and not cue("further_reading").search(view.sentence(index))
        for index in view.said("contact")
    )
    if named or view.spoken_of("right", "complaint") or _tells_complaint(view):
        return None
    return Evidence(sections=view.searched("rights"))


def _tells_complaint(view: View) -> bool:
    """Say whether a sentence speaks of complaints and of the authority, or names it among the rights."""
    text, rights = view.record.text, list(view.bounds("rights"))
    return any(
        cue("complaint").search(text, *sentence)
        or (
            any(start <= sentence[0] < end for start, end in rights)
            and not cue("further_reading").search(text, *sentence)
        )
        for sentence in view.sentences_with(cue("authority"))
    )
