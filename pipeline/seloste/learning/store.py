"""Weights on disk: names as json, arrays as npz whose bytes depend on the arrays alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt


def save_arrays(path: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write ``arrays`` to ``path``, compressed and with no time stamp; object arrays are refused."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue())


def save_weights(
    folder: Path, name: str, names: Mapping[str, Sequence[str]], arrays: Mapping[str, npt.NDArray[Any]]
) -> None:
    """Write ``name.npz`` and ``name.json`` into ``folder``; the same weights give the same bytes."""
    save_arrays(folder / f"{name}.npz", arrays)
    text = json.dumps(names, ensure_ascii=False, indent=0)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def load_weights(folder: Path, name: str) -> tuple[dict[str, list[str]], dict[str, npt.NDArray[np.float32]]]:
    """Return the names and the arrays that :func:`save_weights` wrote."""
    names: dict[str, list[str]] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
        return names, {key: arrays[key].astype(np.float32) for key in arrays.files}


def ordered(vocabulary: Mapping[str, int]) -> list[str]:
    """Return the features of a vocabulary in the order of their rows."""
    return sorted(vocabulary, key=vocabulary.__getitem__)
