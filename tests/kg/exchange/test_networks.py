"""An export as a graph of networkx, and as the GraphML that Gephi and yEd read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import networkx
import pytest

from kg.errors import UserError
from kg.exchange import export_to, from_networkx, load, to_networkx
from kg.exchange.tables import TABLES
from kg.records import Entity
from kg.store import Store
from kg.walk import Graph

Everything = Callable[[Store], dict[str, list[str]]]


def test_a_store_as_a_networkx_graph_has_all_of_it(full: Store, everything: Everything) -> None:
    graph = to_networkx(full)
    assert isinstance(graph, networkx.MultiDiGraph)
    held = everything(full)
    found = from_networkx(graph)
    assert {table: [row.model_dump_json() for row in found[table]] for table in TABLES} == {t: held[t] for t in TABLES}


def test_a_graph_in_memory_as_a_networkx_graph_has_its_nodes_and_edges(store: Store) -> None:
    graph = Graph.load(store)
    back = from_networkx(to_networkx(graph))
    assert back["entities"] == tuple(graph.entities.values())
    assert back["relations"] == tuple(graph.relations.values())
    assert set(back) == {"entities", "relations"}


def test_half_a_surrogate_pair_survives_in_memory(store: Store) -> None:
    graph = Graph.load(store)
    (first, *_) = graph.entities.values()
    odd = Entity.model_validate({**first.model_dump(), "name": "half \ud800 a pair"})
    assert from_networkx(to_networkx(Graph([odd], [])))["entities"] == (odd,)


def test_graphml_opens_elsewhere_with_plain_attributes(full: Store, tmp_path: Path) -> None:
    export_to(full, tmp_path / "graph.graphml")
    graph = networkx.read_graphml(tmp_path / "graph.graphml", edge_key_type=str, force_multigraph=True)
    names = networkx.get_node_attributes(graph, "name")
    assert set(names.values()) == {"rain", "runoff", "mud", "farming", "river", "delta"}
    kinds = {
        (names[head], data["relation"], data["predicate"], names[tail], data["quote"])
        for head, tail, data in graph.edges(data=True)
    }
    assert ("rain", "CAUSES", "causes", "runoff", "rain causes runoff.") in kinds
    for _, data in (*graph.nodes(data=True), *((None, d) for *_, d in graph.edges(data=True))):
        assert all(isinstance(value, str | int | float | bool) for value in data.values())
    rain = next(node for node, name in names.items() if name == "rain")
    assert networkx.shortest_path_length(graph, rain, next(n for n, v in names.items() if v == "delta")) == 3


def test_graphml_declares_each_attribute_once_and_gephi_finds_its_labels(full: Store, tmp_path: Path) -> None:
    export_to(full, tmp_path / "graph.graphml")
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ElementTree.parse(tmp_path / "graph.graphml").getroot()
    keys = {key.attrib["id"]: key.attrib for key in root.iter(f"{space}key")}
    assert len(keys) == sum(1 for _ in root.iter(f"{space}key"))
    for kind in ("node", "edge"):
        (label,) = [i for i, key in keys.items() if (key["for"], key["attr.name"]) == (kind, "label")]
        assert keys[label]["attr.type"] == "string"
        drawn = list(root.iter(f"{space}{kind}"))
        assert drawn
        assert all(data.text for each in drawn for data in each if data.attrib["key"] == label)
    assert {data.attrib["key"] for data in root.iter(f"{space}data")} <= keys.keys()


def test_an_edited_graphml_file_is_refused(full: Store, tmp_path: Path) -> None:
    path = tmp_path / "graph.graphml"
    export_to(full, path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('\\"page\\":null', '\\"page\\":7').replace('"page":null', '"page":7', 1))
    with pytest.raises(UserError, match=r"graph\.graphml: .* not what was exported"):
        load(path)


def test_graphml_of_someone_else_is_refused(tmp_path: Path) -> None:
    networkx.write_graphml(networkx.path_graph(3), tmp_path / "other.graphml")
    with pytest.raises(UserError, match="not an export"):
        load(tmp_path / "other.graphml")
