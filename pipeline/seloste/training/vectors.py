"""Reduces the word vectors of spacy-fi-experimental-web-md to what the package carries.

``python -m seloste.training.vectors models/word_vectors``: the table of floret buckets is turned onto the
principal axes of the vectors of the model's own words, the first axes are kept, and what is left is written
as bytes. Needs the extra ``spacy-fi``.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np

from seloste.errors import AnalyserUnavailable
from seloste.learning.store import save_arrays

_PACKAGE = "spacy-fi-experimental-web-md"
#: Principal axes kept; they hold 0.71 of the variance (the command prints it).
_AXES = 96
_WORDS = 40_000
#: The mean magnitude of a coordinate after scaling; keeps the inputs of the networks near one.
_MAGNITUDE = 3.0


def reduce_vectors(folder: Path) -> float:
    """Write the reduced vectors to ``folder`` and return the share of variance that they keep.

    :raises AnalyserUnavailable: the package that holds the vectors is missing.
    """
    import spacy

    try:
        vocab = spacy.load("spacy_fi_experimental_web_md", exclude=["parser", "ner"]).vocab
    except OSError as problem:
        raise AnalyserUnavailable(f"no vectors to reduce: pip install {_PACKAGE}") from problem
    vectors = vocab.vectors
    words = sorted(w for w in vocab.strings if w.isalpha() and w.islower() and 2 < len(w) < 30)
    seen = np.asarray(vectors.get_batch(words[:: max(1, len(words) // _WORDS)]))
    centred = seen - seen.mean(0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :_AXES]
    axes *= np.sign(axes[np.abs(axes).argmax(0), np.arange(_AXES)])  # an axis has no sign of its own
    table = vectors.data @ axes
    spread = 4 * float(np.abs(table).std())
    coded = np.clip(np.round(table / spread * 127), -127, 127).astype(np.int8)
    scale = 1 / (_MAGNITUDE * float(np.abs(coded).mean()))
    folder.mkdir(parents=True, exist_ok=True)
    save_arrays(folder / "vectors.npz", {"table": coded, "scale": np.array(scale, dtype=np.float32)})
    hashing = {
        key: getattr(vectors, key) for key in ("minn", "maxn", "hash_count", "hash_seed", "bow", "eow")
    }
    meta = {"source": f"{_PACKAGE} {version(_PACKAGE)}", "license": "MIT", "hashing": hashing}
    text = json.dumps(meta, ensure_ascii=False, indent=2)
    (folder / "vectors.json").write_text(text + "\n", encoding="utf-8")
    return float(values[::-1][:_AXES].sum() / values.sum())


if __name__ == "__main__":
    print(f"variance kept: {reduce_vectors(Path(sys.argv[1])):.3f}")
