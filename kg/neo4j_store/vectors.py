"""Vectors as a property of the passage or entity that they are of, so that Neo4j's own index finds them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.neo4j_store import schema, write
from kg.neo4j_store.held import Held

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedded(Held):
    """The part of the store that holds vectors."""

    def put_vectors(self, kind: str, model: str, ids: Sequence[str], matrix: NDArray[np.float16]) -> None:
        _, label = schema.VECTORS[kind]
        found = self._driver.execute_query(
            "MATCH (g:Graph {id: 'graph'}) SET g.model = coalesce(g.model, $model) RETURN g.model AS model", model=model
        ).records
        first = found[0]["model"] == model
        if first and len(ids):
            schema.prepare_vectors(self._driver, kind, matrix.shape[1])
        given = [{"id": i, "vector": row.astype(float).tolist()} for i, row in zip(ids, matrix, strict=True)]
        query = f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n[$key] = row.vector"
        write.in_turn(self._driver, query, given, key=_vector_key(model, first))

    def vector_ids(self, kind: str, model: str) -> frozenset[str]:
        query, key = self._vectors_of(kind, model, "RETURN collect(n.id) AS ids")
        return frozenset(self._read(query, key=key)[0]["ids"])

    def vectors(self, kind: str, model: str) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        import numpy as np

        query, key = self._vectors_of(kind, model, "RETURN n.id AS id, n[$key] AS vector ORDER BY n.id")
        found = self._read(query, key=key)
        matrix = np.array([record["vector"] for record in found], np.float16)
        return tuple(record["id"] for record in found), matrix.reshape(len(found), -1) if found else np.zeros(
            (0, 0), np.float16
        )

    def _vectors_of(self, kind: str, model: str, returned: str) -> tuple[str, str]:
        """Return the query for the vectors of a kind, and the property that holds them."""
        _, label = schema.VECTORS[kind]
        held = self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.model AS model")
        key = _vector_key(model, bool(held) and held[0]["model"] == model)
        return f"MATCH (n:{label}) WHERE n[$key] IS NOT NULL {returned}", key


def _vector_key(model: str, first: bool) -> str:
    """Return the property that holds a model's vectors: the first model's are those that Neo4j's index is of."""
    return "embedding" if first else f"embedding_{hashlib.sha256(model.encode()).hexdigest()[:12]}"
