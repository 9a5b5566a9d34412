"""Writes rows: only those that differ from what is there, sorted by id, so that writers wait in turn."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from kg.neo4j_store.rows import EDGE, Row, edge_values
from kg.neo4j_store.schema import relationship_type
from kg.records import Relation
from kg.store import GraphKind

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")
S = TypeVar("S")

BATCH = 5_000
"""Rows of one transaction of a graph: with twice as many, a server of a small heap spends its time on garbage."""

Step = Callable[["ManagedTransaction"], T]
Edge = tuple[Relation, str]
"""A relation and its state."""


def run(tx: ManagedTransaction, query: str, **parameters: object) -> list[Mapping[str, Any]]:
    """Return the records of a query; a list given as `rows` goes in by `BATCH`."""
    rows = parameters.pop("rows", None)
    if rows is None:
        return list(tx.run(query, parameters))
    assert isinstance(rows, Sequence)
    for part in batches(rows):
        tx.run(query, {**parameters, "rows": part}).consume()
    return []


def batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield `rows` in parts of at most `BATCH`."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def in_turn(driver: Driver, query: str, rows: Sequence[Any], **parameters: object) -> None:
    """Write rows, each batch in a transaction of its own; cut off, the same call again writes what is missing."""
    with driver.session() as session:
        for part in batches(rows):
            session.execute_write(lambda tx, part=part: tx.run(query, {**parameters, "rows": part}).consume())  # type: ignore[misc]


def side_by_side(work: Callable[[T], S], parts: Iterable[T]) -> list[S]:
    """Return what `work` gives of each part, done two at a time: while the server writes one, another is made."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, parts))


@contextmanager
def many_rows() -> Iterator[None]:
    """Let rows be made by the million: they hold no cycles, and looking them over costs as much as making them."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def differing(rows: Iterable[Row], there: Mapping[str, str]) -> list[Row]:
    """Return the rows that are not there as they are, sorted by id; `there` has the state of each id that is."""
    return sorted((row for row in rows if there.get(row["id"]) != row["state"]), key=lambda row: str(row["id"]))


def upsert(label: str) -> str:
    """Return the query that makes nodes of a label, or sets their properties."""
    return f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.props"


ENTITIES = (
    "UNWIND $rows AS row MERGE (n:__Entity__ {id: row.id}) SET n += row.props"
    " WITH n, row, [label IN labels(n) WHERE label <> '__Entity__'] AS before"
    " REMOVE n:$(before) SET n:$(row.labels)"
)
NAMED_IN = (
    "UNWIND $rows AS row MATCH (n:__Entity__ {id: row.id})"
    " OPTIONAL MATCH (n)-[old:FROM_CHUNK]->(:Chunk) DELETE old"
    " WITH DISTINCT n, row UNWIND row.chunks AS id MATCH (c:Chunk {id: id}) CREATE (n)-[:FROM_CHUNK]->(c)"
)
EDGE_CHANGED = "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row.there SET r = row.props"
EDGE_GONE = "UNWIND $rows AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r"

# Lists in one record: a record a node would cost the driver ten times as much.
PLACES = "UNWIND $ids AS id MATCH (n:__Entity__ {id: id}) RETURN collect(n.id), collect(elementId(n))"
CHUNKS_OF = "UNWIND $ids AS id MATCH (n:Mention {id: id}) RETURN collect(n.id), collect(n.chunk)"
BOUNDS = (
    "MATCH (n:__Entity__) WITH n.id AS id ORDER BY id WITH collect(id) AS ids"
    f" RETURN [place IN range(0, size(ids) - 1, {4 * BATCH}) | ids[place]]"
)
_PART = "MATCH (n:__Entity__) WHERE n.id >= $low AND ($high IS NULL OR n.id < $high)"
STATES: dict[GraphKind, str] = {
    # An entity that is not joined to as many passages as it should be is written again: a passage may have come back,
    # or a writer been cut off.
    "entities": f"{_PART} RETURN collect(n.id), collect(CASE WHEN n.state IS NOT NULL"
    " AND COUNT { (n)-[:FROM_CHUNK]->() } = n.passages THEN n.state ELSE '' END)",
    "relations": f"{_PART} MATCH (n)-[r]->(:__Entity__) RETURN collect(coalesce(r.id, '')),"
    " collect(coalesce(r.state, ''))",
    "merges": "MATCH (n:Merge) RETURN collect(n.id), collect(n.state)",
}
EDGES = (
    f"{_PART} MATCH (n)-[r]->(:__Entity__) WHERE $ids IS NULL OR r.id IN $ids"
    " RETURN collect(coalesce(r.id, '')), collect(type(r)), collect(elementId(r))"
)


def dropped(label: str) -> str:
    """Return the query that drops nodes of a label by id."""
    return f"UNWIND $rows AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n"


def new_entities(labels: Sequence[str], keys: Sequence[str]) -> str:
    """Return the query that makes entities of some labels, each of which `schema.type_labels` has let pass.

    A row holds the values of `keys`, in order: Neo4j takes a third less time for them than for a map.
    """
    return (
        f"UNWIND $rows AS row CREATE (n:{':'.join(('__Entity__', *labels))} {_literal(keys, 0)})"
        " RETURN collect(n.id), collect(elementId(n))"
    )


def new_edges(kind: str) -> str:
    """Return the query that makes edges of a relationship type, which `schema.relationship_type` has let pass."""
    return (
        "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row[0] MATCH (b) WHERE elementId(b) = row[1]"
        f" CREATE (a)-[:{kind} {_literal(EDGE, 2)}]->(b)"
    )


def _literal(keys: Sequence[str], start: int) -> str:
    return "{" + ", ".join(f"{key}: row[{place}]" for place, key in enumerate(keys, start)) + "}"


def states(driver: Driver, kind: GraphKind) -> dict[str, str]:
    """Return the state of each record of a kind, by id."""
    if kind == "merges":
        return dict(zip(*_lists(driver, STATES[kind]), strict=True))
    return dict(_by_part(driver, STATES[kind]))


def write_entities(driver: Driver, rows: Sequence[Row]) -> dict[str, str]:
    """Put in entities, and join them to the passages that name them; return the places of those that were not there."""
    there = pairs(driver, PLACES, [row["id"] for row in rows]) if rows and _any_entity(driver) else {}
    fresh: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row["id"] not in there:
            fresh[tuple(row["labels"])].append(row)

    def make(part: tuple[tuple[str, ...], Sequence[Row]]) -> list[list[Any]]:
        labels, given = part
        keys = tuple(given[0]["props"])
        values = [[row["id"], *row["props"].values()] for row in given]
        with driver.session() as session:
            return session.execute_write(_columns, new_entities(labels, ("id", *keys)), {"rows": values})

    made: dict[str, str] = {}
    for ids, places in side_by_side(make, [(labels, part) for labels in fresh for part in batches(fresh[labels])]):
        made.update(zip(ids, places, strict=True))
    in_turn(driver, ENTITIES, [row for row in rows if row["id"] in there])
    joined = [{"id": row["id"], "chunks": row["chunks"]} for row in rows if row["chunks"] or row["id"] in there]
    in_turn(driver, NAMED_IN, joined)
    return made


def write_edges(driver: Driver, edges: Sequence[Edge], gone: frozenset[str], made: Mapping[str, str]) -> None:
    """Put in edges, and drop those that are `gone`; `made` has the places of entities that have just been made."""
    given = {edge.id: (edge, state) for edge, state in edges}
    asked = [*gone, *(edge.id for edge, _ in edges if edge.head not in made)]  # no other can be there
    there: dict[str, str] = {}
    dropped = []
    for identity, kind, place in _by_part(driver, EDGES, ids=asked if len(asked) <= BATCH else None) if asked else ():
        # A type cannot be changed.
        if identity in gone or (identity in given and relationship_type(given[identity][0].relation) != kind):
            dropped.append(place)
        elif identity in given:
            there[identity] = place
    in_turn(driver, EDGE_GONE, dropped)
    known = [
        {"there": place, "props": dict(zip(EDGE, edge_values(*given[identity]), strict=True))}
        for identity, place in sorted(there.items())
    ]
    in_turn(driver, EDGE_CHANGED, known)
    fresh = [edge for edge in edges if edge[0].id not in there]
    ends = {end for edge, _ in fresh for end in (edge.head, edge.tail)}
    places = {**made, **pairs(driver, PLACES, sorted(ends - made.keys()))}

    def make(cell: Sequence[Edge]) -> None:
        with driver.session() as session:
            for part in batches(sorted(cell, key=lambda edge: (edge[0].relation, edge[0].head, edge[0].tail))):
                kinds: dict[str, list[Any]] = defaultdict(list)
                for edge, state in part:
                    ends = places[edge.head], places[edge.tail]
                    kinds[relationship_type(edge.relation)].append([*ends, *edge_values(edge, state)])
                session.execute_write(_make_edges, kinds)

    for cells in _rounds(fresh):
        side_by_side(make, cells)  # no two transactions lock the same entity


def _make_edges(tx: ManagedTransaction, kinds: Mapping[str, Sequence[Any]]) -> None:
    for kind in sorted(kinds):
        tx.run(new_edges(kind), rows=kinds[kind]).consume()


def _rounds(edges: Iterable[Edge]) -> list[list[list[Edge]]]:
    """Return edges in rounds of two cells, no entity being in both: entities in four groups, and who meets whom."""
    cells: dict[tuple[int, int], list[Edge]] = defaultdict(list)
    for edge in edges:
        one, other = sorted(crc32(end.encode()) % 4 for end in (edge[0].head, edge[0].tail))
        cells[one, other].append(edge)
    return [[cells[one], cells[other]] for one, other in ROUNDS]


ROUNDS = (((0, 0), (1, 1)), ((2, 2), (3, 3)), ((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))


def pairs(driver: Driver, query: str, ids: Sequence[str]) -> dict[str, str]:
    """Return what a query gives each id, as two lists."""
    found: dict[str, str] = {}
    for part in batches(ids):
        found.update(zip(*_lists(driver, query, ids=part), strict=True))
    return found


def _by_part(driver: Driver, query: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query that returns them as columns, asked of a part of the entities at a time."""
    bounds = _lists(driver, BOUNDS)[0]
    for low, high in zip_longest(bounds, bounds[1:]):
        yield from zip(*_lists(driver, query, low=low, high=high, **parameters), strict=True)


def _any_entity(driver: Driver) -> bool:
    return bool(_lists(driver, "MATCH (n:__Entity__) RETURN count(n)")[0])


def _lists(driver: Driver, query: str, **parameters: object) -> list[list[Any]]:
    with driver.session() as session:
        return session.execute_read(_columns, query, parameters)


def _columns(tx: ManagedTransaction, query: str, parameters: Mapping[str, object]) -> list[list[Any]]:
    return list(tx.run(query, dict(parameters)).single(strict=True).values())
