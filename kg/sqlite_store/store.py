"""A `kg.store.Store` in a file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.sqlite_store.disk import explained
from kg.sqlite_store.documents import Documents
from kg.sqlite_store.graph import Resolved
from kg.sqlite_store.ledger import Ledger
from kg.sqlite_store.schema import prepare
from kg.sqlite_store.vectors import Embedded
from kg.store import digest_of

_COUNTED = ("documents", "chunks", "mentions", "claims", "entities", "relations", "merges", "rejections", "runs")


class SqliteStore(Documents, Resolved, Embedded, Ledger):
    """A file's graph, read and written through one connection."""

    @classmethod
    @contextmanager
    def open(cls, path: Path, write: bool) -> Iterator[SqliteStore]:
        """Yield the store in `path`, made where it is absent and `write` is given; `kg.workspace` holds the lock."""
        with explained(path):
            # A sync asks for states in a thread of its own, and nothing else meanwhile.
            connection = sqlite3.connect(
                _address(path, write), uri=True, isolation_level=None, timeout=30.0, check_same_thread=False
            )
            try:
                prepare(connection, path, write)
                yield cls(connection, path)
            finally:
                connection.close()

    def digest(self) -> str:
        return digest_of(
            (table, (row[0] for row in self._db.execute(f"SELECT json FROM {table} ORDER BY id")))
            for table in ("documents", "chunks", "entities", "relations")
        )

    def counts(self) -> dict[str, int]:
        found = {table: self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in _COUNTED}
        kept = "SELECT count(DISTINCT o.id) FROM outcomes o JOIN runs r ON r.id = o.run AND r.state = 'finished'"
        found["samples"] = self._db.execute(f"{kept} WHERE o.kind = 'sample'").fetchone()[0]
        return found


def _address(path: Path, write: bool) -> str:
    """Return the URI of a database.

    A reader writes too, beside the database, to keep clear of writers; where the folder lets nobody write there are
    none, and the file alone is read.
    """
    address = path.absolute().as_uri()
    alone = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"{address}?immutable=1" if alone and not write else address
