"""The store in a Neo4j server, with the labels that Neo4j's own GraphRAG package uses, so that its tools work on it.

    (:Document)<-[:FROM_DOCUMENT]-(:Chunk)-[:NEXT_CHUNK]->(:Chunk)
    (:__Entity__)-[:FROM_CHUNK]->(:Chunk)<-[:FROM_CHUNK]-(:Claim)
    (:__Entity__)-[:INCREASES {predicate, quotes, places, claims}]->(:__Entity__)
    (:Sample)-[:GROUNDED_IN]->(:Claim)      (:Sample)-[:FOR]->(:Persona)
    (:Sample)-[:GROUNDED_IN]->(:Chunk)      where no claim was read from a sentence of its
    (:Mentions {id, ids, json})             the mentions of the passage with that id, for the program alone

Each node keeps its record as JSON in `json`, so that what is read back is what was written, byte for byte, and beside
it the properties that people and Cypher read. Text never becomes Cypher: labels and types pass an allow-list, all else
is a parameter. No plugin is needed, and the Community edition is enough.
"""

from __future__ import annotations

from kg.neo4j_store.connect import connect
from kg.neo4j_store.store import Neo4jStore

__all__ = ["Neo4jStore", "connect"]
