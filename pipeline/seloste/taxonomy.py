"""The closed label set of the project, read from ``annotations/taxonomy.yaml`` and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from seloste.resources import shared_path

_NAME = re.compile(r"[a-z][a-z_]*")
_SECTION_KEYS = {"fi", "en"}
_LABEL_KEYS = {"en"}
_CATEGORY_KEYS = {"fi", "en", "dpv", "broader", "special", "article"}
_OWN = "seloste"


@dataclass(frozen=True, slots=True)
class SectionType:
    """What a section of a notice can be about."""

    id: str
    fi: str
    en: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category of a label.

    ``dpv`` is the CURIE of the DPV concept that says the same; ``broader`` that of the nearest wider one
    where DPV lacks it; ``iri`` is the full IRI of ``dpv``, or the category's own where there is none.
    ``special`` marks data of GDPR articles 9 and 10; ``article`` is the GDPR's, such as ``6.1.f``.
    """

    id: str
    fi: str
    en: str
    iri: str
    dpv: str | None = None
    broader: str | None = None
    special: bool = False
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Section types, span labels and the categories of each label, in the order of the file."""

    version: int
    sections: Mapping[str, SectionType]
    labels: Mapping[str, str]
    namespaces: Mapping[str, str]
    tables: Mapping[str, Mapping[str, Category]]

    def categories(self, label: str) -> Mapping[str, Category]:
        """Return the categories of ``label`` by id; a label without categories (``register``) has none.

        :raises ValueError: there is no such label.
        """
        if label not in self.labels:
            raise ValueError(f"no label {label!r}; the labels are {_listed(self.labels)}")
        return self.tables.get(label, MappingProxyType({}))

    def check(self, label: str, category: str) -> Category:
        """Return the category of ``label`` with the id ``category``.

        :raises ValueError: there is no such label, or it has no such category.
        """
        table = self.categories(label)
        if category not in table:
            raise ValueError(
                f"no category {category!r} of {label}; its categories are {_listed(table) or 'none'}"
            )
        return table[category]

    def check_section(self, name: str) -> SectionType:
        """Return the section type with the id ``name``.

        :raises ValueError: there is no such section type.
        """
        if name not in self.sections:
            raise ValueError(f"no section type {name!r}; the types are {_listed(self.sections)}")
        return self.sections[name]


@cache
def load() -> Taxonomy:
    """Return the taxonomy of the installation, read once."""
    return read(shared_path("annotations/taxonomy.yaml"))


def read(path: Path) -> Taxonomy:
    """Return the taxonomy in the YAML file at ``path``.

    :raises ValueError: the file has an unknown key, a label without a table, or a CURIE of no namespace.
    """
    raw = _table(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    labels = {name: _label(name, entry) for name, entry in _table(raw.get("spans"), "spans").items()}
    known = {"version", "sections", "spans", "namespaces", *labels}
    _closed("the taxonomy", raw, known)
    missing = sorted((known - {"register"}) - set(raw))
    if missing:
        raise ValueError(f"{path.name} lacks {_listed(missing)}")
    if not isinstance(raw["version"], int):
        raise ValueError(f"{path.name}: version is a whole number, not {raw['version']!r}")
    namespaces = {str(prefix): str(iri) for prefix, iri in _table(raw["namespaces"], "namespaces").items()}
    tables = {
        label: MappingProxyType(
            {
                name: _category(label, name, entry, namespaces)
                for name, entry in _table(raw[label], label).items()
            }
        )
        for label in labels
        if label in raw
    }
    return Taxonomy(
        version=raw["version"],
        sections=MappingProxyType(
            {name: _section(name, entry) for name, entry in _table(raw["sections"], "sections").items()}
        ),
        labels=MappingProxyType(labels),
        namespaces=MappingProxyType(namespaces),
        tables=MappingProxyType(tables),
    )


def _section(name: str, entry: Any) -> SectionType:
    fields = _entry(f"section {name}", name, entry, _SECTION_KEYS, {"fi", "en"})
    return SectionType(id=name, fi=fields["fi"], en=fields["en"])


def _label(name: str, entry: Any) -> str:
    return str(_entry(f"label {name}", name, entry, _LABEL_KEYS, {"en"})["en"])


def _category(label: str, name: str, entry: Any, namespaces: Mapping[str, str]) -> Category:
    where = f"{label}:{name}"
    fields = _entry(where, name, entry, _CATEGORY_KEYS, {"fi", "en"})
    if "dpv" in fields and "broader" in fields:
        raise ValueError(f"{where} has both dpv and broader; a category with dpv needs no broader")
    curie = fields.get("dpv") or f"{_OWN}:{label}-{name}"
    for written in (curie, fields.get("broader")):
        if written is not None and str(written).partition(":")[0] not in namespaces:
            raise ValueError(f"{where}: {written} is of no namespace; they are {_listed(namespaces)}")
    prefix, _, local = curie.partition(":")
    return Category(id=name, iri=namespaces[prefix] + local, **fields)


def _entry(where: str, name: Any, entry: Any, allowed: set[str], required: set[str]) -> dict[str, Any]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"{where}: a name is lower-case letters and underscores, not {name!r}")
    fields = _table(entry, where)
    _closed(where, fields, allowed)
    missing = sorted(required - set(fields))
    if missing:
        raise ValueError(f"{where} lacks {_listed(missing)}")
    for key, value in fields.items():
        if not isinstance(value, bool if key == "special" else str):
            raise ValueError(f"{where}: {key} is {value!r}")
    return fields


def _closed(where: str, fields: Iterable[str], allowed: set[str]) -> None:
    unknown = sorted(map(str, set(fields) - allowed))
    if unknown:
        raise ValueError(
            f"{where} has the unknown key {_listed(unknown)}; allowed are {_listed(sorted(allowed))}"
        )


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{where} is not a table of names")
    return value


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
