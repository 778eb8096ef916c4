"""Gathers names, addresses and identifiers of controllers and contacts by where they stand together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seloste.record import Section, Span

#: The normal forms of a span's contact details, by their category.
Details = Mapping[str, Sequence[str]]

_ANCHORS = ("person", "dpo", "office")
#: How far a detail may stand from the name before it, in code points, outside sections made of such details.
_REACH = 80
#: What parts the lines of one address: a comma, a line break, a tab.
_ADDRESS_GAP = 3
#: Letters that two inflected forms of a surname share at least: ``Virtanen``, ``Virtaseen``.
_SHARED_STEM = 4
#: The longest case ending of a register's name: ``rekisteri``, ``rekisterissä``, ``rekisteristään``.
_LONGEST_ENDING = 5
#: A name that is likelier wrong than right does not stand beside one that is sure; by score.
_SURE, _DOUBTFUL = 0.9, 0.5
#: The case ending that an abbreviated legal form takes: ``Oy:n``, ``ry:lle``.
_ENDING = re.compile(r"(?<=\w):[a-zäö]{1,5}$")


@dataclass(slots=True)
class Party:
    """A controller or a contact with the details that stand with it; ``spans`` are indices."""

    name: str | None
    role: str | None
    details: dict[str, list[str]] = field(default_factory=dict)
    spans: list[int] = field(default_factory=list)

    def add(self, kind: str, value: str, index: int) -> None:
        """Take in a detail of the given contact category."""
        values = self.details.setdefault(kind, [])
        if value.casefold() not in {known.casefold() for known in values}:
            values.append(value)
        self.spans.append(index)

    def first(self, kind: str) -> str | None:
        """Return the first detail of a category."""
        return next(iter(self.details.get(kind, ())), None)

    def all(self, kind: str) -> tuple[str, ...]:
        """Return all details of a category, in the order of the text."""
        return tuple(self.details.get(kind, ()))

    def extend_address(self, value: str, index: int) -> None:
        """Take in the second line of the address that was added last."""
        self.details["address"][-1] += f", {value}"
        self.spans.append(index)

    def holds(self, other: Party) -> bool:
        """Say whether every detail of the other is among this one's."""
        return all(
            value.casefold() in {known.casefold() for known in self.details.get(kind, ())}
            for kind, values in other.details.items()
            for value in values
        )


def gather(
    spans: Sequence[Span], sections: Sequence[Section], values: Mapping[int, Details]
) -> tuple[list[Party], list[Party]]:
    """Return the controllers and the contacts of a notice; ``values`` has normal forms by index of a span, the
    quote stands where none is.

    A detail belongs to the name that it follows in its section; a business ID always to a controller.
    A detail before any name belongs to the section's first controller, or else to a contact without a name.
    A controller's name of low score is left out where another is sure.
    """
    gathering = _Gathering()
    sure = any(span.label == "controller" and span.score >= _SURE for span in spans)
    order = sorted(range(len(spans)), key=lambda index: (spans[index].start, index))
    place: int | None = None
    for index in order:
        span = spans[index]
        if span.label not in ("controller", "contact") or span.negated:
            continue
        if sure and span.label == "controller" and span.score < _DOUBTFUL:
            continue
        if span.section != place:
            gathering.close_section()
            place = span.section
            gathering.types = sections[place].types if place is not None else ()
        gathering.take(span, index, " ".join(span.quote.split()), values.get(index, {}))
    gathering.close_section()
    return list(gathering.controllers.values()), gathering.settled_contacts()


class _Gathering:
    """The state of the walk over the spans; ``last`` is the party span before, ``types`` its section's."""

    def __init__(self) -> None:
        self.controllers: dict[str, Party] = {}
        self.contacts: dict[tuple[str, str | None], Party] = {}
        self.unnamed: list[Party] = []
        self.current: Party | None = None
        self.controller: Party | None = None
        self.waiting: list[tuple[str, str, int]] = []
        self.types: Sequence[str] = ()
        self.last: Span | None = None

    def take(self, span: Span, index: int, words: str, values: Details) -> None:
        last, self.last = self.last, span
        gap = span.start - last.end if last else 0
        if gap > _REACH and not {"controller", "contact"} & set(self.types):
            self.current = None
        if span.label == "controller":
            self._open_controller(_ENDING.sub("", words), span.categories, index)
            return
        kinds = [category for category in span.categories if category not in _ANCHORS]
        role = next((category for category in span.categories if category in _ANCHORS), None)
        if role:
            self.current = self.contacts.setdefault((words.casefold(), role), Party(words, role))
            self.current.spans.append(index)
            return
        follows_address = last is not None and "address" in last.categories and gap <= _ADDRESS_GAP
        for kind, detail in [(one, detail) for one in kinds for detail in values.get(one, (words,))]:
            owner = self.controller if kind == "business_id" else self.current
            if owner is None:
                self.waiting.append((kind, detail, index))
            elif kind == "address" and follows_address and owner.first("address"):
                owner.extend_address(detail, index)
            else:
                owner.add(kind, detail, index)

    def _open_controller(self, name: str, categories: Sequence[str], index: int) -> None:
        role = next(iter(categories), None)
        party = self.controllers.setdefault(name.casefold(), Party(name, role))
        party.spans.append(index)
        self.current = self.controller = party
        waiting, self.waiting = self.waiting, []
        for kind, words, at in waiting:
            if "controller" in self.types or kind == "business_id":
                party.add(kind, words, at)
            else:
                self.waiting.append((kind, words, at))

    def close_section(self) -> None:
        """Settle the details that met no name in their section."""
        sole = next(iter(self.controllers.values())) if len(self.controllers) == 1 else None
        unnamed = Party(None, None)
        for kind, words, index in self.waiting:
            owner = sole if sole and ("controller" in self.types or kind == "business_id") else unnamed
            owner.add(kind, words, index)
        if unnamed.details:
            self.unnamed.append(unnamed)
        self.waiting = []
        self.current = None

    def settled_contacts(self) -> list[Party]:
        """Return the contacts, those without a name folded into the party that has the same details."""
        settled: list[Party] = []
        for party in self.contacts.values():
            twin = next((known for known in settled if _same_person(known, party)), None)
            if twin is None:
                settled.append(party)
                continue
            twin.name = min(twin.name or "", party.name or "", key=len)
            twin.spans.extend(party.spans)
            for kind, values in party.details.items():
                twin.details.setdefault(kind, []).extend(
                    value for value in values if value not in twin.details.get(kind, ())
                )
        for party in self.unnamed:
            known_parties = (*settled, *self.controllers.values())
            twin = next((known for known in known_parties if known.holds(party)), None)
            if twin is None:
                settled.append(party)
            else:
                twin.spans.extend(party.spans)
        return settled


def _same_person(one: Party, other: Party) -> bool:
    """Say whether two names are one person's in two cases: all names but the last equal, its stem too."""
    first, second = (one.name or "").casefold().split(), (other.name or "").casefold().split()
    if one.role != other.role or one.role == "office" or len(first) < 2 or first[:-1] != second[:-1]:
        return False
    return first[-1][:_SHARED_STEM] == second[-1][:_SHARED_STEM]


def same_register(one: str, other: str) -> bool:
    """Say whether two names of registers differ by a case ending at most."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    ending = long.removeprefix(short)
    return long == short or (long.startswith(short) and len(ending) <= _LONGEST_ENDING and ending.isalpha())
