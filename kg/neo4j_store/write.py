"""Writes rows: only those that differ from what is there, sorted by id, so that writers wait in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kg.neo4j_store.rows import Row

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")

BATCH = 5_000
"""Rows of one transaction of a graph."""

Step = Callable[["ManagedTransaction"], T]


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
NEW_ENTITIES = "UNWIND $rows AS row CREATE (n:__Entity__ {id: row.id}) SET n += row.props SET n:$(row.labels)"
NAMED_IN = (
    "UNWIND $rows AS row MATCH (n:__Entity__ {id: row.id})"
    " OPTIONAL MATCH (n)-[old:FROM_CHUNK]->(:Chunk) DELETE old"
    " WITH DISTINCT n, row UNWIND row.chunks AS id MATCH (c:Chunk {id: id}) CREATE (n)-[:FROM_CHUNK]->(c)"
)
EDGE_CHANGED = "UNWIND $rows AS row MATCH ()-[r]->() WHERE elementId(r) = row.there SET r = row.props"
EDGE_GONE = "UNWIND $rows AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r"
STATES = {
    "__Entity__": "MATCH (n:__Entity__) RETURN n.id AS id, n.state AS state",
    "Merge": "MATCH (n:Merge) RETURN n.id AS id, n.state AS state",
}


def new_edges(kind: str) -> str:
    """Return the query that makes edges of a relationship type."""
    return (
        "UNWIND $rows AS row MATCH (a:__Entity__ {id: row.head}) MATCH (b:__Entity__ {id: row.tail})"
        f" CREATE (a)-[r:{kind}]->(b) SET r = row.props"
    )


def write_entities(driver: Driver, rows: Iterable[Row]) -> list[str]:
    """Write the entities of the graph, and return the ids of those that are too many, which edges may still hold."""
    there = states(driver, "__Entity__")
    given = list(rows)
    changed = differing(given, there)
    in_turn(driver, NEW_ENTITIES, [row for row in changed if row["id"] not in there])
    in_turn(driver, ENTITIES, [row for row in changed if row["id"] in there])
    in_turn(driver, NAMED_IN, [{"id": row["id"], "chunks": row["chunks"]} for row in changed if row["chunks"]])
    return sorted(there.keys() - {row["id"] for row in given})


def write_edges(driver: Driver, rows: Iterable[Row]) -> None:
    """Make the edges of the graph those of `rows`."""
    with driver.session() as session:
        there = {
            record["id"]: (record["state"], record["place"])
            for record in session.run(
                "MATCH (:__Entity__)-[r]->(:__Entity__) RETURN r.id AS id, r.state AS state, elementId(r) AS place"
            )
        }
    given = list(rows)
    gone = there.keys() - {row["id"] for row in given}
    in_turn(driver, EDGE_GONE, sorted(there[identity][1] for identity in gone))
    changed = differing(given, {identity: state for identity, (state, _) in there.items()})
    in_turn(
        driver,
        EDGE_CHANGED,
        [{"there": there[row["id"]][1], "props": row["props"]} for row in changed if row["id"] in there],
    )
    fresh: dict[str, list[Row]] = defaultdict(list)
    for row in changed:
        if row["id"] not in there:
            fresh[row["type"]].append({"head": row["head"], "tail": row["tail"], "props": row["props"]})
    for kind in sorted(fresh):
        in_turn(driver, new_edges(kind), sorted(fresh[kind], key=lambda row: (str(row["head"]), str(row["tail"]))))


def write_nodes(driver: Driver, label: str, rows: Iterable[Row]) -> None:
    """Make the nodes of a label those of `rows`."""
    there = states(driver, label)
    given = list(rows)
    gone = sorted(there.keys() - {row["id"] for row in given})
    in_turn(driver, f"UNWIND $rows AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", gone)
    in_turn(driver, upsert(label), differing(given, there))


def states(driver: Driver, label: str) -> dict[str, str]:
    """Return the state of every node of a label, by id."""
    with driver.session() as session:
        return {record["id"]: record["state"] for record in session.run(STATES[label])}
