"""The Neo4j store where a server can hurt: crashes, crowds, hostile text, wrong doors; and Neo4j's own tools on it."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

import neo4j
import pytest
import yaml
from typer.testing import CliRunner

from generate.pipeline import generate
from generate.settings import GenerateSettings
from kg.cli import app
from kg.console import Quiet
from kg.encode import load_encoder
from kg.errors import UserError
from kg.index import embed
from kg.neo4j_store import Neo4jStore, connect
from kg.neo4j_store.schema import relationship_type, type_labels
from kg.resolve import refresh
from kg.store import Outcome
from kg.sync import sync
from kg.workspace import open_store

T = TypeVar("T")

HOSTILE = [
    "`) DETACH DELETE n //",
    "]->() MATCH (n) DETACH DELETE n //",
    "'; DROP CONSTRAINT document_id; //",
    '" OR 1=1 //',
    "name\twith\ttabs\nand\rlines",
    "nul\x00 and bell\x07",
    "${jndi:ldap://example.invalid}",
    "{id: $id}",
    "\u202eright to left\u202c",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🌧️",
    "",
    " ",
    "null",
    "__Entity__",
    "x" * 1_000_000,
]


class Server(Protocol):
    """What `neo4j_server` gives."""

    user: str
    password: str

    def start(self) -> None: ...

    def kill(self) -> None: ...


def crowd(tell: Callable, number: int) -> tuple:
    """Return a document about the same 1,000 things that all others are about."""
    facts = [(f"thing {place}", "CAUSES", f"thing {(place * 7 + number) % 1000}") for place in range(0, 1000, 25)]
    return tell(f"crowd-{number}.txt", *[facts[start : start + 10] for start in range(0, 40, 10)])


def test_eight_writers_at_once_all_succeed(neo4j_uri: str, tell: Callable) -> None:
    told = [crowd(tell, number) for number in range(24)]
    with open_store(neo4j_uri, write=True):
        pass

    def write(number: int) -> None:
        with open_store(neo4j_uri, write=True) as store:
            for each in told[number::8]:
                store.replace_document(*each)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(write, number) for number in range(8)]:
            done.result()
    with open_store(neo4j_uri, write=True) as store:
        refresh(store)
        assert store.counts()["documents"] == 24
        digest = store.digest()
    with connect(neo4j_uri) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n")
    with open_store(neo4j_uri, write=True) as store:
        for each in told:
            store.replace_document(*each)
        refresh(store)
        assert store.digest() == digest


def test_writers_of_the_same_new_document_at_once_leave_it_once(neo4j_uri: str, tell: Callable) -> None:
    told = crowd(tell, 0)
    with open_store(neo4j_uri, write=True):
        pass

    def write(_: int) -> None:
        with open_store(neo4j_uri, write=True) as store:
            store.replace_document(*told)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write, number) for number in range(4)]:
            done.result()
    with open_store(neo4j_uri, write=True) as store:
        counts = store.counts()
        found = [counts[name] for name in ("documents", "chunks", "mentions", "claims")]
        assert found == [1, *(len(each) for each in told[1:4])]
        assert list(store.mentions(told[0].id)) == sorted(told[2], key=lambda mention: mention.id)
    with connect(neo4j_uri) as driver:
        links = driver.execute_query("MATCH ()-[r]->() RETURN type(r) AS type, count(r) AS n").records
    chunks, claims = len(told[1]), len(told[3])
    assert {r["type"]: r["n"] for r in links} == {
        "FROM_DOCUMENT": chunks,
        "NEXT_CHUNK": chunks - 1,
        "FROM_CHUNK": claims,
    }


def test_eight_writers_of_the_same_thousand_nodes_all_succeed(neo4j_uri: str) -> None:
    with connect(neo4j_uri) as driver:
        Neo4jStore.open(driver, write=True)
        rows = [{"id": f"hot_{n}", "props": {"name": f"hot {n}", "state": "x"}} for n in range(1000)]

        def write(number: int) -> None:
            from kg.neo4j_store import write as writing

            for _ in range(3):
                writing.in_turn(driver, writing.upsert("__Entity__"), rows[number * 125 :] + rows[: number * 125])

        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(write, number) for number in range(8)]:
                done.result()
        count = driver.execute_query("MATCH (n:__Entity__) RETURN count(n) AS n").records[0]["n"]
    assert count == 1000


def test_a_server_that_crashes_in_the_middle_loses_nothing_for_good(
    neo4j_server: Server, neo4j_uri: str, workspace: Path, tell: Callable
) -> None:
    with open_store(workspace, write=True) as store:
        for number in range(6):
            store.replace_document(*crowd(tell, number))
        refresh(store)
        digest = store.digest()
    crashed = threading.Event()

    def crash() -> None:
        with neo4j.GraphDatabase.driver(neo4j_uri, auth=(neo4j_server.user, neo4j_server.password)) as driver:
            while not driver.execute_query("MATCH (d:Document) RETURN count(d) AS n").records[0]["n"]:
                pass
        neo4j_server.kill()
        neo4j_server.start()
        crashed.set()

    watcher = threading.Thread(target=crash)
    watcher.start()
    try:
        with open_store(workspace) as source, open_store(neo4j_uri, write=True) as target:
            sync(source, target)
    except (neo4j.exceptions.DriverError, neo4j.exceptions.Neo4jError, UserError):
        pass  # whatever the crash came to, the next run mends it
    watcher.join()
    assert crashed.is_set()
    with open_store(workspace) as source, open_store(neo4j_uri, write=True) as target:
        sync(source, target)
        assert not target.stale()
        assert target.digest() == digest
        assert target.counts() == source.counts()


def test_a_server_that_dies_is_one_clear_line_and_the_same_command_goes_on(
    neo4j_server: Server, neo4j_uri: str, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killing(Quiet):
        def steps(self, items: Iterable[T], name: str, total: int | None = None) -> Iterator[T]:
            for count, item in enumerate(items):
                if (name, count) == ("generate", 4):
                    neo4j_server.kill()
                yield item

    settings = GenerateSettings(n=12, seed=7)
    with open_store(papers) as source, open_store(neo4j_uri, write=True) as store:
        sync(source, store)
        run = store.runs()[-1].id
        wanted = list(source.samples())
    with connect(neo4j_uri) as driver:
        driver.execute_query("MATCH (n) WHERE n:Run OR n:Outcome OR n:Sample DETACH DELETE n")
    monkeypatch.setattr(importlib.import_module("kg.neo4j_store.connect"), "RETRIES", 1.0)
    try:
        with pytest.raises(UserError, match="went away") as error, open_store(neo4j_uri, write=True) as store:
            generate(store, settings, Killing())
    finally:
        neo4j_server.kill()
        neo4j_server.start()
    assert "\n" not in str(error.value)
    with open_store(neo4j_uri, write=True) as store:
        assert store.open_run() is not None
        generate(store, settings)
        assert [run.id for run in store.runs()] == [run]
        assert list(store.samples()) == wanted


def test_five_hundred_hostile_names_and_labels_are_stored_and_do_nothing(neo4j_uri: str, water: tuple) -> None:
    with open_store(neo4j_uri, write=True) as store:
        for told in water:
            store.replace_document(*told)
        found = refresh(store)
        one, edge = found.entities[0], found.relations[0]
        names = [f"{HOSTILE[n % len(HOSTILE)]}{n or ''}" for n in range(500)]
        entities = [
            one.model_copy(update={"id": f"ent_{n:03}", "name": name, "type": name[:200], "aliases": (name[:99],)})
            for n, name in enumerate(names)
        ]
        relations = [
            edge.model_copy(
                update={
                    "id": f"rel_{n:03}",
                    "head": f"ent_{n:03}",
                    "tail": f"ent_{(n + 1) % 500:03}",
                    "relation": name[:200] or "X",
                    "predicate": name,
                }
            )
            for n, name in enumerate(names)
        ]
        store.replace_graph(entities, relations, ())
        assert list(store.entities()) == entities
        assert list(store.relations()) == relations
        assert store.counts()["documents"] == len(water)
    with connect(neo4j_uri) as driver:
        labels = {row["label"] for row in driver.execute_query("CALL db.labels() YIELD label").records}
        kinds = {
            row["r"] for row in driver.execute_query("MATCH (:__Entity__)-[r]->() RETURN DISTINCT type(r) AS r").records
        }
    assert all(label.replace("_", "").isalnum() for label in labels)
    assert kinds <= {"RELATED", "FROM_CHUNK", "X"}


@pytest.mark.parametrize("kind", ["", "a b", "`x`", "Document", "é", "9x", "x" * 65])
def test_what_could_not_be_a_label_becomes_none(kind: str) -> None:
    assert type_labels(kind) == []
    assert relationship_type(kind or "-") == "RELATED"
    assert (type_labels("person"), relationship_type("PART_OF")) == (["Person"], "PART_OF")


@pytest.mark.parametrize(
    ("uri", "password", "says"),
    [
        ("neo4j://127.0.0.1:1", "x", "no Neo4j server answers"),
        ("bolt://127.0.0.1:1", "x", "no Neo4j server answers"),
        ("http://127.0.0.1:7474", "x", "not a Neo4j address"),
        ("neo4j", "x", "NEO4J_URI"),
    ],
)
def test_a_wrong_door_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, uri: str, password: str, says: str) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("NEO4J_PASSWORD", password)
    with pytest.raises(UserError, match=says) as error, open_store(uri):
        pass
    assert "\n" not in str(error.value)


def test_a_wrong_password_is_one_clear_line(neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
    with pytest.raises(UserError, match="NEO4J_PASSWORD"), open_store(neo4j_uri):
        pass


def test_an_older_server_is_one_clear_line(neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("kg.neo4j_store.connect"), "OLDEST", (99, 0))
    with pytest.raises(UserError, match=r"this is Neo4j 5\.26"), open_store(neo4j_uri):
        pass


def test_a_passage_that_comes_back_is_joined_again_to_what_it_names(neo4j_uri: str, water: tuple) -> None:
    joined = "MATCH (e:__Entity__)-[:FROM_CHUNK]->(c:Chunk) RETURN collect(e.id + c.id) AS pairs"
    with open_store(neo4j_uri, write=True) as store, connect(neo4j_uri) as driver:
        for told in water:
            store.replace_document(*told)
        refresh(store)
        before = sorted(driver.execute_query(joined).records[0]["pairs"])
        store.remove_document(water[0].document.id)
        store.replace_document(*water[0])
        refresh(store)
        assert sorted(driver.execute_query(joined).records[0]["pairs"]) == before


def test_an_entity_whose_type_changes_has_the_label_of_the_new_one_alone(neo4j_uri: str, water: tuple) -> None:
    query = "MATCH (e:__Entity__ {id: $id}) RETURN labels(e) AS labels, COUNT { (e)-[:FROM_CHUNK]->() } AS passages"
    with open_store(neo4j_uri, write=True) as store, connect(neo4j_uri) as driver:
        for told in water:
            store.replace_document(*told)
        found = refresh(store)
        one, *others = found.entities
        passages = driver.execute_query(query, id=one.id).records[0]["passages"]
        for kind, labels in (
            ("place", {"__Entity__", "Place"}),
            ("a b", {"__Entity__"}),
            ("person", {"__Entity__", "Person"}),
        ):
            changed = one.model_copy(update={"type": kind})
            store.replace_graph([changed, *others], found.relations, found.merges)
            there = driver.execute_query(query, id=one.id).records[0]
            assert (set(there["labels"]), there["passages"]) == (labels, passages)
            assert store.entity(one.id) == changed


def test_an_edge_that_two_writers_made_at_once_stands_once_when_the_graph_is_written_again(
    neo4j_uri: str, water: tuple
) -> None:
    twice = "MATCH (a:__Entity__)-[r]->(b:__Entity__) WITH a, r, b ORDER BY r.id LIMIT 2 CREATE (a)-[s:$(type(r))]->(b)"
    with open_store(neo4j_uri, write=True) as store, connect(neo4j_uri) as driver:
        for told in water:
            store.replace_document(*told)
        found = refresh(store)
        driver.execute_query(f"{twice} SET s = properties(r)")
        driver.execute_query(f"{twice} SET s.name = 'an edge of another program'")
        assert store.counts()["relations"] == len(found.relations) + 4
        store.replace_graph(found.entities, found.relations, found.merges)
        assert store.counts()["relations"] == len(found.relations)
        assert list(store.relations()) == list(found.relations)


def test_reading_an_empty_server_says_what_to_do(neo4j_uri: str) -> None:
    with pytest.raises(UserError, match="kg sync"), open_store(neo4j_uri):
        pass


def test_samples_and_personas_lead_to_the_page(neo4j_uri: str, water: tuple) -> None:
    with open_store(neo4j_uri, write=True) as store:
        for told in water:
            store.replace_document(*told)
        refresh(store)
        claim = next(store.claims())
        told = {
            "question": "What does rain cause?",
            "evidence": [{"id": claim.evidence.id}],
            "persona": {"id": "mason", "text": "a stonemason"},
        }
        unread = {**told, "evidence": [{"id": "of no claim", "chunk": claim.evidence.chunk}]}
        run = store.start_run("print", "{}")
        rows = [(0, "sa_1", told), (1, "sa_2", unread)]
        store.append(run.id, [Outcome(position=p, kind="sample", id=i, json_text=json.dumps(s)) for p, i, s in rows])
    with connect(neo4j_uri) as driver:
        found = driver.execute_query(
            "MATCH (p:Persona)<-[:FOR]-(s:Sample)-[:GROUNDED_IN]->(:Claim)-[:FROM_CHUNK]->()-[:FROM_DOCUMENT]->(d)"
            " RETURN p.id AS persona, s.question AS question, d.source AS source"
        ).records
    assert [r.data() for r in found] == [
        {"persona": "mason", "question": told["question"], "source": claim.evidence.source}
    ]
    with connect(neo4j_uri) as driver:
        passages = driver.execute_query("MATCH (s:Sample)-[:GROUNDED_IN]->(c:Chunk) RETURN s.id, c.id").records
    assert [tuple(r) for r in passages] == [("sa_2", claim.evidence.chunk)]


@pytest.mark.filterwarnings("ignore:The default returned 'id' field:DeprecationWarning")
def test_the_graphrag_package_retrieves_from_our_graph(neo4j_uri: str, water: tuple) -> None:
    from neo4j_graphrag.embeddings.base import Embedder
    from neo4j_graphrag.retrievers import HybridRetriever, VectorCypherRetriever, VectorRetriever

    encoder = load_encoder()

    class Ours(Embedder):
        def embed_query(self, text: str) -> list[float]:
            return [float(x) for x in encoder.encode([text])[0]]

    with open_store(neo4j_uri, write=True) as store:
        for told in water:
            store.replace_document(*told)
        refresh(store)
        embed(store, encoder)
    with connect(neo4j_uri) as driver:
        driver.execute_query("CALL db.awaitIndexes(60)")
        plain = VectorRetriever(driver, "chunk_embedding", Ours(), return_properties=["id", "text"])
        hybrid = HybridRetriever(driver, "chunk_embedding", "chunk_text", Ours(), return_properties=["text"])
        walked = VectorCypherRetriever(
            driver,
            "chunk_embedding",
            "MATCH (node)<-[:FROM_CHUNK]-(e:__Entity__) RETURN e.name AS name ORDER BY name",
            Ours(),
        )
        # The index is approximate: asked for one alone, it may miss the nearest on a server that has dropped many.
        assert "delta" in plain.search(query_text="river delta", top_k=5).items[0].content
        assert "delta" in hybrid.search(query_text="river delta", top_k=5).items[0].content
        assert "river" in str(walked.search(query_text="river delta", top_k=5).items)


def test_the_commands_take_a_server_where_they_take_a_folder(neo4j_uri: str, workspace: Path, tmp_path: Path) -> None:
    def kg(*arguments: str) -> str:
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == 0, done.output
        return done.stdout

    assert "ready" in kg("init", "--store", neo4j_uri)
    assert json.loads(kg("sync", "--store", neo4j_uri, "--workspace", str(workspace), "--json"))["documents"] == 2
    there, here = (
        json.loads(kg("stats", "--json", flag, where))
        for flag, where in (("--store", neo4j_uri), ("--workspace", str(workspace)))
    )
    assert there == here
    assert "runoff" in kg("show", "rain", "--store", "neo4j")
    assert "delta" in kg("paths", "rain", "delta", "--hops", "3", "--store", neo4j_uri)
    back = str(tmp_path / "back")
    kg("sync", "--back", "--store", neo4j_uri, "--workspace", back)
    assert json.loads(kg("stats", "--json", "--workspace", back)) == here


def test_docker_compose_starts_a_version_that_we_take(repository: Path) -> None:
    services = yaml.safe_load((repository / "docker-compose.yml").read_text())["services"]
    image = services["neo4j"]["image"]
    assert image.startswith("neo4j:5.26")
    assert "healthcheck" in services["neo4j"]
