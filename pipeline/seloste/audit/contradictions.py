"""Checks for statements that contradict one another; what holds under a condition contradicts nothing."""

from __future__ import annotations

from collections.abc import Iterable

from seloste.audit.completeness import providers_outside_eea, transfers_abroad
from seloste.audit.view import Evidence, View

#: Recipients that a processor, an authority or a carrier is not: to them data are disclosed.
_THIRD_PARTIES = (
    "partner",
    "group_company",
    "marketing",
    "insurer",
    "debt_collector",
    "acquirer",
    "association",
    "research",
    "public",
)


def recipients_contradict(view: View) -> Evidence | None:
    """Disclosure is denied without condition, and a third party named as recipient without condition."""
    denials = _unconditional(view, view.denied("recipient", "third_party"))
    named = _unconditional(view, view.said("recipient", *_THIRD_PARTIES))
    return _conflict(view, denials, named)


def transfer_contradicts(view: View) -> Evidence | None:
    """Transfers are denied without condition, and one is stated without condition."""
    denials = _unconditional(view, view.said("transfer", "none"))
    return _conflict(view, denials, _unconditional(view, transfers_abroad(view)))


def transfer_contradicts_service(view: View) -> Evidence | None:
    """Transfers are denied without condition, and a provider from outside the EEA receives data."""
    denials = _unconditional(view, view.said("transfer", "none"))
    if transfers_abroad(view):
        return None
    return _conflict(view, denials, providers_outside_eea(view))


def purpose_contradicts(view: View) -> Evidence | None:
    """A purpose is denied and stated."""
    return _same_category(view, "purpose")


def data_contradict(view: View) -> Evidence | None:
    """A kind of data is denied and stated."""
    return _same_category(view, "data")


def decision_contradicts(view: View) -> Evidence | None:
    """Automated decisions or profiling are denied and stated."""
    return _same_category(view, "decision")


def _same_category(view: View, label: str) -> Evidence | None:
    denied = _unconditional(view, view.denied(label))
    said = _unconditional(view, view.said(label))
    clashes: list[int] = []
    categories: list[str] = []
    for index in denied:
        for category in view.span(index).categories:
            against = [
                other
                for other in said
                if category in view.span(other).categories and category != "other" and view.part(other) == view.part(index)
            ]
            if against:
                clashes += [index, *against]
                categories.append(category)
    if not clashes:
        return None
    return Evidence(spans=tuple(sorted(set(clashes))), what=view.names(label, categories))


def _unconditional(view: View, indices: Iterable[int]) -> list[int]:
    return [index for index in indices if view.span(index).condition is None]


def _conflict(view: View, denials: list[int], statements: list[int]) -> Evidence | None:
    """Return the first denial with the statements against it in the same register; one line is one statement."""
    for denial in denials:
        against = [
            other
            for other in statements
            if view.part(other) == view.part(denial) and not _same_line(view, denial, other)
        ]
        if against:
            return Evidence(spans=(denial, *against), what=view.quotes(against))
    return None


def _same_line(view: View, one: int, other: int) -> bool:
    start, end = sorted((view.span(one).start, view.span(other).start))
    return not set("\n.") & set(view.record.text[start:end])
