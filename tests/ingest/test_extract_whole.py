"""Facts are kept whole, and those that lists, examples and participles only seem to state are not made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.english import load_english
from ingest.extract import extract
from kg.records import Chunk, Document

Prose = Callable[..., tuple[Document, Chunk]]
Read = Callable[..., set[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def read(prose: Prose) -> Read:
    """Return what reads a text: the claims of a text: the head's name, the predicate, the tail as it is written."""

    def reader(text: str, title: str = "") -> set[tuple[str, str, str]]:
        document, chunk = prose(text, title)
        mentions, found, _ = extract(document, [chunk], load_english())
        names = {m.id: m.name for m in mentions}
        return {(names[c.head.mention], c.predicate.text, c.tail.phrase) for c in found if c.extractor == "grammar"}

    return reader


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PyAMG provides tools for mapping soil salinity.", "tools for mapping soil salinity"),
        ("PyAMG provides functions to generate soil maps.", "functions to generate soil maps"),
        ("PyAMG provides models that support parallel processing.", "models that support parallel processing"),
        ("PyAMG provides data on soil, water and air quality.", "data on soil, water and air quality"),
    ],
)
def test_a_tail_keeps_the_clause_that_tells_which(read: Read, text: str, expected: str) -> None:
    assert ("PyAMG", "provide", expected) in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "PyAMG provides tools that it needs.",
        "PyAMG provides tools that could map salt.",
        "PyAMG provides better tools.",
    ],
)
def test_a_clause_that_points_elsewhere_or_hedges_is_kept_by_nothing(read: Read, text: str) -> None:
    assert not [row for row in read(text) if row[1] == "provide"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sensors are used for measuring soil moisture.", ("sensor", "be used for measuring", "soil moisture")),
        ("Sensors are useful for mapping salinity.", ("sensor", "be useful for mapping", "salinity")),
        ("Irrigation requires measuring soil salinity.", ("irrigation", "require", "measuring soil salinity")),
        ("Terraces are built to reduce erosion.", ("terrace", "be built to reduce", "erosion")),
        (
            "Neural networks are used to study and predict river floods.",
            ("neural network", "be used to study", "river floods"),
        ),
        (
            "Maps allow farmers to compare soils.",
            ("map", "allow farmers to compare", "soils"),
        ),
        (
            "Terraces prevent water from washing away soil.",
            ("terrace", "prevent water from washing away", "soil"),
        ),
        ("Salt harms roots, so irrigation damages crops.", ("irrigation", "damage", "crops")),
        ("To reduce erosion, farmers build stone terraces.", ("stone terrace", "be built to reduce", "erosion")),
        ("Engineers aim to build dams and store water.", ("engineer", "aim to store", "water")),
        ("Note that biochar stores carbon.", ("biochar", "store", "carbon")),
        ("It is important to note that biochar stores carbon.", ("biochar", "store", "carbon")),
    ],
)
def test_purposes_and_consequences_are_told(read: Read, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in read(text)


@pytest.mark.parametrize(
    ("text", "untold"),
    [
        ("Terraces prevent water from washing away soil.", ("terrace", "prevent", "water")),
        ("Models cover compact screw and edge dislocations.", ("model", "cover", "compact screw")),
        (
            "Sensors record sediment properties such as colour, texture, and pore width.",
            ("sensor", "record", "pore width"),
        ),
        (
            "Other wells were sunk with similar pumps, such as Archimede.",
            ("Archimede", "be a kind of", "similar pumps"),
        ),
        ("The Sahel sees a shift towards drip irrigation, driving crop yields.", ("Sahel", "drive", "crop yields")),
        (
            "Engineers will study how to support soil maps, implemented within web browsers.",
            ("soil map", "be implemented within", "web browsers"),
        ),
        (
            "Sand is loose, while clay holds water, stays wet and stores carbon.",
            ("sand", "store", "carbon"),
        ),
        ("Pumps raise water or drain wells.", ("pump", "raise", "water")),
        ("Engineers aim to build dams and store water.", ("engineer", "store", "water")),
        ("Models run in spaghetti.Network objects for streets.", ("model", "run in", "spaghetti")),
        (
            "Gala relies on and interfaces with astronomical coordinate systems.",
            ("Gala", "rely with", "astronomical coordinate systems"),
        ),
    ],
)
def test_what_only_seems_to_be_said_is_not(read: Read, text: str, untold: tuple[str, str, str]) -> None:
    assert untold not in read(text)


def test_how_often_is_kept(prose: Prose) -> None:
    text = "Simulations are often run once on supercomputers."
    document, chunk = prose(text)
    _, found, _ = extract(document, [chunk], load_english())
    assert [c.scope for c in found] == ["often, once"]


def test_a_point_inside_a_name_ends_no_sentence(read: Read) -> None:
    assert ("SNIK", "use", "Cytoscape.js") in read("SNIK uses Cytoscape.js for maps.")


NAMED = "evolved: an R package for teaching. evolved is an open-source R package. The evolved package uses Stan."


def test_a_document_opens_sentences_with_its_own_name(read: Read) -> None:
    found = read(f"{NAMED} evolved contains classroom simulations.", "evolved: an R package for teaching")
    assert ("evolved", "contain", "classroom simulations") in found
    assert ("evolved", "use", "Stan") in found


def test_the_package_is_another_where_the_sentence_before_names_one(read: Read) -> None:
    title = "evolved: an R package for teaching"
    other = f"{NAMED} Simulations are run by the software ThermoPower. The software stores river data."
    assert not [row for row in read(other, title) if row[2] == "river data"]
    assert ("evolved", "store", "river data") in read(f"{NAMED} The package stores river data.", title)


def test_a_name_behind_its_class_is_what_is_spoken_of(read: Read) -> None:
    found = read("The Python package Xarray provides convenient indexing.")
    assert ("Xarray", "provide", "convenient indexing") in found
