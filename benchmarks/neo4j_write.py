"""Writing a graph into Neo4j: ours beside neo4j-graphrag's and LlamaIndex's writers, and a sync after a small change.

    python benchmarks/neo4j_write.py ../shared/neo4j/start [--entities 100000] [--share 0.01] [--json]

Each writer gets a fresh server, which `start` runs (`start HOME BOLT HTTP PASSWORD --apoc`: the peers' writers need
APOC, ours does not), and the same graph: entities with type, aliases and the quote that they are defined by, and three
times as many relations with their predicate, certainty, claims, quotes and places. Drawn by Zipf's law, so that some
entities are hubs. Beside them stands a plain loop of `UNWIND` with the same properties: no checks, nothing kept whole,
nothing that a second run could go on from. What is timed is the write call alone, on records made beforehand; memory is
how much the peak of this process grows. Ours is `Neo4jStore.replace_graph`, which also keeps each record whole. Seconds
of the processors (the server's and ours) stand beside those of the clock: they hold on a busy machine too.

Then `kg sync` of the whole workspace, documents, passages, mentions, claims and graph, into another fresh server; again
with nothing changed; and again after some of the documents have changed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kg.neo4j_store import Neo4jStore, connect
from kg.records import Entity, Relation
from kg.sync import sync
from kg.workspace import open_store
from made_graph import Made, change, fill, graph

PASSWORD = "only-for-benchmarks"
PROCESSOR = ("server cpu s", "our cpu s")


def main() -> None:
    """Print one line a writer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("start", type=Path, help="the script that starts a server")
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--share", type=float, default=0.01, help="of the documents, changed before the last sync")
    parser.add_argument("--only", choices=[*WRITERS, "sync"], action="append", help="measure these alone")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found: dict[str, dict[str, float]] = {}
    for name in given.only or [*WRITERS, "sync"]:
        # A process each: one's memory is no other's, and no driver is warm.
        with get_context("spawn").Pool(1) as pool:
            found[name] = pool.apply(measured, (name, given.start, given.entities, given.share))
        if not given.json:
            print(f"{name:<16}", "  ".join(f"{key} {value:,.4g}" for key, value in found[name].items()), flush=True)
    for peer in found.keys() & {"neo4j-graphrag", "llama-index"} if "ours" in found else ():
        faster = found["ours"]["items a second"] / found[peer]["items a second"]
        lighter = sum(found[peer][key] for key in PROCESSOR) / sum(found["ours"][key] for key in PROCESSOR)
        found["ours"] |= {f"times {peer}": faster, f"times {peer} by processor": lighter}
        if not given.json:
            print(f"ours / {peer}: {faster:.2f} times as fast, {lighter:.2f} times by processor")
    if given.json:
        print(json.dumps(found, indent=2))


def measured(name: str, start: Path, entities: int, share: float) -> dict[str, float]:
    """Return the figures of one writer in a fresh server."""
    made = graph(entities)
    with server(start) as (uri, process):
        return synced(made, uri, process, share) if name == "sync" else written(WRITERS[name], made, uri, process)


def written(writer: Callable[[Made, str], Callable[[], None]], made: Made, uri: str, process: int) -> dict[str, float]:
    """Return how fast a writer was."""
    write = writer(made, uri)
    before, spent, began = peak(), (processor(process), time.process_time()), time.perf_counter()
    write()
    seconds = time.perf_counter() - began
    there, here = processor(process) - spent[0], time.process_time() - spent[1]
    with connect(uri) as driver:
        nodes, edges = (
            driver.execute_query(query).records[0][0]
            for query in (
                "MATCH (n:__Entity__) RETURN count(n)",
                "MATCH (:__Entity__)-[r]->(:__Entity__) RETURN count(r)",
            )
        )
    if (nodes, edges) != (len(made.entities), len(made.relations)):
        raise SystemExit(
            f"{nodes} entities and {edges} relations arrived, not {len(made.entities)} and {len(made.relations)}"
        )
    items = len(made.entities) + len(made.relations)
    return {
        "items a second": items / seconds,
        "seconds": seconds,
        "server cpu s": there,
        "our cpu s": here,
        "peak MB": peak() - before,
    }


def synced(made: Made, uri: str, process: int, share: float) -> dict[str, float]:
    """Return what it costs to sync everything, nothing, and a share."""
    folder = Path(tempfile.mkdtemp(prefix="kindergraph-"))
    found: dict[str, float] = {}
    try:
        with open_store(folder, write=True) as store:
            fill(store, made)
        for name in ("all", "nothing", "share"):
            if name == "share":
                with open_store(folder, write=True) as store:
                    change(store, made, share)
            gc.collect()
            gc.freeze()  # `kg sync` has no made graph in memory, which would be looked over while it is timed
            began, spent = time.perf_counter(), processor(process) + time.process_time()
            with open_store(folder) as source, open_store(uri, write=True) as target:
                sync(source, target)
            found[f"{name} s"] = time.perf_counter() - began
            found[f"{name} cpu s"] = processor(process) + time.process_time() - spent
        with open_store(folder) as source, open_store(uri) as target:
            if source.digest() != target.digest():
                raise SystemExit("the digests differ after a sync")
    finally:
        shutil.rmtree(folder)
    shares = {f"share / all{of}": found[f"share{of} s"] / found[f"all{of} s"] for of in ("", " cpu")}
    return {**found, **shares}


# ── the writers: each returns what is to be timed ──


def ours(made: Made, uri: str) -> Callable[[], None]:
    """Write by `Neo4jStore.replace_graph`; passages and claims are there, as after reading documents."""
    driver = connect(uri).__enter__()
    store = Neo4jStore.open(driver, write=True)
    return lambda: store.replace_graph(made.entities, made.relations, [])


def graphrag(made: Made, uri: str) -> Callable[[], None]:
    """Write by neo4j-graphrag's `Neo4jWriter`, in batches as large as ours."""
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

    whole = Neo4jGraph(
        nodes=[Neo4jNode(id=e.id, label=e.type.title(), properties=entity_properties(e)) for e in made.entities],
        relationships=[
            Neo4jRelationship(
                start_node_id=r.head, end_node_id=r.tail, type=r.relation, properties=relation_properties(r)
            )
            for r in made.relations
        ],
    )
    writer = Neo4jWriter(connect(uri).__enter__(), batch_size=BATCH, clean_db=False)
    return lambda: print(end=str(asyncio.run(writer.run(whole)).status)[:0])


def llama(made: Made, uri: str) -> Callable[[], None]:
    """Write by LlamaIndex's `Neo4jPropertyGraphStore`, in batches as large as it makes them."""
    from llama_index.core.graph_stores.types import EntityNode
    from llama_index.core.graph_stores.types import Relation as Edge
    from llama_index.graph_stores.neo4j import Neo4jPropertyGraphStore

    store = Neo4jPropertyGraphStore(username="neo4j", password=PASSWORD, url=uri, refresh_schema=False)
    nodes = [EntityNode(name=e.id, label=e.type.title(), properties=entity_properties(e)) for e in made.entities]
    edges = [
        Edge(source_id=r.head, target_id=r.tail, label=r.relation, properties=relation_properties(r))
        for r in made.relations
    ]

    def write() -> None:
        store.upsert_nodes(nodes)
        store.upsert_relations(edges)

    return write


def plain(made: Made, uri: str) -> Callable[[], None]:
    """Write what the peers write by a loop on the driver: an index on ids, and batches of 2,000 rows, one at a time."""
    driver = connect(uri).__enter__()
    driver.execute_query("CREATE CONSTRAINT FOR (n:__Entity__) REQUIRE n.id IS UNIQUE")
    nodes = [{"id": e.id, "label": e.type.title(), **entity_properties(e)} for e in made.entities]
    edges = [
        {"head": r.head, "tail": r.tail, "type": r.relation, "props": relation_properties(r)} for r in made.relations
    ]
    node = "UNWIND $rows AS row CREATE (n:__Entity__:$(row.label)) SET n = row"
    edge = (
        "UNWIND $rows AS row MATCH (a:__Entity__ {id: row.head}) MATCH (b:__Entity__ {id: row.tail})"
        " CREATE (a)-[r:$(row.type)]->(b) SET r = row.props"
    )

    def write() -> None:
        with driver.session() as session:
            for query, rows in ((node, nodes), (edge, edges)):
                for start in range(0, len(rows), 2_000):
                    session.run(query, rows=rows[start : start + 2_000]).consume()

    return write


WRITERS: dict[str, Callable[[Made, str], Callable[[], None]]] = {
    "ours": ours,
    "neo4j-graphrag": graphrag,
    "llama-index": llama,
    "plain loop": plain,
}
BATCH = 5_000


def entity_properties(entity: Entity) -> dict[str, Any]:
    """Return what the peers are given of an entity."""
    return {
        "name": entity.name,
        "type": entity.type,
        "aliases": list(entity.aliases),
        "documents": list(entity.documents),
        "quote": entity.evidence.quote,
        "source": entity.evidence.source,
        "page": entity.evidence.page or 0,
    }


def relation_properties(relation: Relation) -> dict[str, Any]:
    """Return what the peers are given of a relation."""
    return {
        "id": relation.id,
        "predicate": relation.predicate,
        "certainty": relation.certainty.value,
        "affirmed": relation.affirmed,
        "claims": [claim.id for claim in relation.claims],
        "quotes": [quote.quote for quote in relation.evidence],
        "places": [f"{quote.source}, page {quote.page}" for quote in relation.evidence],
    }


# ── the server ──


@contextlib.contextmanager
def server(start: Path) -> Iterator[tuple[str, int]]:
    """Yield the address and the process of a fresh server; name and password are in the environment."""
    home = Path(tempfile.mkdtemp(prefix="kindergraph-neo4j-"))
    bolt, http = port(), port()
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(start), str(home / "home"), str(bolt), str(http), PASSWORD, "--apoc"], stdout=log, stderr=log
        )
    try:
        os.environ.update(NEO4J_USERNAME="neo4j", NEO4J_PASSWORD=PASSWORD)
        while "Started." not in (home / "log").read_text():
            if process.poll() is not None:
                raise SystemExit(f"Neo4j did not start: {(home / 'log').read_text()[-2000:]}")
            time.sleep(0.2)
        yield f"neo4j://127.0.0.1:{bolt}", process.pid
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(home)


def processor(process: int) -> float:
    """Return the seconds of processor that a process of this machine (Linux) has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def port() -> int:
    """Return a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def peak() -> float:
    """Return the most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
