"""Whose data a denial is of, and what stands against it."""

from __future__ import annotations

import pytest

from seloste.audit import audit
from seloste.audit.denials import group_of, names_group
from seloste.evaluation.audit import gold_record
from seloste.formats.inline import parse


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Potilastietoja ei siirretä", {"poti"}),
        ("potilaidemme yhteystietoja emme luovuta", {"poti"}),
        ("osakkaiden tietoja ei anneta", {"osak"}),
        ("tilaajien tiedoista ei tehdä siirtoja", {"tila"}),
        ("kerhon jäsentietoja ei anneta", set()),  # of all whom the notice is of
        ("asiakkaan tietoja ei anneta", set()),
        ("henkilötietoja ei luovuteta", set()),
        ("tietoja ei luovuteta", set()),
        ("luovutuksia ei tehdä", set()),
    ],
)
def test_the_group_whose_data_a_text_speaks_of(words: str, group: set[str]) -> None:
    assert group_of(words) == group
    assert not group or names_group(words)


_DENIED = "@@ transfers\n{denial}\n@@ recipients\n{told}\n"
_NO_PATIENTS = "Potilastietoja <<transfer:none|ei siirretä ETA:n ulkopuolelle>>."
_NOTHING = "Tietoja <<transfer:none|ei siirretä ETA:n ulkopuolelle>>."


@pytest.mark.parametrize(
    ("denial", "told", "found"),
    [
        (_NO_PATIENTS, "Potilaiden sanelut <<transfer:outside_eea+country|lähetetään Intiaan>>.", True),
        (_NO_PATIENTS, "Tilaajien osoitteet <<transfer:outside_eea+country|siirtyvät Kanadaan>>.", False),
        (_NOTHING, "Tilaajien osoitteet <<transfer:outside_eea+country|siirtyvät Kanadaan>>.", True),
        (_NOTHING, "Kirjeet lähetetään <<recipient:marketing|Mailchimpillä>>.", True),
        (_NOTHING, "Tiedostot ovat <<recipient:it_provider|Microsoftin>> pilvessä.", False),
        (f"{_NOTHING} Kirjeet lähetetään <<recipient:marketing|Mailchimpillä>>.", "Muita ei ole.", False),
    ],
)
def test_transfers_denied_and_told(denial: str, told: str, found: bool) -> None:
    record = gold_record("t", parse(_DENIED.format(denial=denial, told=told)))
    codes = {finding.code for finding in audit(record)}
    assert bool(codes & {"transfer_contradicts", "transfer_contradicts_service"}) is found
