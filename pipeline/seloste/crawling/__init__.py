"""Finds privacy notices on sites, politely, and keeps them with evidence: sites to WARC and manifest."""

from __future__ import annotations

from seloste.crawling.fetching import Politeness
from seloste.crawling.network import Network
from seloste.crawling.run import Report, crawl

__all__ = ["Network", "Politeness", "Report", "crawl"]
