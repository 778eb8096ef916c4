"""What changed between two versions of a notice: facts, apart from dates, layout and wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from seloste.record import FACT_FIELDS, Contact, Controller, Fact, Record, Register, Retention, Transfer
from seloste.values.dates import find_dates

#: How far two texts differ: not at all, in white space and marks, in dates as well, in words.
Difference = Literal["none", "layout", "dates", "wording"]

_FIELDS = ("controllers", "contacts", "registers", *FACT_FIELDS.values(), "laws")


@dataclass(frozen=True, slots=True)
class Stand:
    """How a notice stands to one thing: ``states`` such as ``said``; the words, their first place.

    ``value`` is what tells it from others of its kind: a name, an ISO 8601 period, a country's code.
    """

    states: frozenset[str]
    quotes: tuple[str, ...]
    start: int
    end: int
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that is new, gone or other than before.

    ``what`` is the category of a fact; of the others the kind of detail, such as ``name`` or ``email``.
    """

    kind: Literal["added", "removed", "changed"]
    field: str
    what: str
    old: Stand | None
    new: Stand | None


@dataclass(slots=True)
class _Found:
    """What is gathered of one thing while a record is gone through."""

    value: str | None
    states: set[str] = field(default_factory=set)
    places: dict[tuple[int, int], str] = field(default_factory=dict)

    def stand(self) -> Stand:
        places = sorted(self.places)
        quotes = tuple(dict.fromkeys(self.places[place] for place in places))
        return Stand(frozenset(self.states), quotes, *places[0], self.value)


def changes(old: Record, new: Record) -> list[Change]:
    """Return the facts that differ, in the order of the record's fields.

    A fact in other words is no change; see :func:`difference`. The date of a notice, white space, capitals
    and the order of sections are none either. Where one value of a kind is gone and another is new, such as
    the only retention period of a notice, that is one change.
    """
    before, after = _stands(old), _stands(new)
    found: list[Change] = []
    kinds: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for key in sorted(dict.fromkeys((*before, *after)), key=lambda key: _FIELDS.index(key[0])):
        kinds.setdefault(key[:2], []).append(key)
    for (name, what), same in kinds.items():
        gone = [before[key] for key in same if key not in after]
        fresh = [after[key] for key in same if key not in before]
        if len(gone) == len(fresh) == 1:
            found.append(Change("changed", name, what, gone[0], fresh[0]))
        else:
            found += [Change("removed", name, what, stand, None) for stand in gone]
            found += [Change("added", name, what, None, stand) for stand in fresh]
        for key in same:
            if key in before and key in after and before[key].states != after[key].states:
                found.append(Change("changed", name, what, before[key], after[key]))
    return found


def difference(old: Record, new: Record) -> Difference:
    """Return how far the texts of two versions differ, whatever they say."""
    if old.text == new.text:
        return "none"
    if _normal(old.text) == _normal(new.text):
        return "layout"
    return "dates" if _normal(_undated(old.text)) == _normal(_undated(new.text)) else "wording"


def _stands(record: Record) -> dict[tuple[str, str, str], Stand]:
    """Return how the record stands to each thing by field, category or kind, and value."""
    found: dict[tuple[str, str, str], _Found] = {}
    for name, item in record.statements():
        for what, value in _values(item):
            entry = found.setdefault((name, what, _normal(value)), _Found(value))
            entry.states |= _states(item)
            spans = [record.spans[index] for index in item.spans]
            for span in [span for span in spans if what in span.categories] or spans:
                entry.places[span.start, span.end] = span.quote
    for law in record.laws:
        entry = found.setdefault(("laws", "law", law.number), _Found(law.name))
        entry.states.add("said")
        for mention in law.mentions:
            entry.places[mention.start, mention.end] = mention.quote
    return {key: entry.stand() for key, entry in found.items()}


def _values(item: Controller | Contact | Register | Fact) -> Iterator[tuple[str, str | None]]:
    """Yield the category or the kinds of detail of a statement, each with its value."""
    if isinstance(item, Retention):
        yield item.category, item.period or item.until
    elif isinstance(item, Transfer):
        yield item.category, item.country.code if item.country else None
    elif isinstance(item, Fact):
        yield item.category, None
    elif isinstance(item, Register):
        yield "name", item.name
    else:
        details = [("name", item.name), ("business_id", item.business_id), ("address", item.address)]
        details += [("email", email) for email in item.emails] + [("phone", phone) for phone in item.phones]
        yield from ((kind, value) for kind, value in details if value)


def _states(item: Controller | Contact | Register | Fact) -> set[str]:
    if not isinstance(item, Fact):
        return {"said"}
    return {name for name in ("said", "denied", "conditional") if getattr(item, name)}


def _normal(text: str | None) -> str:
    """Return a text without what is no difference: capitals, white space and marks."""
    return "".join(letter for letter in (text or "").casefold() if letter.isalnum())


def _undated(text: str) -> str:
    """Return the text without its dates."""
    kept, at = [], 0
    for date in find_dates(text):
        kept.append(text[at : date.start])
        at = date.end
    return "".join([*kept, text[at:]])
