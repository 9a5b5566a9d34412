"""The store in one SQLite file: a write-ahead log, every commit synced to disk, records as JSON beside their keys.

A killed process or a full disk loses at most the transaction that was under way.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from kg.errors import UserError
from kg.records import Chunk, Claim, Document, Entity, Mention, Merge, Record, Rejection, Relation, content_id
from kg.store import (
    GRAPH,
    GraphKind,
    Outcome,
    Pair,
    Run,
    RunState,
    content,
    digest_of,
    graph_content,
    pair,
    state_of,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEMA_VERSION = 3

R = TypeVar("R", bound=Record)

_TABLES = """
CREATE TABLE documents (id TEXT PRIMARY KEY, source TEXT NOT NULL, part TEXT NOT NULL, sha256 TEXT NOT NULL,
    json TEXT NOT NULL, UNIQUE (source, part));
CREATE TABLE chunks (id TEXT PRIMARY KEY, document TEXT NOT NULL, ordinal INTEGER NOT NULL, json TEXT NOT NULL);
CREATE TABLE mentions (id TEXT PRIMARY KEY, document TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE claims (id TEXT PRIMARY KEY, document TEXT NOT NULL, json TEXT NOT NULL);
CREATE TABLE rejections (number INTEGER PRIMARY KEY, document TEXT, json TEXT NOT NULL);
CREATE INDEX chunks_of ON chunks (document, ordinal);
CREATE INDEX mentions_of ON mentions (document);
CREATE INDEX claims_of ON claims (document);
CREATE INDEX rejections_of ON rejections (document);
CREATE TABLE entities (id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE relations (id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE merges (id TEXT PRIMARY KEY, json TEXT NOT NULL);
CREATE TABLE forbidden (one TEXT, other TEXT, PRIMARY KEY (one, other)) WITHOUT ROWID;
CREATE TABLE graph (only INTEGER PRIMARY KEY CHECK (only = 0), stale INTEGER NOT NULL);
INSERT INTO graph VALUES (0, 0);
CREATE TABLE runs (id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, fingerprint TEXT NOT NULL,
    settings TEXT NOT NULL, state TEXT NOT NULL);
CREATE UNIQUE INDEX one_open_run ON runs (state) WHERE state = 'open';
CREATE TABLE outcomes (run TEXT NOT NULL REFERENCES runs (id), position INTEGER NOT NULL, kind TEXT NOT NULL,
    id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID;
CREATE INDEX outcomes_by_id ON outcomes (id, run) WHERE kind = 'sample';
"""

_UPGRADES = {
    1: """
ALTER TABLE graph ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
CREATE TABLE vectors (id TEXT NOT NULL, kind TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (id, kind, model)) WITHOUT ROWID;
""",
    2: """
ALTER TABLE documents ADD COLUMN content TEXT;
ALTER TABLE graph ADD COLUMN content TEXT;
""",
}
"""What brings a database of a version to the next one."""

_OF_A_DOCUMENT = ("chunks", "mentions", "claims", "rejections")
_COUNTED = ("documents", "chunks", "mentions", "claims", "entities", "relations", "merges", "rejections", "runs")


class SqliteStore:
    """A `kg.store.Store` in a file."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._path = path

    @classmethod
    @contextmanager
    def open(cls, path: Path, write: bool) -> Iterator[SqliteStore]:
        """Yield the store in `path`, made where it is absent and `write` is given; `kg.workspace` holds the lock."""
        with _explained(path):
            connection = sqlite3.connect(_address(path, write), uri=True, isolation_level=None, timeout=30.0)
            try:
                _prepare(connection, path, write)
                yield cls(connection, path)
            finally:
                connection.close()

    # ── what was read ──

    def sources(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT source, sha256 FROM documents ORDER BY source, part"))

    def document_ids(self, source: str) -> tuple[str, ...]:
        return tuple(
            row[0] for row in self._db.execute("SELECT id FROM documents WHERE source = ? ORDER BY id", (source,))
        )

    def replace_document(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        mentions: Sequence[Mention],
        claims: Sequence[Claim],
        rejections: Sequence[Rejection],
    ) -> None:
        identity, part = document.id, document.part or ""
        with self._transaction() as db:
            old = db.execute("SELECT id FROM documents WHERE source = ? AND part = ?", (document.source, part))
            for stale in {identity, *(row[0] for row in old)}:
                self._drop(stale)
            row = (identity, document.source, part, document.sha256, document.model_dump_json())
            db.execute("INSERT INTO documents (id, source, part, sha256, json) VALUES (?, ?, ?, ?, ?)", row)
            db.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?)",
                ((c.id, identity, c.ordinal, c.model_dump_json()) for c in chunks),
            )
            for table, records in (("mentions", mentions), ("claims", claims)):
                rows = ((r.id, identity, r.model_dump_json()) for r in records)
                db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)
            db.executemany(
                "INSERT INTO rejections (document, json) VALUES (?, ?)",
                ((identity, r.model_dump_json()) for r in rejections),
            )
            db.execute("UPDATE documents SET content = ? WHERE id = ?", (self._content(identity), identity))
            db.execute("UPDATE graph SET stale = 1, version = version + 1")

    def remove_document(self, document_id: str) -> None:
        with self._transaction() as db:
            self._drop(document_id)
            db.execute("UPDATE graph SET stale = 1, version = version + 1")

    def remove_source(self, source: str) -> None:
        with self._transaction() as db:
            for identity in self.document_ids(source):
                self._drop(identity)
            db.execute("UPDATE graph SET stale = 1, version = version + 1")

    def documents(self) -> Iterator[Document]:
        return self._all("documents", Document)

    def document(self, document_id: str) -> Document:
        return self._one("documents", document_id, Document)

    def chunks(self, document_id: str | None = None) -> Iterator[Chunk]:
        if document_id is None:
            return self._all("chunks", Chunk)
        rows = self._db.execute("SELECT json FROM chunks WHERE document = ? ORDER BY ordinal, id", (document_id,))
        return (self._read(Chunk, row[0]) for row in rows)

    def chunk(self, chunk_id: str) -> Chunk:
        return self._one("chunks", chunk_id, Chunk)

    def mentions(self, document_id: str | None = None) -> Iterator[Mention]:
        return self._all("mentions", Mention) if document_id is None else self._of("mentions", document_id, Mention)

    def mention(self, mention_id: str) -> Mention:
        return self._one("mentions", mention_id, Mention)

    def claims(self, document_id: str | None = None) -> Iterator[Claim]:
        return self._all("claims", Claim) if document_id is None else self._of("claims", document_id, Claim)

    def claim(self, claim_id: str) -> Claim:
        return self._one("claims", claim_id, Claim)

    def rejections(self) -> Iterator[Rejection]:
        return (
            self._read(Rejection, row[0])
            for row in self._db.execute("SELECT json FROM rejections ORDER BY document, number")
        )

    def rejections_of(self, document_id: str | None) -> Iterator[Rejection]:
        rows = self._db.execute("SELECT json FROM rejections WHERE document IS ? ORDER BY number", (document_id,))
        return (self._read(Rejection, row[0]) for row in rows)

    # ── the graph ──

    def replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection] = (),
    ) -> None:
        with self._transaction() as db:
            for table in GRAPH:
                db.execute(f"DELETE FROM {table}")
            self._put_graph(entities, relations, merges, rejections)
            whole = graph_content(
                {kind: self.states(kind) for kind in GRAPH}, (r.model_dump_json() for r in rejections)
            )
            db.execute("UPDATE graph SET stale = 0, version = version + 1, content = ?", (whole,))

    def change_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        gone: Mapping[GraphKind, Collection[str]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        with self._transaction() as db:
            for table in GRAPH:
                db.executemany(f"DELETE FROM {table} WHERE id = ?", ((identity,) for identity in gone[table]))
            self._put_graph(entities, relations, merges, rejections)
            db.execute("UPDATE graph SET stale = 0, version = version + 1, content = ?", (whole,))

    def stale(self) -> bool:
        return bool(self._db.execute("SELECT stale FROM graph").fetchone()[0])

    def entities(self, ids: Collection[str] | None = None) -> Iterator[Entity]:
        return self._some("entities", ids, Entity)

    def entity(self, entity_id: str) -> Entity:
        return self._one("entities", entity_id, Entity)

    def relations(self, ids: Collection[str] | None = None) -> Iterator[Relation]:
        return self._some("relations", ids, Relation)

    def relation(self, relation_id: str) -> Relation:
        return self._one("relations", relation_id, Relation)

    def merges(self, ids: Collection[str] | None = None) -> Iterator[Merge]:
        return self._some("merges", ids, Merge)

    def states(self, kind: GraphKind) -> dict[str, str]:
        return {identity: state_of(text) for identity, text in self._db.execute(f"SELECT id, json FROM {kind}")}

    def forbidden_merges(self) -> frozenset[Pair]:
        return frozenset(self._db.execute("SELECT one, other FROM forbidden"))

    def forbid_merge(self, one: str, other: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO forbidden VALUES (?, ?)", pair(one, other))
            db.execute("UPDATE graph SET stale = 1, version = version + 1")

    def version(self) -> str:
        return str(self._db.execute("SELECT version FROM graph").fetchone()[0])

    def put_vectors(self, kind: str, model: str, ids: Sequence[str], matrix: NDArray[np.float16]) -> None:
        rows = ((identity, kind, model, row.tobytes()) for identity, row in zip(ids, matrix, strict=True))
        with self._transaction() as db:
            db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)", rows)

    def vector_ids(self, kind: str, model: str) -> frozenset[str]:
        found = self._db.execute("SELECT id FROM vectors WHERE kind = ? AND model = ?", (kind, model))
        return frozenset(row[0] for row in found)

    def vectors(self, kind: str, model: str) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        import numpy as np

        found = self._db.execute(
            "SELECT id, vector FROM vectors WHERE kind = ? AND model = ? ORDER BY id", (kind, model)
        ).fetchall()
        whole = np.frombuffer(b"".join(row[1] for row in found), np.float16)
        return tuple(row[0] for row in found), whole.reshape(len(found), -1) if found else np.zeros((0, 0), np.float16)

    def contents(self) -> dict[str, str]:
        # Empty where the document was stored by an older version of the program.
        found = self._db.execute("SELECT id, content FROM documents").fetchall()
        return {identity: whole or self._content(identity) for identity, whole in found}

    def graph_content(self) -> str:
        whole = self._db.execute("SELECT content FROM graph").fetchone()[0]
        if whole is None:
            refused = (r.model_dump_json() for r in self.rejections_of(None))
            whole = graph_content({kind: self.states(kind) for kind in GRAPH}, refused)
        return str(whole)

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

    # ── the ledger ──

    def start_run(self, fingerprint: str, settings: str) -> Run:
        with self._transaction() as db:
            number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM runs").fetchone()[0]
            run = Run(
                id=content_id("run", number, fingerprint), number=number, fingerprint=fingerprint, settings=settings
            )
            try:
                db.execute(
                    "INSERT INTO runs VALUES (?, ?, ?, ?, ?)", (run.id, number, fingerprint, settings, run.state)
                )
            except sqlite3.IntegrityError as error:
                raise ValueError("a run is open; resume it or close it") from error
        return run

    def append(self, run_id: str, outcomes: Collection[Outcome]) -> None:
        with self._transaction() as db:
            state = db.execute("SELECT state FROM runs WHERE id = ?", (run_id,)).fetchone()
            if state is None or state[0] != RunState.OPEN:
                raise ValueError(f"{run_id} is not open")
            rows = [(run_id, o.position, o.kind, o.id, o.json_text) for o in outcomes]
            try:
                db.executemany("INSERT INTO outcomes VALUES (?, ?, ?, ?, ?)", rows)
            except sqlite3.IntegrityError as error:
                raise ValueError(f"{run_id}: a position is taken already") from error

    def close_run(self, run_id: str, state: RunState) -> None:
        with self._transaction() as db:
            db.execute("UPDATE runs SET state = ? WHERE id = ?", (state, run_id))

    def open_run(self) -> Run | None:
        return next((run for run in self.runs() if run.state is RunState.OPEN), None)

    def runs(self) -> tuple[Run, ...]:
        rows = self._db.execute("SELECT id, number, fingerprint, settings, state FROM runs ORDER BY number")
        return tuple(
            Run(id=i, number=number, fingerprint=fingerprint, settings=settings, state=RunState(state))
            for i, number, fingerprint, settings, state in rows
        )

    def outcomes(self, run_id: str, start: int = 0) -> Iterator[Outcome]:
        rows = self._db.execute(
            "SELECT position, kind, id, json FROM outcomes WHERE run = ? AND position >= ? ORDER BY position",
            (run_id, start),
        )
        return (Outcome(position=p, kind=kind, id=i, json_text=text) for p, kind, i, text in rows)

    def samples(self) -> Iterator[str]:
        seen: set[str] = set()
        rows = self._db.execute(
            "SELECT o.id, o.json FROM outcomes o JOIN runs r ON r.id = o.run"
            " WHERE r.state = 'finished' AND o.kind = 'sample' ORDER BY r.number, o.position"
        )
        for identity, text in rows:
            if identity not in seen:
                seen.add(identity)
                yield text

    def sample(self, sample_id: str) -> str:
        row = self._db.execute(
            "SELECT o.json FROM outcomes o JOIN runs r ON r.id = o.run"
            " WHERE o.id = ? AND o.kind = 'sample' AND r.state != 'abandoned' ORDER BY r.number LIMIT 1",
            (sample_id,),
        ).fetchone()
        if row is None:
            raise KeyError(sample_id)
        return str(row[0])

    # ── inside ──

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _explained(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # SQLite itself has rolled back already after some errors, a full disk among them.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _drop(self, document_id: str) -> None:
        chunks = "SELECT id FROM chunks WHERE document = ?"
        self._db.execute(f"DELETE FROM vectors WHERE kind = 'chunk' AND id IN ({chunks})", (document_id,))
        self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        for table in _OF_A_DOCUMENT:
            self._db.execute(f"DELETE FROM {table} WHERE document = ?", (document_id,))

    def _content(self, document_id: str) -> str:
        parts = [self._db.execute("SELECT json FROM documents WHERE id = ?", (document_id,))]
        for table, order in (("chunks", "id"), ("mentions", "id"), ("claims", "id"), ("rejections", "number")):
            query = f"SELECT json FROM {table} WHERE document = ? ORDER BY {order}"
            parts.append(self._db.execute(query, (document_id,)))
        return content(*((row[0] for row in rows) for rows in parts))

    def _put_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection],
    ) -> None:
        parts: tuple[Sequence[Entity] | Sequence[Relation] | Sequence[Merge], ...] = (entities, relations, merges)
        for table, records in zip(GRAPH, parts, strict=True):
            rows = ((record.id, record.model_dump_json()) for record in records)
            self._db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", rows)
        self._db.execute("DELETE FROM rejections WHERE document IS NULL")
        self._db.executemany(
            "INSERT INTO rejections (document, json) VALUES (NULL, ?)", ((r.model_dump_json(),) for r in rejections)
        )
        self._db.execute("DELETE FROM vectors WHERE kind = 'entity' AND id NOT IN (SELECT id FROM entities)")

    def _of(self, table: str, document_id: str, kind: type[R]) -> Iterator[R]:
        rows = self._db.execute(f"SELECT json FROM {table} WHERE document = ? ORDER BY id", (document_id,))
        return (self._read(kind, row[0]) for row in rows)

    def _some(self, table: str, ids: Collection[str] | None, kind: type[R]) -> Iterator[R]:
        return self._all(table, kind) if ids is None else (self._one(table, identity, kind) for identity in sorted(ids))

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
            raise _damaged(self._path, f"a record of the kind {kind.__name__} is none") from error


def _address(path: Path, write: bool) -> str:
    """Return the URI of a database.

    A reader writes too, beside the database, to keep clear of writers; where the folder lets nobody write there are
    none, and the file alone is read.
    """
    address = path.absolute().as_uri()
    alone = not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    return f"{address}?immutable=1" if alone and not write else address


def _prepare(db: sqlite3.Connection, path: Path, write: bool) -> None:
    """Set the connection up; make the tables where there are none. Raises UserError where the schema is another's."""
    found = db.execute("PRAGMA user_version").fetchone()[0]
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if write and empty:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(f"BEGIN IMMEDIATE;{_TABLES}PRAGMA user_version = 1;COMMIT;")
        found = 1
    if write and found in _UPGRADES:
        for version in range(found, SCHEMA_VERSION):
            db.executescript(f"BEGIN IMMEDIATE;{_UPGRADES[version]}PRAGMA user_version = {version + 1};COMMIT;")
    elif empty:
        raise UserError(f"{path.parent}: no graph here; run `ingest papers/` first, or name --workspace")
    elif found in _UPGRADES:
        raise UserError(f"{path}: made by an older version of the program; run `ingest` on it once to bring it up")
    elif found != SCHEMA_VERSION:
        raise UserError(
            f"{path}: its schema is version {found}, this program reads version {SCHEMA_VERSION}; "
            "ingest into a new --workspace, or use the program that made it"
        )
    db.execute("PRAGMA synchronous = FULL")
    if not write:
        db.execute("PRAGMA query_only = ON")


_SIGNS_OF_DAMAGE = ("Could not decode", "no such table", "no such column", "malformed database schema")


def _damaged(path: Path, what: str) -> UserError:
    return UserError(f"{path}: damaged ({what}); put a copy of it back, or ingest into a new --workspace")


@contextmanager
def _explained(path: Path) -> Iterator[None]:
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
            raise _damaged(path, str(error).partition(" with text")[0]) from error
        if code & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
            raise UserError(f"{path}: cannot be opened ({error}); check its rights") from error
        raise
