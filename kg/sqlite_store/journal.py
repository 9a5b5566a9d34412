"""Which records of the graph have changed since it was another one, so that a sync need not look at all of them.

A line a record that was put in, changed or dropped, with the version of the graph that it was last changed in, and a
line a graph that there was, by its content. An older version of the program, which keeps no journal, may write to the
same file: then the graph is none of those listed, and the journal begins anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from kg.store import GRAPH, GraphKind, Key

TABLES = """
CREATE TABLE IF NOT EXISTS journal (kind TEXT, id TEXT, head TEXT, tail TEXT, version INTEGER NOT NULL,
    PRIMARY KEY (kind, id, head, tail)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS graphs (content TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
"""

SHARE, FEWEST = 4, 1000
"""A journal of more than one in `SHARE` records, if they are more than so many, would save a sync nothing."""


def keys_of(db: sqlite3.Connection, kind: GraphKind, identity: str) -> list[Key]:
    """Return by what the record that is stored under an id is found: nothing where there is none."""
    row = db.execute(f"SELECT json FROM {kind} WHERE id = ?", (identity,)).fetchone()
    if row is None:
        return []
    if kind != "relations":
        return [Key(identity)]
    try:
        told = json.loads(row[0])
        return [Key(identity, told["head"], told["tail"])]
    except (ValueError, TypeError, KeyError):  # damaged, and about to be replaced: nobody knows where it led
        db.execute("DELETE FROM graphs")
        return []


def known(db: sqlite3.Connection) -> bool:
    """Return whether the journal leads to the graph as it is."""
    return db.execute("SELECT 1 FROM graph JOIN graphs USING (content)").fetchone() is not None


def enter(db: sqlite3.Connection, changed: Mapping[GraphKind, set[Key]], follows: bool) -> None:
    """Enter what has `changed` to the graph as it is now; it `follows` where the graph before was `known`."""
    version, content = db.execute("SELECT version, content FROM graph").fetchone()
    held = db.execute("SELECT count(*) FROM journal").fetchone()[0] + sum(map(len, changed.values()))
    records = sum(db.execute(f"SELECT count(*) FROM {kind}").fetchone()[0] for kind in GRAPH)
    if not follows or held > max(FEWEST, records // SHARE):
        db.execute("DELETE FROM journal")
        db.execute("DELETE FROM graphs")
    else:
        lines = ((kind, *key, version) for kind, keys in changed.items() for key in keys)
        db.executemany("INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?, ?)", lines)
    db.execute("INSERT OR REPLACE INTO graphs VALUES (?, ?)", (content, version))


def since(db: sqlite3.Connection, content: str) -> dict[GraphKind, list[Key]] | None:
    """Return what has changed since the graph had a content; None where that is not known."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'graphs'").fetchone() is None or not known(db):
        return None
    found = db.execute("SELECT version FROM graphs WHERE content = ?", (content,)).fetchone()
    if found is None:
        return None
    query = "SELECT id, head, tail FROM journal WHERE kind = ? AND version > ? ORDER BY id, head, tail"
    return {kind: [Key(*row) for row in db.execute(query, (kind, *found))] for kind in GRAPH}
