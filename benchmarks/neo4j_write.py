"""Writing a graph into Neo4j: ours beside neo4j-graphrag's and LlamaIndex's writers, and a sync after a small change.

    python benchmarks/neo4j_write.py ../shared/neo4j/start [--entities 100000] [--share 0.01] [--json]

Each writer gets a fresh server, which `start` runs (`start HOME BOLT HTTP PASSWORD --apoc`: the peers' writers need
APOC, ours does not), and the same graph: entities with type, aliases and the quote that they are defined by, and three
times as many relations with their predicate, certainty, claims, quotes and places. Drawn by Zipf's law, so that some
entities are hubs. What is timed is the write call alone, on records made beforehand; memory is how much the peak of
this process grows. Ours is `Neo4jStore.replace_graph`, which also keeps each record whole. Seconds of the processors
(the server's and ours) stand beside those of the clock: they hold on a busy machine too.

Then `kg sync` of the whole workspace, documents, passages, mentions, claims and graph, into another fresh server; again
with nothing changed; and again after some of the documents have changed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
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
from typing import Any, NamedTuple

import numpy as np

from kg.neo4j_store import Neo4jStore, connect
from kg.records import (
    Argument,
    Chunk,
    Claim,
    Document,
    Entity,
    Evidence,
    Mention,
    Predicate,
    Relation,
    Span,
    content_id,
)
from kg.store import Store
from kg.sync import sync
from kg.workspace import open_store

PASSWORD = "only-for-benchmarks"
TYPES = ("substance", "process", "place", "organism", "person", "method")
CLASSES = ("CAUSES", "INCREASES", "DECREASES", "CONTAINS", "PART_OF", "LOCATED_IN", "USES", "REQUIRES")
PROCESSOR = ("server cpu s", "our cpu s")
EACH = 3
"""Relations an entity."""

A_DOCUMENT, A_CHUNK = 1000, 10
"""Claims of a document, and of a passage."""


class Told(NamedTuple):
    """A document as `Store.replace_document` takes it."""

    document: Document
    chunks: list[Chunk]
    mentions: list[Mention]
    claims: list[Claim]


class Made(NamedTuple):
    """A graph and the documents that it rests on."""

    told: list[Told]
    entities: list[Entity]
    relations: list[Relation]


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
        return synced(made, uri, share) if name == "sync" else written(WRITERS[name], made, uri, process)


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


def synced(made: Made, uri: str, share: float) -> dict[str, float]:
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
            began = time.perf_counter()
            with open_store(folder) as source, open_store(uri, write=True) as target:
                sync(source, target)
            found[f"{name} s"] = time.perf_counter() - began
        with open_store(folder) as source, open_store(uri) as target:
            if source.digest() != target.digest():
                raise SystemExit("the digests differ after a sync")
    finally:
        shutil.rmtree(folder)
    return {**found, "share / all": found["share s"] / found["all s"]}


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


WRITERS: dict[str, Callable[[Made, str], Callable[[], None]]] = {
    "ours": ours,
    "neo4j-graphrag": graphrag,
    "llama-index": llama,
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


# ── a workspace of any size ──


def graph(entities: int) -> Made:
    """Return a graph of so many entities and three times as many relations, of one claim each, with its documents."""
    rng = np.random.default_rng(0)
    number = entities * EACH
    drawn: dict[tuple[int, int, int], None] = {(n, (n + 1) % entities, n % len(CLASSES)): None for n in range(entities)}
    while len(drawn) < number:  # no triple twice: the peers would make one edge of both
        ranks = np.minimum(rng.zipf(1.6, number) - 1, entities - 1)
        starts = np.where(rng.random(number) < 0.5, ranks, rng.integers(0, entities, number))
        ends = (starts + 1 + rng.integers(0, entities - 1, number)) % entities
        kinds_of = rng.integers(0, len(CLASSES), number)
        drawn.update(dict.fromkeys(zip(starts.tolist(), ends.tolist(), kinds_of.tolist(), strict=True)))
    heads, tails, kinds = zip(*list(drawn)[:number], strict=True)
    told: list[Told] = []
    nodes: list[Entity] = []
    edges: dict[str, Relation] = {}
    for start in range(0, number, A_DOCUMENT):
        places = range(start, min(start + A_DOCUMENT, number))
        each, mentioned = document(start // A_DOCUMENT, [(heads[i], CLASSES[kinds[i]], tails[i]) for i in places])
        told.append(each)
        for i, claim in zip(places, each.claims, strict=True):
            if i < entities:
                nodes.append(entity(i, mentioned[i]))
            relation = edge(claim, int(heads[i]), int(tails[i]))
            edges[relation.id] = relation
    return Made(told, nodes, list(edges.values()))


def document(number: int, facts: list[tuple[int, str, int]], said: str = "") -> tuple[Told, dict[int, Mention]]:
    """Return a document that says some facts, and its mentions by the number of the entity."""
    source = f"paper-{number}.pdf"
    sentences = [f"Term {head} {kind.lower().replace('_', ' ')} term {tail}{said}." for head, kind, tail in facts]
    text = " ".join(sentences)
    sha = hashlib.sha256(text.encode()).hexdigest()
    whole = Document(
        id=content_id("doc", source, sha),
        source=source,
        sha256=sha,
        media_type="application/pdf",
        reader="made",
        text=text,
        title=f"Paper {number}",
    )
    chunks, claims, mentions, at = [], [], {}, 0
    for first in range(0, len(facts), A_CHUNK):
        own = sentences[first : first + A_CHUNK]
        passage = " ".join(own)
        page = first // 100 + 1
        span = Span(start=at, end=at + len(passage), page=page, bbox=(72.0, 90.0, 523.0, 700.0))
        chunk = Chunk(
            id=content_id("chk", whole.id, at),
            document=whole.id,
            ordinal=first // A_CHUNK,
            start=at,
            end=at + len(passage),
            text=passage,
            spans=(span,),
        )
        chunks.append(chunk)
        for (head, kind, tail), sentence in zip(facts[first : first + A_CHUNK], own, strict=True):
            where = {"document": whole.id, "source": source, "sha256": sha, "chunk": chunk.id, "page": page}
            ends = []
            for entity_number, start in ((head, at), (tail, at + sentence.lower().rindex(" term ") + 1)):
                phrase = f"term {entity_number}"
                place = Evidence(
                    id=content_id("ev", whole.id, start, start + len(phrase)),
                    **where,
                    start=start,
                    end=start + len(phrase),
                    quote=text[start : start + len(phrase)],
                )
                mention = Mention(id=content_id("men", place.id), name=phrase, type="concept", evidence=place)
                mentions[int(entity_number)] = mention
                ends.append(Argument(mention=mention.id, phrase=phrase, start=start, end=start + len(phrase)))
            quote = Evidence(
                id=content_id("ev", whole.id, at, at + len(sentence)),
                **where,
                start=at,
                end=at + len(sentence),
                quote=sentence,
            )
            verb = kind.lower().replace("_", " ")
            claims.append(
                Claim(
                    id=content_id("clm", quote.id),
                    head=ends[0],
                    predicate=Predicate(text=verb, verb=verb),
                    relation=kind,
                    tail=ends[1],
                    evidence=quote,
                    extractor="made",
                )
            )
            at += len(sentence) + 1
    return Told(whole, chunks, list(mentions.values()), claims), mentions


def entity(number: int, mention: Mention) -> Entity:
    """Return an entity as its first mention gives it."""
    name = f"term {number}"
    return Entity(
        id=content_id("ent", name),
        name=name,
        type=TYPES[number % len(TYPES)],
        aliases=(name, f"terms {number}"),
        mentions=(mention.id,),
        documents=(mention.evidence.document,),
        evidence=mention.evidence,
    )


def edge(claim: Claim, head: int, tail: int) -> Relation:
    """Return the edge of a claim."""
    ends = content_id("ent", f"term {head}"), content_id("ent", f"term {tail}")
    identity = content_id("rel", *ends, claim.relation, claim.id)
    return Relation(
        id=identity,
        head=ends[0],
        predicate=claim.predicate.text,
        relation=claim.relation,
        tail=ends[1],
        claims=(claim,),
    )


def fill(store: Store, made: Made) -> None:
    """Put a graph and its documents into a store."""
    for told in made.told:
        store.replace_document(*told, [])
    store.replace_graph(made.entities, made.relations, [])


def change(store: Store, made: Made, share: float) -> None:
    """Say the facts of a share of the documents, spread evenly, in other words."""
    entities = {int(e.name.split()[1]): e for e in made.entities}
    relations = {relation.claims[0].id: relation for relation in made.relations}
    step = max(1, round(1 / share))
    for number in range(0, len(made.told), step):
        old = made.told[number]
        facts = []
        for claim in old.claims:
            facts.append((int(claim.head.phrase.split()[1]), claim.relation, int(claim.tail.phrase.split()[1])))
        new, mentions = document(number, facts, " today")
        store.replace_document(*new, [])
        for place, (before, claim) in enumerate(zip(old.claims, new.claims, strict=True)):
            del relations[before.id]
            relations[claim.id] = edge(claim, facts[place][0], facts[place][2])
        for one, mention in mentions.items():
            if entities[one].evidence.document == old.document.id:
                entities[one] = entity(one, mention)
    store.replace_graph(list(entities.values()), list(relations.values()), [])


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
