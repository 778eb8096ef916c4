"""The line from scores to probabilities: it rises, stays within its ends, and comes back from disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.learning.calibration import Calibration, Knots

LINE = Knots((0.2, 0.6, 1.0), (0.1, 0.3, 0.9))


@pytest.mark.parametrize(
    ("score", "probability"), [(0.0, 0.1), (0.2, 0.1), (0.4, 0.2), (0.8, 0.6), (1.0, 0.9)]
)
def test_between_knots_the_line_is_straight(score: float, probability: float) -> None:
    assert LINE.calibrate([score])[0] == pytest.approx(probability)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_order_of_scores_is_kept(scores: list[float]) -> None:
    assert (np.diff(LINE.calibrate(sorted(scores))) >= 0).all()


def test_label_without_a_line_has_that_of_the_rest(tmp_path: Path) -> None:
    calibration = Calibration({"data": LINE, "rest": Knots((0.0, 1.0), (0.0, 1.0))}, Knots((0.5,), (0.7,)))
    assert calibration.calibrate("data", [0.6])[0] == pytest.approx(0.3)
    assert calibration.calibrate("rest", [0.6])[0] == pytest.approx(0.6)
    assert calibration.calibrate("purpose", [0.1, 0.9]).tolist() == [0.7, 0.7]
    calibration.save(tmp_path)
    assert Calibration.load(tmp_path) == calibration
