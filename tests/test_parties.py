"""Names, identifiers and addresses find the party they stand with."""

from __future__ import annotations

import re
from typing import Any

import pytest

from seloste.assembly import assemble
from seloste.notice import Notice
from seloste.record import Record, Section, Span

_MARK = re.compile(r"\[(\w+):?(\w*)\|([^\]]+)\]")


def read(*parts: tuple[str, str]) -> Record:
    """Make the record of sections given as (type, text with ``[label:category|words]``)."""
    text = ""
    sections: list[Section] = []
    spans: list[Span] = []
    for kind, marked in parts:
        begin, last = len(text), 0
        for mark in _MARK.finditer(marked):
            text += marked[last : mark.start()]
            label, category, words = mark.groups()
            place: dict[str, Any] = {"start": len(text), "end": len(text) + len(words), "quote": words}
            spans.append(
                Span(label=label, categories=(category,) if category else (), section=len(sections), **place)
            )
            text += words
            last = mark.end()
        text += marked[last:] + "\n"
        sections.append(Section(types=tuple(kind.split("+")), start=begin, end=len(text)))
    return assemble(Notice("n", text, ()), sections, spans)


def test_details_belong_to_the_controller_they_follow() -> None:
    made = read(
        (
            "controller",
            (
                "[controller:organisation|Sahan Voima Oy]\nY-tunnus [contact:business_id|0737546-2]\n"
                "[contact:address|Sahatie 1]\n[contact:address|00100 Helsinki]\n"
                "puh. [contact:phone|09 123 4567], [contact:email|tieto@saha.example]"
            ),
        )
    )
    (party,) = made.controllers
    assert party.name == "Sahan Voima Oy"
    assert party.business_id == "0737546-2"
    assert party.address == "Sahatie 1, 00100 Helsinki"
    assert (party.phones, party.emails) == (("09 123 4567",), ("tieto@saha.example",))
    assert party.spans == (0, 1, 2, 3, 4, 5)
    assert not made.contacts


def test_details_after_a_person_are_the_persons() -> None:
    made = read(
        ("controller", "[controller:organisation|Sahan Voima Oy], [contact:email|tieto@saha.example]"),
        (
            "contact",
            "[contact:person|Maija Malli]\n[contact:email|maija@saha.example]\n[contact:phone|040 1]",
        ),
        ("contact", "Tietosuojavastaava [contact:dpo|Pekka Puu], [contact:email|pekka@saha.example]"),
    )
    assert made.controllers[0].emails == ("tieto@saha.example",)
    assert [(c.name, c.role, c.emails) for c in made.contacts] == [
        ("Maija Malli", "person", ("maija@saha.example",)),
        ("Pekka Puu", "dpo", ("pekka@saha.example",)),
    ]


def test_business_id_before_or_away_from_the_name_is_the_controllers() -> None:
    before = read(
        ("controller", "Y-tunnus [contact:business_id|0737546-2]: [controller:organisation|Saha Oy]")
    )
    assert before.controllers[0].business_id == "0737546-2"
    after_person = read(
        (
            "controller",
            "[controller:organisation|Saha Oy] [contact:person|Maija Malli] [contact:business_id|0737546-2]",
        )
    )
    assert after_person.controllers[0].business_id == "0737546-2"


def test_one_party_in_several_forms_is_one() -> None:
    made = read(
        ("controller", "[controller:organisation|Saha Oy] … [controller:organisation|Saha Oy:n]"),
        ("contact", "[contact:person|Kimmo Virtanen], [contact:phone|040 1]"),
        ("rights", "Ota yhteyttä: [contact:person|Kimmo Virtaseen], [contact:email|kimmo@saha.example]"),
        ("register_name", "[register|Asiakasrekisteri] ja [register|asiakasrekisterissä]"),
    )
    assert [party.name for party in made.controllers] == ["Saha Oy"]
    (contact,) = made.contacts
    assert (contact.name, contact.phones, contact.emails) == (
        "Kimmo Virtanen",
        ("040 1",),
        ("kimmo@saha.example",),
    )
    assert [register.name for register in made.registers] == ["Asiakasrekisteri"]


def test_address_where_requests_go_is_not_the_supervisors() -> None:
    far = "Voit myös käyttää muita oikeuksiasi. " * 4
    made = read(
        ("controller", "[controller:organisation|Saha Oy], [contact:email|tieto@saha.example]"),
        (
            "rights",
            (
                f"[contact:office|Tietosuojavaltuutetun toimisto], [contact:web|tietosuoja.fi]. {far}"
                "Kirjoita: [contact:email|tieto@saha.example]"
            ),
        ),
    )
    (office,) = made.contacts
    assert (office.web, office.emails) == (("tietosuoja.fi",), ())
    assert made.controllers[0].spans == (0, 1, 4), "the same address again is the controller's"


def test_details_without_a_name_are_kept() -> None:
    made = read(("rights", "Pyynnöt: [contact:email|pyynnot@saha.example]"))
    (contact,) = made.contacts
    assert (contact.name, contact.emails) == (None, ("pyynnot@saha.example",))


@pytest.mark.parametrize(
    ("scores", "names"),
    [
        ((0.97, 0.43), ["Sahan Voima Oy"]),
        ((0.43, 0.97), ["Have more"]),
        ((0.6, 0.43), ["Sahan Voima Oy", "Have more"]),
        ((0.97, 0.7), ["Sahan Voima Oy", "Have more"]),
    ],
)
def test_a_doubtful_name_does_not_stand_beside_a_sure_one(
    scores: tuple[float, float], names: list[str]
) -> None:
    text = "Sahan Voima Oy\nHave more questions?"
    spans = [
        Span(label="controller", categories=("organisation",), start=a, end=b, quote=text[a:b], score=score)
        for (a, b), score in zip(((0, 14), (15, 24)), scores, strict=True)
    ]
    assert [party.name for party in assemble(Notice("n", text, ()), [], spans).controllers] == names
