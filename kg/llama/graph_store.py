"""The graph of a workspace as LlamaIndex's property graph store: to be read, walked and searched by vector.

A node's id is the entity's name, as LlamaIndex shows it to a language model; of namesakes all but the most mentioned
carry their id behind it. A relation's label is its class, with the author's doubt or denial in front of it, because the
label is all that a model gets to see (`POSSIBLY_CAUSES`, `NOT_CAUSES`). Each triplet names the passage that it rests on
as its source, so that retrievers with `include_text` bring that passage along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from llama_index.core.graph_stores.types import (
    TRIPLET_SOURCE_KEY,
    ChunkNode,
    EntityNode,
    LabelledNode,
    PropertyGraphStore,
    Relation,
    Triplet,
)

from kg import records
from kg.encode import MINILM, Encodes, load_encoder
from kg.errors import UserError
from kg.llama.nodes import text_node
from kg.records import Certainty, Chunk, Entity
from kg.walk import Graph

if TYPE_CHECKING:
    import numpy as np
    from llama_index.core.schema import BaseNode
    from llama_index.core.vector_stores.types import VectorStoreQuery
    from numpy.typing import NDArray

_DOUBT = {Certainty.ASSERTED: "", Certainty.PROBABLE: "PROBABLY_", Certainty.POSSIBLE: "POSSIBLY_"}


class KindergraphPropertyGraphStore(PropertyGraphStore):
    """A snapshot of a workspace's graph. It is read-only: whatever would write raises UserError."""

    supports_structured_queries = False
    supports_vector_queries = True

    def __init__(
        self,
        graph: Graph,
        chunks: Iterable[Chunk],
        sources: Mapping[str, str],
        encoder: Encodes | None = None,
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        """Hold a graph, its passages, and the source of each document by id.

        `vectors` are those of the entities by id, which `vector_query` compares; where none are given `encoder`, else
        the one that is shipped, makes them of their names when first asked.
        """
        self._graph = graph
        self._chunks = {chunk.id: chunk for chunk in chunks}
        self._sources = sources
        self._encoder = encoder
        self._stored = vectors
        self._names = _unique_names(graph)
        self._entities = {EntityNode(name=name).id: one for one, name in self._names.items()}

    @classmethod
    def from_workspace(
        cls, workspace: Path | str | None = None, encoder: Encodes | None = None
    ) -> KindergraphPropertyGraphStore:
        """Return the store of a workspace folder (or URL). Raises UserError as `kg.workspace.open_store` does."""
        from kg.workspace import open_store

        with open_store(workspace) as store:
            graph = Graph.load(store)
            sources = {document.id: document.source for document in store.documents()}
            ids, matrix = store.vectors("entity", encoder.name if encoder else MINILM)
            vectors = matrix.astype("float32") if ids == tuple(graph.entities) else None
            return cls(graph, store.chunks(), sources, encoder, vectors)

    @property
    def client(self) -> Graph:
        """The graph itself."""
        return self._graph

    # ── reading ──

    def get(self, properties: dict[str, Any] | None = None, ids: Sequence[str] | None = None) -> list[LabelledNode]:
        """Return nodes, entities before passages, in the order of `ids` where given.

        `ids` are node ids, entity ids, names, other names, or ids of passages; what is unknown is left out.
        `properties` must all be as given.
        """
        if ids is None:
            found: Iterator[LabelledNode] = (self._entity(e) for e in self._graph.entities.values())
            nodes = [*found, *(self._chunk(chunk) for chunk in self._chunks.values())]
        else:
            nodes = [node for one in dict.fromkeys(ids) if (node := self._node(one)) is not None]
        wanted = (properties or {}).items()
        return [node for node in nodes if all(node.properties.get(key) == value for key, value in wanted)]

    def get_triplets(
        self,
        entity_names: Sequence[str] | None = None,
        relation_names: Sequence[str] | None = None,
        properties: dict[str, Any] | None = None,
        ids: Sequence[str] | None = None,
    ) -> list[Triplet]:
        """Return the edges with one end among `entity_names` and `ids`, of the classes or labels `relation_names`.

        `properties` must be so on the relation or on one of its ends. Without any of these nothing is returned.
        """
        if not (entity_names or relation_names or properties or ids):
            return []
        edges: Iterable[records.Relation] = self._graph.relations.values()
        for names in (entity_names, ids):
            if names:
                ends = {e.id for name in names if (e := self._find(name)) is not None}
                edges = [edge for edge in edges if edge.head in ends or edge.tail in ends]
        if relation_names:
            edges = [edge for edge in edges if {edge.relation, _label(edge)} & set(relation_names)]
        triplets = (self._triplet(edge) for edge in edges)
        wanted = (properties or {}).items()
        return [t for t in triplets if all(any(part.properties.get(k) == v for part in t) for k, v in wanted)]

    def get_rel_map(
        self,
        graph_nodes: Sequence[LabelledNode],
        depth: int = 2,
        limit: int = 30,
        ignore_rels: Sequence[str] | None = None,
    ) -> list[Triplet]:
        """Return the edges within `depth` steps of the nodes, either way: nearest first, those with more quotes first.

        Of a passage, its first step are the edges that rest on it.
        """
        ignored = set(ignore_rels or ())
        seen: dict[str, records.Relation] = {}
        nodes = {one for node in graph_nodes if (one := self._entities.get(node.id)) is not None}
        step = [edge for node in graph_nodes for edge in self._resting_on.get(node.id, ())]
        for _ in range(depth):
            step += [e for one in nodes for e in (*self._graph.out.get(one, ()), *self._graph.into.get(one, ()))]
            new = {e.id: e for e in step if e.id not in seen and not {e.relation, _label(e)} & ignored}
            seen.update((e.id, e) for e in sorted(new.values(), key=lambda e: (-len(e.claims), e.id)))
            if len(seen) >= limit:
                break
            nodes, step = {end for edge in new.values() for end in (edge.head, edge.tail)}, []
        return [self._triplet(edge) for edge in list(seen.values())[:limit]]

    def get_llama_nodes(self, node_ids: Sequence[str]) -> list[BaseNode]:
        """Return passages as LlamaIndex's text nodes, with document, page and box; unknown ids are left out."""
        found = (self._chunks.get(one) for one in node_ids)
        return [text_node(chunk, self._sources.get(chunk.document, "")) for chunk in found if chunk is not None]

    async def aget_llama_nodes(self, node_ids: Sequence[str]) -> list[BaseNode]:
        """Return what `get_llama_nodes` does."""
        return self.get_llama_nodes(node_ids)

    def vector_query(self, query: VectorStoreQuery, **_: object) -> tuple[list[LabelledNode], list[float]]:
        """Return the entities whose names are nearest to the query's vector, with their cosines, nearest first.

        Raises UserError where the vector is of another encoder's length, or where metadata filters are given.
        """
        import numpy as np

        if query.filters is not None:
            raise UserError("vector_query: metadata filters are not known here; filter what comes back")
        if query.query_embedding is None:
            raise UserError("vector_query: the query has no vector; give the index an embed_model")
        vector = np.asarray(query.query_embedding, dtype=np.float32)
        if vector.shape != self._vectors.shape[1:]:
            raise UserError(
                f"vector_query: the query has {vector.size} numbers, the graph's vectors {self._vectors.shape[1]}; "
                "use embed_model=KindergraphEmbedding()"
            )
        scores = self._vectors @ (vector / (float(np.linalg.norm(vector)) or 1.0))
        best = np.argsort(-scores, kind="stable")[: query.similarity_top_k]
        entities = list(self._graph.entities.values())
        return [self._entity(entities[i]) for i in best], [float(scores[i]) for i in best]

    def get_schema(self, refresh: bool = False) -> dict[str, list[str]]:
        """Return the types of entities and the labels of relations that there are."""
        return {
            "entities": sorted({e.type for e in self._graph.entities.values()}),
            "relations": sorted({_label(r) for r in self._graph.relations.values()}),
        }

    # ── what it does not do ──

    def structured_query(self, query: str, param_map: dict[str, Any] | None = None) -> NoReturn:
        """Raise UserError: a workspace has no query language."""
        raise UserError("structured_query: Cypher needs a server; run `kg sync`, and ask Neo4j")

    def upsert_nodes(self, nodes: Sequence[LabelledNode]) -> NoReturn:
        """Raise UserError: nothing stands in the graph without a quote."""
        _refuse()

    def upsert_relations(self, relations: Sequence[Relation]) -> NoReturn:
        """Raise UserError: nothing stands in the graph without a quote."""
        _refuse()

    def delete(
        self,
        entity_names: Sequence[str] | None = None,
        relation_names: Sequence[str] | None = None,
        properties: dict[str, Any] | None = None,
        ids: Sequence[str] | None = None,
    ) -> NoReturn:
        """Raise UserError: the graph is what its documents say."""
        _refuse()

    # ── inside ──

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        """One row an entity, in the graph's order, of its name."""
        if self._stored is not None:
            return self._stored
        return (self._encoder or load_encoder()).encode([entity.name for entity in self._graph.entities.values()])

    @cached_property
    def _resting_on(self) -> Mapping[str, Sequence[records.Relation]]:
        """Edges by the passages that their quotes stand in."""
        found: dict[str, list[records.Relation]] = defaultdict(list)
        for edge in self._graph.relations.values():
            for chunk in dict.fromkeys(claim.evidence.chunk for claim in edge.claims):
                found[chunk].append(edge)
        return found

    def _find(self, name: str) -> Entity | None:
        return self._graph.entities.get(self._entities.get(name, "")) or self._graph.known(name)

    def _node(self, one: str) -> LabelledNode | None:
        if (entity := self._find(one)) is not None:
            return self._entity(entity)
        chunk = self._chunks.get(one)
        return None if chunk is None else self._chunk(chunk)

    def _entity(self, entity: Entity, source: str | None = None) -> EntityNode:
        place = entity.evidence
        return EntityNode(
            name=self._names[entity.id],
            label=entity.type,
            properties={
                "entity": entity.id,
                "aliases": list(entity.aliases),
                "mentions": len(entity.mentions),
                **_place(place),
                TRIPLET_SOURCE_KEY: source or place.chunk,
            },
        )

    def _chunk(self, chunk: Chunk) -> ChunkNode:
        node = text_node(chunk, self._sources.get(chunk.document, ""))
        return ChunkNode(id_=chunk.id, text=chunk.text, label="Chunk", properties=node.metadata)

    def _triplet(self, edge: records.Relation) -> Triplet:
        claim = next((c for c in edge.claims if c.plain), edge.claims[0])
        head, tail = (self._entity(self._graph.entities[end], claim.evidence.chunk) for end in (edge.head, edge.tail))
        relation = Relation(
            label=_label(edge),
            source_id=head.id,
            target_id=tail.id,
            properties={
                "relation": edge.id,
                "class": edge.relation,
                "predicate": edge.predicate,
                "affirmed": edge.affirmed,
                "certainty": edge.certainty.value,
                "quotes": [quote.quote for quote in edge.evidence],
                **_place(claim.evidence),
                TRIPLET_SOURCE_KEY: claim.evidence.chunk,
            },
        )
        return head, relation, tail


def _unique_names(graph: Graph) -> dict[str, str]:
    names: dict[str, str] = {}
    taken: set[str] = set()
    for entity in sorted(graph.entities.values(), key=lambda e: (-len(e.mentions), e.id)):
        name = entity.name if EntityNode(name=entity.name).id not in taken else f"{entity.name} ({entity.id})"
        taken.add(EntityNode(name=name).id)
        names[entity.id] = name
    return names


def _label(edge: records.Relation) -> str:
    return ("" if edge.affirmed else "NOT_") + _DOUBT[edge.certainty] + edge.relation


def _place(evidence: records.Evidence) -> dict[str, Any]:
    box = None if evidence.bbox is None else list(evidence.bbox)
    place = {"quote": evidence.quote, "document": evidence.document, "source": evidence.source}
    return {**place, "page": evidence.page, "bbox": box}


def _refuse() -> NoReturn:
    raise UserError("graph store: a workspace is written by `ingest` alone, as everything in it needs its quote")
