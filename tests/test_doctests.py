"""The examples in the docstrings give what they show."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import seloste

MODULES = [
    module.name
    for module in pkgutil.walk_packages(seloste.__path__, "seloste.")
    if "__main__" not in module.name
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        pytest.skip(f"needs {error.name}, of an extra")
    failed, _ = doctest.testmod(module)
    assert not failed
