"""A `kg.store.Store` in a Neo4j server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.errors import UserError
from kg.neo4j_store import schema
from kg.neo4j_store.documents import Documents
from kg.neo4j_store.graph import Resolved
from kg.neo4j_store.ledger import Ledger
from kg.neo4j_store.vectors import Embedded
from kg.store import digest_of

if TYPE_CHECKING:
    from neo4j import Driver

_COUNTED = {
    "documents": "Document",
    "chunks": "Chunk",
    "claims": "Claim",
    "entities": "__Entity__",
    "merges": "Merge",
    "rejections": "Rejection",
    "runs": "Run",
}


class Neo4jStore(Documents, Resolved, Embedded, Ledger):
    """A server's graph, read and written through one driver."""

    @classmethod
    def open(cls, driver: Driver, write: bool) -> Neo4jStore:
        """Return the store in a server; `write` also makes what a new one lacks.

        Raises UserError where there is nothing to read, or another version of the program made what there is.
        """
        found = driver.execute_query("MATCH (g:Graph {id: 'graph'}) RETURN g.schema AS schema").records
        if found and found[0]["schema"] != schema.SCHEMA_VERSION:
            raise UserError(
                f"neo4j: its schema is version {found[0]['schema']}, this program reads version "
                f"{schema.SCHEMA_VERSION}; use another server, or the program that made it"
            )
        if write:
            schema.prepare(driver)
        elif not found:
            raise UserError("neo4j: no graph there; run `ingest papers/ --store neo4j` or `kg sync` first")
        return cls(driver)

    def digest(self) -> str:
        def stored(label: str) -> Iterator[str]:
            query = f"MATCH (n:{label}) RETURN n.json AS json ORDER BY n.id"
            return (record["json"] for record in self._stream(query))

        return digest_of(
            (
                ("documents", stored("Document")),
                ("chunks", stored("Chunk")),
                ("entities", stored("__Entity__")),
                ("relations", (relation.model_dump_json() for relation in self.relations())),
            )
        )

    def counts(self) -> dict[str, int]:
        found = {
            name: int(self._read(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"]) for name, label in _COUNTED.items()
        }
        found["mentions"] = int(self._read("MATCH (n:Mentions) RETURN sum(size(n.ids)) AS n")[0]["n"])
        edges = int(self._read("MATCH (:__Entity__)-[r]->(:__Entity__) RETURN count(r) AS n")[0]["n"])
        kept = (
            "MATCH (r:Run {state: 'finished'}) MATCH (o:Outcome {run: r.id, kind: 'sample'})"
            " RETURN count(DISTINCT o.id) AS n"
        )
        order = ("documents", "chunks", "mentions", "claims", "entities", "relations", "merges", "rejections", "runs")
        found["relations"] = edges
        return {**{name: found[name] for name in order}, "samples": int(self._read(kept)[0]["n"])}
