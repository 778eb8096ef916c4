"""Intervals and comparisons: known cases, and what must hold of any counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.errors import UsageError
from seloste.evaluation.bootstrap import FIGURES, compare, intervals, shared
from seloste.evaluation.counts import read_counts, write_counts
from seloste.evaluation.scores import CONTROLLERS, Count, Scores, empty, total


def notice(hit: int, predicted: int, gold: int, label: str = "data", table: str = "spans") -> Scores:
    scores = empty()
    scores[table].labels[label] = Count(hit, predicted, gold)
    return scores


tables = st.dictionaries(
    st.sampled_from(["data", "right", "purpose"]),
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(
        lambda n: (n[0], n[0] + n[1], n[0] + n[2])
    ),
)


def run(counts: dict[str, dict[str, tuple[int, int, int]]]) -> dict[str, Scores]:
    answer = {}
    for name, table in counts.items():
        answer[name] = empty()
        for label, numbers in table.items():
            answer[name]["spans"].labels[label] = Count(*numbers)
    return answer


runs = st.dictionaries(st.sampled_from("abcdef"), tables, min_size=1).map(run)


@settings(max_examples=25, deadline=None)
@given(runs)
def test_figures_are_those_of_the_scores_and_lie_between_their_bounds(notices: dict[str, Scores]) -> None:
    sure = intervals(notices)
    scores = total(notices.values())
    assert sure.keys() == FIGURES.keys()
    assert sure["spans"].value == pytest.approx(scores["spans"].micro.f1)
    assert sure["spans macro"].value == pytest.approx(scores["spans"].macro_f1)
    for interval in sure.values():
        assert 0 <= interval.low <= interval.high <= 1
    assert {d.change.value for d in compare(notices, notices)} == {0.0}


def test_interval_is_of_the_notices_not_of_the_spans() -> None:
    """Notices that are all alike leave nothing to chance, however wrong they are; two kinds do."""
    alike = intervals({str(i): notice(7, 10, 10) for i in range(20)})["spans"]
    assert (alike.low, alike.high) == (pytest.approx(0.7), pytest.approx(0.7))
    mixed = intervals({str(i): notice(10 * (i % 2), 10, 10) for i in range(100)})["spans"]
    assert mixed.value == pytest.approx(0.5)
    # the binomial's: 1.96 standard errors of 0.05
    assert mixed.low == pytest.approx(0.402, abs=0.02)
    assert mixed.high == pytest.approx(0.598, abs=0.02)


def test_controllers_are_a_share_of_the_notices_that_name_one() -> None:
    notices = {
        "a": notice(1, 1, 1, "controller", CONTROLLERS),
        "b": notice(0, 1, 1, "controller", CONTROLLERS),
        "c": notice(0, 1, 0, "controller", CONTROLLERS),
    }
    assert intervals(notices)[CONTROLLERS].value == 0.5


def test_pairing_finds_a_small_change_that_two_intervals_hide() -> None:
    """Notices differ widely, and each gets one hit more: the runs overlap, their difference does not."""
    before = {str(i): notice(i % 20, 21, 21) for i in range(40)}
    after = {str(i): notice(i % 20 + 1, 21, 21) for i in range(40)}
    assert intervals(before)["spans"].high > intervals(after)["spans"].low
    (change,) = [d for d in compare(before, after) if d.measure == "spans"]
    assert change.change.value == pytest.approx(1 / 21)
    assert change.is_sure
    assert not any(d.is_sure for d in compare(before, before))


def test_only_notices_with_the_same_gold_are_compared() -> None:
    first = {"a": notice(1, 2, 2), "b": notice(1, 2, 2), "c": notice(1, 2, 2)}
    second = {"b": notice(2, 2, 2), "c": notice(2, 2, 3), "d": notice(2, 2, 2)}
    assert shared(first, second) == ["b"]
    (change,) = [d for d in compare(first, second) if d.measure == "spans"]
    assert (change.first, change.second) == (0.5, 1.0)
    with pytest.raises(UsageError, match="no notice in common"):
        compare(first, {"d": notice(1, 1, 1)})


@settings(max_examples=25, deadline=None)
@given(notices=runs)
def test_counts_come_back_from_their_file(
    tmp_path_factory: pytest.TempPathFactory, notices: dict[str, Scores]
) -> None:
    path = tmp_path_factory.mktemp("counts") / "counts.json"
    write_counts(path, notices)
    assert read_counts(path) == notices


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"a": 1}', '{"a": {"spans": {"data": [1, 2]}}}', '{"a": {"none": {"b": [1, 2, 3]}}}'],
)
def test_other_files_hold_no_counts(tmp_path: Path, content: str) -> None:
    path = tmp_path / "counts.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"counts\.json holds no counts"):
        read_counts(path)
