"""The commonest and the rarest practices: how many notices state, deny or do not mention each category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from seloste import taxonomy
from seloste.record import FACT_FIELDS, Record


def practices(records: Iterable[Record]) -> list[Mapping[str, object]]:
    """Return a row a category of every field, the most frequently stated first within its field.

    Categories that no notice mentions have rows too: that nobody states a right is a finding.
    """
    total = 0
    said: Counter[tuple[str, str]] = Counter()
    denied: Counter[tuple[str, str]] = Counter()
    mentioned: Counter[tuple[str, str]] = Counter()
    for record in records:
        total += 1
        facts = list(record.facts())
        said.update({(field, fact.category) for field, fact in facts if fact.said})
        denied.update({(field, fact.category) for field, fact in facts if fact.denied})
        mentioned.update({(field, fact.category) for field, fact in facts})
    rows: list[Mapping[str, object]] = []
    for label, field in FACT_FIELDS.items():
        entries = taxonomy.load().categories(label).values()
        for entry in sorted(entries, key=lambda entry: (-said[field, entry.id], entry.id)):
            key = (field, entry.id)
            rows.append(
                {
                    "field": field,
                    "category": entry.id,
                    "name_fi": entry.fi,
                    "name_en": entry.en,
                    "said": said[key],
                    "denied": denied[key],
                    "not_stated": total - mentioned[key],
                    "share_said": round(said[key] / total, 4) if total else 0.0,
                }
            )
    return rows
