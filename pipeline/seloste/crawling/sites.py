"""The list of sites to crawl."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from seloste.errors import UsageError

_NAMES = {
    "site": ("site", "url", "domain", "address", "sivusto", "osoite", "verkkosivu", "www"),
    "name": ("name", "nimi", "organisation", "organisaatio"),
    "sector": ("sector", "toimiala"),
    "business_id": ("business_id", "businessid", "y-tunnus", "ytunnus"),
}


@dataclass(frozen=True, slots=True)
class Site:
    """One row of the list; ``site`` is an address or a bare domain, ``row`` its number from 1."""

    row: int
    site: str
    name: str = ""
    sector: str = ""
    business_id: str = ""

    def addresses(self) -> tuple[str, ...]:
        """Return the addresses of the home page in the order they are to be tried; none if malformed."""
        text = self.site.strip()
        try:
            parts = urlsplit(text if "://" in text else f"//{text}")
            host, _ = parts.hostname, parts.port
        except ValueError:
            return ()
        if not host or any(character.isspace() for character in text):
            return ()
        if parts.scheme:
            return (text,)
        path = parts.path or "/"
        other = host[4:] if host.startswith("www.") else f"www.{host}"
        names = (parts.netloc,) if parts.port or "." not in host else (parts.netloc, other)
        return tuple(f"{scheme}://{name}{path}" for scheme in ("https", "http") for name in names)

    @property
    def names_page(self) -> bool:
        """Whether the row gives the address of a page and not only of a site."""
        return any(
            urlsplit(address).path.strip("/") or urlsplit(address).query for address in self.addresses()
        )


def read_sites(path: Path) -> list[Site]:
    """Read a CSV of sites: comma, semicolon or tab, with or without a header; each site once.

    :raises UsageError: the file cannot be read or names no site.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError:
        text = path.read_bytes().decode("cp1252", "replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    table = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(map(str.strip, row))]
    columns = _columns(table[0]) if table else {}
    sites: dict[str, Site] = {}
    for row in table[1:] if columns else table:
        found = {field: row[at].strip() for field, at in (columns or {"site": 0}).items() if at < len(row)}
        address = found.pop("site", "")
        if address and address not in sites:
            sites[address] = Site(len(sites) + 1, address, **found)
    if not sites:
        raise UsageError(f"{path} names no site; its column is called 'site'")
    return list(sites.values())


def _columns(header: list[str]) -> dict[str, int]:
    """Return where each field stands; nothing where the first row is no header."""
    names = [cell.strip().lower().replace(" ", "_") for cell in header]
    found = {
        field: next((at for at, name in enumerate(names) if name in known), -1)
        for field, known in _NAMES.items()
    }
    return {field: at for field, at in found.items() if at >= 0} if found["site"] >= 0 else {}
