"""What changed between two versions of a notice: facts, apart from dates and wording."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from seloste.record import Contact, Controller, Fact, Record, Register, Retention


@dataclass(frozen=True, slots=True)
class Stand:
    """How a notice stands to one thing: ``states`` such as ``said``; the words, their first place."""

    states: frozenset[str]
    quotes: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that is new, gone or other than before; ``what`` is a category or a name."""

    kind: Literal["added", "removed", "changed"]
    field: str
    what: str
    old: Stand | None
    new: Stand | None


def changes(old: Record, new: Record) -> list[Change]:
    """Return the facts that differ, in the order of the record's fields.

    A fact in other words is no change; see :func:`is_reworded`. A date, a space or an order of sections
    is none either, for facts know nothing of them.
    """
    before, after = dict(_stands(old)), dict(_stands(new))
    found: list[Change] = []
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one is None:
            found.append(Change("added", *key, None, other))
        elif other is None:
            found.append(Change("removed", *key, one, None))
        elif one.states != other.states:
            found.append(Change("changed", *key, one, other))
    return found


def is_reworded(old: Record, new: Record) -> bool:
    """Say whether the texts differ in more than white space and digits."""
    return _letters(old.text) != _letters(new.text)


def _stands(record: Record) -> Iterator[tuple[tuple[str, str], Stand]]:
    """Yield how the record stands to each category and name."""
    gathered: dict[tuple[str, str], tuple[set[str], list[int]]] = {}
    for field, item in record.statements():
        for what in _names(item):
            states, spans = gathered.setdefault((field, what), (set(), []))
            states |= _states(item)
            spans += item.spans
    for key, (states, indices) in gathered.items():
        spans_of = [record.spans[index] for index in sorted(set(indices))]
        quotes = tuple(dict.fromkeys(span.quote for span in spans_of))
        yield key, Stand(frozenset(states), quotes, spans_of[0].start, spans_of[0].end)


def _names(item: Controller | Contact | Register | Fact) -> tuple[str, ...]:
    if isinstance(item, Retention) and item.period:
        return (f"{item.category} {item.period}",)
    if isinstance(item, Fact):
        return (item.category,)
    if isinstance(item, Register):
        return (item.name,)
    details = (item.name, item.business_id, item.address, *item.emails, *item.phones)
    return tuple(detail for detail in details if detail)


def _states(item: Controller | Contact | Register | Fact) -> set[str]:
    if not isinstance(item, Fact):
        return {"said"}
    states = {name for name in ("said", "denied", "conditional") if getattr(item, name)}
    return states


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())
