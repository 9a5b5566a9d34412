"""A driver held open, and the ways in which every part of the store asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from kg.neo4j_store import write
from kg.records import Chunk, Claim, Document, Entity, Merge, Record
from kg.store import Place

if TYPE_CHECKING:
    from neo4j import Driver

R = TypeVar("R", bound=Record)

LABELS: dict[type[Record], str] = {
    Document: "Document",
    Chunk: "Chunk",
    Claim: "Claim",
    Entity: "__Entity__",
    Merge: "Merge",
}
CHANGED = "MATCH (g:Graph {id: 'graph'}) SET g.stale = true, g.version = g.version + 1"


class Held:
    """Holds a driver open."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def _read(self, query: str, **parameters: object) -> list[Any]:
        with self._driver.session() as session:
            return session.execute_read(lambda tx: list(tx.run(query, parameters)))

    def _stream(self, query: str, **parameters: object) -> Iterator[Any]:
        with self._driver.session(fetch_size=2_000) as session:
            yield from session.run(query, parameters)

    def _write(self, step: write.Step[Any]) -> Any:  # noqa: ANN401 - what the step returns
        with self._driver.session() as session:
            return session.execute_write(step)

    def _all(self, kind: type[R]) -> Iterator[R]:
        query = f"MATCH (n:{LABELS[kind]}) RETURN n.json AS json ORDER BY n.id"
        return (kind.model_validate_json(record["json"]) for record in self._stream(query))

    def _of(self, document_id: str, kind: type[R]) -> Iterator[R]:
        query = f"MATCH (n:{LABELS[kind]} {{document: $id}}) RETURN n.json AS json ORDER BY n.id"
        return (kind.model_validate_json(record["json"]) for record in self._read(query, id=document_id))

    def _some(self, ids: Collection[Place], kind: type[R]) -> Iterator[R]:
        query = f"UNWIND $ids AS id MATCH (n:{LABELS[kind]} {{id: id}}) RETURN n.json AS json"
        for part in write.batches(sorted(map(str, ids))):
            yield from (kind.model_validate_json(record["json"]) for record in self._read(query, ids=part))

    def _one(self, kind: type[R], identity: str) -> R:
        for record in self._read(f"MATCH (n:{LABELS[kind]} {{id: $id}}) RETURN n.json AS json", id=identity):
            return kind.model_validate_json(record["json"])
        raise KeyError(identity)
