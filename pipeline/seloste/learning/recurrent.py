"""A small recurrent network that labels the steps of sequences, in numpy.

Each step comes with binary features, whose embeddings are summed, and a dense vector; both pass one
rectified layer. What a stretch of steps shares (the heading above a line, say) passes a layer of its own and
is joined to each of its steps. A bidirectional LSTM (Hochreiter & Schmidhuber 1997; Graves & Schmidhuber
2005) reads the sequence, whole or in pieces of some stretches, and the scores are linear in what it says and
in what it read. Training is :mod:`seloste.training.recurrent`; what is kept is two vocabularies and arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from seloste.learning.linear import sigmoid
from seloste.learning.sparse import feature_sums
from seloste.learning.store import load_weights, ordered, save_weights

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
#: Sequences read at once; like lengths go together.
_BATCH = 64


@dataclass(frozen=True, slots=True)
class Stretch:
    """How many ``steps`` after one another share ``features`` and a ``vector``, (width,)."""

    steps: int
    features: Sequence[str]
    vector: Floats


@dataclass(frozen=True, slots=True)
class Steps:
    """A sequence: features and a vector, (steps, width), for each step; ``stretches`` are all of it or none."""

    rows: Sequence[Sequence[str]]
    vectors: Floats
    stretches: Sequence[Stretch] = ()

    def pieces(self, longest: int, before: int = 0) -> Iterator[tuple[slice, slice]]:
        """Yield the steps and the stretches of each piece; a piece ends where a stretch does.

        :param longest: steps that a piece may have, unless a single stretch has more; 0: there is one piece.
        :param before: steps that the first piece is shorter by.
        """
        first = start = end = 0
        size = before
        for i, stretch in enumerate(self.stretches):
            if longest and end > start and size + stretch.steps > longest:
                yield slice(start, end), slice(first, i)
                first, start, size = i, end, 0
            end += stretch.steps
            size += stretch.steps
        if len(self.rows):
            yield slice(start, len(self.rows)), slice(first, len(self.stretches))

    def piece(self, steps: slice, stretches: slice) -> Steps:
        """Return one of the :meth:`pieces`."""
        return Steps(self.rows[steps], self.vectors[steps], self.stretches[stretches])


@dataclass(frozen=True)
class Recurrent:
    """Weights by name; ``vocabulary`` and ``shared_vocabulary`` give the rows of the embeddings."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    shared_vocabulary: dict[str, int]
    weights: dict[str, Floats]

    def scores(self, sequences: Sequence[Steps], longest: int = 0) -> list[Floats]:
        """Return the scores of each sequence, (steps, labels), before softmax or logistic function.

        :param longest: steps that are read in one go, see :meth:`Steps.pieces`.
        """
        answers = [np.empty((len(s.rows), len(self.labels)), dtype=np.float32) for s in sequences]
        cut = [(i, piece) for i, s in enumerate(sequences) for piece in s.pieces(longest)]
        cut.sort(key=lambda place: place[1][0].stop - place[1][0].start)
        for low in range(0, len(cut), _BATCH):
            part = cut[low : low + _BATCH]
            ends = np.cumsum([steps.stop - steps.start for _, (steps, _) in part])[:-1]
            scores = self._batch([sequences[i].piece(*piece) for i, piece in part])
            for (i, (steps, _)), answer in zip(part, np.split(scores, ends), strict=True):
                answers[i][steps] = answer
        return answers

    def _batch(self, sequences: Sequence[Steps]) -> Floats:
        w = self.weights
        bags = feature_sums((row for s in sequences for row in s.rows), self.vocabulary, w["embeddings"])
        vectors = np.concatenate([sequence.vectors for sequence in sequences])
        inner = relu(np.concatenate([vectors, bags], axis=1) @ w["inner"] + w["inner_bias"])
        if self.shared_vocabulary:
            stretches = [stretch for sequence in sequences for stretch in sequence.stretches]
            sums = feature_sums(
                (s.features for s in stretches), self.shared_vocabulary, w["shared_embeddings"]
            )
            above = np.concatenate([np.stack([s.vector for s in stretches]), sums], axis=1)
            shared = relu(above @ w["shared"] + w["shared_bias"])
            sizes = [stretch.steps for stretch in stretches]
            inner = np.concatenate([inner, np.repeat(shared, sizes, axis=0)], axis=1)
        read = lstm(inner, Packing.of(np.array([len(sequence.rows) for sequence in sequences])), w)
        scores: Floats = np.concatenate([read, inner], axis=1) @ w["out"] + w["out_bias"]
        return scores

    def save(self, folder: Path, name: str) -> None:
        """Write ``name.npz`` (half precision) and ``name.json``; the same weights give the same bytes."""
        names = {
            "labels": self.labels,
            "features": ordered(self.vocabulary),
            "shared": ordered(self.shared_vocabulary),
        }
        halves = {key: value.astype(np.float16) for key, value in self.weights.items()}
        save_weights(folder, name, names, halves)

    @classmethod
    def load(cls, folder: Path, name: str) -> Recurrent:
        """Read what :meth:`save` wrote."""
        names, arrays = load_weights(folder, name)
        vocabularies = [{f: i for i, f in enumerate(names[key])} for key in ("features", "shared")]
        return cls(tuple(names["labels"]), vocabularies[0], vocabularies[1], arrays)


@dataclass(frozen=True, slots=True)
class Trace:
    """What the LSTM went through, (2, steps, width) each, in time order: see :class:`Packing`.

    Its gates (four widths), the cells before, the cells after squashed, and the state before.
    """

    gates: Floats
    before: Floats
    squashed: Floats
    state: Floats

    @classmethod
    def blank(cls, steps: int, width: int) -> Trace:
        """Return a trace to be filled in."""
        gates = np.empty((2, steps, 4 * width), dtype=np.float32)
        return cls(gates, *(np.empty((2, steps, width), dtype=np.float32) for _ in range(3)))


@dataclass(frozen=True, slots=True)
class Packing:
    """Where the steps of a batch lie when read in time order, longest sequence first.

    ``sizes`` says how many sequences have a step at each time; ``forward`` and ``backward``, (steps,),
    say which row is read then, from the first step on and from the last step back.
    """

    sizes: list[int]
    forward: Ints
    backward: Ints

    @classmethod
    def of(cls, lengths: Ints) -> Packing:
        """Return the packing of sequences that lie one after another."""
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        order = np.argsort(-lengths, kind="stable")
        starts, sorted_lengths = starts[order], lengths[order]
        sizes = [int((sorted_lengths > t).sum()) for t in range(int(sorted_lengths[0]))]
        forward = [starts[:size] + t for t, size in enumerate(sizes)]
        backward = [starts[:size] + sorted_lengths[:size] - 1 - t for t, size in enumerate(sizes)]
        return cls(sizes, np.concatenate(forward), np.concatenate(backward))


def lstm(inputs: Floats, packing: Packing, weights: dict[str, Floats], trace: Trace | None = None) -> Floats:
    """Return what a bidirectional LSTM says of each step: (steps, 2 × width), forward half first.

    :param trace: is filled in, for training.
    """
    gates = packed_gates(inputs, packing, weights)
    recurrent = weights["lstm_recurrent"]
    width = recurrent.shape[1]
    state = np.zeros((2, packing.sizes[0], width), dtype=np.float32)
    cell = np.zeros_like(state)
    said = np.empty((2, len(inputs), width), dtype=np.float32)
    low = 0
    for size in packing.sizes:
        state, before = state[:, :size], cell[:, :size]
        z = gates[:, low : low + size] + state @ recurrent
        z[..., : 3 * width] = sigmoid(z[..., : 3 * width])
        z[..., 3 * width :] = np.tanh(z[..., 3 * width :])
        cell = z[..., width : 2 * width] * before + z[..., :width] * z[..., 3 * width :]
        squashed = np.tanh(cell)
        if trace is not None:
            at = slice(low, low + size)
            trace.gates[:, at], trace.before[:, at] = z, before
            trace.squashed[:, at], trace.state[:, at] = squashed, state
        state = z[..., 2 * width : 3 * width] * squashed
        said[:, low : low + size] = state
        low += size
    return unpacked(said, packing)


def packed_gates(inputs: Floats, packing: Packing, weights: dict[str, Floats]) -> Floats:
    """Return what the inputs add to the gates (input, forget, output, new): (2, steps, 4 × width)."""
    half = weights["lstm_bias"].shape[0] // 2
    gates = inputs @ weights["lstm_inputs"] + weights["lstm_bias"]
    return np.stack([gates[packing.forward, :half], gates[packing.backward, half:]])


def unpacked(said: Floats, packing: Packing) -> Floats:
    """Return (2, steps, width) in time order as (steps, 2 × width) in the order of the batch."""
    width = said.shape[2]
    answer = np.empty((said.shape[1], 2 * width), dtype=np.float32)
    answer[packing.forward, :width] = said[0]
    answer[packing.backward, width:] = said[1]
    return answer


def relu(values: Floats) -> Floats:
    """Return ``values`` with nought for what is below it."""
    return np.maximum(values, np.float32(0))


def log_softmax(scores: Floats) -> Floats:
    """Return the logarithm of the probability of each label, (steps, labels)."""
    below = scores - scores.max(axis=1, keepdims=True, initial=-np.inf)
    answer: Floats = below - np.log(np.exp(below).sum(axis=1, keepdims=True))
    return answer
