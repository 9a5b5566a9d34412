"""The graph that was resolved from all that was read, in place of the one before in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from kg.records import Entity, Merge, Rejection, Relation
from kg.sqlite_store.held import CHANGED, Held
from kg.store import GRAPH, GraphKind, Pair, Place, graph_content, pair, state_of


class Resolved(Held):
    """The part of the store that holds entities, relations, merges and what may not be merged."""

    def replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection] = (),
    ) -> None:
        with self._transaction() as db:
            for table in GRAPH:
                db.execute(f"DELETE FROM {table}")
            self._put_graph(entities, relations, merges, rejections)
            whole = graph_content(
                {kind: self.states(kind) for kind in GRAPH}, (r.model_dump_json() for r in rejections)
            )
            db.execute("UPDATE graph SET stale = 0, version = version + 1, content = ?", (whole,))

    def change_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        over: Mapping[GraphKind, Mapping[Place, int]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        with self._transaction() as db:
            for table in GRAPH:
                db.executemany(f"DELETE FROM {table} WHERE id = ?", ((identity,) for identity in over[table]))
            self._put_graph(entities, relations, merges, rejections)
            db.execute("UPDATE graph SET stale = 0, version = version + 1, content = ?", (whole,))

    def stale(self) -> bool:
        return bool(self._db.execute("SELECT stale FROM graph").fetchone()[0])

    def entities(self, places: Collection[Place] | None = None) -> Iterator[Entity]:
        return self._some("entities", places, Entity)

    def entity(self, entity_id: str) -> Entity:
        return self._one("entities", entity_id, Entity)

    def relations(self, places: Collection[Place] | None = None) -> Iterator[Relation]:
        return self._some("relations", places, Relation)

    def relation(self, relation_id: str) -> Relation:
        return self._one("relations", relation_id, Relation)

    def merges(self, places: Collection[Place] | None = None) -> Iterator[Merge]:
        return self._some("merges", places, Merge)

    def states(self, kind: GraphKind) -> dict[Place, int]:
        return dict(self._db.execute(f"SELECT id, state FROM {kind}"))

    def forbidden_merges(self) -> frozenset[Pair]:
        return frozenset(self._db.execute("SELECT one, other FROM forbidden"))

    def forbid_merge(self, one: str, other: str) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR IGNORE INTO forbidden VALUES (?, ?)", pair(one, other))
            db.execute(CHANGED)

    def version(self) -> str:
        return str(self._db.execute("SELECT version FROM graph").fetchone()[0])

    def graph_content(self) -> str:
        whole = self._db.execute("SELECT content FROM graph").fetchone()[0]
        if whole is None:
            rows = self._db.execute("SELECT json FROM rejections WHERE document IS NULL ORDER BY number")
            whole = graph_content({kind: self.states(kind) for kind in GRAPH}, (row[0] for row in rows))
        return str(whole)

    def _put_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection],
    ) -> None:
        parts: tuple[Sequence[Entity] | Sequence[Relation] | Sequence[Merge], ...] = (entities, relations, merges)
        for table, records in zip(GRAPH, parts, strict=True):
            told = ((record.id, record.model_dump_json()) for record in records)
            rows = ((identity, text, state_of(text)) for identity, text in told)
            self._db.executemany(f"INSERT OR REPLACE INTO {table} (id, json, state) VALUES (?, ?, ?)", rows)
        self._db.execute("DELETE FROM rejections WHERE document IS NULL")
        self._db.executemany(
            "INSERT INTO rejections (document, json) VALUES (NULL, ?)", ((r.model_dump_json(),) for r in rejections)
        )
        self._db.execute("DELETE FROM vectors WHERE kind = 'entity' AND id NOT IN (SELECT id FROM entities)")
