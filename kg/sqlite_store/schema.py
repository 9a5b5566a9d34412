"""Tables and indexes, and what brings those of an older version up."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from kg.errors import UserError
from kg.sqlite_store import journal
from kg.store import GRAPH, state_of

SCHEMA_VERSION = 4

TABLES = """
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

UPGRADES = {
    1: """
ALTER TABLE graph ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
CREATE TABLE vectors (id TEXT NOT NULL, kind TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
    PRIMARY KEY (id, kind, model)) WITHOUT ROWID;
""",
    2: """
ALTER TABLE documents ADD COLUMN content TEXT;
ALTER TABLE graph ADD COLUMN content TEXT;
""",
    3: "UPDATE graph SET content = NULL;"
    + "".join(
        f"ALTER TABLE {table} ADD COLUMN state INTEGER NOT NULL DEFAULT 0; UPDATE {table} SET state = state_of(json);"
        f"CREATE INDEX {table}_states ON {table} (id, state);"
        for table in GRAPH
    ),
}
"""What brings a database of a version to the next one."""


def prepare(db: sqlite3.Connection, path: Path, write: bool) -> None:
    """Set the connection up; make the tables where there are none. Raises UserError where the schema is another's."""
    found = db.execute("PRAGMA user_version").fetchone()[0]
    empty = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if write and empty:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(f"BEGIN IMMEDIATE;{TABLES}PRAGMA user_version = 1;COMMIT;")
        found = 1
    if write and found in UPGRADES:
        db.create_function("state_of", 1, state_of, deterministic=True)
        for version in range(found, SCHEMA_VERSION):
            db.executescript(f"BEGIN IMMEDIATE;{UPGRADES[version]}PRAGMA user_version = {version + 1};COMMIT;")
    elif empty:
        raise UserError(f"{path.parent}: no graph here; run `ingest papers/` first, or name --workspace")
    elif found in UPGRADES:
        raise UserError(f"{path}: made by an older version of the program; run `ingest` on it once to bring it up")
    elif found != SCHEMA_VERSION:
        raise UserError(
            f"{path}: its schema is version {found}, this program reads version {SCHEMA_VERSION}; "
            "ingest into a new --workspace, or use the program that made it"
        )
    db.execute("PRAGMA synchronous = FULL")
    if write:
        # Beside the schema: who knows it reads and writes without them.
        db.executescript(f"BEGIN IMMEDIATE;{journal.TABLES}COMMIT;")
    else:
        db.execute("PRAGMA query_only = ON")
