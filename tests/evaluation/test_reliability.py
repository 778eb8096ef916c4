"""Scores against truth: the bins, the error, the price of a least score, and calibration on other notices."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

from seloste.evaluation.reliability import calibrated, outcomes, reliability
from seloste.evaluation.report import figures
from seloste.evaluation.run import Predicted
from seloste.evaluation.scores import score_notices
from seloste.formats.inline import Annotated, parse
from seloste.training.calibration import Outcome

GOLD = parse(
    "@@ other\n<<data:name|Nimi>>, <<data:email|sähköposti>>, <<data:phone!|puhelin>>, <<data:address|osoite>>"
)


def predicted(marked: str, *scores: float) -> Predicted:
    side = parse(f"@@ other\n{marked}")
    return Predicted(side.text, side.sections, side.spans, scores)


def test_right_is_label_place_category_and_polarity() -> None:
    side = predicted(
        "<<data:name|Nimi>>, <<data:other|sähköposti>>, <<data:phone|puhelin>>, <<recipient:other|osoite>>",
        *(0.9, 0.8, 0.7, 0.6),
    )
    assert outcomes({"a": GOLD}, {"a": side}) == {
        "a": [
            Outcome("data", 0.9, True),
            Outcome("data", 0.8, False),
            Outcome("data", 0.7, False),
            Outcome("recipient", 0.6, False),
        ]
    }
    assert outcomes({"a": GOLD}, {"a": Annotated(GOLD.text, (), GOLD.spans)}) == {}, "records have no scores"


def test_figures_worked_out_by_hand() -> None:
    """Two of three spans are right; four were to be found."""
    side = predicted(
        "<<data:name|Nimi>>, <<data:email|sähköposti>>, <<data:phone|puhelin>>, osoite", 1.0, 0.95, 0.25
    )
    told = reliability({"a": GOLD}, outcomes({"a": GOLD}, {"a": side}))
    assert told["bins"] == [
        {"from": 0.2, "spans": 1, "score": 0.25, "right": 0.0},
        {"from": 0.9, "spans": 2, "score": 0.975, "right": 1.0},
    ]
    assert told["calibration_error"] == pytest.approx((0.25 + 2 * 0.025) / 3, abs=1e-4)
    rows = {row["min_score"]: row for row in told["by_min_score"]}
    assert rows[0.0] == {"min_score": 0.0, "p": 0.6667, "r": 0.5, "f1": 0.5714, "left_out": 0.0}
    assert rows[0.25]["left_out"] == 0.0, "a span with the least score itself stays"
    assert rows[0.3] == {"min_score": 0.3, "p": 1.0, "r": 0.5, "f1": 0.6667, "left_out": 0.3333}
    assert rows[0.99] == {"min_score": 0.99, "p": 1.0, "r": 0.25, "f1": 0.4, "left_out": 0.6667}


def test_nothing_predicted_has_no_scores() -> None:
    sides = {"a": GOLD}, {"a": predicted("Nimi, sähköposti, puhelin, osoite")}
    assert "scores" not in figures(*sides, score_notices(*sides))


@pytest.mark.skipif(not find_spec("sklearn"), reason="needs the extra `train`")
def test_calibration_brings_scores_near_the_truth_of_other_notices() -> None:
    chance = np.random.default_rng(3)
    found = {
        str(i): [Outcome("data", s, bool(chance.uniform() < s**3)) for s in chance.uniform(0, 1, 40).tolist()]
        for i in range(50)
    }
    before, after = reliability({}, found), reliability({}, calibrated(found))
    assert before["calibration_error"] > 0.2
    assert after["calibration_error"] < 0.05
    assert [o.right for rows in calibrated(found).values() for o in rows] == [
        o.right for rows in found.values() for o in rows
    ]


def test_one_notice_cannot_be_calibrated_on_others() -> None:
    found = {"a": [Outcome("data", 0.5, True)]}
    assert calibrated(found) == found
