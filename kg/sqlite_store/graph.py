"""The graph that was resolved from all that was read, in place of the one before in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from kg.records import Entity, Merge, Rejection, Relation
from kg.sqlite_store import journal
from kg.sqlite_store.held import CHANGED, Held
from kg.store import GRAPH, GraphKind, Key, Pair, Place, graph_content, pair, state_of


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
            follows, there = journal.known(db), {kind: self.states(kind) for kind in GRAPH}
            changed = self._put_graph(entities, relations, merges, rejections, there, follows)
            whole = graph_content(
                {kind: self.states(kind) for kind in GRAPH}, (r.model_dump_json() for r in rejections)
            )
            db.execute("UPDATE graph SET stale = 0, version = version + 1, content = ?", (whole,))
            journal.enter(db, changed, follows)

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
            follows = journal.known(db)
            changed = self._put_graph(entities, relations, merges, rejections, over, follows)
            db.execute("UPDATE graph SET stale = 0, version = version + 1, content = ?", (whole,))
            journal.enter(db, changed, follows)

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

    def states(self, kind: GraphKind, keys: Collection[Key] | None = None) -> dict[Place, int]:
        query = f"SELECT id, state FROM {kind}"
        if keys is None:
            return dict(self._db.execute(query))
        return dict(row for key in keys for row in self._db.execute(f"{query} WHERE id = ?", (key.id,)))

    def changed_since(self, content: str) -> dict[GraphKind, list[Key]] | None:
        return journal.since(self._db, content)

    def seal(self) -> None:
        """Do nothing: nobody writes to the file but by this program."""

    def sealed(self) -> bool:
        return True

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
        over: Mapping[GraphKind, Mapping[Place, int]],
        told: bool,
    ) -> dict[GraphKind, set[Key]]:
        """Put records in place of those that are `over`, by id and state; what is there already stays as it is.

        Return what has changed, if it is to be `told`: all of a new graph would be much.
        """
        parts: tuple[Sequence[Entity] | Sequence[Relation] | Sequence[Merge], ...] = (entities, relations, merges)
        changed = {kind: self._put(kind, records, over[kind], told) for kind, records in zip(GRAPH, parts, strict=True)}
        self._db.execute("DELETE FROM rejections WHERE document IS NULL")
        self._db.executemany(
            "INSERT INTO rejections (document, json) VALUES (NULL, ?)", ((r.model_dump_json(),) for r in rejections)
        )
        self._db.execute("DELETE FROM vectors WHERE kind = 'entity' AND id NOT IN (SELECT id FROM entities)")
        return changed

    def _put(
        self, kind: GraphKind, records: Iterable[Entity | Relation | Merge], over: Mapping[Place, int], told: bool
    ) -> set[Key]:
        there, given, changed = dict(over), set[str](), set[Key]()

        def rows() -> Iterator[tuple[str, str, int]]:
            for record in records:
                text = record.model_dump_json()
                state = state_of(text)
                given.add(record.id)
                if there.get(record.id) != state:
                    there[record.id] = state
                    if told:
                        ends = (record.head, record.tail) if isinstance(record, Relation) else ()
                        changed.update([*journal.keys_of(self._db, kind, record.id), Key(record.id, *ends)])
                    yield record.id, text, state

        self._db.executemany(f"INSERT OR REPLACE INTO {kind} (id, json, state) VALUES (?, ?, ?)", rows())
        gone = sorted(str(identity) for identity in over if identity not in given)
        if told:
            changed.update(key for identity in gone for key in journal.keys_of(self._db, kind, identity))
        self._db.executemany(f"DELETE FROM {kind} WHERE id = ?", ((identity,) for identity in gone))
        return changed
