"""Processes to train in."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context


@contextmanager
def training_pool(count: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes to train in, without garbage collection, as :func:`without_collection`."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=gc.disable) as pool:
        yield pool


@contextmanager
def without_collection() -> Iterator[None]:
    """Hold off the search for reference cycles.

    Training makes tens of millions of small objects and hardly a cycle; going through them time and again
    takes a tenth of its time.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
