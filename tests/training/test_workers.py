"""Training holds off garbage collection and gives it back."""

from __future__ import annotations

import gc

import pytest

from seloste.training.workers import training_pool, without_collection


def test_collection_is_held_off_here_and_in_the_workers() -> None:
    with without_collection():
        assert not gc.isenabled()
        with training_pool(1) as pool:
            assert pool.submit(gc.isenabled).result() is False
    assert gc.isenabled()


def test_collection_comes_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="bad notice"), without_collection():
        raise ValueError("bad notice")
    assert gc.isenabled()
