"""Communities hold what belongs together; their reports, and what is gathered from them, stand on a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.community import SENTENCES, at_level, communities, edges
from kg.context import count_tokens, global_context, local_context
from kg.encode import load_encoder
from kg.index import Snapshot
from kg.records import Community, Evidence
from kg.search import Searcher
from kg.trace import trace
from kg.walk import Graph
from kg.workspace import open_store

WATER = [("rain", "runoff"), ("runoff", "erosion"), ("erosion", "mud"), ("rain", "mud")]
MONEY = [("bank", "money"), ("money", "credit"), ("credit", "debt"), ("bank", "debt")]


@pytest.fixture(scope="module")
def two(tell: Callable, graph_of: Callable) -> Graph:
    """Two subjects that no claim joins."""
    facts = [[(head, "CAUSES", tail) for head, tail in pairs] for pairs in (WATER, MONEY)]
    return graph_of(*(tell(f"{f[0][0]}.txt", f[:2], f[2:]) for f in facts))


def named(graph: Graph, community: Community) -> set[str]:
    return {graph.entities[identity].name for identity in community.members}


def test_two_subjects_are_two_communities_called_by_their_central_members(two: Graph) -> None:
    found = at_level(communities(two), 0)
    assert [named(two, c) for c in found] in (
        [{"rain", "runoff", "erosion", "mud"}, {"bank", "money", "credit", "debt"}],
        [{"bank", "money", "credit", "debt"}, {"rain", "runoff", "erosion", "mud"}],
    )
    assert all(set(c.title.split(", ")) <= named(two, c) for c in found)


def test_a_report_quotes_what_it_says_once_and_no_more_than_it_may(two: Graph) -> None:
    quotes: dict[str, Evidence] = {c.evidence.id: c.evidence for r in two.relations.values() for c in r.claims}
    for community in communities(two):
        assert SENTENCES[0] <= len(community.report) <= SENTENCES[1]
        assert all(quotes[e.id] == e for e in community.report)
        assert len({e.quote for e in community.report}) == len(community.report)


def test_communities_do_not_depend_on_the_order_of_the_graph_and_come_out_the_same_twice(two: Graph) -> None:
    turned = Graph(list(two.entities.values())[::-1], list(two.relations.values())[::-1])
    assert communities(two, co_mention=0) == communities(turned, co_mention=0)
    assert communities(two) == communities(two)


def test_a_community_of_too_many_is_divided_within_itself(tell: Callable, graph_of: Callable) -> None:
    ring = [(f"thing {n}", "CAUSES", f"thing {(n + 1) % 40}") for n in range(40)]
    found = communities(graph_of(tell("ring.txt", ring)), largest=4, co_mention=0)
    of = {c.id: c for c in found}
    below = [c for c in found if c.parent]
    assert below
    assert all(set(c.members) <= set(of[c.parent].members) and of[c.parent].level == c.level - 1 for c in below)
    for level in {c.level for c in found}:
        held = [m for c in at_level(found, level) for m in c.members]
        assert len(held) == len(set(held)) == 40


def test_an_edge_weighs_its_claims_and_a_shared_passage_a_little(two: Graph) -> None:
    alone, together = edges(two, co_mention=0), edges(two)
    assert set(alone.values()) == {1.0}
    assert set(alone) < set(together)
    assert all(together[pair] > weight for pair, weight in alone.items())


def test_a_graph_without_edges_has_no_communities() -> None:
    assert communities(Graph([], [])) == ()


def test_a_global_context_speaks_of_the_question_within_the_budget(two: Graph) -> None:
    encoder = load_encoder()
    found = global_context(two, encoder, "what becomes of rain and mud?", 40)
    assert found.pieces[0].source == "rain.txt"
    assert 0 < found.tokens <= 40
    assert found.tokens == sum(p.tokens for p in found.pieces)
    assert found.tokens >= sum(count_tokens(f"{p.about} {p.text} {p.source}") for p in found.pieces)
    assert len({p.text for p in found.pieces}) == len(found.pieces)
    assert global_context(two, encoder, "rain", 1).pieces == ()
    assert global_context(Graph([], []), encoder, "rain", 100).pieces == ()


def test_a_local_context_gives_edges_then_passages_each_with_an_id_that_leads_to_its_page(workspace: Path) -> None:
    with open_store(workspace) as store:
        searcher = Searcher.open(store)
        found = local_context(searcher, "why does rain cause runoff?", 60)
        kinds = [p.kind for p in found.pieces]
        assert kinds == sorted(kinds, reverse=True)
        assert {"quote", "chunk"} == set(kinds)
        assert "rain" in found.pieces[0].about
        assert found.tokens <= 60
        for piece in found.pieces:
            assert trace(store, piece.id).kind == piece.kind
        assert isinstance(searcher.snapshot, Snapshot)


@given(st.text(max_size=80), st.text(max_size=80))
def test_tokens_are_counted_by_the_letter_and_never_fewer_for_more(one: str, other: str) -> None:
    assert count_tokens(f"{one} {other}") == count_tokens(one) + count_tokens(other)
    assert count_tokens(one) <= len(one)


def test_the_command_lists_communities_and_search_gathers_contexts(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from kg.cli import app
    from kg.console import run

    def kg(*arguments: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as stopped:
            run(app, [*arguments, "--workspace", str(workspace)])
        return int(stopped.value.code or 0), capsys.readouterr().out

    code, out = kg("communities")
    assert code == 0
    assert "“rain causes runoff.”" in out
    assert "rain.txt" in out
    rows = json.loads(kg("communities", "--json")[1])
    assert {e["document"] for row in rows for e in row["report"]}
    rain = json.loads(kg("show", "rain", "--json")[1])["id"]
    one = json.loads(kg("communities", rows[0]["id"], "--json")[1])
    assert one == [rows[0]]
    assert all(rain in row["members"] for row in json.loads(kg("communities", "rain", "--json")[1]))
    for scope in ("global", "local"):
        code, out = kg("search", "what does rain cause?", "--scope", scope, "--budget", "50", "--json")
        told = json.loads(out)
        assert (code, told["scope"], told["budget"]) == (0, scope, 50)
        assert 0 < told["tokens"] <= 50
    assert kg("search", "rain", "--scope", "everything")[0] == 2
