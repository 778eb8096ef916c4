"""What all notices of one controller say together.

Two notices are of one controller where they give one business id, or one name. A name that is also given
with one business id, and with no other, is that controller's.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from seloste import taxonomy
from seloste.comparison.scratch import temporary_base
from seloste.comparison.sectors import NOT_LISTED, Organisation
from seloste.record import FACT_FIELDS, Record

_TABLES = """
CREATE TABLE notice (n INTEGER PRIMARY KEY, id TEXT, sector TEXT, said BLOB, denied BLOB);
CREATE TABLE controller (n INTEGER, name TEXT, key TEXT, business_id TEXT);
"""
_ONE_BUSINESS_ID = """
CREATE TABLE known AS
SELECT key, min(business_id) AS business_id FROM controller WHERE business_id <> '' AND key <> ''
GROUP BY key HAVING count(DISTINCT business_id) = 1;
CREATE UNIQUE INDEX known_key ON known (key);
UPDATE controller SET business_id = coalesce((SELECT business_id FROM known WHERE known.key = controller.key), '')
WHERE business_id = '';
"""
_IN_ORDER = """
SELECT CASE WHEN business_id = '' THEN key ELSE business_id END AS who, name, business_id, id, sector, said, denied
FROM controller JOIN notice USING (n) ORDER BY who, id, name
"""


@dataclass(slots=True)
class _Group:
    """The notices of a controller: their ids, and how many state and deny each category by its number."""

    names: Counter[str] = field(default_factory=Counter)
    business_id: str = ""
    sectors: dict[str, None] = field(default_factory=dict)
    notices: dict[str, None] = field(default_factory=dict)
    said: Counter[int] = field(default_factory=Counter)
    denied: Counter[int] = field(default_factory=Counter)

    @property
    def head(self) -> dict[str, object]:
        """What a row of the controller begins with; its name is the one that most notices give."""
        name = min(self.names, key=lambda name: (not name, -self.names[name], name))
        return {"controller": self.business_id or name, "name": name, "business_id": self.business_id or None}


class Controllers:
    """Gathers notices by controller, in a temporary file: memory does not grow with their number."""

    def __init__(self) -> None:
        """Begin with no notices."""
        self._base = temporary_base(_TABLES)
        self._count = 0

    def add(self, record: Record, organisation: Organisation = NOT_LISTED) -> None:
        """Add a notice, under the organisation of the table where it names no controller itself."""
        parties = {(party.name, party.business_id or "") for party in record.controllers}
        named = {(name, number) for name, number in parties if name or number}
        if not named and (organisation.name or organisation.business_id):
            named = {(organisation.name, organisation.business_id)}
        if not named:
            return
        self._count += 1
        said = _numbers((name, fact.category) for name, fact in record.facts() if fact.said)
        denied = _numbers((name, fact.category) for name, fact in record.facts() if fact.denied)
        self._base.execute(
            "INSERT INTO notice VALUES (?, ?, ?, ?, ?)",
            (self._count, record.id, organisation.sector, said, denied),
        )
        self._base.executemany(
            "INSERT INTO controller VALUES (?, ?, ?, ?)",
            (
                (self._count, name, " ".join(name.casefold().split()), number)
                for name, number in sorted(named)
            ),
        )

    def rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a controller: the categories that any of its notices states, and that any denies."""
        keys = _keys()
        for group in self._groups():
            row = {**group.head, "sectors": tuple(group.sectors), "notices": tuple(group.notices)}
            for name in FACT_FIELDS.values():
                for column, counts in ((name, group.said), (f"{name}_denied", group.denied)):
                    row[column] = tuple(keys[at][1] for at in sorted(counts) if keys[at][0] == name)
            yield row

    def long_rows(self) -> Iterator[Mapping[str, object]]:
        """Yield a row a controller and category, with how many of its notices state and deny it."""
        keys = _keys()
        for group in self._groups():
            for at in sorted({*group.said, *group.denied}):
                yield {
                    "controller": group.head["controller"],
                    "field": keys[at][0],
                    "category": keys[at][1],
                    "notices": len(group.notices),
                    "said": group.said[at],
                    "denied": group.denied[at],
                }

    def close(self) -> None:
        """Remove the temporary file."""
        self._base.close()

    def _groups(self) -> Iterator[_Group]:
        if self._base.in_transaction:
            self._base.execute("COMMIT")
            self._base.executescript(_ONE_BUSINESS_ID)
        for _, rows in groupby(self._base.execute(_IN_ORDER), key=lambda row: row[0]):
            group = _Group()
            for _, name, business_id, id, sector, said, denied in rows:
                group.names[name] += 1
                group.business_id = business_id
                if sector:
                    group.sectors[sector] = None
                if id not in group.notices:  # a notice may name one controller in two ways
                    group.notices[id] = None
                    group.said.update(array("H", said))
                    group.denied.update(array("H", denied))
            yield group


def _numbers(keys: Iterable[tuple[str, str]]) -> bytes:
    return array("H", sorted({_number()[key] for key in keys})).tobytes()


@cache
def _keys() -> tuple[tuple[str, str], ...]:
    """Return every field and category in the order of the taxonomy."""
    terms = taxonomy.load()
    return tuple((name, id) for label, name in FACT_FIELDS.items() for id in terms.categories(label))


@cache
def _number() -> Mapping[tuple[str, str], int]:
    return {key: number for number, key in enumerate(_keys())}
