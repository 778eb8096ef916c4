"""What changed between two versions: facts, not dates and not wording."""

from __future__ import annotations

import re

from seloste.comparison.changes import changes, is_reworded
from seloste.notice import Notice
from seloste.record import Record, Span, assemble

_MARK = re.compile(r"\[(\w+):(\w+)(!?)\|([^\]]+)\]")


def read(marked: str) -> Record:
    text, spans, last = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[last : mark.start()]
        label, category, denied, words = mark.groups()
        place = {"start": len(text), "end": len(text) + len(words)}
        spans.append(Span(label=label, categories=(category,), negated=bool(denied), quote=words, **place))
        text += words
        last = mark.end()
    return assemble(Notice("n", text + marked[last:], ()), [], spans)


OLD = read(
    "Päivitetty 1.1.2020. [controller:organisation|Saha Oy]. Keräämme [data:name|nimen] ja "
    "[data:email|sähköpostin], emme [data:health!|terveystietoja]. "
    "Emme luovuta tietoja [recipient:third_party!|ulkopuolisille]."
)


def test_added_removed_and_changed_facts() -> None:
    new = read(
        "Päivitetty 2.2.2024. [controller:organisation|Uusi Saha Oy]. Keräämme [data:name|nimen], "
        "[data:phone|puhelinnumeron] ja [data:health|terveystietoja]. "
        "Emme luovuta tietoja [recipient:third_party!|ulkopuolisille]."
    )
    found = {(change.kind, change.field, change.what) for change in changes(OLD, new)}
    assert found == {
        ("removed", "controllers", "Saha Oy"),
        ("added", "controllers", "Uusi Saha Oy"),
        ("removed", "data", "email"),
        ("added", "data", "phone"),
        ("changed", "data", "health"),
    }
    (health,) = (change for change in changes(OLD, new) if change.what == "health")
    assert health.old is not None
    assert health.new is not None
    assert (health.old.states, health.new.states) == ({"denied"}, {"said"})
    assert new.text[health.new.start : health.new.end] in health.new.quotes


def test_a_new_date_is_no_change() -> None:
    new = OLD.model_copy(update={"text": OLD.text.replace("1.1.2020", "9.9.2025")})
    assert changes(OLD, new) == []
    assert not is_reworded(OLD, new)


def test_other_words_for_the_same_are_no_change_but_told() -> None:
    new = read(
        "[controller:organisation|Saha Oy] käsittelee [data:name|nimeä] ja [data:email|sähköpostiosoitetta]; "
        "[data:health!|terveystietoja] ei kerätä eikä luovuteta [recipient:third_party!|sivullisille]."
    )
    assert changes(OLD, new) == []
    assert is_reworded(OLD, new)
