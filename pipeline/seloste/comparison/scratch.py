"""Scratch space on disk for what looks across notices, so that memory does not grow with their number."""

from __future__ import annotations

import sqlite3


def temporary_base(tables: str) -> sqlite3.Connection:
    """Return an SQLite base in a temporary file, gone once it is closed; nothing of it is ever undone."""
    base = sqlite3.connect("", isolation_level=None)
    base.execute("PRAGMA cache_size = -32000")  # 32 MB
    base.execute("PRAGMA journal_mode = OFF")
    base.executescript(f"{tables} BEGIN;")
    return base
