"""What the disk refuses, each in one line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import UserError

_SIGNS_OF_DAMAGE = ("Could not decode", "no such table", "no such column", "malformed database schema")


def damaged(path: Path, what: str) -> UserError:
    """Return the error that says what is wrong with a database."""
    return UserError(f"{path}: damaged ({what}); put a copy of it back, or ingest into a new --workspace")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into one line; other errors are bugs and pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE):
            raise UserError(
                f"{path}: disk is full ({error}); everything committed is kept: free some space and run the same "
                "command again"
            ) from error
        if code == sqlite3.SQLITE_NOTADB:
            raise UserError(f"{path}: not a database of this program; name another --workspace") from error
        if code & 0xFF == sqlite3.SQLITE_IOERR:
            raise UserError(f"{path}: cannot be read or written ({error}); look after the disk, then go on") from error
        if code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise UserError(f"{path}: another program holds it; end that, then run the same command again") from error
        if code & 0xFF == sqlite3.SQLITE_CORRUPT or str(error).startswith(_SIGNS_OF_DAMAGE):
            raise damaged(path, str(error).partition(" with text")[0]) from error
        if code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise UserError(f"{path}: cannot be opened ({error}); check its rights") from error
        raise
