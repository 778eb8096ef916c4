"""A linear-chain conditional random field: decoding and marginals in numpy, many sequences at once.

Training is done by CRFsuite (:mod:`seloste.training.crf`); what it learns is kept as two matrices and a
vocabulary, so that reading a notice needs no CRFsuite.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from seloste.learning.sparse import feature_sums
from seloste.learning.store import load_weights, ordered, save_weights

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_FORBIDDEN = np.float32(-1e4)
#: Logarithms of a label's chance (against the best of its token) and of a forbidden move count as no less
#: than these, so that no sum in double precision is nought.
_LEAST_CHANCE, _LEAST_MOVE = -200.0, -600.0


@dataclass(frozen=True, slots=True)
class Marginals:
    """Posterior of a sequence: ``best`` is the Viterbi path, ``posterior`` is (tokens, labels)."""

    best: list[int]
    posterior: Floats


@dataclass(frozen=True)
class Crf:
    """Weights of a CRF: ``emissions`` is (features, labels), ``transitions`` is (labels, labels)."""

    labels: tuple[str, ...]
    vocabulary: dict[str, int]
    emissions: Floats
    transitions: Floats
    _start: Floats = field(init=False, repr=False)
    _allowed: Floats = field(init=False, repr=False)
    _joining: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        start, allowed = _iob_constraints(self.labels)
        object.__setattr__(self, "_start", start)
        object.__setattr__(self, "_allowed", allowed)
        object.__setattr__(self, "_joining", _joining(self.labels))

    def potentials(self, sequences: Sequence[Sequence[Sequence[str]]]) -> list[Floats]:
        """Return one (tokens, labels) matrix of emission scores a sequence of feature lists."""
        if not sequences:
            return []
        rows = (features for sequence in sequences for features in sequence)
        scores = feature_sums(rows, self.vocabulary, self.emissions)
        cuts = np.cumsum([len(sequence) for sequence in sequences])[:-1]
        return list(np.split(scores, cuts))

    def decode(
        self,
        potentials: Sequence[Floats],
        transitions: float = 1.0,
        joined: Sequence[Bools] | None = None,
    ) -> list[Marginals]:
        """Return best path and posterior of each sequence; an empty sequence gives an empty answer.

        :param potentials: (tokens, labels) of each sequence: :meth:`potentials`, or a mixture with them.
        :param transitions: how much the learnt transitions count; what IOB forbids stays forbidden.
        :param joined: (tokens,) of each sequence, true where a token is in the span of the token before it,
            or both are in none.
        """
        free = self.transitions * np.float32(transitions) + self._allowed
        moves = np.stack([free, free + self._joining])
        if joined is None:
            joined = [np.zeros(len(p), dtype=bool) for p in potentials]
        answers: list[Marginals | None] = [None] * len(potentials)
        order = sorted(range(len(potentials)), key=lambda i: len(potentials[i]))
        for low in range(0, len(order), 32):  # like lengths together, so little is padded
            chosen = order[low : low + 32]
            batch = self._decode_batch([potentials[i] for i in chosen], [joined[i] for i in chosen], moves)
            for i, answer in zip(chosen, batch, strict=True):
                answers[i] = answer
        return [answer for answer in answers if answer is not None]

    def _decode_batch(
        self, potentials: list[Floats], joined: Sequence[Bools], moves: Floats
    ) -> list[Marginals]:
        size, labels = len(potentials), len(self.labels)
        lengths = np.array([len(p) for p in potentials])
        longest = int(lengths.max(initial=0))
        if not longest:
            return [Marginals([], np.zeros((0, labels), dtype=np.float32)) for _ in potentials]
        emit = np.zeros((longest, size, labels), dtype=np.float32)
        kind = np.zeros((longest, size), dtype=np.int64)
        for i, p in enumerate(potentials):
            emit[: len(p), i] = p
            kind[: len(p), i] = joined[i]
        best = np.empty_like(emit)
        back = np.zeros((longest, size, labels), dtype=np.int16)
        best[0] = emit[0] + self._start
        for t in range(1, longest):
            reach = best[t - 1][:, :, None] + (moves[kind[t]] if kind[t].any() else moves[:1])
            back[t] = reach.argmax(1)
            best[t] = reach.max(1) + emit[t]
        posteriors = self._posteriors(emit, lengths, kind, moves)
        answers = []
        for i, length in enumerate(lengths):
            if not length:
                answers.append(Marginals([], np.zeros((0, labels), dtype=np.float32)))
                continue
            path = [int(best[length - 1, i].argmax())]
            for t in range(length - 1, 0, -1):
                path.append(int(back[t, i, path[-1]]))
            answers.append(Marginals(path[::-1], posteriors[:length, i].astype(np.float32)))
        return answers

    def _posteriors(self, emit: Floats, lengths: Ints, kind: Ints, moves: Floats) -> Doubles:
        """Return the marginals of a batch, (longest, sequences, labels), by forward and backward passes.

        Both passes work on probabilities in double precision, scaled anew at each step: a third of the time
        of sums of logarithms.
        """
        chances = np.exp(np.maximum(emit.astype(np.float64) - emit.max(2, keepdims=True), _LEAST_CHANCE))
        odds = np.exp(np.maximum(moves.astype(np.float64), _LEAST_MOVE))

        def step(values: Doubles, t: int, odds: Doubles) -> Doubles:
            moved: Doubles = values @ odds[0]
            return np.where(kind[t][:, None] > 0, values @ odds[1], moved) if kind[t].any() else moved

        forward, backward = np.empty_like(chances), np.ones_like(chances)
        forward[0] = chances[0] * np.exp(np.maximum(self._start.astype(np.float64), _LEAST_MOVE))
        for t in range(1, len(emit)):
            forward[t - 1] /= forward[t - 1].sum(1, keepdims=True)
            forward[t] = step(forward[t - 1], t, odds) * chances[t]
        for t in range(len(emit) - 2, -1, -1):
            onward = step(chances[t + 1] * backward[t + 1], t + 1, odds.transpose(0, 2, 1))
            onward /= onward.sum(1, keepdims=True)
            backward[t] = np.where((t < lengths - 1)[:, None], onward, 1)
        joint = forward * backward
        answer: Doubles = joint / joint.sum(2, keepdims=True)
        return answer

    def save(self, folder: Path, name: str) -> None:
        """Write ``name.npz`` and ``name.json`` into ``folder``; the same weights give the same bytes."""
        names = {"labels": self.labels, "features": ordered(self.vocabulary)}
        save_weights(folder, name, names, {"emissions": self.emissions, "transitions": self.transitions})

    @classmethod
    def load(cls, folder: Path, name: str) -> Crf:
        """Read what :meth:`save` wrote."""
        names, arrays = load_weights(folder, name)
        vocabulary = {feature: i for i, feature in enumerate(names["features"])}
        return cls(tuple(names["labels"]), vocabulary, arrays["emissions"], arrays["transitions"])


def _iob_constraints(labels: Sequence[str]) -> tuple[Floats, Floats]:
    """Return penalties of first labels and of moves: ``I-x`` stands after ``B-x`` and ``I-x`` alone."""
    start = np.zeros(len(labels), dtype=np.float32)
    moves = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            start[j] = _FORBIDDEN
            inside = {f"B-{label[2:]}", label}
            for i, before in enumerate(labels):
                if before not in inside:
                    moves[i, j] = _FORBIDDEN
    return start, moves


def _joining(labels: Sequence[str]) -> Floats:
    """Return penalties of moves that part two tokens: into a span, out of one, from one to the next."""
    moves = np.full((len(labels), len(labels)), _FORBIDDEN, dtype=np.float32)
    for j, label in enumerate(labels):
        if label.startswith("I-"):
            for i, before in enumerate(labels):
                if before in (f"B-{label[2:]}", label):
                    moves[i, j] = 0
        elif label == "O":
            moves[j, j] = 0
    return moves
