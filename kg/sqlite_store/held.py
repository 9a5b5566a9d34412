"""A connection held open, and the ways in which every part of the store asks it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from kg.records import Record
from kg.sqlite_store.disk import damaged, explained
from kg.store import Place

R = TypeVar("R", bound=Record)

CHANGED = "UPDATE graph SET stale = 1, version = version + 1"


class Held:
    """Holds a connection open."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with explained(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # SQLite itself has rolled back already after some errors, a full disk among them.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _of(self, table: str, document_id: str, kind: type[R]) -> Iterator[R]:
        rows = self._db.execute(f"SELECT json FROM {table} WHERE document = ? ORDER BY id", (document_id,))
        return (self._read(kind, row[0]) for row in rows)

    def _some(self, table: str, ids: Collection[Place] | None, kind: type[R]) -> Iterator[R]:
        return self._all(table, kind) if ids is None else (self._one(table, i, kind) for i in sorted(map(str, ids)))

    def _all(self, table: str, kind: type[R]) -> Iterator[R]:
        rows = self._db.execute(f"SELECT json FROM {table} ORDER BY id")
        return (self._read(kind, row[0]) for row in rows)

    def _one(self, table: str, identity: str, kind: type[R]) -> R:
        row = self._db.execute(f"SELECT json FROM {table} WHERE id = ?", (identity,)).fetchone()
        if row is None:
            raise KeyError(identity)
        return self._read(kind, row[0])

    def _read(self, kind: type[R], text: str) -> R:
        try:
            return kind.model_validate_json(text)
        except ValidationError as error:
            raise damaged(self._path, f"a record of the kind {kind.__name__} is none") from error
