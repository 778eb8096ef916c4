"""Checks for what articles 13 and 14 of the GDPR require a notice to say, where it applies."""

from __future__ import annotations

import re

from seloste.audit.providers import companies_named, embedded_services, providers_outside_eea
from seloste.audit.tables import cue, table
from seloste.audit.view import NEGATION, Evidence, View
from seloste.values.layout import sentence_around
from seloste.values.periods import find_periods

_DUTY_TOLD = frozenset({"data_categories", "sources", "legal_basis", "purposes", "rights", "other"})
#: What is mandatory: to give data, not to keep them.
_GIVING = re.compile(r"(?<!\w)anta(?:a|minen|misen|mista|maan)(?!\w)|tieto|tiedo", re.IGNORECASE)
_DETAILS = ("email", "phone", "address", "web")
_SAFEGUARDS = (
    "adequacy",
    "standard_clauses",
    "data_privacy_framework",
    "binding_rules",
    "consent",
    "other_safeguard",
)
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
    """No purpose is stated, and no words tell what the data are for."""
    if view.said("purpose") or cue("purpose_words").search(view.record.text):
        return None
    return Evidence(sections=view.searched("purposes"))


def basis_missing(view: View) -> Evidence | None:
    """No legal basis is stated; a ground of the Personal Data Act is none."""
    stated = [index for index in view.said("basis") if set(view.span(index).categories) != {"former_act"}]
    if stated or view.tells_ground:
        return None
    return Evidence(sections=view.searched("legal_basis", "purposes"))


def special_ground_missing(view: View) -> Evidence | None:
    """Special categories of data without a ground of article 9, consent, or a law that can be one.

    Where a withdrawal is told, there is a consent, though it is not said to what.
    """
    special = {
        index: fact.category
        for fact in view.record.data
        if fact.special and fact.category != "criminal"
        for index in fact.spans
        if not view.span(index).negated and view.span(index).score >= _LIKELY
    }
    mild = all(cue("mild_health").search(view.span(index).quote) for index in special)
    if mild or _has_ground_for_special(view):
        return None
    return Evidence(spans=tuple(special), what=view.names("data", special.values()))


def _has_ground_for_special(view: View) -> bool:
    """Say whether a ground can be one of special data: no consent to mailings alone, no law of accounts."""
    if view.said("basis", "special_category", "vital_interest", "legal_obligation"):
        return True
    laws = view.said("basis", "named_law")
    if not all(cue("paper_law").search(view.span(index).quote) for index in laws):
        return True
    consents = view.said("basis", "consent")
    if consents:
        return not all(map(view.is_for_mailing, consents))
    return bool(view.said("right", "withdraw_consent"))


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


def transfer_missing(view: View) -> Evidence | None:
    """A provider from outside the EEA receives data, and transfers are not spoken of.

    That servers stand in the EEA tells of transfers where it is said of such a provider.
    """
    providers = [
        index
        for index in providers_outside_eea(view)
        if not cue("program_store").search(view.sentence(index))
    ]
    embedded = embedded_services(view)
    if not (providers or embedded) or any(_tells_transfers(view, at) for at in view.spoken_of("transfer")):
        return None
    names = [view.quotes(providers)[0]] if providers else []
    listed = ", ".join(dict.fromkeys([*names, *embedded]))
    return Evidence(
        spans=tuple(providers), sections=view.searched("transfers", "recipients"), what=(listed, listed)
    )


def _tells_transfers(view: View, index: int) -> bool:
    """Say whether a statement is of transfers, not of servers that stand in the EEA."""
    span = view.span(index)
    if set(span.categories) == {"none"}:
        first, last = sentence_around(view.record.text, span.start, span.end)
        negated = NEGATION.search(view.record.text, first, span.end) is not None
        return negated or bool(companies_named(view.record.text[first:last]))
    if set(span.categories) == {"country"}:
        return index in view.transfers_abroad
    return True


def safeguard_missing(view: View) -> Evidence | None:
    """A transfer without a safeguard; a country with an adequacy decision for everyone needs none."""
    by_consent = {view.sentence(at) for at in view.transfers_abroad if _is_by_consent(view, at)}
    abroad = [at for at in view.transfers_abroad if view.sentence(at) not in by_consent]
    if (
        not abroad
        or view.said("transfer", *_SAFEGUARDS, "privacy_shield")
        or view.denied("transfer", "privacy_shield")
    ):
        return None
    named = [fact.country for fact in view.record.transfers if fact.country and not fact.country.eea]
    if named and all(country.adequacy and not country.scope for country in named):
        return None
    return Evidence(spans=tuple(abroad), sections=view.searched("transfers"))


def _is_by_consent(view: View, index: int) -> bool:
    """Say whether the clause of a transfer makes it by consent (art. 49(1)(a))."""
    span, text = view.span(index), view.record.text
    first, last = sentence_around(text, span.start, span.end)
    clause = text[first : span.start].rpartition(",")[2] + text[span.start : last].partition(",")[0]
    return cue("by_consent").search(clause) is not None


def retention_missing(view: View) -> Evidence | None:
    """Neither a period nor a criterion."""
    if view.said("retention") or _tells_retention(view):
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
            if _GIVING.search(text, *sentence) and not cue("consequence").search(line):
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
