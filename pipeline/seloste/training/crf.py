"""Fits a conditional random field with CRFsuite and keeps its weights as arrays."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from seloste.learning.crf import Crf

#: Weights smaller than this change no decision and double the size of the model.
_SMALLEST = 1e-3


def fit_crf(
    rows: Sequence[Sequence[Sequence[str]]],
    labels: Sequence[Sequence[str]],
    *,
    l1: float,
    l2: float,
    iterations: int,
    least: int = 3,
) -> Crf:
    """Fit a linear-chain CRF (L-BFGS, deterministic) to sequences of feature lists."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": l1, "c2": l2, "max_iterations": iterations, "feature.minfreq": least})
    for sequence, wanted in zip(rows, labels, strict=True):
        trainer.append(sequence, wanted)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "model.crfsuite")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
        tagger.close()
    names = tuple(sorted(info.labels))
    index = {name: i for i, name in enumerate(names)}
    weights = {key: value for key, value in info.state_features.items() if abs(value) >= _SMALLEST}
    vocabulary = {feature: i for i, feature in enumerate(sorted({feature for feature, _ in weights}))}
    emissions = np.zeros((len(vocabulary), len(names)), dtype=np.float16)
    for (feature, label), value in weights.items():
        emissions[vocabulary[feature], index[label]] = value
    transitions = np.zeros((len(names), len(names)), dtype=np.float32)
    for (before, after), value in info.transitions.items():
        transitions[index[before], index[after]] = value
    return Crf(names, vocabulary, emissions.astype(np.float32), transitions)
