"""The snapshot holds what the store holds, and the names that extraction has no entity for."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.console import Quiet
from kg.encode import Encoder
from kg.index import (
    HEAD,
    PART,
    RELATION,
    TITLE,
    Passage,
    Snapshot,
    assemble,
    csr,
    embed,
    passages_of,
    snapshot,
    transpose,
)
from kg.spot import Lexicon, Strings, capitalised, key, split, title_names
from kg.store import Store
from kg.vectors import quantise


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def of(*rows: tuple[str, str]) -> Snapshot:
    passages = [Passage(f"chk_{i}", title, text, bool(title)) for i, (title, text) in enumerate(rows)]
    vectors = np.ones((len(rows), 2), np.float16)
    return assemble("1", passages, [], Counter(), (), (), vectors)


def standing(snap: Snapshot, passage: int) -> set[str]:
    return {snap.names[n] for n in snap.edges.of(passage)}


def test_a_snapshot_has_the_stores_passages_entities_and_relations(store: Store, encoder: Encoder) -> None:
    snap = snapshot(store, encoder)
    assert set(snap.passages) == {c.id for c in store.chunks()}
    assert tuple(snap.ids) == tuple(e.id for e in store.entities())
    rain = snap.names.index("rain")
    places = snap.places
    assert {snap.passages[p] for p in places.of(rain)} == {c.id for c in store.chunks() if "rain" in c.text}
    heads = places.flags[places.starts[rain] : places.starts[rain + 1]] & HEAD
    assert heads.any()
    linked = {snap.names[n] for n in snap.links.of(rain)}
    assert linked == {"runoff", "mud"}
    assert snap.version == store.version()
    assert snap.vectors.numbers.shape == (len(snap.passages), 384)


def test_vectors_are_made_once_and_again_only_for_what_is_new(store: Store, encoder: Encoder, tell: object) -> None:
    class Counting:
        name = "counting"
        seen = 0

        def encode(self, texts: list[str]) -> np.ndarray:
            self.seen += len(texts)
            return np.ones((len(texts), 3), np.float32)

    counting = Counting()
    embed(store, counting, Quiet())
    made, passages = counting.seen, len(passages_of(store))
    assert made == passages + store.counts()["entities"]
    embed(store, counting)
    assert counting.seen == made
    store.replace_document(*tell("new.txt", [("fog", "CAUSES", "delay")]))
    assert len(snapshot(store, counting).vectors.scales) == passages + 1
    assert counting.seen == made + 1
    assert len(store.vectors("chunk", "counting")[0]) == passages


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_cosines_in_eight_bits_are_nearly_those_of_the_vectors(number: int, seed: int) -> None:
    rows = np.random.default_rng(seed).standard_normal((number + 1, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    packed = quantise(rows[1:].astype(np.float16))
    assert np.allclose(packed.cosines(rows[0]), rows[1:] @ rows[0], atol=0.005)
    assert np.allclose(packed.take(np.arange(number)), rows[1:], atol=0.005)


def test_titles_name_short_documents_and_lead_no_passage_twice(store: Store) -> None:
    assert {p.title for p in passages_of(store)} == {"On rain.txt", "On river.txt"}
    assert all(p.titled for p in passages_of(store))
    assert {(p.title, p.titled) for p in passages_of(store, titles=False)} == {("", False)}
    assert not any(p.text.startswith("On rain") for p in passages_of(store))


def test_names_that_passages_share_are_nodes_and_titles_are_marked() -> None:
    snap = of(
        ("Ada Quill (poet)", "She lived in Port Lume. Later Port Lume named a street."),
        ("Port Lume", "A harbour. Ada Quill came from here."),
        ("", "The end of a year in which a reading was held."),
    )
    assert {"Ada Quill", "Port Lume"} <= standing(snap, 0)
    start = snap.edges.starts[1]
    flags = dict(zip(snap.edges.of(1), snap.edges.flags[start:], strict=False))
    assert flags[snap.names.index("Port Lume")] == TITLE
    assert flags[snap.names.index("Ada Quill")] == 0
    assert standing(snap, 2) == set()


def test_a_name_is_linked_to_the_longer_name_that_it_ends() -> None:
    snap = of(("Marie Curie", "Marie Curie was a chemist."), ("Curie", "Curie is a crater."))
    short, long = snap.names.index("Curie"), snap.names.index("Marie Curie")
    assert list(snap.links.of(short)) == [long]
    assert snap.links.flags[snap.links.starts[short]] == PART != RELATION


def test_a_name_within_a_longer_one_leads_on_where_it_is_no_mere_word() -> None:
    snap = of(
        ("Kell Station", "It stands in Old Port Lume Street near the Long River Bridge."),
        ("Port Lume", "A harbour. The Old Port Lume Street is by the Long River Bridge."),
        ("", "The river ran to the Long Pier, and the Long Pier fell."),
    )
    assert {"Old Port Lume Street", "Port Lume"} <= standing(snap, 0)
    assert "Long" not in standing(snap, 0)


def test_accents_and_the_place_of_a_place_do_not_keep_names_apart() -> None:
    assert key("Tekezé River") == key("tekeze river")
    assert key("Łódź") == key("Lodz")
    assert key("か") != key("が")
    assert title_names("West Lume, Ostland") == ("West Lume, Ostland", "West Lume")
    assert title_names("Bread, salt and wine") == ("Bread, salt and wine",)
    snap = of(("West Lume, Ostland", "A town."), ("Ole Brandt", "He was born in West Lume in May."))
    assert "West Lume" in standing(snap, 0) & standing(snap, 1)


def test_capitals_make_a_name_but_the_first_word_of_a_sentence_does_not() -> None:
    text = "In May the Bank of England and the Royal Society met. The bank paid."
    words = split(text)
    found = [" ".join(w.text for w in words[i:j]) for i, j in capitalised(text, words)]
    assert found == ["May", "Bank of England", "Royal Society"]


def test_the_longest_name_wins_and_one_capitalised_word_needs_its_capital() -> None:
    lexicon = Lexicon([("Reading", 0), ("New York", 1), ("New York City", 2), ("river", 3)])
    words = split("Rivers near New York City; reading in Reading's library")
    assert [number for number, _, _ in lexicon.find(words)] == [3, 2, 0]
    assert [number for number, _, _ in lexicon.find(split("reading"), strict=False)] == [0]


@given(st.lists(st.text(max_size=5)))
def test_strings_come_back(rows: list[str]) -> None:
    packed = Strings(rows)
    assert list(packed) == rows
    assert packed[1:] == tuple(rows[1:])


@given(
    st.lists(st.sampled_from(["Reading", "New York", "new", "river", "York"])), st.text("ReadingNwYokv ", max_size=40)
)
def test_a_packed_dictionary_finds_what_the_open_one_finds(names: list[str], text: str) -> None:
    lexicon = Lexicon((name, i) for i, name in enumerate(names))
    assert list(lexicon.packed().find(split(text))) == list(lexicon.find(split(text)))


@given(st.text(max_size=60))
def test_any_text_is_split_where_it_stands(text: str) -> None:
    words = split(text)
    assert all(text[w.start : w.end] == w.text for w in words)
    assert key(text) == " ".join(w.plain for w in words)
    assert all(j > i for i, j in capitalised(text, words))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7)), unique=True))
def test_edges_come_back_from_either_end(edges: list[tuple[int, int]]) -> None:
    there = csr(6, [a for a, _ in edges], [b for _, b in edges])
    back = transpose(there, 8)
    assert {(a, int(b)) for a in range(6) for b in there.of(a)} == set(edges)
    assert {(int(a), b) for b in range(8) for a in back.of(b)} == set(edges)
