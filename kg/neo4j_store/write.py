"""Writes rows: only those that differ from what is there, sorted by id, so that writers wait in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from kg.neo4j_store.rows import Row

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")

BATCH = 10_000
"""Rows of one transaction of a graph."""

Step = Callable[["ManagedTransaction"], T]
Job = list[tuple[str, Sequence[Any]]]
"""Queries with their rows, for one transaction."""


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


def side_by_side(driver: Driver, jobs: Sequence[Job]) -> None:
    """Write jobs, two at a time, each in a transaction of its own: while the server writes one, another is sent."""

    def write(job: Job) -> None:
        with driver.session() as session:
            session.execute_write(lambda tx: [tx.run(query, {"rows": rows}).consume() for query, rows in job])

    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(write, jobs):
            pass


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
PLACES = "UNWIND $ids AS id MATCH (n:__Entity__ {id: id}) RETURN collect(n.id) AS ids, collect(elementId(n)) AS places"

# Lists in one record: a record a node would cost the driver ten times as much.
BOUNDS = (
    "MATCH (n:__Entity__) WITH n.id AS id ORDER BY id WITH collect(id) AS ids"
    f" RETURN [place IN range(0, size(ids) - 1, {2 * BATCH}) | ids[place]] AS bounds"
)
_PART = "WHERE n.id >= $low AND ($high IS NULL OR n.id < $high)"
ENTITY_STATES = (
    f"MATCH (n:__Entity__) {_PART} RETURN collect(n.id), collect(coalesce(n.state, '')),"
    " collect(COUNT { (n)-[:FROM_CHUNK]->() })"
)
EDGE_STATES = (
    f"MATCH (n:__Entity__) {_PART} MATCH (n)-[r]->(:__Entity__) RETURN collect(coalesce(r.id, '')),"
    " collect(coalesce(r.state, '')), collect(type(r)), collect(elementId(r))"
)


def new_entities(labels: Sequence[str]) -> str:
    """Return the query that makes entities of some labels, each of which `schema.type_labels` has let pass."""
    return f"UNWIND $rows AS row CREATE (n:{':'.join(('__Entity__', *labels))}) SET n = row"


def new_edges(kind: str) -> str:
    """Return the query that makes edges of a relationship type, which `schema.relationship_type` has let pass."""
    return (
        "UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row[0] MATCH (b) WHERE elementId(b) = row[1]"
        f" CREATE (a)-[r:{kind}]->(b) SET r = row[2]"
    )


def write_entities(driver: Driver, rows: Sequence[Row]) -> list[str]:
    """Write the entities of the graph, and return the ids of those that are too many, which edges may still hold.

    An entity is joined to its passages again where it has not as many of them as it should: a passage may have come
    back, or a writer been cut off, since its own row was written.
    """
    there: dict[str, str] = {}
    joined: dict[str, int] = {}
    for identity, state, passages in _by_part(driver, ENTITY_STATES):
        there[identity], joined[identity] = state, passages
    changed = differing(rows, there)
    fresh: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in changed:
        if row["id"] not in there:
            fresh[tuple(row["labels"])].append({"id": row["id"], **row["props"]})
    side_by_side(driver, [[(new_entities(labels), part)] for labels in fresh for part in batches(fresh[labels])])
    in_turn(driver, ENTITIES, [row for row in changed if row["id"] in there])
    joined |= {row["id"]: -1 if row["id"] in there else 0 for row in changed}
    apart = [{"id": row["id"], "chunks": row["chunks"]} for row in rows if len(row["chunks"]) != joined[row["id"]]]
    in_turn(driver, NAMED_IN, apart)
    return sorted(there.keys() - {row["id"] for row in rows})


def write_edges(driver: Driver, rows: Sequence[Row]) -> None:
    """Make the edges of the graph those of `rows`."""
    wanted = {row["id"]: row for row in rows}
    there: dict[str, tuple[str, str]] = {}
    gone: list[str] = []
    for identity, state, kind, place in _by_part(driver, EDGE_STATES):
        # A type cannot be changed; and what two writers made at once is there twice.
        if identity in wanted and wanted[identity]["type"] == kind and identity not in there:
            there[identity] = (state, place)
        else:
            gone.append(place)
    in_turn(driver, EDGE_GONE, gone)
    changed = differing(rows, {identity: state for identity, (state, _) in there.items()})
    known = [{"there": there[row["id"]][1], "props": row["props"]} for row in changed if row["id"] in there]
    in_turn(driver, EDGE_CHANGED, known)
    fresh = [row for row in changed if row["id"] not in there]
    places = _places(driver, sorted({end for row in fresh for end in (str(row["head"]), str(row["tail"]))}))
    for one in _rounds(fresh):
        # Both cells of a round at once, a batch of each: no two transactions lock the same entity.
        halves = [list(_edge_batches(cell, places)) for cell in one]
        for pair in zip_longest(*halves):
            side_by_side(driver, [half for half in pair if half])


def _rounds(rows: Iterable[Row]) -> list[list[list[Row]]]:
    """Return edges in rounds of two cells, no entity being in both: entities in four groups, and who meets whom."""
    cells: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in rows:
        one, other = sorted(crc32(str(row[end]).encode()) % 4 for end in ("head", "tail"))
        cells[one, other].append(row)
    return [[cells[one], cells[other]] for one, other in ROUNDS]


ROUNDS = (((0, 0), (1, 1)), ((2, 2), (3, 3)), ((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))


def _edge_batches(rows: list[Row], places: Mapping[str, str]) -> Iterator[Job]:
    for part in batches(sorted(rows, key=lambda row: (str(row["type"]), str(row["head"]), str(row["tail"])))):
        kinds: dict[str, list[Any]] = defaultdict(list)
        for row in part:
            kinds[row["type"]].append([places[row["head"]], places[row["tail"]], row["props"]])
        yield [(new_edges(kind), kinds[kind]) for kind in sorted(kinds)]


def _places(driver: Driver, ids: Sequence[str]) -> dict[str, str]:
    """Return where the server keeps each entity, which finds it quicker than its id does."""
    found: dict[str, str] = {}
    for part in batches(ids):
        found.update(zip(*_lists(driver, PLACES, ids=part), strict=True))
    return found


def _by_part(driver: Driver, query: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query that returns them as columns, asked of a part of the entities at a time."""
    bounds = _lists(driver, BOUNDS)[0]
    for low, high in zip_longest(bounds, bounds[1:]):
        yield from zip(*_lists(driver, query, low=low, high=high), strict=True)


def _lists(driver: Driver, query: str, **parameters: object) -> list[list[Any]]:
    with driver.session() as session:
        return session.execute_read(lambda tx: list(tx.run(query, parameters).single(strict=True).values()))


def write_merges(driver: Driver, rows: Sequence[Row]) -> None:
    """Make the merges of the graph those of `rows`."""
    there = dict(zip(*_lists(driver, "MATCH (n:Merge) RETURN collect(n.id), collect(n.state)"), strict=True))
    gone = sorted(there.keys() - {row["id"] for row in rows})
    in_turn(driver, "UNWIND $rows AS id MATCH (n:Merge {id: id}) DETACH DELETE n", gone)
    in_turn(driver, upsert("Merge"), differing(rows, there))
