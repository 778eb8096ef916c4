"""Logistic regression in numpy against its definition."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.learning.linear import Linear, sigmoid

NAMES = [f"f{i}" for i in range(5)]
rows = st.lists(st.lists(st.sampled_from([*NAMES, "unknown"]), max_size=6), max_size=6)


def model(seed: int, answers: int = 3) -> Linear:
    chance = np.random.default_rng(seed)
    return Linear(
        tuple(f"a{i}" for i in range(answers)),
        {name: i for i, name in enumerate(NAMES)},
        chance.standard_normal((len(NAMES), answers)).astype(np.float32),
        chance.standard_normal(answers).astype(np.float32),
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 999), rows)
def test_scores_are_bias_and_the_weights_of_what_stands_in_the_row(seed: int, given: list[list[str]]) -> None:
    linear = model(seed)
    scores = linear.scores(given)
    assert scores.shape == (len(given), 3)
    for row, answer in zip(given, scores, strict=True):
        wanted = linear.bias + sum(
            linear.weights[linear.vocabulary[name]] for name in set(row) & set(linear.vocabulary)
        )
        np.testing.assert_allclose(answer, wanted, rtol=1e-4, atol=1e-5)
    shares = linear.probabilities(given)
    assert ((shares >= 0) & (shares <= 1)).all()


@pytest.mark.parametrize("logit", [-1e6, -40.0, -3.0, 0.0, 0.5, 40.0, 1e6])
def test_sigmoid_is_safe_for_large_values(logit: float) -> None:
    wanted = 1 / (1 + math.exp(-logit)) if logit > -700 else 0.0
    assert float(sigmoid(np.array([logit], dtype=np.float32))[0]) == pytest.approx(wanted, abs=1e-6)


def test_saved_and_loaded_it_is_the_same_to_the_byte(tmp_path: Path) -> None:
    linear = model(1)
    linear.save(tmp_path, "one")
    loaded = Linear.load(tmp_path, "one")
    given = [["f1", "f3"], [], ["f4", "f4", "unknown"]]
    np.testing.assert_array_equal(loaded.scores(given), linear.scores(given))
    assert loaded.answers == linear.answers
    loaded.save(tmp_path, "two")
    for suffix in ("npz", "json"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()
