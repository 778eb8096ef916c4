"""The words under whose condition a statement holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.values.conditions import find_condition, is_qualified


@pytest.mark.parametrize(
    ("text", "kind", "cue"),
    [
        ("Tietoja ei luovuteta «ulkopuolisille» ilman suostumustasi.", "consent", "suostumustasi"),
        ("Tietoja ei luovuteta «ulkopuolisille», ellei laki siihen velvoita.", "exception", "ellei"),
        ("Lain nojalla tietoja saa «poliisi».", "law", "Lain"),
        ("Pyynnöstäsi siirrämme tiedot «uudelle palvelulle».", "request", "Pyynnöstäsi"),
        ("Tietoja «ei säännönmukaisesti siirretä» EU:n ulkopuolelle.", "other", "säännönmukaisesti"),
        ("«YouTube»-video ladataan vasta kun painat nappia.", "request", "vasta kun"),
        ("Suostuttuasi kirjeen lähettää «kumppani».", "consent", "Suostuttuasi"),
        ("Tallennamme «säännöllisen lääkityksen».", None, None),
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


@pytest.mark.parametrize(
    "text", ["Tietoja ei luovuteta «ulkopuolisille» markkinointiin.", "«Muuta» vain: «x»"]
)
def test_a_denial_is_narrowed_by_more_words_than_a_statement(text: str) -> None:
    start, end = text.index("«"), text.index("»") - 1
    plain = text.replace("«", "").replace("»", "")
    assert find_condition(plain, start, end) is None
    assert find_condition(plain, start, end, denied=True) is not None


def test_the_object_of_a_verb_does_not_narrow_the_denial_of_the_next() -> None:
    text = "Emme luovuta tietoja kaupallisiin tarkoituksiin emmekä siirrä niitä ulkomaille."
    start = text.index("siirrä")
    assert find_condition(text, start, len(text) - 1, denied=True) is None


@given(st.text(alphabet="aei lkn.!?;•|\t\njos mm1", max_size=60), st.integers(0, 60), st.integers(1, 10))
def test_a_condition_stands_in_the_text_on_the_line_of_its_statement(text: str, at: int, size: int) -> None:
    start, end = min(at, len(text)), min(at + size, len(text))
    found = find_condition(text, start, end, denied=True)
    if found:
        assert 0 <= found.start < found.end <= len(text)
        assert "\n" not in text[found.start : found.end]
    is_qualified(text, end)


def test_the_next_sentence_can_take_it_back() -> None:
    text = "Tietoja ei luovuteta. Käytämme kuitenkin palveluntarjoajia. Muuta ei ole."
    assert is_qualified(text, 20)
    assert not is_qualified("Tietoja ei luovuteta. Rekisteri on Suomessa.", 20)
    assert not is_qualified("Tietoja ei luovuteta", 20)
