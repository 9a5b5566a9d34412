"""Graph of Thought: what each operation does with thoughts, what a plan finds, and what is handed back."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.records import Hop, Relation
from kg.thought.operations import Aggregate, Generate, Improve, KeepBest, Score, Validate, unique
from kg.thought.reason import plan, reason
from kg.thought.records import Hops, Thought
from kg.thought.thinker import PathThinker
from kg.walk import Graph

Tell = Callable[..., Any]
Make = Callable[..., Graph]


def build(make: Make, tell: Tell, *edges: tuple[str, ...]) -> Graph:
    """Return the graph of (head, tail, places …): each place is a document of one passage, by default one an edge."""
    places: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for number, (head, tail, *where) in enumerate(edges):
        for place in where or [f"place {number}"]:
            places[place].append((head, "ENABLES", tail))
    return make(*(tell(place, facts) for place, facts in sorted(places.items())))


@pytest.fixture
def graph(graph_of: Make, tell: Tell) -> Graph:
    """Rain to bread over river, lake and mill, each fact in a document of its own, and an edge that skips the lake."""
    rows = [("rain", "river"), ("river", "lake"), ("lake", "mill"), ("mill", "bread"), ("river", "mill")]
    return build(graph_of, tell, *rows, ("sun", "wheat"))


def thinker(graph: Graph) -> PathThinker:
    """Think over all edges of a graph; a path of one passage is flawed."""

    def hops(edges: Iterable[Relation]) -> list[Hop]:
        return [
            Hop(head=graph.entities[e.head], relation=e, tail=graph.entities[e.tail], claim=claim)
            for e in edges
            for claim in e.claims
        ]

    def onward(path: Hops) -> list[Hop]:
        seen = {path[0].head.id, *(hop.tail.id for hop in path)}
        return [hop for hop in hops(graph.out.get(path[-1].tail.id, ())) if hop.tail.id not in seen]

    def flaw(path: Hops) -> str:
        if len(path) > 1 and len({hop.claim.evidence.chunk for hop in path}) == 1:
            return "one_passage"
        ends = {path[0].head.id, path[-1].tail.id}
        return "shortcut" if len(path) > 1 and any({e.head, e.tail} == ends for e in graph.relations.values()) else ""

    return PathThinker(
        starts=iter(hops(graph.relations.values())),
        onward=onward,
        instead=lambda hop: [other for other in hops([hop.relation]) if other.claim.id != hop.claim.id],
        flaw=flaw,
        joined=lambda a, b: any({e.head, e.tail} == {a, b} for e in graph.relations.values()),
        worth=lambda hop: 1.0,
    )


def names(thought: Thought) -> str:
    return "-".join([thought.hops[0].head.name, *(hop.tail.name for hop in thought.hops)])


def thoughts_of(graph: Graph, count: int = 10) -> tuple[PathThinker, list[Thought]]:
    thinking = thinker(graph)
    return thinking, Generate(count)(thinking, [])


def test_generate_begins_with_facts_and_goes_on_by_one(graph: Graph) -> None:
    thinking, begun = thoughts_of(graph)
    assert {names(thought) for thought in begun} >= {"rain-river", "river-lake", "river-mill"}
    grown = Generate(5, after=(0,))(thinking, begun)
    assert {names(t) for t in grown if t.hops[0].head.name == "rain"} == {"rain-river-lake", "rain-river-mill"}
    assert all(len(thought.parents) == 1 for thought in grown)


def test_score_prefers_paths_whose_every_step_is_needed(graph: Graph) -> None:
    thinking, begun = thoughts_of(graph)
    grown = Generate(5, after=(0,))(thinking, begun)
    scores = {names(t): t.score for t in Score((0,))(thinking, grown)}
    assert scores["rain-river-lake"] == 1.0
    assert scores["river-lake-mill"] == 0.0


def test_score_prefers_distinct_evidence(graph_of: Make, tell: Tell) -> None:
    rows = [("ash", "birch", "x"), ("birch", "cedar", "x"), ("ash", "dogwood", "y"), ("dogwood", "elm", "z")]
    thinking, begun = thoughts_of(build(graph_of, tell, *rows))
    scores = {names(t): t.score or 0 for t in Score((0,))(thinking, Generate(5, after=(0,))(thinking, begun))}
    assert scores["ash-dogwood-elm"] > scores["ash-birch-cedar"] > 0


def test_aggregate_joins_paths_end_to_end_and_names_both_parents(graph: Graph) -> None:
    thinking, begun = thoughts_of(graph)
    twos = Generate(5, after=(0,))(thinking, begun)
    fours = Aggregate(4, after=(0, 1))(thinking, [*begun, *twos])
    assert {names(thought) for thought in fours} == {"rain-river-lake-mill-bread"}
    (joined,) = fours
    assert sorted(names(t) for t in twos if t.id in joined.parents) == ["lake-mill-bread", "rain-river-lake"]


def test_keep_best_keeps_the_best_and_no_more_than_a_few_of_one_beginning(graph: Graph) -> None:
    thinking, begun = thoughts_of(graph)
    scored = Score((0,))(thinking, Generate(5, after=(0,))(thinking, begun))
    kept = KeepBest(3, 1, (0,))(thinking, scored)
    assert len(kept) == 3
    assert max(Counter(thought.hops[0].claim.id for thought in kept).values()) == 1
    assert all(thought.score for thought in kept)
    assert [thought.score for thought in kept] == sorted((t.score or 0 for t in kept), reverse=True)


def test_validate_names_flaws_and_improve_mends_those_it_can(graph_of: Make, tell: Tell) -> None:
    rows = [("ash", "birch", "x"), ("birch", "cedar", "x", "y"), ("dogwood", "elm", "z"), ("elm", "fir", "z")]
    thinking, begun = thoughts_of(build(graph_of, tell, *rows))
    grown = Generate(9, after=(0,))(thinking, begun)
    flawed = [t for t in Validate((0,))(thinking, grown) if t.flaw]
    assert len(flawed) < len(grown)
    assert {(names(t), t.flaw) for t in flawed} == {
        ("ash-birch-cedar", "one_passage"),
        ("dogwood-elm-fir", "one_passage"),
    }
    better = Improve(3, (0,))(thinking, flawed)
    mended = Validate((0,))(thinking, better)
    assert {names(t): t.flaw for t in mended} == {"ash-birch-cedar": "", "dogwood-elm-fir": "one_passage"}
    assert sorted(hop.claim.evidence.source for t in mended if not t.flaw for hop in t.hops) == ["x", "y"]


def test_a_plan_hands_back_every_thought_score_and_cost(graph: Graph) -> None:
    found = reason(thinker(graph), plan(2, begun=10, width=3))
    assert {names(t) for t in found.best} == {
        "rain-river-lake",
        "rain-river-mill",
        "lake-mill-bread",
        "river-mill-bread",
    }
    shown = json.loads(json.dumps(found.as_json()))
    known = {thought["id"] for thought in shown["thoughts"]}
    for operation in shown["operations"]:
        assert set(operation["thoughts"]) <= known
        assert len(operation["scores"]) == len(operation["validity"]) == len(operation["thoughts"])
    assert {operation["operation"] for operation in shown["operations"]} == {
        *("generate", "score", "keep_best", "validate", "improve")
    }
    assert {parent for thought in shown["thoughts"] for parent in thought["parents"]} <= known
    assert shown["cost"]["facts"] == sum(done["cost"].get("facts", 0) for done in shown["operations"]) > 0
    assert shown["prompt_tokens"] == shown["completion_tokens"] == 0


def test_thinking_finds_the_one_long_path(graph: Graph) -> None:
    found = reason(thinker(graph), plan(4, begun=10, width=6))
    # River and mill are joined by an edge, but rain and bread, its ends, are not.
    assert [names(thought) for thought in found.best] == ["rain-river-lake-mill-bread"]
    assert "aggregate" in {done.operation for done in found.operations}


NODES = ["ash", "birch", "cedar", "dogwood", "elm", "fir"]
PAIRS = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda pair: pair[0] != pair[1])


@given(rows=st.lists(PAIRS, min_size=1, max_size=12, unique=True), hops=st.integers(2, 4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_graph_the_best_are_sound_simple_and_of_the_length_asked(
    graph_of: Make, tell: Tell, rows: list[tuple[str, str]], hops: int
) -> None:
    graph = build(graph_of, tell, *rows)
    found = reason(thinker(graph), plan(hops, begun=20, width=20))
    for thought in found.best:
        ends = [thought.hops[0].head.id, *(hop.tail.id for hop in thought.hops)]
        assert len(thought.hops) == hops
        assert len(set(ends)) == hops + 1
        assert all(one.tail.id == other.head.id for one, other in pairwise(thought.hops))
        assert thought.flaw == ""
    assert len(unique(found.best)) == len(found.best)
