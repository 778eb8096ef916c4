"""The recurrent network: it reads each sequence by itself, and training follows the slope of its loss."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.learning.recurrent import Recurrent, Steps, Stretch, log_softmax

needs_trainers = pytest.mark.skipif(
    not (find_spec("scipy") and find_spec("threadpoolctl")), reason="needs the extra `train`"
)
WIDTH, ABOVE, LABELS = 5, 3, ("x", "y", "z")


def sequence(chance: np.random.Generator, length: int) -> Steps:
    """Steps in stretches of one, two, three … steps."""
    rows = [[f"f{i}" for i in chance.integers(0, 9, 4)] for _ in range(length)]
    vectors = chance.standard_normal((length, WIDTH)).astype(np.float32)
    stretches = []
    while left := length - sum(stretch.steps for stretch in stretches):
        size = min(len(stretches) + 1, left)
        above = chance.standard_normal(ABOVE).astype(np.float32)
        stretches.append(Stretch(size, ["a", "b"][: left % 3], above))
    return Steps(rows, vectors, stretches)


def network(chance: np.random.Generator, width: int = 6) -> Recurrent:
    shapes = {
        "embeddings": (9, 4), "inner": (WIDTH + 4, width), "inner_bias": (width,),
        "shared_embeddings": (2, 2), "shared": (ABOVE + 2, 3), "shared_bias": (3,),
        "lstm_inputs": (width + 3, 8 * width), "lstm_recurrent": (2, width, 4 * width),
        "lstm_bias": (8 * width,), "out": (3 * width + 3, len(LABELS)), "out_bias": (len(LABELS),),
    }  # fmt: skip
    weights = {name: chance.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}
    return Recurrent(LABELS, {f"f{i}": i for i in range(9)}, {"a": 0, "b": 1}, weights)


def written_out(model: Recurrent, steps: Steps) -> np.ndarray:
    """The same sums, one step and one direction at a time."""
    w = model.weights
    width = w["lstm_recurrent"].shape[1]

    def gate(x: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-x))

    shared_of = []
    for stretch in steps.stretches:
        bag = sum((w["shared_embeddings"]["ab".index(f)] for f in stretch.features), np.zeros(2))
        above = np.concatenate([stretch.vector, bag])
        shared_of += [np.maximum(above @ w["shared"] + w["shared_bias"], 0)] * stretch.steps
    inputs = []
    for row, vector, shared in zip(steps.rows, steps.vectors, shared_of, strict=True):
        bag = sum((w["embeddings"][model.vocabulary[f]] for f in row if f in model.vocabulary), np.zeros(4))
        inner = np.maximum(np.concatenate([vector, bag]) @ w["inner"] + w["inner_bias"], 0)
        inputs.append(np.concatenate([inner, shared]))
    said = []
    for way, order in ((0, range(len(inputs))), (1, range(len(inputs) - 1, -1, -1))):
        state, cell, answers = np.zeros(width), np.zeros(width), {}
        part = slice(4 * width * way, 4 * width * (way + 1))
        for t in order:
            z = (
                inputs[t] @ w["lstm_inputs"][:, part]
                + w["lstm_bias"][part]
                + state @ w["lstm_recurrent"][way]
            )
            i, f, o, new = np.split(z, 4)
            cell = gate(f) * cell + gate(i) * np.tanh(new)
            state = gate(o) * np.tanh(cell)
            answers[t] = state
        said.append(np.array([answers[t] for t in range(len(inputs))]))
    return np.concatenate([*said, np.array(inputs)], axis=1) @ w["out"] + w["out_bias"]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 7), max_size=6))
def test_scores_are_those_of_the_sums_written_out(seed: int, lengths: list[int]) -> None:
    chance = np.random.default_rng(seed)
    model = network(chance)
    batch = [sequence(chance, length) for length in lengths]
    for steps, scores in zip(batch, model.scores(batch), strict=True):
        assert scores.shape == (len(steps.rows), len(LABELS))
        if len(steps.rows):
            np.testing.assert_allclose(scores, written_out(model, steps), rtol=1e-3, atol=1e-3)


@given(st.lists(st.integers(1, 9), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_pieces_are_the_sequence_cut_between_stretches(sizes: list[int], longest: int, before: int) -> None:
    nothing = np.zeros(0, dtype=np.float32)
    steps = Steps([[]] * sum(sizes), np.zeros((sum(sizes), 0)), [Stretch(n, (), nothing) for n in sizes])
    pieces = [steps.piece(*places) for places in steps.pieces(longest, before)]
    assert [s.steps for piece in pieces for s in piece.stretches] == sizes
    assert [len(piece.rows) for piece in pieces] == [sum(s.steps for s in p.stretches) for p in pieces]
    if longest:
        assert all(len(p.rows) <= longest or len(p.stretches) == 1 for p in pieces)
    else:
        assert len(pieces) == bool(sizes)


def test_a_sequence_in_pieces_is_read_as_each_piece_by_itself() -> None:
    chance = np.random.default_rng(7)
    model, steps = network(chance), sequence(chance, 17)
    pieces = [steps.piece(*places) for places in steps.pieces(6)]
    assert len(pieces) > 2
    alone = np.concatenate([model.scores([piece])[0] for piece in pieces])
    np.testing.assert_allclose(model.scores([steps], 6)[0], alone, rtol=1e-5, atol=1e-5)


def test_a_feature_never_seen_changes_nothing() -> None:
    chance = np.random.default_rng(3)
    model, steps = network(chance), sequence(chance, 4)
    other = Steps([[*row, "new"] for row in steps.rows], steps.vectors, steps.stretches)
    np.testing.assert_array_equal(model.scores([steps])[0], model.scores([other])[0])


def test_probabilities_sum_to_one() -> None:
    scores = np.array([[900.0, -900.0, 0.0], [1.0, 1.0, 1.0]], dtype=np.float32)
    np.testing.assert_allclose(np.exp(log_softmax(scores)).sum(1), 1, atol=1e-6)


def test_saved_and_loaded_it_is_the_same_to_half_precision(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    model, steps = network(chance), sequence(chance, 5)
    model.save(tmp_path, "one")
    loaded = Recurrent.load(tmp_path, "one")
    assert (loaded.labels, loaded.vocabulary) == (model.labels, model.vocabulary)
    np.testing.assert_allclose(loaded.scores([steps])[0], model.scores([steps])[0], rtol=0.05, atol=0.1)
    loaded.save(tmp_path, "two")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


@needs_trainers
@pytest.mark.parametrize("exclusive", [True, False])
def test_gradients_are_the_slope_of_the_loss(exclusive: bool) -> None:
    from seloste.training import recurrent as training

    chance = np.random.default_rng(11)
    batch = [sequence(chance, length) for length in (3, 1, 5, 2)]
    plan = training.Plan(
        embedding=4, inner=6, lstm=6, shared_embedding=2, shared=3, exclusive=exclusive, smoothing=0.1,
        drop_features=0, drop_inputs=0, drop_inner=0,
    )  # fmt: skip
    model = network(chance)
    weights = {name: value.astype(np.float64) for name, value in model.weights.items()}
    model = Recurrent(LABELS, model.vocabulary, model.shared_vocabulary, weights)
    truth = np.eye(3, dtype=np.float32)[chance.integers(0, 3, 11)]
    ids = [[training._ids(row, model.vocabulary) for row in steps.rows] for steps in batch]
    above = [[training._ids(s.features, model.shared_vocabulary) for s in steps.stretches] for steps in batch]
    pieces = [training._Piece(i, *next(steps.pieces(0))) for i, steps in enumerate(batch)]
    packed = training._batch(batch, ids, above, pieces, (9, 2), plan, chance)
    gradients = training._gradients(weights, packed, truth, plan, chance)
    assert gradients.keys() == weights.keys()

    def loss() -> float:
        scores = model._batch(batch).astype(np.float64)
        if not exclusive:
            return float((np.logaddexp(0, scores) - truth * scores).sum() / scores.size)
        wanted = 0.9 * truth + 0.1 / 3
        return float(-(wanted * log_softmax(scores)).sum() / len(scores))

    for name, found in gradients.items():
        gradient = found
        if isinstance(found, training.RowGradient):
            gradient = np.zeros_like(weights[name])
            gradient[found.rows] = found.values
        for _ in range(3):
            at = tuple(int(chance.integers(size)) for size in weights[name].shape)
            kept = weights[name][at]
            weights[name][at] = kept + 1e-4
            above_ = loss()
            weights[name][at] = kept - 1e-4
            below = loss()
            weights[name][at] = kept
            assert gradient[at] == pytest.approx((above_ - below) / 2e-4, abs=2e-3, rel=2e-2), name


@needs_trainers
def test_training_learns_what_depends_on_order() -> None:
    """The label of a step is told by a step further on, which no feature of its own shows."""
    from seloste.training.recurrent import Plan, fit_recurrent

    chance = np.random.default_rng(2)
    batch, truth = [], []
    for _ in range(80):
        last = int(chance.integers(2))
        rows = [["start"], ["middle"], ["end", f"kind{last}"]]
        batch.append(Steps(rows, np.zeros((3, 2), dtype=np.float32)))
        truth.append(np.eye(2, dtype=np.float32)[[last, last, last]])
    plan = Plan(embedding=8, inner=8, lstm=8, epochs=30, batch=8, rate=1e-2, drop_features=0, drop_inner=0.1)
    model = fit_recurrent(batch[:60], truth[:60], ("a", "b"), plan)
    read = [int(scores[0].argmax()) for scores in model.scores(batch[60:])]
    assert read == [int(t[0].argmax()) for t in truth[60:]]
    again = fit_recurrent(batch[:60], truth[:60], ("a", "b"), plan)
    assert all((again.weights[name] == value).all() for name, value in model.weights.items())
