"""The rankers agree with their definitions on small graphs."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.bm25 import K1, B, bm25, postings, terms
from kg.index import Passage, Snapshot, assemble
from kg.rank import best, fused_seeds, lifted, pagerank, question_names, reciprocal
from kg.spot import Strings

WORDS = st.sampled_from(["rain", "river", "mud", "delta", "forest", "cloud"])
TEXTS = st.lists(st.lists(WORDS, max_size=8), max_size=8)


def made(*texts: str, titles: tuple[str, ...] = ()) -> Snapshot:
    names = [*titles, *[""] * (len(texts) - len(titles))]
    passages = [
        Passage(f"chk_{i}", title, text, bool(title)) for i, (title, text) in enumerate(zip(names, texts, strict=True))
    ]
    vectors = np.eye(max(2, len(texts)), dtype=np.float16)[: len(texts)]
    return assemble("1", passages, [], Counter(), (), (), vectors)


@given(texts=TEXTS, question=st.lists(st.sampled_from(["rain", "river", "mud", "the", "unheard"]), max_size=4))
def test_bm25_is_the_textbook_formula(texts: list[list[str]], question: list[str]) -> None:
    found = bm25(postings(texts), " ".join(question))
    average = max(1e-9, sum(map(len, texts)) / max(1, len(texts)))
    for text, score in zip(texts, found, strict=True):
        expected = 0.0
        for word in set(terms(" ".join(question))):
            df = sum(word in other for other in texts)
            tf = text.count(word)
            idf = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
            expected += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(text) / average))
        assert score == pytest.approx(expected, abs=0.01)


@given(scores=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=20), number=st.integers(1, 25))
def test_best_is_what_sorting_gives_and_leaves_out_what_scores_nothing(scores: list[float], number: int) -> None:
    found = best(np.asarray(scores, np.float32), number)
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    assert list(found) == [i for i in order if scores[i] > 0][:number]


def test_reciprocal_rank_prefers_what_both_rankings_have() -> None:
    fused = reciprocal([np.array([0, 1]), np.array([2, 1])], 4)
    assert list(np.argsort(-fused, kind="stable")) == [1, 0, 2, 3]


EDGES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=20, unique=True)


@settings(deadline=None)
@given(edges=EDGES, seed=st.integers(0, 4))
def test_forward_push_is_the_stationary_distribution_of_a_walk_that_restarts(
    edges: list[tuple[int, int]], seed: int
) -> None:
    from kg.index import csr, transpose

    to_names = csr(6, [p for p, _ in edges], [n for _, n in edges])
    graph = made(*("word",) * 6)._replace(
        names=Strings("abcde"), edges=to_names, places=transpose(to_names, 5), links=csr(5, [], [])
    )
    walk = pagerank(graph, {seed: 1.0}, tolerance=1e-9)
    step = np.zeros((11, 11))
    for passage, name in edges:
        step[6 + name, passage] = step[passage, 6 + name] = 1
    degree = step.sum(axis=0)
    for node in np.flatnonzero(degree == 0):
        step[node, node] = 1
    step /= step.sum(axis=0)
    start = np.zeros(11)
    start[6 + seed] = 1
    exact = np.linalg.solve(np.eye(11) - 0.5 * step, 0.5 * start)
    assert np.allclose(np.concatenate([walk.passages, walk.names]), exact, atol=1e-4)


def test_a_question_leads_over_the_name_that_two_passages_share() -> None:
    graph = made(
        "The novel Grey Sands was written by Ada Quill in a hut.",
        "Critics say that Ada Quill was born in Port Lume.",
        "Nothing of the kind.",
        titles=("Grey Sands", "Ada Quill", "Nothing"),
    )
    seeds = question_names(graph, "Where was the author of Grey Sands born?")
    assert {graph.names[n] for n in seeds} == {"Grey Sands"}
    walk = pagerank(graph, seeds)
    assert list(best(walk.passages, 3)[:2]) == [0, 1]
    assert walk.passages[2] == 0


def test_names_that_a_question_writes_with_a_capital_come_before_its_other_words() -> None:
    graph = made("Grey Sands is a novel.", "A charge is a cost.", titles=("Grey Sands", "charge"))
    seeds = question_names(graph, "Who was in charge of Grey Sands?")
    weights = {graph.names[n]: weight for n, weight in seeds.items()}
    assert weights["Grey Sands"] > weights["charge"] > 0
    assert len(set(question_names(graph, "Charge of grey sands").values())) == 1


def test_nothing_known_ranks_nothing() -> None:
    graph = made("Rain falls.")
    assert question_names(graph, "What is Zanzibar?") == {}
    assert not pagerank(graph, {}).passages.any()
    assert fused_seeds(graph, np.zeros(1, np.float32)) == {}


def test_passages_of_a_named_document_gain_and_others_may_still_be_the_best() -> None:
    graph = made("Rain falls.", "Rain.", "Mud dries.")
    scores = np.array([0.2, 0.9, 0.3], np.float32)
    assert lifted(graph, scores, ()) is scores
    found = lifted(graph, scores, (int(graph.owners[2]),))
    assert list(found[:2]) == list(scores[:2])
    assert scores[2] < found[2] < found[1]
