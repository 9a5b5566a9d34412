"""A copy looks at what has changed alone, and at everything where it cannot know what has."""

from __future__ import annotations

import base64
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.neo4j_store import connect
from kg.neo4j_store.bookmark import transaction_of
from kg.records import Entity, Relation
from kg.resolve import refresh
from kg.sqlite_store import journal
from kg.store import GRAPH, Key, Store, difference
from kg.sync import sync
from kg.workspace import open_store

Graph = dict[int, tuple[int, int]]
"""Which name each entity has, and which end the edge of the same number."""

graphs = st.dictionaries(st.integers(0, 4), st.tuples(st.integers(0, 1), st.integers(0, 4)), max_size=5)


Records = tuple[list[Entity], list[Relation]]


@pytest.fixture
def records(store: Store) -> Callable[[Graph], Records]:
    """Makes the records of a graph."""
    one, edge = next(store.entities()), next(store.relations())

    def made(graph: Graph) -> Records:
        entities = [one.model_copy(update={"id": f"ent_{n}", "name": f"name {v}"}) for n, (v, _) in graph.items()]
        ends = [{"id": f"rel_{n}", "head": f"ent_{n}", "tail": f"ent_{tail}"} for n, (_, tail) in graph.items()]
        return entities, [edge.model_copy(update=update) for update in ends]

    return made


def keys(entities: list[Entity], relations: list[Relation]) -> dict[Key, str]:
    """Return each record as JSON by what finds it."""
    found = {Key(each.id): each.model_dump_json() for each in entities}
    return found | {Key(each.id, each.head, each.tail): each.model_dump_json() for each in relations}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(graphs, st.booleans()), min_size=2, max_size=5))
def test_the_journal_names_all_that_differs_from_any_graph_before(
    records: Callable[[Graph], Records], steps: list[tuple[Graph, bool]]
) -> None:
    before: dict[str, dict[Key, str]] = {}
    with (
        tempfile.TemporaryDirectory() as name,
        open_store(Path(name) / "other", write=True) as other,
        open_store(Path(name) / "store", write=True) as store,
    ):
        for graph, in_part in steps:
            entities, relations = records(graph)
            other.replace_graph(entities, relations, [])
            if in_part:
                over = {kind: difference(other.states(kind), store.states(kind))[1] for kind in GRAPH}
                store.change_graph(entities, relations, [], over, [], other.graph_content())
            else:
                store.replace_graph(entities, relations, [])
            now = keys(entities, relations)
            assert keys(list(store.entities()), list(store.relations())) == now
            for content, then in before.items():
                told = store.changed_since(content)
                assert told is not None
                differ = {key for key in now.keys() | then.keys() if now.get(key) != then.get(key)}
                assert differ <= {*told["entities"], *told["relations"]}
            before[store.graph_content()] = now
            assert store.changed_since(store.graph_content()) == {kind: [] for kind in GRAPH}
            assert store.changed_since("another") is None


def test_a_journal_begins_anew_where_it_would_save_nothing_or_another_program_wrote(
    store: Store, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entities, relations, first = list(store.entities()), list(store.relations()), store.graph_content()
    store.replace_graph(entities, relations[1:], [])
    assert store.changed_since(first) is not None
    monkeypatch.setattr(journal, "FEWEST", 1)
    store.replace_graph(entities, [], [])
    assert store.changed_since(first) is None
    with sqlite3.connect(workspace / "graph.sqlite") as db:
        held = db.execute("SELECT content FROM graph").fetchone()[0]
        assert db.execute("SELECT count(*) FROM journal").fetchone() == (0,)
        db.execute("UPDATE graph SET content = 'what a program without a journal wrote', version = version + 1")
    assert store.changed_since(held) is None
    store.replace_graph(entities, relations, [])
    assert store.changed_since(held) is None
    assert store.changed_since(first) == {kind: [] for kind in GRAPH}


def test_a_workspace_of_an_older_program_is_read_and_its_journal_begins_with_the_next_graph(
    workspace: Path, tell: Callable
) -> None:
    with sqlite3.connect(workspace / "graph.sqlite") as db:
        for table in ("journal", "graphs"):
            db.execute(f"DROP TABLE {table}")
    with open_store(workspace) as store:
        content = store.graph_content()
        assert store.changed_since(content) is None
    with open_store(workspace, write=True) as store:
        refresh(store)
        assert store.changed_since(content) == {kind: [] for kind in GRAPH}


# ── the seal ──


def edit(uri: str, query: str) -> None:
    """Write to a server as somebody else would."""
    with connect(uri) as driver:
        driver.execute_query(query)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (:__Entity__)-[r]->(:__Entity__) WITH r ORDER BY r.id LIMIT 1 DELETE r",
        "MATCH (n:__Entity__) WITH n ORDER BY n.id LIMIT 1 DETACH DELETE n",
        "MATCH (n:__Entity__) WITH n ORDER BY n.id LIMIT 1 MATCH (n)-[r:FROM_CHUNK]->() DELETE r",
        "MATCH (a:__Entity__)-[r:CAUSES]->(b:__Entity__) WITH a, r, b LIMIT 1 CREATE (b)-[:CAUSES]->(a) DELETE r",
    ],
)
def test_what_somebody_wrote_into_the_server_is_seen_and_mended(neo4j_uri: str, workspace: Path, query: str) -> None:
    def copied() -> tuple[bool, str]:
        with open_store(workspace) as source, open_store(neo4j_uri, write=True) as target:
            report = sync(source, target)
            assert (target.digest(), target.counts()) == (source.digest(), source.counts())
            for kind in GRAPH:
                assert sorted(target.states(kind).values()) == sorted(source.states(kind).values())
            return report.graph, report.whole

    assert copied() == (True, "")
    assert copied() == (False, "")
    edit(neo4j_uri, query)
    assert copied() == (True, "not all that is over there was written by a sync")
    assert copied() == (False, "")
    edit(neo4j_uri, "MATCH (n) RETURN count(n)")
    assert copied() == (False, "")


def test_a_document_read_again_in_other_passages_is_joined_to_what_they_name(neo4j_uri: str, workspace: Path) -> None:
    joined = "MATCH (e:__Entity__)-[:FROM_CHUNK]->(c:Chunk) RETURN collect(e.id + c.id) AS pairs"

    def pairs() -> list[str]:
        with open_store(workspace) as source, open_store(neo4j_uri, write=True) as target:
            assert sync(source, target).whole == ""
        with connect(neo4j_uri) as driver:
            return sorted(driver.execute_query(joined).records[0]["pairs"])

    before = pairs()
    with open_store(workspace, write=True) as store:
        document = next(store.documents())
        new = {chunk.id: f"{chunk.id}_again" for chunk in store.chunks(document.id)}
        told = (list(store.chunks(document.id)), list(store.mentions(document.id)), list(store.claims(document.id)))
        chunks = [chunk.model_copy(update={"id": new[chunk.id]}) for chunk in told[0]]
        mentions, claims = (
            [
                each.model_copy(
                    update={"evidence": each.evidence.model_copy(update={"chunk": new[each.evidence.chunk]})}
                )
                for each in part
            ]
            for part in told[1:]
        )
        entities = list(store.entities())
        store.replace_document(document, chunks, mentions, claims, [])
        store.replace_graph(entities, list(store.relations()), list(store.merges()))
    after = pairs()
    assert len(after) == len(before)
    assert any(pair.endswith("_again") for pair in after)


@given(st.binary(min_size=16, max_size=16), st.integers(0, 2**63 - 1))
def test_a_bookmark_tells_the_number_of_its_transaction(database: bytes, number: int) -> None:
    width = next(n for n in (1, 2, 4, 8) if number < 1 << (8 * n - 1))
    packed = number.to_bytes(width, "big")
    told = packed if width == 1 else bytes([{2: 0xC9, 4: 0xCA, 8: 0xCB}[width]]) + packed
    text = "FB:" + base64.b64encode(b"\x91\xcc\x10" + database + told + b"\x90").decode().rstrip("=")
    assert transaction_of([text]) == number
    assert transaction_of([text, text]) is None


@given(st.text() | st.text(alphabet="kcwQAB=").map("FB:".__add__))
def test_a_bookmark_of_another_form_tells_nothing(text: str) -> None:
    assert transaction_of([text]) is None
    assert transaction_of([]) is None
