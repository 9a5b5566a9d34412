"""A workspace: the folder `.kindergraph/` with one database, `files/`, and the lock that lets one process write.

The lock is a POSIX record lock on the file `lock`. The kernel drops it with the process that holds it, SIGKILL
included, and a forked child does not inherit it, so it is never stale; the file holds the writer's pid for the message
alone.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UserError, WorkspaceBusy

if TYPE_CHECKING:
    from kg.store import Store

FOLDER = ".kindergraph"
VARIABLE = "KINDERGRAPH_WORKSPACE"

_held: set[Path] = set()
"""Locks of this process: a record lock does not keep a process from itself."""


@dataclass(frozen=True)
class Workspace:
    """Where a graph and what belongs to it lie on disk."""

    folder: Path

    @classmethod
    def at(cls, folder: Path | str | None = None) -> Workspace:
        """Return the workspace in `folder`, else in $KINDERGRAPH_WORKSPACE, else in `./.kindergraph`.

        A server has no folder: what belongs to its graph on this machine lies where it would without one.
        """
        return cls(Path((not is_server(folder) and folder) or os.environ.get(VARIABLE) or FOLDER))

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.folder / "graph.sqlite"

    @property
    def files(self) -> Path:
        """Page images, figure crops, web archives."""
        return self.folder / "files"

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folders and hold the right to write. Raises WorkspaceBusy, at once, where another process has it."""
        try:
            self.files.mkdir(parents=True, exist_ok=True)
            path = (self.folder / "lock").resolve()
            # Asked before the file is opened: closing any handle of it would drop the lock that this process holds.
            if path in _held:
                raise WorkspaceBusy(f"{self.folder}: this process (pid {os.getpid()}) writes it; close it there first")
            lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise UserError(f"{self.folder}: cannot be written ({error.strerror}); name another --workspace") from None
        try:
            try:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pid = os.pread(lock, 32, 0).decode(errors="replace").strip() or "unknown"
                raise WorkspaceBusy(
                    f"{self.folder}: another process (pid {pid}) is writing it; wait until it ends, or stop it"
                ) from None
            _held.add(path)
            try:
                os.ftruncate(lock, 0)
                os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
                yield
            finally:
                _held.discard(path)
        finally:
            os.close(lock)


@contextmanager
def open_store(where: Path | str | None = None, write: bool = False) -> Iterator[Store]:
    """Yield the store of a workspace folder, or of a server (`neo4j://host:7687`), closed again at the end.

    `neo4j` alone is the server that NEO4J_URI names. Any number may read, also while one writes; `write` also makes a
    workspace that is not there yet. Raises UserError where there is none to read, WorkspaceBusy where another process
    writes the same folder, and UserError naming both schema versions where another version of the program made it.
    """
    if is_server(where):
        from kg.neo4j_store import Neo4jStore, connect

        with connect(_server(str(where))) as driver:
            yield Neo4jStore.open(driver, write)
        return
    from kg.sqlite_store import SqliteStore

    workspace = Workspace.at(where)
    if not write:
        if not workspace.database.is_file():
            raise UserError(f"{workspace.folder}: no graph here; run `ingest papers/` first, or name --workspace")
        with SqliteStore.open(workspace.database, write=False) as store:
            yield store
        return
    with workspace.writing(), SqliteStore.open(workspace.database, write=True) as store:
        yield store


def is_server(where: Path | str | None) -> bool:
    """Return whether this names a server and no folder: a URL, or `neo4j`."""
    return isinstance(where, str) and (where == "neo4j" or "://" in where)


def _server(where: str) -> str:
    """Return the address of a server. Raises UserError where NEO4J_URI should have it and does not."""
    uri = os.environ.get("NEO4J_URI") if where == "neo4j" else where
    if not uri:
        raise UserError("--store neo4j: which server? Set NEO4J_URI, or give --store neo4j://localhost:7687")
    return uri
