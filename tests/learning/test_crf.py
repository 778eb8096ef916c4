"""The conditional random field against the sum over every path, written out."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.learning.crf import Crf, Marginals

LABELS = ("O", "B-data", "I-data", "B-right", "I-right")
FEATURES = 6


@st.composite
def models(draw: st.DrawFn) -> Crf:
    """A CRF with random weights over few labels, some of them inside labels."""
    labels = tuple(draw(st.permutations(LABELS))[: draw(st.integers(1, len(LABELS)))])
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scale = draw(st.sampled_from([0.1, 1.0, 8.0]))
    emissions = (scale * chance.standard_normal((FEATURES, len(labels)))).astype(np.float32)
    transitions = (scale * chance.standard_normal((len(labels), len(labels)))).astype(np.float32)
    return Crf(labels, {f"f{i}": i for i in range(FEATURES)}, emissions, transitions)


#: Rows of feature names; ``f6`` and above are not in the vocabulary.
sequences = st.lists(
    st.lists(st.sampled_from([f"f{i}" for i in range(FEATURES + 2)]), max_size=4), max_size=5
)


def read(model: Crf, batch: list[list[list[str]]]) -> list[Marginals]:
    return model.decode(model.potentials(batch))


def may_follow(before: str | None, label: str) -> bool:
    """Whether a label may stand after another, or first where there is none."""
    return not label.startswith("I-") or (before is not None and before[2:] == label[2:])


def allowed_paths(model: Crf, length: int) -> list[tuple[int, ...]]:
    """Every sequence of labels in which an inside label follows its own kind."""
    return [
        path
        for path in itertools.product(range(len(model.labels)), repeat=length)
        if all(
            may_follow(model.labels[path[i - 1]] if i else None, model.labels[label])
            for i, label in enumerate(path)
        )
    ]


def path_score(model: Crf, rows: list[list[str]], path: tuple[int, ...]) -> float:
    emitted = sum(
        float(model.emissions[model.vocabulary[name], label])
        for row, label in zip(rows, path, strict=True)
        for name in row
        if name in model.vocabulary
    )
    return emitted + sum(float(model.transitions[a, b]) for a, b in itertools.pairwise(path))


@settings(max_examples=60, deadline=None)
@given(models(), st.lists(sequences, max_size=4))
def test_decoding_is_the_sum_over_all_paths(model: Crf, batch: list[list[list[str]]]) -> None:
    answers = read(model, batch)
    assert len(answers) == len(batch)
    for rows, answer in zip(batch, answers, strict=True):
        assert len(answer.best) == len(rows)
        assert answer.posterior.shape == (len(rows), len(model.labels))
        paths = allowed_paths(model, len(rows))
        if not rows or not paths:
            continue
        scores = np.array([path_score(model, rows, path) for path in paths])
        assert path_score(model, rows, tuple(answer.best)) >= scores.max() - 1e-3
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        wanted = np.zeros(answer.posterior.shape)
        for path, share in zip(paths, shares, strict=True):
            wanted[range(len(path)), path] += share
        np.testing.assert_allclose(answer.posterior, wanted, atol=2e-3)


@settings(max_examples=60, deadline=None)
@given(models(), st.lists(sequences, min_size=1, max_size=3))
def test_no_path_breaks_the_notation(model: Crf, batch: list[list[list[str]]]) -> None:
    for rows, answer in zip(batch, read(model, batch), strict=True):
        if allowed_paths(model, len(rows)):
            assert tuple(answer.best) in allowed_paths(model, len(rows))


def test_wide_scores_keep_the_notation() -> None:
    """An inside label that every feature asks for is still not begun with."""
    labels = ("B-data", "I-data", "O")
    emissions = np.array([[-80.0, 900.0, -70.0]], dtype=np.float32)
    model = Crf(labels, {"f": 0}, emissions, np.zeros((3, 3), dtype=np.float32))
    (answer,) = read(model, [[["f"], ["f"], ["f"]]])
    assert [labels[i] for i in answer.best] == ["B-data", "I-data", "I-data"]


def test_sequences_do_not_touch_each_other() -> None:
    """A sequence reads the same alone, among longer ones, and whichever batch it falls in."""
    chance = np.random.default_rng(7)
    emissions = chance.standard_normal((FEATURES, 3)).astype(np.float32)
    transitions = chance.standard_normal((3, 3)).astype(np.float32)
    model = Crf(("O", "B-data", "I-data"), {f"f{i}": i for i in range(FEATURES)}, emissions, transitions)
    batch = [
        [[f"f{i}" for i in chance.integers(0, FEATURES, 3)] for _ in range(length)]
        for length in chance.integers(0, 40, 70)
    ]
    for alone, among in zip([read(model, [rows])[0] for rows in batch], read(model, batch), strict=True):
        assert alone.best == among.best
        np.testing.assert_allclose(alone.posterior, among.posterior, atol=1e-5)


def test_nothing_to_read() -> None:
    model = Crf(("O",), {}, np.zeros((0, 1), dtype=np.float32), np.zeros((1, 1), dtype=np.float32))
    assert read(model, []) == []
    assert read(model, [[]])[0].best == []
    assert read(model, [[[], ["unknown"]]])[0].best == [0, 0]


@settings(max_examples=20, deadline=None)
@given(models(), st.lists(sequences, max_size=3))
def test_saved_and_loaded_it_is_the_same(
    tmp_path_factory: object, model: Crf, batch: list[list[list[str]]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("crf")  # type: ignore[attr-defined]
    model.save(folder, "one")
    loaded = Crf.load(folder, "one")
    assert loaded.labels == model.labels
    assert loaded.vocabulary == model.vocabulary
    for before, after in zip(read(model, batch), read(loaded, batch), strict=True):
        assert before.best == after.best
        np.testing.assert_array_equal(before.posterior, after.posterior)
    loaded.save(folder, "two")
    for suffix in ("npz", "json"):
        assert (folder / f"one.{suffix}").read_bytes() == (folder / f"two.{suffix}").read_bytes()


@given(models(), st.lists(st.integers(0, 2**8 - 1), min_size=1, max_size=3), st.integers(1, 5))
@settings(max_examples=60)
def test_joined_tokens_are_in_one_span_or_in_none(model: Crf, masks: list[int], length: int) -> None:
    """Against the sum over every path in which a joined token goes on with what stands before it."""
    if "O" not in model.labels:
        return
    chance = np.random.default_rng(masks[0])
    for mask in masks:
        ties = np.array([i > 0 and bool(mask >> i & 1) for i in range(length)])
        rows = [[f"f{chance.integers(FEATURES)}"] for _ in range(length)]
        (found,) = model.decode(model.potentials([rows]), 1.0, [ties])
        paths = [
            path
            for path in allowed_paths(model, length)
            if all(not ties[i] or goes_on(model, path[i - 1], path[i]) for i in range(length))
        ]
        scores = np.array([path_score(model, rows, path) for path in paths])
        assert path_score(model, rows, tuple(found.best)) == pytest.approx(scores.max(), rel=1e-3, abs=1e-2)
        assert tuple(found.best) in paths
        weights = np.exp(scores - scores.max())
        for i in range(length):
            for label in range(len(model.labels)):
                share = sum(w for w, path in zip(weights, paths, strict=True) if path[i] == label)
                assert found.posterior[i, label] == pytest.approx(share / weights.sum(), abs=2e-2)


def goes_on(model: Crf, before: int, after: int) -> bool:
    first, second = model.labels[before], model.labels[after]
    return second == "O" == first or (second.startswith("I-") and first[2:] == second[2:])
