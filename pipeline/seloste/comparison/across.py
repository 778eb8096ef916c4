"""The tables that look across notices, all gathered while the records go by once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from seloste.comparison.controllers import Controllers
from seloste.comparison.practices import Practices
from seloste.comparison.sectors import NOT_LISTED, Sectors
from seloste.comparison.similarity import Clauses, Families
from seloste.record import Record


class Across:
    """Practices, sectors, controllers and template families of the records that it watches; to be closed."""

    def __init__(self, sectors: Sectors | None = None, *, with_families: bool = False) -> None:
        """Begin with no notices.

        :param sectors: which sector a notice is of; without it there are no tables of sectors.
        :param with_families: find template families too, which takes as long as all the rest.
        :raises UsageError: families are asked for and their library is missing.
        """
        self._sectors = sectors
        self._practices = Practices()
        self._controllers = Controllers()
        self._templates = (Families(), Clauses()) if with_families else None
        #: How many notices were of a known sector.
        self.listed = 0

    def watch(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the records as they are, having added each."""
        for record in records:
            organisation = self._sectors.of(record) if self._sectors else NOT_LISTED
            self.listed += bool(organisation.sector)
            self._practices.add(record, organisation.sector)
            self._controllers.add(record, organisation)
            for templates in self._templates or ():
                templates.add(record)
            yield record

    def tables(self) -> Mapping[str, Iterator[Mapping[str, object]]]:
        """Return the rows of each table by its name."""
        found = {
            "practices": self._practices.rows(),
            "controllers": self._controllers.rows(),
            "controllers_long": self._controllers.long_rows(),
        }
        if self._sectors:
            found |= {
                "sectors": self._practices.sector_rows(),
                "sectors_long": self._practices.sector_long_rows(),
            }
        if self._templates:
            families, clauses = self._templates
            found |= {"families": families.rows(), "clauses": clauses.rows()}
        return found

    def close(self) -> None:
        """Remove the scratch space."""
        for part in (self._controllers, *(self._templates or ())):
            part.close()
