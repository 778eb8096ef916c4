"""Loading: any supported bytes to notices, with the place of every line kept."""

from __future__ import annotations

from seloste.loading.files import InputFile, walk
from seloste.loading.loader import load
from seloste.loading.plain import read_text

__all__ = ["InputFile", "load", "read_text", "walk"]
