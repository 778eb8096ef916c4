"""Vectors of words: every word has one, and words of one meaning or one stem lie near each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from seloste.errors import ModelError
from seloste.finnish import vectors
from seloste.finnish.vectors import read_vectors, word_vectors
from seloste.resources import shared_path


def likeness(one: str, other: str) -> float:
    a, b = word_vectors().of([one, other])
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("sähköposti", "sähköpostiosoite", "palomuuri"),
        ("puhelinnumero", "matkapuhelinnumero", "kirjanpitolaki"),
        ("kirjanpito", "kirjanpitäjä", "eväste"),
        ("sähköpostiosoite", "sahkopostiosoite", "jäsenmaksu"),  # a typing error
        ("kunta", "kaupunki", "selain"),
    ],
)
def test_like_words_are_near(word: str, near: str, far: str) -> None:
    assert likeness(word, near) > likeness(word, far)


def test_words_stand_in_order_and_any_word_has_a_vector() -> None:
    known = word_vectors()
    words = ["nimi", "qwrtzxcvbn", "nimi", "x", ""]
    rows = known.of(words)
    assert rows.shape == (5, known.width)
    np.testing.assert_array_equal(rows[0], rows[2])
    np.testing.assert_array_equal(rows[0], known.of(["nimi"])[0])
    assert np.isfinite(rows).all()
    assert known.of([]).shape == (0, known.width)


def test_mean_of_words() -> None:
    known = word_vectors()
    np.testing.assert_allclose(known.mean(["nimi", "osoite"]), known.of(["nimi", "osoite"]).mean(0))
    assert not known.mean([]).any()


def test_many_words_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "_REMEMBERED", 10)
    known = read_vectors(shared_path("models/word_vectors"))
    for start in range(0, 200, 5):
        known.of([f"sana{i}" for i in range(start, start + 5)])
    assert len(known._known) <= 15


def test_missing_vectors_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vectors, "shared_path", lambda name: tmp_path)
    word_vectors.cache_clear()
    try:
        with pytest.raises(ModelError, match="install seloste again"):
            word_vectors()
    finally:
        word_vectors.cache_clear()
