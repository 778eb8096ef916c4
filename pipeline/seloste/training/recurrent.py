"""Fits :class:`seloste.learning.recurrent.Recurrent`: backpropagation through time and Adam, in numpy.

One thread of plain numpy trains the released networks in minutes; a framework would bring hundreds of
megabytes and bytes that differ between its builds. Gradients are checked against finite differences in the
tests. Adam with decoupled weight decay: Loshchilov & Hutter 2019.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from seloste.learning.linear import sigmoid
from seloste.learning.recurrent import (
    Floats,
    Ints,
    Packing,
    Recurrent,
    Steps,
    Trace,
    lstm,
    relu,
)
from seloste.training.vocabulary import vocabulary_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


#: Few sequences are gone through more often, or what has hardly been trained would outvote what has.
_LEAST_STEPS = 250


@dataclass(frozen=True, slots=True)
class Plan:
    """Widths of the layers and how they are trained; rates of dropout are shares left out.

    ``longest`` is the length of the pieces read, see :meth:`seloste.learning.recurrent.Steps.pieces`.
    """

    embedding: int
    inner: int
    lstm: int
    shared_embedding: int = 0
    shared: int = 0
    longest: int = 0
    exclusive: bool = True
    epochs: int = 10
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.01
    smoothing: float = 0.0
    least: int = 3
    drop_features: float = 0.3
    drop_inputs: float = 0.25
    drop_inner: float = 0.4
    seed: int = 0


@dataclass(frozen=True, slots=True)
class RowGradient:
    """The gradient of some rows of a matrix; that of the others is nought."""

    rows: Ints
    values: Floats


Truth = npt.NDArray[np.float32] | npt.NDArray[np.bool_]
Gradients = dict[str, Floats | RowGradient]


@dataclass(frozen=True, slots=True)
class _Batch:
    bags: csr_matrix
    vectors: Floats
    shared_bags: csr_matrix | None
    shared_vectors: Floats | None
    stretches: Ints
    packing: Packing


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a sequence: see :meth:`seloste.learning.recurrent.Steps.pieces`."""

    sequence: int
    steps: slice
    stretches: slice

    @property
    def size(self) -> int:
        return int(self.steps.stop - self.steps.start)


def fit_recurrent(
    sequences: Sequence[Steps], truth: Sequence[Truth], labels: Sequence[str], plan: Plan
) -> Recurrent:
    """Fit a network to sequences; the same input and seed give the same weights.

    :param truth: for each sequence (steps, labels) of nought and one; one label a step is one when
        ``plan.exclusive``.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in another order, as on more cores, would give other bytes
        return _fit(sequences, truth, labels, plan)


def _fit(sequences: Sequence[Steps], truth: Sequence[Truth], labels: Sequence[str], plan: Plan) -> Recurrent:
    random = np.random.default_rng(plan.seed)
    vocabulary = vocabulary_of((row for s in sequences for row in s.rows), plan.least)
    above = (stretch.features for s in sequences for stretch in s.stretches)
    shared = vocabulary_of(above, plan.least) if plan.shared else {}
    ids = [[_ids(row, vocabulary) for row in s.rows] for s in sequences]
    shared_ids = [[_ids(stretch.features, shared) for stretch in s.stretches] for s in sequences]
    weights = _initial(sequences[0], len(vocabulary), len(shared), len(labels), plan, random)
    adam = _Adam(weights, plan.decay)
    batches = _batches(sequences, plan, random)
    total = max(plan.epochs * len(batches), _LEAST_STEPS)
    for step in range(total):
        if not batches:
            batches = _batches(sequences, plan, random)
        chosen = batches.pop()
        batch = _batch(sequences, ids, shared_ids, chosen, (len(vocabulary), len(shared)), plan, random)
        wanted = np.concatenate([truth[piece.sequence][piece.steps] for piece in chosen], dtype=np.float32)
        adam.update(_gradients(weights, batch, wanted, plan, random), plan.rate * _schedule(step / total))
    # as they are kept on disk, so that a network just trained answers as one just loaded
    halves = {name: value.astype(np.float16).astype(np.float32) for name, value in weights.items()}
    return Recurrent(tuple(labels), vocabulary, shared, halves)


def _ids(row: Sequence[str], vocabulary: dict[str, int]) -> Ints:
    return np.array([vocabulary[f] for f in row if f in vocabulary], dtype=np.int64)


def _initial(
    example: Steps, features: int, shared: int, labels: int, plan: Plan, random: np.random.Generator
) -> dict[str, Floats]:
    def glorot(*shape: int) -> Floats:
        bound = math.sqrt(6 / (shape[-2] + shape[-1]))
        return random.uniform(-bound, bound, shape).astype(np.float32)

    def nought(*shape: int) -> Floats:
        return np.zeros(shape, dtype=np.float32)

    width = plan.inner + (plan.shared if shared else 0)
    weights = {
        "embeddings": random.normal(0, 0.1, (features, plan.embedding)).astype(np.float32),
        "inner": glorot(example.vectors.shape[1] + plan.embedding, plan.inner),
        "inner_bias": nought(plan.inner),
        "lstm_inputs": glorot(width, 8 * plan.lstm),
        "lstm_recurrent": glorot(2, plan.lstm, 4 * plan.lstm),
        "lstm_bias": nought(8 * plan.lstm),
        "out": glorot(2 * plan.lstm + width, labels),
        "out_bias": nought(labels),
    }
    forget = slice(plan.lstm, 2 * plan.lstm)  # open at first, or gradients fade (Jozefowicz et al. 2015)
    weights["lstm_bias"].reshape(2, -1)[:, forget] = 1.0
    if shared:
        weights["shared_embeddings"] = random.normal(0, 0.1, (shared, plan.shared_embedding)).astype(
            np.float32
        )
        weights["shared"] = glorot(len(example.stretches[0].vector) + plan.shared_embedding, plan.shared)
        weights["shared_bias"] = nought(plan.shared)
    return weights


def _batches(sequences: Sequence[Steps], plan: Plan, random: np.random.Generator) -> list[list[_Piece]]:
    """Return batches in random order, pieces of like length together as far as chance allows.

    Where a sequence is cut is left to chance too, so that each epoch has other pieces.
    """
    before = random.integers(0, plan.longest, len(sequences)) if plan.longest else [0] * len(sequences)
    pieces = [
        _Piece(i, *places)
        for i, (sequence, short) in enumerate(zip(sequences, before, strict=True))
        for places in sequence.pieces(plan.longest, int(short))
    ]
    order = random.permutation(len(pieces))
    batches = []
    for low in range(0, len(order), 20 * plan.batch):
        part = sorted((pieces[i] for i in order[low : low + 20 * plan.batch]), key=lambda piece: piece.size)
        batches += [part[i : i + plan.batch] for i in range(0, len(part), plan.batch)]
    return [batches[i] for i in random.permutation(len(batches))]


def _batch(
    sequences: Sequence[Steps],
    ids: Sequence[Sequence[Ints]],
    shared_ids: Sequence[Sequence[Ints]],
    chosen: Sequence[_Piece],
    sizes: tuple[int, int],
    plan: Plan,
    random: np.random.Generator,
) -> _Batch:
    rows = [row for piece in chosen for row in ids[piece.sequence][piece.steps]]
    bags = _bags(rows, sizes[0], plan.drop_features, random)
    vectors = np.concatenate([sequences[piece.sequence].vectors[piece.steps] for piece in chosen])
    shared_bags, shared_vectors = None, None
    stretches = [s for piece in chosen for s in sequences[piece.sequence].stretches[piece.stretches]]
    if sizes[1]:
        above = [row for piece in chosen for row in shared_ids[piece.sequence][piece.stretches]]
        shared_bags = _bags(above, sizes[1], plan.drop_features, random)
        shared_vectors = np.stack([stretch.vector for stretch in stretches])
    packing = Packing.of(np.array([piece.size for piece in chosen]))
    shared_sizes = np.array([stretch.steps for stretch in stretches], dtype=np.int64)
    return _Batch(bags, vectors, shared_bags, shared_vectors, shared_sizes, packing)


def _bags(rows: Sequence[Ints], size: int, drop: float, random: np.random.Generator) -> csr_matrix:
    from scipy.sparse import csr_matrix

    flat = np.concatenate([*rows, np.zeros(0, dtype=np.int64)])
    kept = (random.random(len(flat)) >= drop).astype(np.float32)
    ends = np.concatenate(([0], np.cumsum([len(row) for row in rows])))
    return csr_matrix((kept, flat, ends), shape=(len(rows), size))


def _gradients(
    w: dict[str, Floats], batch: _Batch, truth: Floats, plan: Plan, random: np.random.Generator
) -> Gradients:
    """Return the gradient of the mean loss of a batch for each weight; dropout is drawn from ``random``."""
    g: Gradients = {}
    mask = _Dropout(random)
    raw = mask(np.concatenate([batch.vectors, batch.bags @ w["embeddings"]], axis=1), plan.drop_inputs)
    inner = relu(raw @ w["inner"] + w["inner_bias"])
    joined = inner
    if batch.shared_bags is not None:
        above = [batch.shared_vectors, batch.shared_bags @ w["shared_embeddings"]]
        shared_raw = mask(np.concatenate(above, axis=1), plan.drop_inputs)
        shared = relu(shared_raw @ w["shared"] + w["shared_bias"])
        joined = np.concatenate([inner, np.repeat(shared, batch.stretches, axis=0)], axis=1)
    joined = mask(joined, plan.drop_inner)
    trace = Trace.blank(len(joined), plan.lstm)
    said = lstm(joined, batch.packing, w, trace)
    last = mask(np.concatenate([said, joined], axis=1), plan.drop_inner)
    d = _loss_gradient(last @ w["out"] + w["out_bias"], truth, plan)
    g["out"], g["out_bias"] = last.T @ d, d.sum(0)
    d = mask.back(d @ w["out"].T)
    d_said, d_joined = d[:, : said.shape[1]], d[:, said.shape[1] :]
    d_joined = mask.back(d_joined + _backward(d_said, joined, batch.packing, w, trace, g))
    if batch.shared_bags is not None:
        starts = np.concatenate(([0], np.cumsum(batch.stretches)[:-1]))
        d_shared = np.add.reduceat(d_joined[:, plan.inner :], starts, axis=0) * (shared > 0)
        g["shared"], g["shared_bias"] = shared_raw.T @ d_shared, d_shared.sum(0)
        d_raw = mask.back(d_shared @ w["shared"].T)
        g["shared_embeddings"] = _row_gradient(batch.shared_bags, d_raw[:, -plan.shared_embedding :])
    d_inner = d_joined[:, : plan.inner] * (inner > 0)
    g["inner"], g["inner_bias"] = raw.T @ d_inner, d_inner.sum(0)
    d_raw = mask.back(d_inner @ w["inner"].T)
    g["embeddings"] = _row_gradient(batch.bags, d_raw[:, -plan.embedding :])
    return g


def _row_gradient(bags: csr_matrix, d_sums: Floats) -> RowGradient:
    """Return the gradient of embeddings whose sums have the gradient ``d_sums``, for those in the bags."""
    rows, places = np.unique(bags.indices, return_inverse=True)
    narrow = type(bags)((bags.data, places, bags.indptr), shape=(bags.shape[0], len(rows)))
    return RowGradient(rows, narrow.T @ d_sums)


class _Dropout:
    """Inverted dropout; :meth:`back` undoes the masks in the order opposite to their drawing."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random
        self._masks: list[Floats] = []

    def __call__(self, values: Floats, rate: float) -> Floats:
        drawn = self._random.random(values.shape, dtype=np.float32) >= rate
        self._masks.append(drawn.astype(np.float32) / np.float32(1 - rate))
        return values * self._masks[-1]

    def back(self, gradient: Floats) -> Floats:
        answer: Floats = gradient * self._masks.pop()
        return answer


def _loss_gradient(scores: Floats, truth: Floats, plan: Plan) -> Floats:
    if not plan.exclusive:
        return ((sigmoid(scores) - truth) / scores.size).astype(np.float32)
    chance = np.exp(scores - scores.max(1, keepdims=True))
    chance /= chance.sum(1, keepdims=True)
    wanted = (1 - plan.smoothing) * truth + plan.smoothing / truth.shape[1]
    gradient: Floats = ((chance - wanted) / len(scores)).astype(np.float32)
    return gradient


def _backward(
    d_said: Floats,
    inputs: Floats,
    packing: Packing,
    w: dict[str, Floats],
    trace: Trace,
    g: Gradients,
) -> Floats:
    """Put the gradients of the LSTM's weights into ``g`` and return that of its inputs."""
    recurrent = w["lstm_recurrent"]
    width = recurrent.shape[1]
    i, f, o, new = (trace.gates[..., k * width : (k + 1) * width] for k in range(4))
    # all that does not wait for the moment after is worked out for all moments at once
    of_cell = np.concatenate(
        [new * i * (1 - i), trace.before * f * (1 - f), i * (1 - new**2)], axis=2
    )  # input, forget, new
    of_output = trace.squashed * o * (1 - o)
    into_cell = o * (1 - trace.squashed**2)
    d_packed = np.stack([d_said[packing.forward, :width], d_said[packing.backward, width:]])
    d_gates = np.empty((2, len(inputs), 4 * width), dtype=np.float32)
    back = np.ascontiguousarray(recurrent.transpose(0, 2, 1))
    longest = packing.sizes[0]
    d_state = np.zeros((2, longest, width), dtype=np.float32)
    d_cell = np.zeros_like(d_state)
    high = len(inputs)
    for size in reversed(packing.sizes):
        at = slice(high - size, high)
        d = d_packed[:, at] + d_state[:, :size]
        d_now = d_cell[:, :size] + d * into_cell[:, at]
        dz = d_gates[:, at]
        dz[..., :width] = d_now * of_cell[:, at, :width]
        dz[..., width : 2 * width] = d_now * of_cell[:, at, width : 2 * width]
        dz[..., 2 * width : 3 * width] = d * of_output[:, at]
        dz[..., 3 * width :] = d_now * of_cell[:, at, 2 * width :]
        d_state[:, :size] = dz @ back
        d_cell[:, :size] = d_now * f[:, at]
        high -= size
    g["lstm_recurrent"] = np.stack([s.T @ d for s, d in zip(trace.state, d_gates, strict=True)])
    flat = np.empty((len(inputs), 8 * width), dtype=np.float32)
    flat[packing.forward, : 4 * width] = d_gates[0]
    flat[packing.backward, 4 * width :] = d_gates[1]
    g["lstm_inputs"], g["lstm_bias"] = inputs.T @ flat, flat.sum(0)
    back_to_inputs: Floats = flat @ w["lstm_inputs"].T
    return back_to_inputs


class _Adam:
    """Adam with decoupled weight decay over named weights, changed in place.

    Of embeddings only the rows that a batch holds are moved and decay: a batch holds a tenth of them. They move
    at once all the way that momentum would carry them over the steps to come.
    """

    def __init__(self, weights: dict[str, Floats], decay: float) -> None:
        self._weights = weights
        self._decay = decay
        self._first: dict[str, Floats] = {}
        self._second = {name: np.zeros_like(value) for name, value in weights.items()}
        self._steps = 0

    def update(self, gradients: Gradients, rate: float) -> None:
        """Take one step; the norm of all gradients together is held to two."""
        self._steps += 1
        dense = {n: g.values if isinstance(g, RowGradient) else g for n, g in gradients.items()}
        norm = math.sqrt(sum(float(np.vdot(g, g)) for g in dense.values()))
        scale = np.float32(min(1.0, 2.0 / max(norm, 1e-9)))
        small = 1 - 0.9**self._steps, 1 - 0.999**self._steps
        for name, gradient in gradients.items():
            g = dense[name] * scale
            if isinstance(gradient, RowGradient):
                rows: slice | Ints = gradient.rows
                first, drift = g, 1.0
            else:
                rows, drift = slice(None), small[0]
                first = self._first.get(name, np.zeros_like(g)) * np.float32(0.9) + np.float32(0.1) * g
                self._first[name] = first
            second = self._second[name][rows] * np.float32(0.999) + np.float32(0.001) * g * g
            step = first / (np.sqrt(second / np.float32(small[1])) + np.float32(1e-8))
            weight = self._weights[name][rows] * np.float32(1 - rate * self._decay)
            self._second[name][rows] = second
            self._weights[name][rows] = weight - np.float32(rate / drift) * step


def _schedule(done: float) -> float:
    """Return the share of the full rate: up in a straight line for three tenths, then down in a half cosine."""
    return max(1e-3, done / 0.3 if done < 0.3 else 0.5 * (1 + math.cos(math.pi * (done - 0.3) / 0.7)))
