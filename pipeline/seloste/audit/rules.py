"""The findings that the audit can make: each code with its texts and its check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import yaml

from seloste.audit import (
    completeness,
    contradictions,
    decisions,
    interests,
    law,
    rights,
    transfer_contradictions,
    transfers,
    withdrawal,
    wording,
)
from seloste.audit.view import Evidence, View
from seloste.resources import package_path

Check = Callable[[View], Evidence | None]

_MODULES = (
    completeness,
    transfers,
    decisions,
    interests,
    rights,
    withdrawal,
    law,
    contradictions,
    transfer_contradictions,
    wording,
)
_KEYS = {"severity", "article", "message_fi", "message_en", "source"}
SEVERITIES = ("major", "moderate", "minor")


@dataclass(frozen=True, slots=True)
class Rule:
    """A finding that can be made; ``source`` is the legal source behind it."""

    code: str
    severity: str
    article: str | None
    message_fi: str
    message_en: str
    source: str
    check: Check


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules by code, in the order of ``audit/data/findings.yaml``.

    :raises ValueError: an entry has an unknown key or severity, or there is no check of its name.
    """
    entries = yaml.safe_load(package_path("audit/data/findings.yaml").read_text(encoding="utf-8"))
    return MappingProxyType({code: _rule(code, entry) for code, entry in entries.items()})


def _rule(code: str, entry: dict[str, str | None]) -> Rule:
    check = next((getattr(module, code) for module in _MODULES if hasattr(module, code)), None)
    if check is None:
        raise ValueError(f"findings.yaml: there is no check {code}")
    if set(entry) != _KEYS:
        raise ValueError(f"findings.yaml: {code} has the keys {sorted(entry)} instead of {sorted(_KEYS)}")
    if entry["severity"] not in SEVERITIES:
        raise ValueError(f"findings.yaml: {code}: the severities are {', '.join(SEVERITIES)}")
    texts = {key: str(entry[key]) for key in _KEYS - {"article"}}
    return Rule(code=code, article=entry["article"], check=check, **texts)
