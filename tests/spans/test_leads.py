"""A lead that denies denies the items of its list; one that turns round or goes on does not."""

from __future__ import annotations

import pytest

from seloste.finnish.lines import read_lines
from seloste.finnish.registry import analyser
from seloste.loading import read_text
from seloste.process import read_lexicon
from seloste.spans.leads import denies

LEADS = [
    ("Emme kerää seuraavia tietoja:", True),
    ("Rekisteriin ei tallenneta:", True),
    ("Palvelu on maksuton. Emme luovuta tietoja seuraaville:", True),
    ("Sovellus ei voi käsitellä seuraavia tietoja (vrt. Kivikon seloste)", True),
    ("Keräämme seuraavat tiedot:", False),
    ("Emme luovuta tietoja muille kuin:", False),
    ("Emme myy tietoja, ja luovutamme niitä vain seuraaville:", False),
    ("Tietoja ei luovuteta, paitsi:", False),
    ("Tietoja ei luovuteta lukuun ottamatta seuraavia palveluntarjoajia:", False),
    ("Mainoksiinsa ne eivät saa tietoja käyttää:", False),
    ("Emme luovuta niitä mainostajille. Lisäksi emme tarvitse lupaa seuraaviin:", False),
    ("Välttämättömät evästeet (suostumusta ei tarvita):", False),
    ("Emme myy tietojasi.", False),
]


@pytest.mark.parametrize(("lead", "wanted"), LEADS)
def test_denied_leads(lead: str, wanted: bool) -> None:
    (line,) = read_lines(read_text(lead, id="x"), analyser("voikko"), read_lexicon())
    assert denies(line) is wanted
