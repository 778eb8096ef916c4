"""Fitting: what is said to be likely comes true as often."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from seloste.training.calibration import Outcome, fit_calibration

pytestmark = pytest.mark.skipif(not find_spec("sklearn"), reason="needs the extra `train`")


def outcomes(label: str, count: int, power: float) -> list[Outcome]:
    """Predictions that are right with the probability ``score ** power``."""
    chance = np.random.default_rng(7)
    scores = chance.uniform(0.2, 1, count)
    return [Outcome(label, float(s), bool(chance.uniform() < s**power)) for s in scores]


def test_scores_become_the_share_that_is_right() -> None:
    fitted = fit_calibration([*outcomes("data", 6000, 3), *outcomes("right", 6000, 0.5)])
    for score in (0.3, 0.5, 0.7, 0.9):
        assert fitted.calibrate("data", [score])[0] == pytest.approx(score**3, abs=0.05)
        assert fitted.calibrate("right", [score])[0] == pytest.approx(score**0.5, abs=0.05)


@pytest.mark.parametrize("count", [1, 3, 30, 199, 5000])
def test_lines_rise_and_promise_no_certainty(count: int) -> None:
    always = [Outcome("data", score, True) for score in np.linspace(0.5, 1, count).tolist()]
    fitted = fit_calibration([*always, *outcomes("right", 50, 1)])
    assert set(fitted.labels) == ({"data"} if count >= 200 else set())
    for knots in (*fitted.labels.values(), fitted.rest):
        assert len(knots.scores) == len(knots.probabilities) <= 20
        assert (np.diff(knots.scores) > 0).all()
        assert (np.diff(knots.probabilities) >= 0).all()
        assert min(knots.probabilities) > 0
        assert max(knots.probabilities) < 1


def test_scores_that_are_all_alike() -> None:
    fitted = fit_calibration([Outcome("data", 1.0, i % 4 > 0) for i in range(400)])
    assert fitted.calibrate("data", [1.0])[0] == pytest.approx(0.75, abs=0.02)


def test_nothing_to_fit_is_said() -> None:
    with pytest.raises(ValueError, match="needs predictions"):
        fit_calibration([])
