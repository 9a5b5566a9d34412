"""Terms: what a document names is an entity where it says nothing of it too."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.english import load_english
from ingest.extract import extract
from ingest.extract.terms import c_values
from kg.records import Block, Chunk, Document, Label


def named(text: str) -> list[str]:
    """Return the names of all mentions that extraction finds in a text, in reading order."""
    block = Block(id="b", label=Label.PARAGRAPH, order=0, start=0, end=len(text))
    document = Document(
        id="d", source="t.txt", sha256="0", media_type="text/plain", reader="t", text=text, blocks=(block,)
    )
    chunk = Chunk(id="c", document="d", ordinal=0, start=0, end=len(text), text=text, blocks=("b",))
    mentions, _, _ = extract(document, [chunk], load_english())
    for mention in mentions:
        assert mention.evidence.quote == text[mention.evidence.start : mention.evidence.end]
    return [m.name for m in mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We measured the soil moisture in the aquifer.", {"soil moisture", "aquifer"}),
        ("Ada Lovelace wrote to Charles Babbage about it.", {"Ada Lovelace", "Charles Babbage"}),
        ("They asked whether their convolutional neural networks might help.", {"convolutional neural network"}),
    ],
)
def test_a_term_is_found_where_nothing_is_claimed_of_it(text: str, expected: set[str]) -> None:
    assert expected <= set(named(text))


def test_what_points_at_its_own_page_is_no_term() -> None:
    text = "The session had many parts. In this session the results were good, and each part took an hour in May."
    assert named(text) == []


def test_a_common_word_is_a_term_where_it_recurs() -> None:
    once = "A cloud was seen. The people in the street were happy about it and went home."
    assert "cloud" not in named(once)
    assert "cloud" in named(once + " Another cloud came, and a third cloud, and later still more of a cloud.")


def test_every_mention_of_a_term_is_kept() -> None:
    assert named("An aquifer was drilled. Near an aquifer they rested.").count("aquifer") == 2


def test_longer_terms_account_for_the_words_inside_them() -> None:
    value = c_values(Counter({"soil moisture sensor": 4, "soil moisture": 4, "moisture": 6}))
    assert value["soil moisture sensor"] == 8.0
    assert value["soil moisture"] == 0.0
    assert value["moisture"] == 2.0


@given(st.dictionaries(st.lists(st.sampled_from("abc"), min_size=1, max_size=4).map(" ".join), st.integers(1, 9)))
def test_a_term_inside_no_other_has_all_its_occurrences(counts: dict[str, int]) -> None:
    longest = max((len(name.split()) for name in counts), default=0)
    value = c_values(Counter(counts))
    assert all(value[name] > 0 for name in counts if len(name.split()) == longest)
