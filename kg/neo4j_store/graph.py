"""The resolved graph, written in many transactions: it is `stale` from the first to the last.

So it is seen that one was cut off, and the same writing again ends where an unbroken one would have.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from kg.neo4j_store import rows, write
from kg.neo4j_store.held import CHANGED, Held
from kg.neo4j_store.schema import SEARCHABLE
from kg.records import Claim, Entity, Merge, Rejection, Relation
from kg.store import GRAPH, GraphKind, Pair, graph_content, pair, state_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")

_RELATIONS = (
    "MATCH (a:__Entity__)-[r]->(b:__Entity__) WHERE $ids IS NULL OR r.id IN $ids RETURN r.id AS id, a.id AS head,"
    " b.id AS tail, coalesce(r.relation, type(r)) AS relation, r.predicate AS predicate,"
    " coalesce(r.affirmed, true) AS affirmed, coalesce(r.certainty, 'asserted') AS certainty, r.claims AS claims"
    " ORDER BY r.id"
)


class Resolved(Held):
    """The part of the store that holds entities, relations and merges."""

    _edges_held: tuple[str, write.Held] | None = None
    """The version of the graph of which places were read, and where each edge is."""

    def replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection] = (),
    ) -> None:
        with write.many_rows():
            self._replace_graph(entities, relations, merges, rejections)

    def _replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection],
    ) -> None:
        nodes, joins = self._entity_rows(entities), [rows.merge_row(merge) for merge in merges]
        states: dict[GraphKind, dict[str, str]] = {
            "entities": {row["id"]: row["state"] for row in nodes},
            "merges": {row["id"]: row["state"] for row in joins},
        }
        there = {kind: self.states(kind) for kind in GRAPH}
        held = self._places()

        def prepare() -> tuple[list[write.Edge], str]:
            edges = _edges(relations)
            states["relations"] = {edge.id: state for edge, state in edges}
            return edges, graph_content(states, (rejection.model_dump_json() for rejection in rejections))

        made, (edges, whole) = self._entities_while(write.differing(nodes, there["entities"]), prepare)
        self._close_graph(
            held,
            made,
            [(edge, state) for edge, state in edges if there["relations"].get(edge.id) != state],
            write.differing(joins, there["merges"]),
            {kind: there[kind].keys() - states[kind].keys() for kind in GRAPH},
            rejections,
            whole,
        )

    def change_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        gone: Mapping[GraphKind, Collection[str]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        with write.many_rows():
            held = self._places()
            made, edges = self._entities_while(self._entity_rows(entities), lambda: _edges(relations))
            self._close_graph(held, made, edges, [rows.merge_row(m) for m in merges], gone, rejections, whole)

    def _entities_while(self, nodes: Sequence[rows.Row], work: Callable[[], T]) -> tuple[Mapping[str, int], T]:
        """Write entities, and do some `work` while the server is at it; return where they are, and what came of it."""
        self._driver.execute_query(CHANGED)
        first = not self._counted("entities")
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(write.write_entities, self._driver, nodes, first)
            done = work()
            return made.result(), done

    def _entity_rows(self, entities: Sequence[Entity]) -> list[rows.Row]:
        documents = sorted({document for entity in entities for document in entity.documents})
        chunk_of = write.chunk_of(self._driver, documents if self._counted("chunks") else [])
        return [rows.entity_row(entity, chunk_of) for entity in entities]

    def _close_graph(
        self,
        held: write.Held,
        made: Mapping[str, int],
        edges: Sequence[write.Edge],
        joins: Sequence[rows.Row],
        gone: Mapping[GraphKind, Collection[str]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        """Write all but entities and mark the graph whole; `held` says where edges are, `made` where new entities."""
        write.write_edges(self._driver, edges, frozenset(gone["relations"]), made, held)
        write.in_turn(self._driver, write.dropped("__Entity__"), sorted(gone["entities"]))
        write.in_turn(self._driver, write.dropped("Merge"), sorted(gone["merges"]))
        write.in_turn(self._driver, write.upsert("Merge"), joins)
        refused = [{"document": "", "number": n, "json": r.model_dump_json()} for n, r in enumerate(rejections)]

        def close(tx: ManagedTransaction) -> None:
            write.run(tx, "MATCH (n:Rejection {document: ''}) DELETE n")
            write.run(tx, "UNWIND $rows AS row CREATE (n:Rejection) SET n = row", rows=refused)
            done = "MATCH (g:Graph {id: 'graph'}) SET g.stale = false, g.version = g.version + 1, g.content = $content"
            write.run(tx, done, content=whole)

        self._write(close)
        self._driver.execute_query(SEARCHABLE)

    def stale(self) -> bool:
        return bool(self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.stale AS stale")[0]["stale"])

    def entities(self, ids: Collection[str] | None = None) -> Iterator[Entity]:
        return self._all(Entity) if ids is None else self._some(ids, Entity)

    def entity(self, entity_id: str) -> Entity:
        return self._one(Entity, entity_id)

    def relations(self, ids: Collection[str] | None = None) -> Iterator[Relation]:
        if ids is None:
            claims, found = {claim.id: claim for claim in self._all(Claim)}, self._stream(_RELATIONS, ids=None)
        else:
            some = self._read(_RELATIONS, ids=sorted(ids))
            needed = {identity for record in some for identity in record["claims"]}
            claims, found = {claim.id: claim for claim in self._some(needed, Claim)}, iter(some)
        for record in found:
            yield _relation(record, [claims[identity] for identity in record["claims"] if identity in claims])

    def relation(self, relation_id: str) -> Relation:
        for relation in self.relations([relation_id]):
            return relation
        raise KeyError(relation_id)

    def merges(self, ids: Collection[str] | None = None) -> Iterator[Merge]:
        return self._all(Merge) if ids is None else self._some(ids, Merge)

    def states(self, kind: GraphKind) -> dict[str, str]:
        any_there = self._counted("merges" if kind == "merges" else "entities")
        if kind != "relations":
            return write.states(self._driver, kind) if any_there else {}
        version = self.version()
        found, places = write.edge_states(self._driver) if any_there else ({}, {})
        self._edges_held = version, places
        return found

    def _counted(self, kind: Literal["entities", "merges", "chunks"]) -> int:
        return int(self._read(write.COUNTED)[0][kind])

    def _places(self) -> write.Held:
        """Return where the server keeps each edge, as `states` has just read it, or else read now."""
        if self._edges_held is None or self._edges_held[0] != self.version():
            self.states("relations")
        assert self._edges_held is not None
        (_, places), self._edges_held = self._edges_held, None
        return places

    def forbidden_merges(self) -> frozenset[Pair]:
        found = self._read("MATCH (n:Apart) RETURN n.one AS one, n.other AS other")
        return frozenset((record["one"], record["other"]) for record in found)

    def forbid_merge(self, one: str, other: str) -> None:
        first, second = pair(one, other)

        def forbid(tx: ManagedTransaction) -> None:
            write.run(tx, CHANGED)
            write.run(tx, "MERGE (:Apart {one: $one, other: $other})", one=first, other=second)

        self._write(forbid)

    def version(self) -> str:
        return str(self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.version AS version")[0]["version"])

    def graph_content(self) -> str:
        return str(self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.content AS content")[0]["content"])


def _edges(relations: Iterable[Relation]) -> list[write.Edge]:
    return [(relation, state_of(relation.model_dump_json())) for relation in relations]


def _relation(record: Any, claims: Sequence[Claim]) -> Relation:  # noqa: ANN401 - the driver's record
    names = ("id", "head", "tail", "relation", "predicate", "affirmed", "certainty")
    return Relation(**{name: record[name] for name in names}, claims=tuple(claims))
