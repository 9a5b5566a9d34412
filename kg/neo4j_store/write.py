"""Writes rows: only those that differ from what is there, sorted by id, so that writers wait in turn."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from kg.neo4j_store.rows import EDGE, ENTITY, Row, edge_values
from kg.neo4j_store.rows import values as values_of
from kg.neo4j_store.schema import relationship_type
from kg.records import Relation
from kg.store import GraphKind, Key, Place

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction

T = TypeVar("T")
S = TypeVar("S")

BATCH = 2_000
"""Rows of one transaction: with more, a server of a small heap spends its time on garbage."""

READ = 1_000_000
"""Nodes or edges looked over for one answer, which the server holds whole."""

DOCUMENTS = 20
"""Documents whose mentions are asked for at once."""

Step = Callable[["ManagedTransaction"], T]
Edge = tuple[Relation, int]
"""A relation and its state."""

_Placed = tuple[int, int, Relation, int]
"""The same, and where its ends are."""


class Sent(list[Any]):
    """A list on its way to the server, described by its length: the driver describes what it sends, logged or not."""

    def __repr__(self) -> str:
        return f"{len(self)} rows"


def run(tx: ManagedTransaction, query: str, **parameters: object) -> list[Mapping[str, Any]]:
    """Return the records of a query; a list given as `rows` goes in by `BATCH`."""
    rows = parameters.pop("rows", None)
    if rows is None:
        return list(tx.run(query, parameters))
    assert isinstance(rows, Sequence)
    for part in batches(rows):
        _done(tx, query, {**parameters, "rows": part})
    return []


def _done(tx: ManagedTransaction, query: str, parameters: Mapping[str, object]) -> None:
    tx.run(query, _sent(parameters)).consume()


def _sent(parameters: Mapping[str, object]) -> dict[str, object]:
    return {key: Sent(value) if isinstance(value, list) else value for key, value in parameters.items()}


def batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield `rows` in parts of at most `BATCH`."""
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def in_turn(driver: Driver, query: str, rows: Sequence[Any], **parameters: object) -> None:
    """Write rows, each batch in a transaction of its own; cut off, the same call again writes what is missing."""
    with driver.session() as session:
        for part in batches(rows):
            session.execute_write(_done, query, {**parameters, "rows": part})


def written_while_made(work: Callable[[Sequence[Any]], S], rows: Sequence[T], made: Callable[[T], Any]) -> list[S]:
    """Return what `work` gives of what is `made` of each batch of rows: while the server writes one, the next is made.

    One is written at a time: two at once take a sixth more of the server's time, and wait for each other's locks.
    """
    return side_by_side(work, ([made(row) for row in part] for part in batches(rows)), 1)


def side_by_side(work: Callable[[T], S], parts: Iterable[T], at_once: int = 2) -> list[S]:
    """Return what `work` gives of each part, done so many at a time.

    A part is asked for when there is soon work for it, in the thread that calls.
    """
    found: list[S] = []
    going: deque[Future[S]] = deque()
    with ThreadPoolExecutor(at_once) as pool:
        for part in parts:
            going.append(pool.submit(work, part))
            if len(going) > at_once:
                found.append(going.popleft().result())
        return found + [each.result() for each in going]


@contextmanager
def many_rows() -> Iterator[None]:
    """Let rows be made by the million: they hold no cycles, and looking them over costs as much as making them."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.freeze()
            gc.unfreeze()  # what is left counts as old: it is not looked over at once, either
            gc.enable()


def differing(rows: Iterable[Row], there: Mapping[str, int]) -> list[Row]:
    """Return the rows that are not there as they are, sorted by id; `there` has the state of each id that is."""
    return sorted((row for row in rows if there.get(row["id"]) != row["state"]), key=lambda row: str(row["id"]))


def those(rows: Iterable[Row], ids: Collection[str]) -> list[Row]:
    """Return the rows with some ids, sorted."""
    return sorted((row for row in rows if row["id"] in ids), key=lambda row: str(row["id"]))


def upsert(label: str) -> str:
    """Return the query that makes nodes of a label, or sets their properties."""
    return f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.props"


def literal(keys: Sequence[str], start: int) -> str:
    """Return a map of the elements of a row: Neo4j takes a third less time for them than for a map of its own a row."""
    return "{" + ", ".join(f"{key}: row[{place}]" for place, key in enumerate(keys, start)) + "}"


# A node is found by the place where the server keeps it, `id(n)`, as soon as that is known: no index need be asked.
# Types and labels are parameters: there is one plan of each query, and little for a fresh server to compile.
ENTITIES = (
    "UNWIND $rows AS row MATCH (n) WHERE id(n) = row[0] SET n += row[1]"
    " WITH n MATCH (n)-[old:FROM_CHUNK]->(:Chunk) DELETE old"
)
LABELS = "UNWIND $rows AS row MATCH (n) WHERE id(n) = row[0] REMOVE n:$(row[1]) SET n:$(row[2])"
NEW_ENTITIES = (
    f"UNWIND $rows AS row CREATE (n:__Entity__:$(row[0]) {literal(('id', *ENTITY), 1)})"
    " RETURN collect(row[1]), collect(id(n))"
)
NEW_EDGES = (
    "UNWIND $rows AS row MATCH (a) WHERE id(a) = row[0] MATCH (b) WHERE id(b) = row[1]"
    f" CREATE (a)-[:$(row[2]) {literal(EDGE, 3)}]->(b)"
)
NAMED_IN = (
    "UNWIND $rows AS row MATCH (n) WHERE id(n) = row[0] UNWIND row[1] AS id MATCH (c:Chunk {id: id})"
    " CREATE (n)-[:FROM_CHUNK]->(c)"
)
EDGE_CHANGED = "UNWIND $rows AS row MATCH ()-[r]->() WHERE id(r) = row.there SET r = row.props"
EDGE_GONE = "UNWIND $rows AS id MATCH ()-[r]->() WHERE id(r) = id DELETE r"

# Lists in one record: a record a node would cost the driver ten times as much.
PLACES = (
    "UNWIND $ids AS id MATCH (n:__Entity__ {id: id})"
    " RETURN collect(n.id), collect(id(n)), collect([label IN labels(n) WHERE label <> '__Entity__'])"
)
MENTIONED = "UNWIND $ids AS id MATCH (n:Mentions {document: id}) RETURN collect(n.id), collect(n.ids)"
# All are looked over as the server keeps them: by an index it would take three times as long. An entity that is not
# joined to as many passages as it should be is written again: a passage may have come back, or a writer been cut off.
STATES: dict[GraphKind, str] = {
    "entities": "MATCH (n:__Entity__) WHERE id(n) % $parts = $part RETURN collect(n.id), collect(coalesce(n.state, 0)),"
    " collect(coalesce(n.passages, 0) - COUNT { (n)-[:FROM_CHUNK]->() })",
    "relations": "MATCH ()-[r]->() WHERE id(r) % $parts = $part AND r.state IS NOT NULL"
    " RETURN collect(id(r)), collect(r.state)",
    "merges": "MATCH (n:Merge) WHERE id(n) % $parts = $part RETURN collect(n.id), collect(n.state)",
}
SOME: dict[GraphKind, str] = {
    "entities": "UNWIND $keys AS key MATCH (n:__Entity__ {id: key[0]}) RETURN collect(n.id),"
    " collect(coalesce(n.state, 0)), collect(coalesce(n.passages, 0) - COUNT { (n)-[:FROM_CHUNK]->() })",
    "relations": "UNWIND $keys AS key MATCH (a:__Entity__ {id: key[1]}) MATCH (b:__Entity__ {id: key[2]})"
    " MATCH (a)-[r]->(b) WHERE r.id = key[0] RETURN collect(id(r)), collect(coalesce(r.state, 0))",
    "merges": "UNWIND $keys AS key MATCH (n:Merge {id: key[0]}) RETURN collect(n.id), collect(n.state)",
}
STATELESS = "MATCH (:__Entity__)-[r]->(:__Entity__) WHERE r.state IS NULL RETURN collect(id(r))"
EDGES = (
    "UNWIND $ids AS row MATCH (:__Entity__)-[r]->(:__Entity__) WHERE id(r) = row[0] AND row[1] IN [r.state, 0]"
    " RETURN collect(coalesce(r.id, '')), collect(type(r)), collect(row[0])"
)


def dropped(label: str) -> str:
    """Return the query that drops nodes of a label by id."""
    return f"UNWIND $rows AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n"


COUNTED = (
    "RETURN COUNT { (:__Entity__) } AS entities, COUNT { (:Merge) } AS merges, COUNT { (:Chunk) } AS chunks,"
    " COUNT { ()-->() } AS relations, COUNT { (:__Entity__)-->() } - COUNT { (:__Entity__)-[:FROM_CHUNK]->() } AS edges"
)
"""The server keeps these numbers; a new one is asked for nothing else."""


def states(driver: Driver, kind: GraphKind, counted: Mapping[str, int]) -> dict[Place, int]:
    """Return the state of each entity or merge by its id, of each edge by where the server keeps it.

    It is 0 where a record is not as it should be, or another program's; `counted` is what `COUNTED` gave.
    """
    parts = 1 + counted[kind] // READ
    asked = side_by_side(lambda part: _lists(driver, STATES[kind], parts=parts, part=part), range(parts))
    found = _states(asked)
    if kind == "relations" and len(found) != counted["edges"]:
        found.update(dict.fromkeys(_lists(driver, STATELESS)[0], 0))
    return found


def states_of(driver: Driver, kind: GraphKind, keys: Sequence[Key]) -> dict[Place, int]:
    """Return the same of those records alone that have some keys."""
    return _states(_lists(driver, SOME[kind], keys=[list(key) for key in part]) for part in batches(keys))


def _states(asked: Iterable[list[list[Any]]]) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for part in asked:
        for place, state, *wrong in zip(*part, strict=True):
            found[place] = state if isinstance(state, int) and not any(wrong) else 0
    return found


def write_entities(driver: Driver, rows: Sequence[Row], first: bool) -> dict[str, int]:
    """Put in entities, and join them to the passages that name them; return where those that were not there are.

    They are the `first` where there is none yet.
    """
    there, labels = ({}, {}) if first else _places(driver, [row["id"] for row in rows])
    fresh = [row for row in rows if row["id"] not in there]

    made: dict[str, int] = {}
    with driver.session() as session:

        def make(values: Sequence[Any]) -> list[list[Any]]:
            return session.execute_write(_columns, NEW_ENTITIES, {"rows": values})

        for ids, found in written_while_made(make, fresh, lambda row: [row["labels"], *values_of(row, ENTITY)]):
            made.update(zip(ids, found, strict=True))
    known = [row for row in rows if row["id"] in there]
    in_turn(driver, ENTITIES, [[there[row["id"]], row["props"]] for row in known])
    changed = [row for row in known if labels[row["id"]] != row["labels"]]
    in_turn(driver, LABELS, [[there[row["id"]], labels[row["id"]], row["labels"]] for row in changed])
    places = {**there, **made}
    in_turn(driver, NAMED_IN, [[places[row["id"]], row["chunks"]] for row in rows if row["chunks"]])
    return made


def write_edges(driver: Driver, edges: Sequence[Edge], over: Mapping[Place, int], made: Mapping[str, int]) -> None:
    """Put in edges in place of those that are `over`: by place, with the states that they had there.

    `made` says where entities are that have just been made.
    """
    given = {edge.id: (edge, state) for edge, state in edges}
    there: dict[str, int] = {}
    dropped = []
    for part in batches(list(over.items())):
        for identity, kind, place in zip(*_lists(driver, EDGES, ids=part), strict=True):
            # A type cannot be changed, and an edge that two writers made stands once.
            if identity not in given or identity in there or relationship_type(given[identity][0].relation) != kind:
                dropped.append(place)
            else:
                there[identity] = place
    in_turn(driver, EDGE_GONE, dropped)
    known = [
        {"there": place, "props": dict(zip(EDGE, edge_values(*given[identity]), strict=True))}
        for identity, place in sorted(there.items())
    ]
    in_turn(driver, EDGE_CHANGED, known)
    fresh = [edge for edge in edges if edge[0].id not in there]
    unknown = {end for edge, _ in fresh for end in (edge.head, edge.tail)} - made.keys()
    places = {**made, **_places(driver, sorted(unknown))[0]}

    # Edges of one head together: the server changes it once a batch.
    placed = sorted(((places[edge.head], places[edge.tail], edge, state) for edge, state in fresh), key=itemgetter(0))
    with driver.session() as session:
        written_while_made(lambda rows: session.execute_write(_done, NEW_EDGES, {"rows": rows}), placed, _edge_row)


def _edge_row(placed: _Placed) -> list[Any]:
    head, tail, edge, state = placed
    return [head, tail, relationship_type(edge.relation), *edge_values(edge, state)]


def chunk_of(driver: Driver, documents: Sequence[str]) -> dict[str, str]:
    """Return the passage of each mention of some documents."""
    parts = (documents[start : start + DOCUMENTS] for start in range(0, len(documents), DOCUMENTS))
    asked = side_by_side(lambda ids: _lists(driver, MENTIONED, ids=ids), parts)
    found = (pair for columns in asked for pair in zip(*columns, strict=True))
    return {mention: chunk for chunk, mentions in found for mention in mentions}


def _places(driver: Driver, ids: Sequence[str]) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return where those entities are that are there, and the labels that their types gave them, by id."""
    places: dict[str, int] = {}
    labels: dict[str, list[str]] = {}
    for part in batches(ids):
        found, there, given = _lists(driver, PLACES, ids=part)
        places.update(zip(found, there, strict=True))
        labels.update(zip(found, given, strict=True))
    return places, labels


def _lists(driver: Driver, query: str, **parameters: object) -> list[list[Any]]:
    with driver.session() as session:
        return session.execute_read(_columns, query, parameters)


def _columns(tx: ManagedTransaction, query: str, parameters: Mapping[str, object]) -> list[list[Any]]:
    return list(tx.run(query, _sent(parameters)).single(strict=True).values())
