"""Regressions are the same on any number of cores."""

from __future__ import annotations

import os

import numpy as np
import pytest

from seloste.training.linear import fit_linear

WORDS = "nimi osoite puhelin sähköposti tunnus ikä kieli ammatti".split()
ANSWERS = ("contact", "identity", "other")


def rows(count: int = 300) -> tuple[list[list[str]], list[list[str]]]:
    random = np.random.default_rng(0)
    drawn = [[word for word in WORDS if random.random() < 0.4] for _ in range(count)]
    return drawn, [[answer for answer in ANSWERS if random.random() < 0.3 + 0.1 * len(d)] for d in drawn]


def test_the_number_of_cores_changes_no_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = []
    for cores in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        fitted.append(fit_linear(*rows(), ANSWERS))
    assert fitted[0].weights.tobytes() == fitted[1].weights.tobytes()
    assert fitted[0].bias.tobytes() == fitted[1].bias.tobytes()
    assert np.abs(fitted[0].weights).max() > 0.1


def test_an_answer_that_always_or_never_holds_is_not_fitted() -> None:
    fitted = fit_linear([["nimi"], ["ikä"], ["nimi"]], [["always"]] * 3, ("always", "never"))
    assert fitted.bias.tolist() == [9.0, -9.0]
    assert not fitted.weights.any()
