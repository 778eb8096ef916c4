"""The words under whose condition a statement holds."""

from __future__ import annotations

import pytest

from seloste.values.conditions import find_condition, is_qualified


@pytest.mark.parametrize(
    ("text", "kind", "cue"),
    [
        ("Tietoja ei luovuteta «ulkopuolisille» ilman suostumustasi.", "consent", "suostumustasi"),
        ("Tietoja ei luovuteta «ulkopuolisille», ellei laki siihen velvoita.", "exception", "ellei"),
        ("Lain nojalla tietoja saa «poliisi».", "law", "Lain"),
        ("Pyynnöstäsi siirrämme tiedot «uudelle palvelulle».", "request", "Pyynnöstäsi"),
        ("Tietoja «ei säännönmukaisesti siirretä» EU:n ulkopuolelle.", "other", "säännönmukaisesti"),
        ("Käsittely perustuu «suostumukseen».", None, None),
        ("Tietoja ei luovuteta «ulkopuolisille». Suostumuksella saat kirjeen.", None, None),
    ],
)
def test_conditions(text: str, kind: str | None, cue: str | None) -> None:
    start, end = text.index("«"), text.index("»") - 1
    plain = text.replace("«", "").replace("»", "")
    found = find_condition(plain, start, end)
    assert (found and found.kind) == kind
    assert (found and plain[found.start : found.end]) == cue


def test_the_next_sentence_can_take_it_back() -> None:
    text = "Tietoja ei luovuteta. Käytämme kuitenkin palveluntarjoajia. Muuta ei ole."
    assert is_qualified(text, 20)
    assert not is_qualified("Tietoja ei luovuteta. Rekisteri on Suomessa.", 20)
    assert not is_qualified("Tietoja ei luovuteta", 20)
