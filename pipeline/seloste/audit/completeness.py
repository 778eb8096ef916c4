"""Checks for what articles 13 and 14 of the GDPR require a notice to say, where it applies."""

from __future__ import annotations

import re

from seloste.audit.tables import cue, services, table
from seloste.audit.view import GROUNDS, Evidence, View
from seloste.values.typed import countries

_DETAILS = ("email", "phone", "address", "web")
_SAFEGUARDS = (
    "adequacy",
    "standard_clauses",
    "data_privacy_framework",
    "binding_rules",
    "consent",
    "other_safeguard",
)
_INTEREST = re.compile(r"\b(?:etu|edu)", re.IGNORECASE)
_LAW = re.compile(r"(?:laki|lain|laissa|asetus|asetuksen)$", re.IGNORECASE)
#: How many sections before a ground its purposes can stand: purpose, data, ground.
_NEAR = 2
#: Words beside those of any ground that still say nothing of an interest: a firm's name, an adverb.
_PLAIN_WORDS = 1
#: Data that do not come from the person who reads the notice.
_FROM_OTHERS = ("credit", "criminal")


def controller_missing(view: View) -> Evidence | None:
    """No party is named as responsible."""
    return None if view.said("controller") else Evidence(sections=view.searched("controller"))


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
    public = [index for index in view.said("controller") if _is_public(view, view.span(index).quote)]
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
    """No purpose is stated."""
    return None if view.said("purpose") else Evidence(sections=view.searched("purposes"))


def basis_missing(view: View) -> Evidence | None:
    """No legal basis is stated; a ground of the Personal Data Act is none."""
    stated = [index for index in view.said("basis") if set(view.span(index).categories) != {"former_act"}]
    return None if stated else Evidence(sections=view.searched("legal_basis", "purposes"))


def legitimate_interest_missing(view: View) -> Evidence | None:
    """The processing rests on legitimate interests, and nothing tells which."""
    spans = view.said("basis", "legitimate_interest")
    if not spans or any(_tells_interest(view, index) for index in spans):
        return None
    return Evidence(spans=tuple(spans), sections=view.searched("legal_basis"))


def _tells_interest(view: View, index: int) -> bool:
    """Say whether a purpose or other words of its own tell the interest behind a ground.

    A purpose related to the ground tells it; so do the purposes of a notice, or of a section, that rests on
    nothing else; so do words of its sentence that do not stand in any statement of a ground, or of the ground
    itself where it is not called by its name (``jäsenyyteen perustuva asiallinen yhteys``).
    """
    text, span = view.record.text, view.span(index)
    if any(relation.basis == index and relation.purpose is not None for relation in view.record.relations):
        return True
    if not _INTEREST.search(span.quote) or _is_sole_in_section(view, index):
        return True
    line_start, line_end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    before = re.split(r"[.!?;]\s", text[line_start : span.start])[-1]
    after = re.split(r"[.!?;](?:\s|$)", text[span.end : line_end if line_end >= 0 else len(text)])[0]
    around = re.sub(r"\([^()]*\)", " ", f"{before} {after}")
    for other in view.said("basis"):
        around = around.replace(view.span(other).quote, " ")
    words = re.findall(r"[^\W\d_]{3,}", around)
    return sum(not _LAW.search(word) and not cue("plain_ground").match(word) for word in words) > _PLAIN_WORDS


def _is_sole_in_section(view: View, index: int) -> bool:
    """Say whether the ground stands alone in its section, right after a section that states purposes."""
    at = view.span(index).section
    if not at:
        return False
    others = {
        category
        for other in view.said("basis")
        if view.span(other).section == at
        for category in view.span(other).categories
    }
    purposes_before = any(
        0 < at - (view.span(purpose).section or at) <= _NEAR for purpose in view.said("purpose")
    )
    return others & GROUNDS == {"legitimate_interest"} and purposes_before and len(view.grounds) > 1


def special_ground_missing(view: View) -> Evidence | None:
    """Special categories of data without a ground of article 9, consent, or a law that can be one."""
    special = [
        fact for fact in view.record.data if fact.special and fact.said and fact.category != "criminal"
    ]
    if not special or view.said("basis", "special_category", "consent", "named_law", "legal_obligation"):
        return None
    if not view.grounds:  # no ground at all is a finding of its own
        return None
    spans = [index for fact in special for index in fact.spans if not view.span(index).negated]
    return Evidence(spans=tuple(spans), what=view.names("data", [fact.category for fact in special]))


def recipients_missing(view: View) -> Evidence | None:
    """Neither a recipient nor a denial of any."""
    return None if view.spoken_of("recipient") else Evidence(sections=view.searched("recipients"))


def data_categories_missing(view: View) -> Evidence | None:
    """No kind of data is named."""
    return None if view.said("data") else Evidence(sections=view.searched("data_categories"))


def sources_missing(view: View) -> Evidence | None:
    """Data that come from others are named, and no source of any kind."""
    others = view.said("data", *_FROM_OTHERS)
    if not others or view.spoken_of("source"):
        return None
    return Evidence(spans=tuple(others), sections=view.searched("sources"), what=view.quotes(others))


def providers_outside_eea(view: View) -> list[int]:
    """Return the recipients that are known providers from outside the EEA."""
    return [
        index
        for index in view.said("recipient")
        if any(word in services() for word in re.findall(r"[\w.]+", _nominative(view.span(index).quote)))
    ]


def _nominative(quote: str) -> str:
    """Return the words without the case endings of foreign names: ``Googlen``, ``Metalle``, ``Zoomiin``."""
    return " ".join(_stem(word) for word in quote.casefold().split())


def _stem(word: str) -> str:
    plain = word.strip(".,;:()\"”'").split(":")[0].split("-")[0]
    return next((name for name in sorted(services(), key=len, reverse=True) if plain.startswith(name)), plain)


def transfer_missing(view: View) -> Evidence | None:
    """A provider from outside the EEA receives data, and transfers are not spoken of."""
    providers = providers_outside_eea(view)
    if not providers or view.spoken_of("transfer"):
        return None
    return Evidence(
        spans=tuple(providers), sections=view.searched("transfers", "recipients"), what=view.quotes(providers)
    )


def safeguard_missing(view: View) -> Evidence | None:
    """A transfer without a safeguard; a country with an adequacy decision for everyone needs none."""
    abroad = view.transfers_abroad
    if (
        not abroad
        or view.said("transfer", *_SAFEGUARDS, "privacy_shield")
        or view.denied("transfer", "privacy_shield")
    ):
        return None
    named = [country for _, country in countries(view.record) if not country.eea]
    if named and all(country.adequacy and not country.scope for country in named):
        return None
    return Evidence(spans=tuple(abroad), sections=view.searched("transfers"))


def retention_missing(view: View) -> Evidence | None:
    """Neither a period nor a criterion."""
    return None if view.said("retention") else Evidence(sections=view.searched("retention"))


def consequence_missing(view: View) -> Evidence | None:
    """Giving the data is said to be mandatory, and no consequence of not giving them is told."""
    for at, text in view.section_texts(
        "data_categories", "sources", "legal_basis", "purposes", "rights", "other"
    ):
        for duty in cue("duty").finditer(text):
            line_start = text.rfind("\n", 0, duty.start()) + 1
            line_end = text.find("\n", duty.end())
            line = text[line_start : line_end if line_end >= 0 else len(text)]
            if re.search(r"anta(?:a|minen|misen|mista|maan)|tietojen", line) and not cue(
                "consequence"
            ).search(line):
                return Evidence(sections=(at,))
    return None


def decision_logic_missing(view: View) -> Evidence | None:
    """Automated decisions are made, and no sentence of their section tells how or with what effect."""
    decisions = view.said("decision", "automated")
    if not decisions:
        return None
    text = view.record.text
    for index in decisions:
        span = view.span(index)
        section = view.record.sections[span.section] if span.section is not None else None
        start, end = (section.start, section.end) if section else (span.start, min(len(text), span.end + 300))
        around = text[max(start, span.start - 200) : min(end, span.end + 500)]
        if cue("logic").search(around):
            return None
    return Evidence(spans=tuple(decisions), sections=view.searched("automated_decisions"))


def complaint_missing(view: View) -> Evidence | None:
    """The right to complain is not mentioned, nor the authority that takes complaints named."""
    named = any(_is_ombudsman(view, index) for index in view.said("contact"))
    if named or view.spoken_of("right", "complaint"):
        return None
    return Evidence(sections=view.searched("rights"))
