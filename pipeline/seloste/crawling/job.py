"""What a crawling process is told, and how it tells why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from seloste.crawling.fetching import Politeness
from seloste.crawling.network import Network
from seloste.crawling.robots import TOKEN

#: Exit codes of the process: another crawl has the folder; the folder cannot be written.
BUSY, NO_OUTPUT = 4, 5


@dataclass(frozen=True, slots=True)
class Job:
    """What a process is to do: visit the sites that the ledger in ``folder`` has pending."""

    folder: Path
    visit: int
    version: str
    contact: str
    network: Network
    politeness: Politeness
    timeout: float
    at_once: int
    browser: bool

    @property
    def user_agent(self) -> str:
        """What the crawler calls itself."""
        return f"{TOKEN}/{self.version} (+{self.contact})"
