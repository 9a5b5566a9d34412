"""LlamaIndex itself, run on a workspace: its indexes, retrievers and query engines."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llama_index.core", reason="needs LlamaIndex (pip install 'kindergraph[llama]')")

from llama_index.core import PropertyGraphIndex, Settings
from llama_index.core.graph_stores.types import TRIPLET_SOURCE_KEY, EntityNode
from llama_index.core.graph_stores.types import Relation as LlamaRelation
from llama_index.core.indices.property_graph import ImplicitPathExtractor, LLMSynonymRetriever, VectorContextRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import ResponseMode
from llama_index.core.schema import MetadataMode, TextNode
from llama_index.core.vector_stores.types import MetadataFilters, VectorStoreQuery

from kg.encode import load_encoder
from kg.errors import UserError
from kg.index import embed
from kg.llama import KindergraphEmbedding, KindergraphPropertyGraphStore, KindergraphRetriever
from kg.records import Entity, Relation
from kg.resolve import refresh
from kg.store import Store
from kg.walk import Graph
from kg.workspace import open_store


@pytest.fixture
def graph_store(workspace: Path) -> KindergraphPropertyGraphStore:
    return KindergraphPropertyGraphStore.from_workspace(workspace)


@pytest.fixture(scope="session")
def embedding() -> KindergraphEmbedding:
    return KindergraphEmbedding()


def said(triplets: list) -> set[tuple[str, str, str]]:
    return {(head.id, relation.label, tail.id) for head, relation, tail in triplets}


# ── the graph store ──


def test_nodes_are_found_by_name_by_id_and_however_spelled(graph_store: KindergraphPropertyGraphStore) -> None:
    (rain,) = graph_store.get(ids=["rain"])
    assert isinstance(rain, EntityNode)
    assert (rain.id, rain.label) == ("rain", "concept")
    assert rain.properties["quote"] == "rain"
    for name in (rain.properties["entity"], "Rain", "rains"):
        assert graph_store.get(ids=[name]) == [rain]
    assert graph_store.get(ids=["no such thing"]) == graph_store.get(ids=[]) == []
    assert graph_store.get(properties={"source": "rain.txt"}, ids=["rain", "delta"]) == [rain]
    everything = graph_store.get()
    assert {node.label for node in everything} == {"concept", "Chunk"}
    assert graph_store.get(ids=[everything[-1].id]) == [everything[-1]]


def test_triplets_are_filtered_by_ends_classes_and_properties(graph_store: KindergraphPropertyGraphStore) -> None:
    assert graph_store.get_triplets() == []
    around = said(graph_store.get_triplets(entity_names=["runoff"]))
    assert around == {("rain", "CAUSES", "runoff"), ("runoff", "ENABLES", "river")}
    assert said(graph_store.get_triplets(relation_names=["PREVENTS"])) == {("mud", "PREVENTS", "farming")}
    assert said(graph_store.get_triplets(entity_names=["rain"], relation_names=["ENABLES"])) == set()
    assert said(graph_store.get_triplets(properties={"predicate": "enables"})) == {("runoff", "ENABLES", "river")}
    assert said(graph_store.get_triplets(ids=["delta"])) == {("river", "CAUSES", "delta")}


def test_a_walk_out_from_nodes_stops_at_its_depth_and_its_limit(graph_store: KindergraphPropertyGraphStore) -> None:
    start = graph_store.get(ids=["rain"])
    one = said(graph_store.get_rel_map(start, depth=1))
    assert one == {("rain", "CAUSES", "runoff"), ("rain", "CAUSES", "mud")}
    assert len(graph_store.get_rel_map(start, depth=3)) == 5
    assert len(graph_store.get_rel_map(start, depth=3, limit=3)) == 3
    assert said(graph_store.get_rel_map(start, depth=3, ignore_rels=["CAUSES"])) == set()


def test_the_edges_of_a_passage_are_those_that_rest_on_it(graph_store: KindergraphPropertyGraphStore) -> None:
    passages = [node for node in graph_store.get() if node.label == "Chunk" and "mud" in str(node)]
    found = said(graph_store.get_rel_map(passages, depth=1))
    assert found == {("rain", "CAUSES", "mud"), ("mud", "PREVENTS", "farming")}


def test_every_triplet_names_the_passage_it_rests_on(graph_store: KindergraphPropertyGraphStore, store: Store) -> None:
    for head, relation, _ in graph_store.get_triplets(relation_names=["CAUSES", "ENABLES", "PREVENTS"]):
        (passage,) = graph_store.get_llama_nodes([head.properties[TRIPLET_SOURCE_KEY]])
        chunk = store.chunk(passage.node_id)
        assert passage.get_content() == chunk.text
        assert relation.properties["quotes"][0] in chunk.text
        assert passage.ref_doc_id == chunk.document
        assert asyncio.run(graph_store.aget_llama_nodes([passage.node_id])) == [passage]


def test_doubt_and_denial_stand_in_the_label(store: Store) -> None:
    graph = Graph.load(store)
    edge = next(iter(graph.relations.values()))
    for changes, label in (
        ({"affirmed": False}, "NOT_"),
        ({"certainty": "possible"}, "POSSIBLY_"),
        ({"affirmed": False, "certainty": "probable"}, "NOT_PROBABLY_"),
    ):
        changed = Relation.model_validate({**edge.model_dump(), **changes})
        one = KindergraphPropertyGraphStore(Graph(graph.entities.values(), [changed]), [], {})
        (found,) = one.get_triplets(relation_names=[edge.relation])
        assert found[1].label == label + edge.relation


def test_namesakes_are_two_nodes(store: Store) -> None:
    entities = list(Graph.load(store).entities.values())
    names = ["PCA", "PCA", 'say "PCA"']
    named = [Entity.model_validate({**e.model_dump(), "name": n}) for e, n in zip(entities, names, strict=False)]
    one = KindergraphPropertyGraphStore(Graph(named, []), [], {})
    ids = [node.id for node in one.get()]
    assert len(set(ids)) == 3
    assert [node.id for name in ids for node in one.get(ids=[name])] == ids


def test_the_nearest_entities_come_first(
    graph_store: KindergraphPropertyGraphStore, embedding: KindergraphEmbedding
) -> None:
    vector = embedding.get_query_embedding("water that runs to the sea in a stream")
    assert len(vector) == 384
    assert asyncio.run(embedding.aget_query_embedding("rain")) == embedding.get_text_embedding("rain")
    nodes, scores = graph_store.vector_query(VectorStoreQuery(query_embedding=vector, similarity_top_k=3))
    assert nodes[0].id == "river"
    assert scores == sorted(scores, reverse=True)
    assert len(nodes) == len(scores) == 3


def test_vectors_that_ingest_stored_are_used(
    workspace: Path, embedding: KindergraphEmbedding, graph_store: KindergraphPropertyGraphStore
) -> None:
    with open_store(workspace, write=True) as store:
        embed(store, load_encoder())
    stored = KindergraphPropertyGraphStore.from_workspace(workspace)
    assert stored._stored is not None
    query = VectorStoreQuery(query_embedding=embedding.get_query_embedding("a stream"), similarity_top_k=6)
    (nodes, scores), (same, nearly) = stored.vector_query(query), graph_store.vector_query(query)
    assert [n.id for n in nodes] == [n.id for n in same]
    assert scores == pytest.approx(nearly, abs=1e-3)


def test_a_vector_of_another_encoder_is_refused_in_one_line(graph_store: KindergraphPropertyGraphStore) -> None:
    with pytest.raises(UserError, match=r"1536 numbers.*KindergraphEmbedding"):
        graph_store.vector_query(VectorStoreQuery(query_embedding=list(np.ones(1536))))
    with pytest.raises(UserError, match="filters"):
        graph_store.vector_query(VectorStoreQuery(query_embedding=[1.0], filters=MetadataFilters(filters=[])))


def test_nothing_is_written_without_a_quote(graph_store: KindergraphPropertyGraphStore) -> None:
    relation = LlamaRelation(label="CAUSES", source_id="rain", target_id="delta")
    for write in (
        lambda: graph_store.upsert_nodes([EntityNode(name="snow")]),
        lambda: graph_store.upsert_relations([relation]),
        lambda: graph_store.upsert_llama_nodes([TextNode(text="snow")]),
        lambda: graph_store.delete(entity_names=["rain"]),
        lambda: graph_store.delete_llama_nodes(node_ids=["rain"]),
    ):
        with pytest.raises(UserError, match="written by `ingest` alone"):
            write()
    with pytest.raises(UserError, match="kg sync"):
        graph_store.structured_query("MATCH (n) RETURN n")
    assert graph_store.get_schema() == {"entities": ["concept"], "relations": ["CAUSES", "ENABLES", "PREVENTS"]}


# ── LlamaIndex on it ──


def test_a_property_graph_index_answers_from_an_existing_workspace(
    graph_store: KindergraphPropertyGraphStore, embedding: KindergraphEmbedding, store: Store
) -> None:
    index = PropertyGraphIndex.from_existing(
        graph_store, embed_model=embedding, llm=MockLLM(), kg_extractors=[ImplicitPathExtractor()]
    )
    retriever = index.as_retriever(
        sub_retrievers=[VectorContextRetriever(graph_store, embed_model=embedding, similarity_top_k=1, path_depth=1)]
    )
    nodes = retriever.retrieve("the delta of a river")
    assert {node.node.ref_doc_id for node in nodes} <= {document.id for document in store.documents()}
    assert any("river -> CAUSES -> delta" in node.get_content() for node in nodes)
    assert any("river causes delta." in node.get_content() for node in nodes)
    engine = index.as_query_engine(sub_retrievers=retriever.sub_retrievers, llm=MockLLM())
    answer = engine.query("What does the river cause?")
    assert "river causes delta." in str(answer)
    assert answer.source_nodes


def test_synonyms_of_a_language_model_find_nodes(graph_store: KindergraphPropertyGraphStore) -> None:
    retriever = LLMSynonymRetriever(
        graph_store, llm=MockLLM(), path_depth=1, output_parsing_fn=lambda _: ["rain", "drizzle"]
    )
    found = [node.get_content() for node in retriever.retrieve("What does rain do?")]
    assert any("rain -> CAUSES -> runoff" in text for text in found)


@pytest.fixture(scope="session")
def retriever(tell: Callable[..., tuple], tmp_path_factory: pytest.TempPathFactory) -> KindergraphRetriever:
    folder = tmp_path_factory.mktemp("llama") / "workspace"
    with open_store(folder, write=True) as store:
        for source, *facts in (
            ("rain.txt", [("rain", "CAUSES", "runoff")], [("rain", "CAUSES", "mud"), ("mud", "PREVENTS", "farming")]),
            ("river.txt", [("runoff", "ENABLES", "river")], [("river", "CAUSES", "delta")]),
            ("cake.txt", [("sugar", "ENABLES", "baking")]),
        ):
            store.replace_document(*tell(source, *facts))
        refresh(store)
    return KindergraphRetriever.from_workspace(folder, limit=3)


def test_our_search_is_a_retriever_whose_nodes_say_where_they_stand(retriever: KindergraphRetriever) -> None:
    found = retriever.retrieve("What does a river cause?")
    assert len(found) == 3
    assert [n.score for n in found] == sorted((n.score for n in found), reverse=True)
    best = found[0].node
    assert best.get_content() == "river causes delta."
    assert best.metadata["source"] == "river.txt"
    assert best.metadata["chunk"] == best.node_id
    assert best.metadata["document"] == best.ref_doc_id
    assert {"page", "bbox"} <= set(best.metadata)
    assert "bbox" not in best.get_content(MetadataMode.LLM)
    assert [n.node.node_id for n in asyncio.run(retriever.aretrieve("What does a river cause?"))] == [
        n.node.node_id for n in found
    ]


def test_the_facts_that_connect_passages_come_along(retriever: KindergraphRetriever) -> None:
    facts = [fact for n in retriever.retrieve("How does rain lead to a delta?") for fact in n.metadata.get("facts", ())]
    assert {"rain — causes → runoff", "river — causes → delta"} <= set(facts)


@pytest.mark.parametrize("mode", ["compact", "no_text"])
def test_a_query_engine_runs_on_a_workspace(
    retriever: KindergraphRetriever, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "_llm", MockLLM())  # `no_text` asks for the global one, and never calls it
    engine = RetrieverQueryEngine.from_args(retriever, response_mode=ResponseMode(mode))
    answer = engine.query("What does a river cause?")
    assert answer.source_nodes[0].node.get_content() == "river causes delta."
    assert ("river causes delta." in str(answer)) == (mode == "compact")


def test_a_workspace_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    for kind in (KindergraphRetriever, KindergraphPropertyGraphStore):
        with pytest.raises(UserError, match="run `ingest papers/` first"):
            kind.from_workspace(tmp_path)


def test_the_lines_of_the_readme_run(
    repository: Path, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    (block,) = (found for found in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "kg.llama" in found)
    (tmp_path / ".kindergraph").symlink_to(workspace)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"llm": MockLLM()}
    exec(block, names)
    assert names["answer"].source_nodes[0].node.metadata["source"]
    assert any("river -> CAUSES -> delta" in n.get_content() for n in names["facts"].retrieve("the delta of a river"))
