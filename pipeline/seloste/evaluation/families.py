"""Families of features, for the ablation: training leaves one of them out."""

from __future__ import annotations

import re
from functools import cache

import yaml

from seloste.errors import UsageError
from seloste.resources import package_path
from seloste.training.dropping import NOTHING, Drop


@cache
def families() -> dict[str, dict[str, re.Pattern[str]]]:
    """Return what the features of each family begin with, by family and part of the model."""
    entries = yaml.safe_load(package_path("evaluation/data/families.yaml").read_text(encoding="utf-8"))
    return {
        family: {part: re.compile("|".join(beginnings)) for part, beginnings in parts.items()}
        for family, parts in entries.items()
    }


def features_of(family: str | None) -> Drop:
    """Return what the features of a family begin with, as training drops them; nothing, if none is named.

    :raises UsageError: there is no such family.
    """
    if family is None:
        return NOTHING
    if family not in families():
        raise UsageError(f"no family of features {family!r}; there are {', '.join(families())}")
    return families()[family]
