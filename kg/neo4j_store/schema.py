"""Constraints and indexes: every id once, text and vectors to be searched as Neo4j's GraphRAG retrievers expect."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neo4j import Driver

SCHEMA_VERSION = 5

KEYED = ("Document", "Chunk", "Mentions", "Claim", "__Entity__", "Merge", "Run", "Sample", "Persona", "Graph")
"""Labels of which every id stands once."""

FULL_TEXT = {"chunk_text": ("Chunk", ("text",)), "entity_name": ("__Entity__", ("name", "aliases"))}
SEARCHABLE = "CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()"
"""Returns when the full-text indexes, which the server fills in the background, have all that is there."""

VECTORS = {"chunk": ("chunk_embedding", "Chunk"), "entity": ("entity_embedding", "__Entity__")}
"""Vector index and label of each kind of vector."""

_TYPE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_OWN = frozenset({*KEYED, "Rejection", "Apart", "Outcome"})


@lru_cache(1000)
def relationship_type(name: str) -> str:
    """Return a relation class as the type of a relationship; what could not be one becomes RELATED."""
    return name if _TYPE.fullmatch(name) else "RELATED"


def type_labels(kind: str) -> list[str]:
    """Return the label that an entity's type gives it besides `__Entity__`; none where it could not be one."""
    label = kind[:1].upper() + kind[1:]
    return [label] if _LABEL.fullmatch(label) and label not in _OWN else []


def prepare(driver: Driver) -> None:
    """Make the constraints and indexes that are not there yet, and the one node that counts changes."""
    lines = [
        f"CREATE CONSTRAINT {label.strip('_').lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in KEYED
    ]
    lines.append("CREATE CONSTRAINT outcome_place IF NOT EXISTS FOR (n:Outcome) REQUIRE (n.run, n.position) IS UNIQUE")
    lines.append("CREATE CONSTRAINT apart_pair IF NOT EXISTS FOR (n:Apart) REQUIRE (n.one, n.other) IS UNIQUE")
    for label, key in (
        ("Document", "source"),
        ("Chunk", "document"),
        ("Mentions", "document"),
        ("Claim", "document"),
        ("Claim", "evidence"),
        ("Rejection", "document"),
        ("Outcome", "id"),
    ):
        lines.append(f"CREATE INDEX {label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) ON (n.{key})")
    for name, (label, keys) in FULL_TEXT.items():
        listed = ", ".join(f"n.{key}" for key in keys)
        lines.append(
            f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{label}) ON EACH [{listed}]"
            " OPTIONS {indexConfig: {`fulltext.eventually_consistent`: true}}"
        )
    there = driver.execute_query("SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN collect(name)").records
    online = frozenset(there[0].value())
    missing = [line for line in lines if line.partition(" IF NOT EXISTS")[0].split()[-1] not in online]
    for line in missing:
        driver.execute_query(line)
    if missing:
        driver.execute_query("CALL db.awaitIndexes(60)")
    graph = driver.execute_query(
        "MERGE (g:Graph {id: 'graph'}) ON CREATE SET g.schema = $schema, g.stale = false, g.version = 0"
        " FOREACH (_ IN CASE WHEN g.sealed IS NULL THEN [0] ELSE [] END | SET g.sealed = 0) RETURN g.model AS model",
        schema=SCHEMA_VERSION,
    ).records
    # An imported graph has its vectors before it has an index of them.
    for kind, (name, label) in VECTORS.items():
        if name in online or graph[0]["model"] is None:
            continue
        held = driver.execute_query(
            f"MATCH (n:{label}) WHERE n.embedding IS NOT NULL RETURN size(n.embedding) AS dimensions LIMIT 1"
        ).records
        if held:
            prepare_vectors(driver, kind, held[0]["dimensions"])


def prepare_vectors(driver: Driver, kind: str, dimensions: int) -> None:
    """Make the vector index of a kind for vectors of so many dimensions."""
    name, label = VECTORS[kind]
    driver.execute_query(
        f"CREATE VECTOR INDEX {name} IF NOT EXISTS FOR (n:{label}) ON (n.embedding)"
        f" OPTIONS {{indexConfig: {{`vector.dimensions`: {int(dimensions)}, `vector.similarity_function`: 'cosine'}}}}"
    )
