"""What noun phrases and the names of terms say by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.english import load_english
from ingest.extract import extract
from kg.records import Chunk, Claim, Document

Prose = Callable[..., tuple[Document, Chunk]]
Read = Callable[..., tuple[set[tuple[str, str, str]], tuple[Claim, ...]]]


@pytest.fixture(scope="module")
def read(prose: Prose) -> Read:
    """Return what reads a text: its claims, by name, and what else was found."""

    def reader(text: str) -> tuple[set[tuple[str, str, str]], tuple[Claim, ...]]:
        document, chunk = prose(text)
        mentions, found, _ = extract(document, [chunk], load_english())
        names = {m.id: m.name for m in mentions}
        return {(names[c.head.mention], c.predicate.text, names[c.tail.mention]) for c in found}, found

    return reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Farmers buy Python-based tools.", ("Python-based tool", "be based on", "Python")),
        ("Engineers use sensors to measure soil moisture.", ("sensor", "be used to measure", "soil moisture")),
    ],
)
def test_a_noun_phrase_says_what_its_grammar_says(read: Read, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in read(text)[0]


def test_what_is_offered_is_offered_example_by_example(read: Read) -> None:
    found, _ = read("Wetlands offer habitats, including reed beds and salt marshes.")
    assert {("wetland", "offer", "reed bed"), ("wetland", "offer", "salt marsh")} <= found


def test_a_compound_is_a_kind_of_a_head_that_is_named_alone_too(read: Read) -> None:
    found, claims = read("Roots need soil moisture. Deep soil moisture feeds springs. Rain adds soil moisture.")
    made = [c for c in claims if c.extractor == "grammar:compound"]
    assert ("deep soil moisture", "be a kind of", "soil moisture") in found
    assert [c.evidence.quote for c in made] == ["Deep soil moisture"]


@pytest.mark.parametrize("word", ["Former", "Fake", "Potential", "Artificial"])
def test_a_modifier_that_takes_away_makes_no_kind(read: Read, word: str) -> None:
    found, _ = read(f"{word} lake sediments store carbon. Lake sediments store carbon. Rivers bring lake sediments.")
    assert not [row for row in found if row[1] == "be a kind of"]


def test_a_clause_that_tells_which_is_true_of_the_one_it_brings_in(read: Read) -> None:
    found, _ = read("Engineers built a salt barrier that protects coastal wells.")
    assert ("salt barrier", "protect", "coastal well") in found


def test_a_clause_that_tells_which_is_true_of_some(read: Read) -> None:
    _, claims = read("The valley holds clay dams that store flood water.")
    assert [c.quantity for c in claims if c.predicate.text == "store"] == ["some"]


def test_what_is_only_denied_or_wished_brings_nothing_in(read: Read) -> None:
    found, _ = read("The valley has no clay dams that store flood water.")
    assert not [row for row in found if row[1] == "store"]


def test_this_model_is_the_model_named_before(read: Read) -> None:
    found, claims = read("A groundwater model describes the aquifer. This model uses salinity data.")
    assert ("groundwater model", "use", "salinity data") in found
    assert [c.evidence.quote for c in claims if c.predicate.text == "use"] == [
        "A groundwater model describes the aquifer. This model uses salinity data."
    ]


def test_this_model_after_two_models_is_nobody(read: Read) -> None:
    found, _ = read("A groundwater model feeds a climate model. This model uses salinity data.")
    assert not [row for row in found if row[1] == "use"]


def test_a_gerund_before_a_noun_makes_no_kind(read: Read) -> None:
    found, _ = read("Teaching soil analysis takes weeks. Soil analysis needs water samples.")
    assert not [row for row in found if row[1] == "be a kind of"]


def test_an_instrument_is_used(read: Read) -> None:
    found, _ = read("Farmers measure soil moisture using capacitance sensors.")
    assert ("farmer", "use", "capacitance sensor") in found


def test_an_instrument_may_open_the_sentence(read: Read) -> None:
    found, _ = read("Using sensors, farmers measure soil moisture.")
    assert ("farmer", "measure", "soil moisture") in found


def test_a_plural_which_with_a_singular_verb_speaks_of_something_else(read: Read) -> None:
    found, _ = read("Farmers use Irrigon for water maps, which provides weather data.")
    assert not [row for row in found if row[0] == "water map"]
