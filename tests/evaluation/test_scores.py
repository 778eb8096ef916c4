"""The scores: figures worked out by hand, and the same as the project's reference scorer gives."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.errors import AnnotationError
from seloste.evaluation.report import as_json, as_text, under_floors
from seloste.evaluation.run import evaluate, gold_sides
from seloste.evaluation.scores import MEASURES, pair, score
from seloste.formats import jsonl
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan, parse

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCORER = SHARED / "tools" / "score.py"
#: The reference rounds each label's F1 before it takes their mean.
NEAR = 2e-4
needs_shared = pytest.mark.skipif(not SCORER.exists(), reason="needs ../shared")

NUMBER = re.compile(r"\d+(?:\.\d+)?")
TEXT = "Nimi, osoite ja puhelin.\nTietoja ei luovuteta muille.\n"


def side(text: str, sections: Iterable[AnnotatedSection], spans: Iterable[AnnotatedSpan]) -> Annotated:
    return Annotated(text, tuple(sections), tuple(spans))


def span(words: str, label: str, category: str, negated: bool = False) -> AnnotatedSpan:
    start = TEXT.index(words)
    return AnnotatedSpan(start, start + len(words), label, (category,), negated)


GOLD = side(
    TEXT,
    [AnnotatedSection(0, 24, ("data_categories",)), AnnotatedSection(25, 53, ("recipients",))],
    [
        span("Nimi", "data", "name"),
        span("osoite", "data", "address"),
        span("puhelin", "data", "phone"),
        span("muille", "recipient", "third_party", negated=True),
    ],
)
PREDICTED = side(
    TEXT,
    [AnnotatedSection(0, 53, ("data_categories",))],
    [
        span("Nimi", "data", "name"),
        span("osoite ja", "data", "email"),
        span("ja puhelin", "data", "phone"),
        span("muille", "recipient", "third_party"),
        span("ei", "right", "access"),
    ],
)


def test_figures_worked_out_by_hand() -> None:
    """Of 21 + 25 letters 21 are typed right; of 4 spans 4 are met, 2 exactly, 2 in category and polarity."""
    scores = score({"a": GOLD}, {"a": PREDICTED})
    micro = {name: scores[name].micro for name in MEASURES}
    assert (micro["sections"].hit, micro["sections"].predicted, micro["sections"].gold) == (21, 46, 46)
    assert {name: (c.hit, c.predicted, c.gold) for name, c in micro.items() if name != "sections"} == {
        "spans": (4, 5, 4),
        "strict": (2, 5, 4),
        "labelled": (2, 5, 4),
        "facts": (2, 5, 4),
    }
    assert micro["sections"].f1 == pytest.approx(21 / 46)
    assert micro["spans"].f1 == pytest.approx(8 / 9)
    assert micro["facts"].precision == pytest.approx(2 / 5)
    assert micro["facts"].recall == pytest.approx(2 / 4)
    # the mean over labels that the gold has: a label that only the prediction has is left out
    assert scores["sections"].macro_f1 == pytest.approx((42 / 67 + 0) / 2)
    assert scores["spans"].macro_f1 == pytest.approx(1.0)
    assert scores["strict"].macro_f1 == pytest.approx((1 / 3 + 1) / 2)


@pytest.mark.parametrize(
    ("gold", "predicted", "share", "met"),
    [
        ((0, 4), (0, 8), 0.5, True),
        ((0, 4), (0, 9), 0.5, False),
        ((0, 8), (2, 6), 0.5, True),
        ((0, 8), (4, 12), 0.5, False),
        ((0, 4), (4, 8), 0.0, False),
        ((0, 4), (0, 4), 1.0, True),
        ((0, 4), (0, 5), 1.0, False),
    ],
)
def test_half_of_the_union_is_enough(
    gold: tuple[int, int], predicted: tuple[int, int], share: float, met: bool
) -> None:
    assert bool(pair([AnnotatedSpan(*gold, "data")], [AnnotatedSpan(*predicted, "data")], share)) is met
    assert not pair([AnnotatedSpan(*gold, "data")], [AnnotatedSpan(*predicted, "purpose")], share)


def test_a_span_is_met_once_and_by_the_nearest() -> None:
    gold = [AnnotatedSpan(0, 10, "data", ("name",))]
    near, far = AnnotatedSpan(0, 9, "data", ("email",)), AnnotatedSpan(0, 6, "data", ("name",))
    assert pair(gold, [far, near], 0.5) == [(gold[0], near)]
    twin = AnnotatedSpan(0, 9, "data", ("name",))
    assert pair(gold, [near, twin], 0.5) == [(gold[0], twin)], "of two as near, the one of the category"


def test_missing_and_differing_notices() -> None:
    scores = score({"a": GOLD, "b": GOLD}, {"a": GOLD})
    assert scores["spans"].micro.recall == 0.5
    assert scores["spans"].micro.precision == 1.0
    assert score({"a": GOLD}, {"a": side(TEXT + "\n", GOLD.sections, GOLD.spans)})["facts"].micro.f1 == 1.0
    with pytest.raises(ValueError, match="text"):
        score({"a": GOLD}, {"a": side("Muu teksti", (), ())})


def test_nothing_scores_nought() -> None:
    for scores in (score({}, {}), score({"a": side("", (), ())}, {})):
        assert {table.micro.f1 for table in scores.values()} == {0.0}
        assert {table.macro_f1 for table in scores.values()} == {0.0}


@pytest.mark.parametrize(
    ("marked", "right", "named"),
    [
        ("<<controller:organisation|Kuusikuja Oy>> vastaa.", 1, 1),
        ("<<controller:organisation|KUUSIKUJA OY>> vastaa.", 1, 1),
        ("<<controller:organisation|Kuusikuja Oy:n>> asiakkaat.", 1, 1),
        ("<<controller:organisation|Kuusikuja>> Oy vastaa.", 0, 1),
        ("<<controller:organisation|Tili Oy>>, <<controller:organisation|Kuusikuja Oy>>", 0, 1),
        ("Kuusikuja Oy vastaa.", 0, 0),
    ],
)
def test_name_of_the_controller(marked: str, right: int, named: int) -> None:
    """The gold is what the same text says when the name is marked as the guidelines want it."""
    have = parse(f"@@ controller\n{marked}\n")
    start = have.text.casefold().index("kuusikuja oy")
    want = side(have.text, (), [AnnotatedSpan(start, start + 12, "controller", ("organisation",))])
    count = score({"a": want}, {"a": have})["controllers"].micro
    assert (count.hit, count.predicted, count.gold) == (right, named, 1)
    assert score({"a": side(have.text, (), ())}, {"a": have})["controllers"].micro.gold == 0


def test_denials_are_of_matched_spans() -> None:
    """A denial of a span that was not found says nothing of polarity."""
    gold = side(TEXT, (), [span("Nimi", "data", "name", True), span("osoite", "data", "address", True)])
    read = side(TEXT, (), [span("Nimi", "data", "name", True), span("muille", "recipient", "other", True)])
    count = score({"a": gold}, {"a": read})["denials"].micro
    assert (count.hit, count.predicted, count.gold) == (1, 1, 1)


def test_scores_under_their_floors_are_named() -> None:
    scores = score({"a": GOLD}, {"a": PREDICTED})
    assert under_floors(scores, {"spans": 8 / 9, "facts": 0.4}) == []
    (line,) = under_floors(scores, {"spans": 0.9, "facts": 0.4})
    assert line == "spans: micro F1 0.889 is under its floor 0.900"


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"id": "a"}', '{"id": "a", "text": "", "sections": 1, "spans": []}']
)
def test_file_that_holds_no_records_is_said(tmp_path: Path, line: str) -> None:
    (tmp_path / "records.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"records\.jsonl, line 2: not an annotated notice"):
        jsonl.read(tmp_path / "records.jsonl")


@cache
def reference() -> Any:
    """The reference scorer as a module."""
    spec = importlib.util.spec_from_file_location("reference_scorer", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(name: str, side: Annotated) -> dict[str, Any]:
    """A side as the reference scorer reads it."""
    return {
        "id": name,
        "text": side.text,
        "sections": [{"start": s.start, "end": s.end, "types": list(s.types)} for s in side.sections],
        "spans": [
            {
                "start": s.start,
                "end": s.end,
                "label": s.label,
                "categories": list(s.categories),
                "negated": s.negated,
            }
            for s in side.spans
        ],
    }


def assert_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for measure in MEASURES:
        assert ours[measure]["macro_f1"] == pytest.approx(theirs[measure]["macro_f1"], abs=NEAR)
        rows = [("micro", ours[measure]["micro"], theirs[measure]["micro"])]
        assert ours[measure]["by_label"].keys() == theirs[measure]["by_label"].keys()
        for label, row in ours[measure]["by_label"].items():
            rows.append((label, row, theirs[measure]["by_label"][label]))
        for label, one, other in rows:
            assert one == pytest.approx(other, abs=NEAR), f"{measure} {label}"


places = st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda p: (p[0], p[0] + p[1]))
spans = st.lists(
    st.builds(
        lambda place, label, categories, negated: AnnotatedSpan(
            place[0], place[1], label, tuple(categories), negated
        ),
        places,
        st.sampled_from(["data", "right", "register"]),
        st.lists(st.sampled_from(["name", "email", "other"]), max_size=2, unique=True),
        st.booleans(),
    ),
    max_size=8,
)
sections = st.lists(
    st.builds(
        lambda place, types: AnnotatedSection(place[0], place[1], tuple(types)),
        places,
        st.lists(st.sampled_from(["intro", "rights", "purposes"]), min_size=1, max_size=2, unique=True),
    ),
    max_size=4,
)
notices = st.tuples(st.text("ab \n", max_size=50), sections, spans, sections, spans)


@needs_shared
@settings(max_examples=60, deadline=None)
@given(st.lists(notices, max_size=3), st.booleans())
def test_any_two_sides_score_as_the_reference_says(
    given_notices: list[tuple[Any, ...]], lose_one: bool
) -> None:
    gold = {str(i): side(text, s, p) for i, (text, s, p, _, _) in enumerate(given_notices)}
    predicted = {str(i): side(text, s, p) for i, (text, _, _, s, p) in enumerate(given_notices)}
    if lose_one:
        predicted.pop("0", None)
    theirs = reference().score(
        {name: plain(name, side) for name, side in gold.items()},
        {name: plain(name, side) for name, side in predicted.items()},
    )
    assert_same(as_json(score(gold, predicted)), theirs)


@needs_shared
def test_real_predictions_score_and_print_as_the_reference_does(tmp_path: Path) -> None:
    gold, predicted = evaluate(SHARED / "seeds")
    for name, sides in (("gold", gold), ("predicted", predicted)):
        lines = [json.dumps(plain(i, side), ensure_ascii=False) for i, side in sides.items()]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    call = [sys.executable, str(SCORER), "gold.jsonl", "predicted.jsonl"]
    printed = subprocess.run(call, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    ours, theirs = as_text(score(gold, predicted)).splitlines(), printed.splitlines()
    assert [line.split()[0] for line in ours[len(theirs) :]] == ["denials", "names"]
    for our, their in zip(ours, theirs, strict=False):
        assert NUMBER.sub("0", our) == NUMBER.sub("0", their)
        numbers = [list(map(float, NUMBER.findall(line))) for line in (our, their)]
        assert numbers[0] == pytest.approx(numbers[1], abs=1.1e-3), our
    assert jsonl.read(tmp_path / "predicted.jsonl").keys() == predicted.keys()
    assert gold_sides(SHARED / "seeds") == gold
