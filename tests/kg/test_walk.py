"""Paths: exact length, directed, simple, evidenced, from two passages, with no way around them."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import islice, pairwise, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import UserError
from kg.records import Certainty, Path, Rejection
from kg.store import Store
from kg.walk import Graph, shortcut

NODES = ["ash", "birch", "cedar", "elm", "fir", "oak"]


def names(path: Path) -> list[str]:
    return [entity.name for entity in path.entities]


@pytest.fixture
def graph(store: Store) -> Graph:
    return Graph.load(store)


def test_a_walk_has_exactly_the_hops_asked_for_each_with_its_quote(graph: Graph) -> None:
    (path,) = [found for found in graph.walks(3, random.Random(0)) if isinstance(found, Path)]
    assert names(path) == ["rain", "runoff", "river", "delta"]
    for hop in path.hops:
        assert hop.claim in hop.relation.claims
        assert hop.head.name in hop.claim.evidence.quote
        assert hop.tail.name in hop.claim.evidence.quote


def test_paths_between_two_names_are_listed(graph: Graph) -> None:
    assert [names(p) for p in graph.paths("Rain", "delta", 3)] == [["rain", "runoff", "river", "delta"]]
    assert list(graph.paths("delta", "rain", 3)) == []
    assert list(graph.paths("rain", "delta", 2)) == []


def test_an_unknown_name_is_an_error_with_the_nearest(graph: Graph) -> None:
    with pytest.raises(UserError, match=r"runnoff: no entity of this name; did you mean `runoff`"):
        graph.find("runnoff")
    assert graph.find(graph.find("river").id).name == "river"


def test_a_path_that_an_edge_goes_around_is_a_shortcut(graph_of: Callable, tell: Callable) -> None:
    for around in (("ash", "CAUSES", "cedar"), ("cedar", "CAUSES", "ash")):
        graph = graph_of(tell("a", [("ash", "CAUSES", "birch")], [("birch", "CAUSES", "cedar")]), tell("b", [around]))
        assert {f.reason for f in graph.walks(2, random.Random(0), start="ash") if isinstance(f, Rejection)} == {
            "shortcut"
        }


def test_a_path_whose_ends_one_passage_anywhere_names_is_a_shortcut(graph_of: Callable, tell: Callable) -> None:
    steps = tell("a", [("ash", "CAUSES", "birch")], [("birch", "CAUSES", "cedar")])
    assert [names(p) for p in graph_of(steps).walks(2, random.Random(0))] == [["ash", "birch", "cedar"]]
    elsewhere = tell("b", [("tall Ashes beside the", "CAUSES", "old cedars")])
    (found,) = graph_of(steps, elsewhere).walks(2, random.Random(0), start="ash")
    assert isinstance(found, Rejection)
    assert found.reason == "shortcut"
    assert elsewhere.chunks[0].id in found.detail


def test_a_path_within_one_passage_is_turned_away(graph_of: Callable, tell: Callable) -> None:
    graph = graph_of(tell("a", [("ash", "CAUSES", "birch"), ("birch", "CAUSES", "cedar")]))
    (found,) = graph.walks(2, random.Random(0))
    assert isinstance(found, Rejection)
    assert found.reason == "single_passage"


@pytest.mark.parametrize(
    "change", [{"affirmed": False}, {"certainty": Certainty.POSSIBLE}, {"condition": "in winter"}, {"time": "in 1990"}]
)
def test_denied_hedged_and_qualified_claims_are_walked_only_where_asked(
    graph_of: Callable, tell: Callable, change: dict[str, object]
) -> None:
    graph = graph_of(tell("a", [("ash", "CAUSES", "birch")], **change), tell("b", [("birch", "CAUSES", "cedar")]))
    assert list(graph.walks(2, random.Random(0))) == []
    assert len(list(graph.walks(2, random.Random(0), claims="any"))) == 1
    assert graph.count(2) == (0, 0, True)


def test_only_the_classes_asked_for_are_walked(graph: Graph) -> None:
    found = [f for f in graph.walks(1, random.Random(0), relations={"ENABLES"}) if isinstance(f, Path)]
    assert [names(p) for p in found] == [["runoff", "river"]]


def test_walks_start_where_asked(graph: Graph) -> None:
    assert {names(f)[0] for f in graph.walks(1, random.Random(0), start="Rain") if isinstance(f, Path)} == {"rain"}


def test_few_walks_see_many_starts_in_spite_of_a_hub(graph_of: Callable, tell: Callable) -> None:
    spokes = [tell(f"s{n}", [("hub", "CAUSES", f"spoke {n}")]) for n in range(40)]
    others = [tell(f"o{n}", [(f"source {n}", "CAUSES", f"sink {n}")]) for n in range(9)]
    graph = graph_of(*spokes, *others)
    starts = [names(f)[0] for f in islice(graph.walks(1, random.Random(1)), 10) if isinstance(f, Path)]
    assert len(set(starts)) == 10


def test_an_edge_into_a_hub_comes_late(graph_of: Callable, tell: Callable) -> None:
    told = [tell(f"s{n}", [(f"spoke {n}", "CAUSES", "hub")]) for n in range(60)]
    told += [tell("a", [("ash", "CAUSES", "hub")]), tell("b", [("ash", "CAUSES", "birch")])]
    graph = graph_of(*told)
    first = [names(next(graph.walks(1, random.Random(seed), start="ash")))[1] for seed in range(200)]  # type: ignore[arg-type]
    assert first.count("birch") > 150


def test_a_graph_older_than_its_documents_is_not_walked(store: Store, water: tuple) -> None:
    store.replace_document(*water[0])
    with pytest.raises(UserError, match="run `ingest` again"):
        Graph.load(store)


def test_a_document_without_a_title_goes_by_its_file(store: Store, graph: Graph, water: tuple) -> None:
    assert graph.title(water[0].document.id) == "On rain.txt"
    assert graph.title("doc_unknown") == ""


edges_strategy = st.sets(
    st.tuples(st.sampled_from(NODES), st.sampled_from(["CAUSES", "USES"]), st.sampled_from(NODES)), max_size=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(edges=edges_strategy, hops=st.integers(1, 4), seed=st.integers(0, 99))
def test_walks_are_all_simple_directed_paths_once_and_the_same_by_seed(
    edges: set[tuple[str, str, str]], hops: int, seed: int, graph_of: Callable, tell: Callable
) -> None:
    told = [tell(f"d{n}", [edge]) for n, edge in enumerate(sorted(edges)) if edge[0] != edge[2]]
    graph = graph_of(*told)
    found = list(graph.walks(hops, random.Random(seed)))
    assert found == list(graph.walks(hops, random.Random(seed)))
    kept = [f for f in found if isinstance(f, Path)]
    for path in kept:
        assert len(path.hops) == hops
        assert len({e.id for e in path.entities}) == hops + 1
        assert all(a.tail == b.head for a, b in pairwise(path.hops))
        assert len(path.hops) == 1 or len({h.claim.evidence.chunk for h in path.hops}) > 1
        assert shortcut(graph, path) is None

    joins = {(head, tail) for head, _, tail in edges}
    classes = {pair: sum((pair[0], c, pair[1]) in edges for c in ("CAUSES", "USES")) for pair in joins}
    expected = sound = 0
    for order in permutations(NODES, hops + 1):
        ways = 1
        for pair in pairwise(order):
            ways *= classes.get(pair, 0)
        expected += ways
        ends = {(order[0], order[-1]), (order[-1], order[0])}
        sound += ways if hops == 1 or not ends & joins else 0
    assert len(found) == expected
    assert len(kept) == sound
    assert graph.count(hops) == (expected, sound, True)
    every = [p for a in graph.entities for b in graph.entities if a != b for p in graph.paths(a, b, hops)]
    assert len(every) == expected
