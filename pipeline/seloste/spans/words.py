"""The closed sets of words that rules and features of spans look for (``data/words.yaml``)."""

from __future__ import annotations

from functools import cache

import yaml

from seloste.resources import package_path


@cache
def words(name: str) -> tuple[str, ...]:
    """Return the set of that name, in the order of the file."""
    sets = yaml.safe_load(package_path("spans/data/words.yaml").read_text(encoding="utf-8"))
    return tuple(sets[name])
