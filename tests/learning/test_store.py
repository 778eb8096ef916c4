"""Weights on disk: the same bytes every time, and nothing that runs when it is read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from seloste.learning.store import save_arrays


def test_same_arrays_same_bytes_whatever_the_order_and_layout(tmp_path: Path) -> None:
    wide = np.arange(12, dtype=np.float32).reshape(3, 4)
    narrow = np.array([1, 2, 3], dtype=np.float32)
    save_arrays(tmp_path / "one.npz", {"wide": wide, "narrow": narrow})
    save_arrays(tmp_path / "two.npz", {"narrow": narrow, "wide": np.asfortranarray(wide)})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    with np.load(tmp_path / "one.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["wide"], wide)
        np.testing.assert_array_equal(arrays["narrow"], narrow)
    with zipfile.ZipFile(tmp_path / "one.npz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"[Oo]bject"):
        save_arrays(tmp_path / "one.npz", {"words": np.array(["a", None], dtype=object)})
