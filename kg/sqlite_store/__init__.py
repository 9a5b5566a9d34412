"""The store in one SQLite file: a write-ahead log, every commit synced to disk, records as JSON beside their keys.

A killed process or a full disk loses at most the transaction that was under way.
"""

from __future__ import annotations

from kg.sqlite_store.store import SqliteStore

__all__ = ["SqliteStore"]
