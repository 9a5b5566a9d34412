"""The resolved graph, written in many transactions: it is `stale` from the first to the last.

So it is seen that one was cut off, and the same writing again ends where an unbroken one would have.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from kg.neo4j_store import rows, write
from kg.neo4j_store.bookmark import transaction_of
from kg.neo4j_store.held import CHANGED, Held
from kg.neo4j_store.schema import SEARCHABLE
from kg.records import Claim, Entity, Merge, Rejection, Relation
from kg.store import GraphKind, Key, Pair, Place, difference, graph_content, pair, state_of

if TYPE_CHECKING:
    from neo4j import ManagedTransaction

T = TypeVar("T")

_EDGES = "MATCH (a:__Entity__)-[r]->(b:__Entity__)"
_AT = f"UNWIND $places AS place {_EDGES} WHERE id(r) = place"
_RELATION = (
    " RETURN r.id AS id, a.id AS head, b.id AS tail, coalesce(r.relation, type(r)) AS relation,"
    " r.predicate AS predicate, coalesce(r.affirmed, true) AS affirmed,"
    " coalesce(r.certainty, 'asserted') AS certainty, r.claims AS claims"
)


class Resolved(Held):
    """The part of the store that holds entities, relations and merges."""

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
        states: dict[GraphKind, dict[str, int]] = {
            "entities": {row["id"]: row["state"] for row in nodes},
            "merges": {row["id"]: row["state"] for row in joins},
        }
        over: dict[GraphKind, Mapping[Place, int]] = {}

        def missing(kind: GraphKind) -> set[str]:
            absent, over[kind] = difference(states[kind], self.states(kind))
            return set(absent)

        def prepare() -> tuple[list[write.Edge], str]:
            edges = _edges(relations)
            states["relations"] = {edge.id: state for edge, state in edges}
            whole = graph_content(states, (rejection.model_dump_json() for rejection in rejections))
            new = missing("relations")
            return [edge for edge in edges if edge[0].id in new], whole

        nodes, joins = write.those(nodes, missing("entities")), write.those(joins, missing("merges"))
        made, (edges, whole) = self._entities_while(nodes, prepare)
        self._close_graph(nodes, made, edges, joins, over, rejections, whole)

    def change_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        over: Mapping[GraphKind, Mapping[Place, int]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        with write.many_rows():
            nodes = self._entity_rows(entities)
            made, edges = self._entities_while(nodes, lambda: _edges(relations))
            self._close_graph(nodes, made, edges, [rows.merge_row(m) for m in merges], over, rejections, whole)

    def _entities_while(self, nodes: Sequence[rows.Row], work: Callable[[], T]) -> tuple[Mapping[str, int], T]:
        """Write entities, and do some `work` while the server is at it; return where they are, and what came of it."""
        self._driver.execute_query(CHANGED)
        first = not self._counted()["entities"]
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(write.write_entities, self._driver, nodes, first)
            done = work()
            return made.result(), done

    def _entity_rows(self, entities: Sequence[Entity]) -> list[rows.Row]:
        documents = sorted({document for entity in entities for document in entity.documents})
        chunk_of = write.chunk_of(self._driver, documents if self._counted()["chunks"] else [])
        return [rows.entity_row(entity, chunk_of) for entity in entities]

    def _close_graph(
        self,
        nodes: Sequence[rows.Row],
        made: Mapping[str, int],
        edges: Sequence[write.Edge],
        joins: Sequence[rows.Row],
        over: Mapping[GraphKind, Mapping[Place, int]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        """Write all but entities, and mark the graph whole.

        `nodes` are the entities that were written, `made` says where those are that were not there.
        """
        write.write_edges(self._driver, edges, over["relations"], made)
        for label, there, given in (("__Entity__", over["entities"], nodes), ("Merge", over["merges"], joins)):
            write.in_turn(self._driver, write.dropped(label), sorted(there.keys() - {row["id"] for row in given}))
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

    def entities(self, places: Collection[Place] | None = None) -> Iterator[Entity]:
        return self._all(Entity) if places is None else self._some(places, Entity)

    def entity(self, entity_id: str) -> Entity:
        return self._one(Entity, entity_id)

    def relations(self, places: Collection[Place] | None = None) -> Iterator[Relation]:
        if places is not None:
            parts = write.batches(sorted(places, key=int))
            found = (record for part in parts for record in self._read(f"{_AT}{_RELATION}", places=part))
            yield from sorted(self._relations(list(found)), key=lambda relation: relation.id)
            return
        claims = {claim.id: claim for claim in self._all(Claim)}
        yield from _joined(self._stream(f"{_EDGES}{_RELATION} ORDER BY r.id"), claims)

    def relation(self, relation_id: str) -> Relation:
        for relation in self._relations(self._read(f"{_EDGES} WHERE r.id = $id{_RELATION}", id=relation_id)):
            return relation
        raise KeyError(relation_id)

    def _relations(self, found: Sequence[Any]) -> Iterator[Relation]:
        """Yield a few relations from the driver's records of them."""
        needed = {identity for record in found for identity in record["claims"]}
        return _joined(found, {claim.id: claim for claim in self._some(needed, Claim)})

    def merges(self, places: Collection[Place] | None = None) -> Iterator[Merge]:
        return self._all(Merge) if places is None else self._some(places, Merge)

    def states(self, kind: GraphKind, keys: Collection[Key] | None = None) -> dict[Place, int]:
        if keys is not None:
            return write.states_of(self._driver, kind, sorted(keys))
        counted = self._counted()
        there = counted["entities"] if kind == "relations" else counted[kind]
        return write.states(self._driver, kind, counted) if there else {}

    def changed_since(self, content: str) -> None:
        """Return None: a server keeps no journal."""

    def seal(self) -> None:
        last = self._last()
        if last is not None:  # the very next transaction is this one, or else it is not sealed
            self._driver.execute_query("MATCH (g:Graph {id: 'graph'}) SET g.sealed = $next", next=last + 1)

    def sealed(self) -> bool:
        last = self._last()
        return last is not None and self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.sealed AS at")[0]["at"] == last

    def _last(self) -> int | None:
        """Return the number of the last transaction that changed anything; None where the server does not tell."""
        with self._driver.session() as session:
            session.execute_write(lambda tx: tx.run("RETURN 1").consume())  # asked of who writes, it is the last
            return transaction_of(session.last_bookmarks().raw_values)

    def _counted(self) -> Any:  # noqa: ANN401 - the driver's record
        return self._read(write.COUNTED)[0]

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


def _joined(found: Iterable[Any], claims: Mapping[str, Claim]) -> Iterator[Relation]:
    """Yield relations from the driver's records of them, each with those of its claims that there are."""
    names = ("id", "head", "tail", "relation", "predicate", "affirmed", "certainty")
    for record in found:
        held = tuple(claims[identity] for identity in record["claims"] if identity in claims)
        yield Relation(**{name: record[name] for name in names}, claims=held)
