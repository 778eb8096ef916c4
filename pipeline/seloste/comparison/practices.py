"""The commonest and the rarest practices: how many notices state, deny or do not mention each category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seloste import taxonomy
from seloste.record import FACT_FIELDS, Record

#: What at least this share of a sector's notices states is usual there; what at most this share states is rare.
USUAL = 0.5
RARE = 0.05

#: A category of a field, by which facts are counted.
Key = tuple[str, str]


@dataclass(slots=True)
class _Counts:
    """How many notices there are, and how many of them state, deny or mention each category."""

    notices: int = 0
    said: Counter[Key] = field(default_factory=Counter)
    denied: Counter[Key] = field(default_factory=Counter)
    mentioned: Counter[Key] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        """Count a notice."""
        facts = list(record.facts())
        self.notices += 1
        self.said.update({(name, fact.category) for name, fact in facts if fact.said})
        self.denied.update({(name, fact.category) for name, fact in facts if fact.denied})
        self.mentioned.update({(name, fact.category) for name, fact in facts})

    def row(self, entry: taxonomy.Category, name: str) -> dict[str, object]:
        """Return the counts of a category as a row."""
        key = (name, entry.id)
        return {
            "field": name,
            "category": entry.id,
            "name_fi": entry.fi,
            "name_en": entry.en,
            "said": self.said[key],
            "denied": self.denied[key],
            "not_stated": self.notices - self.mentioned[key],
            "share_said": _share(self.said[key], self.notices),
        }

    def ranked(self, label: str) -> list[taxonomy.Category]:
        """Return the categories of a label, the most frequently stated first."""
        entries = taxonomy.load().categories(label).values()
        return sorted(entries, key=lambda entry: (-self.said[FACT_FIELDS[label], entry.id], entry.id))


class Practices:
    """Counts of practices, of all notices and by sector.

    Categories that no notice mentions have rows too: that nobody states a right is a finding.
    """

    def __init__(self) -> None:
        """Begin with no notices."""
        self._all = _Counts()
        self._sectors: dict[str, _Counts] = {}

    def add(self, record: Record, sector: str = "") -> None:
        """Count a notice; one of no known sector counts among all, and in no sector."""
        self._all.add(record)
        if sector:
            self._sectors.setdefault(sector, _Counts()).add(record)

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a category of every field, the most frequently stated first within its field."""
        for label, name in FACT_FIELDS.items():
            for entry in self._all.ranked(label):
                yield self._all.row(entry, name)

    def sector_rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a sector: what at least half of its notices state, and what few do.

        Rare is what some notice of the sector states, and no more than one in twenty or a single one.
        """
        for sector, counts in sorted(self._sectors.items()):
            row: dict[str, object] = {"sector": sector, "notices": counts.notices}
            few = max(1, int(RARE * counts.notices))
            for label, name in FACT_FIELDS.items():
                ranked = [(entry.id, counts.said[name, entry.id]) for entry in counts.ranked(label)]
                usual = tuple(id for id, said in ranked if said >= USUAL * counts.notices)
                rare = (id for id, said in reversed(ranked) if 0 < said <= few and id not in usual)
                row |= {name: usual, f"{name}_rare": tuple(rare)}
            yield row

    def sector_long_rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a sector and category, the most frequently stated first within sector and field.

        ``share_elsewhere`` is the share of the notices of all other known sectors that state it.
        """
        everywhere = sum(counts.notices for counts in self._sectors.values())
        said = sum((counts.said for counts in self._sectors.values()), Counter[Key]())
        for sector, counts in sorted(self._sectors.items()):
            for label, name in FACT_FIELDS.items():
                for entry in counts.ranked(label):
                    row = counts.row(entry, name)
                    elsewhere = said[name, entry.id] - counts.said[name, entry.id]
                    yield {
                        "sector": sector,
                        **row,
                        "share_elsewhere": _share(elsewhere, everywhere - counts.notices),
                    }


def _share(count: int, total: int) -> float:
    return round(count / total, 4) if total else 0.0
