"""Articles of the GDPR as Finnish notices cite them, and the bases behind them."""

from __future__ import annotations

import pytest

from seloste.values.bases import basis_of, find_articles


@pytest.mark.parametrize(
    ("text", "number", "basis"),
    [
        ("6 artiklan 1 kohdan f alakohta", "6.1.f", "legitimate_interest"),
        ("6 artiklan 1 kohdan f-alakohtaan", "6.1.f", "legitimate_interest"),
        ("artikla 6 (1) (b)", "6.1.b", "contract"),
        ("Art. 6(1)(c)", "6.1.c", "legal_obligation"),
        ("art. 6.1 a", "6.1.a", "consent"),
        ("TSA 6.1 e", "6.1.e", "public_task"),
        ("9 artiklan 2 kohdan h alakohta", "9.2.h", "special_category"),
        ("artikla 13", "13", None),
    ],
)
def test_articles(text: str, number: str, basis: str | None) -> None:
    (found,) = find_articles(text)
    assert found.number == number
    assert basis_of(number) == basis


@pytest.mark.parametrize("text", ["24.12.2018", "6 kk", "(EU) 2016/679", "10 ja 24 §", "versio 6.1"])
def test_no_article(text: str) -> None:
    assert find_articles(text) == []
