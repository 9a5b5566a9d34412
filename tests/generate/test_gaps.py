"""Sentences put as they stand: those that can be read alone, with a gap that is worth filling."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from generate.gaps import filling, with_gap
from generate.standing import standing_alone, stands
from generate.tasks.reasons import WHY
from generate.unguessed import BLANK
from kg.records import Hop

MakeHop = Callable[..., Hop]


def test_a_gap_leaves_the_rest_of_its_sentence_word_for_word(hop: MakeHop) -> None:
    told = "The browser’s single thread seriously hinders hyperboloid layouts on [12] old telephones (Doe, 2020)."
    found = hop(told, "The browser’s single thread", "hinder", "hyperboloid layouts")
    assert with_gap(found, "tail") == f"The browser’s single thread seriously hinders {BLANK} on old telephones."


def test_two_gaps_are_filled_in_the_order_of_the_sentence(hop: MakeHop) -> None:
    opening = "In cheap phones with slow chips and small working memories, "
    told = f"{opening}hyperboloid layouts are hindered by the single-thread paradigm."
    found = hop(told, "the single-thread paradigm", "hinder", "hyperboloid layouts")
    assert with_gap(found, "both") == f"{opening}{BLANK} are hindered by {BLANK}."
    assert filling(found, "both") == "hyperboloid layouts; the single-thread paradigm"


def test_a_sentence_stands_alone_without_its_link_and_with_its_authors_named(hop: MakeHop) -> None:
    told = "However, we teach soil mapping with our own paper atlas."
    found = hop(told, "we", "teach", "soil mapping", named="authors of “Soil in Brief”")
    assert standing_alone(found) == "The authors teach soil mapping with the authors’ own paper atlas."
    lesson = hop("This lesson covers soil mapping.", "This lesson", "cover", "soil mapping", named="lesson of “Soil”")
    assert standing_alone(lesson) == "The lesson covers soil mapping."


def test_a_country_and_what_is_everybodys_are_not_the_authors(hop: MakeHop) -> None:
    told = "The US survey team counted all of our old wells in the long dry valley."
    found = hop(told, "The US survey team", "count", "wells")
    assert standing_alone(found) == "The US survey team counted all of the authors’ old wells in the long dry valley."
    assert stands(found)
    for other in ("our planet in one long dry year", "the old wells “in our long and dry valley”"):
        said = f"The Kessler survey team counted all of the wells of {other}."
        assert not stands(hop(said, "The Kessler survey team", "count", "wells"))


def test_what_it_is_is_said_where_the_sentence_before_names_one_thing(hop: MakeHop) -> None:
    told = "Numfold is a kernel for grids. It reads sparse soil maps of all wet northern meadows."
    found = hop(told, "Numfold", "read", "sparse soil maps of all wet northern meadows")
    assert standing_alone(found) == "Numfold reads sparse soil maps of all wet northern meadows."
    unsure = "Numfold calls a kernel for grids. It reads sparse soil maps of all wet northern meadows."
    assert "It reads" in standing_alone(hop(unsure, "Numfold", "read", "sparse soil maps"))


@pytest.mark.parametrize(
    "told",
    [
        "This wet soil stores far more carbon dioxide than dry sand does.",
        "They say that wet soil stores far more carbon dioxide than sand.",
        "But wet soil stores far more carbon dioxide than dry sand does.",
        "Both say that wet soil stores carbon dioxide longer than dry sand does.",
        "As Figure 3 shows, wet soil stores carbon dioxide longer than dry sand.",
        "In this way, wet soil stores carbon dioxide longer than dry sand does.",
        "Wet soil stores carbon dioxide.",
        "In warm air all of the wet soil stores carbon dioxide, which harms dry northern sand.",
        "In warm air all of the wet soil stores carbon dioxide (soda gas) in the dry sand.",
        "In warm air, however, all of the wet soil stores carbon dioxide longer than sand.",
        "Wet soil stores carbon dioxide and other forms of carbon dioxide from the warm air.",
        "In warm air all of the wet soil stores “carbon dioxide” longer than dry sand.",
    ],
)
def test_a_sentence_that_leans_on_its_page_or_tells_its_gap_is_not_put(hop: MakeHop, told: str) -> None:
    assert with_gap(hop(told, "et soil", "store", "carbon dioxide"), "tail") is None


@pytest.mark.parametrize(
    ("told", "gap"),
    [
        ("In warm air all of the wet northern soil stores both carbon dioxide and limonene gas.", "limonene gas"),
        ("In warm air all of the wet northern soil stores 64 humic colloids of dry sand.", "humic colloids"),
        ("Humic colloids are a kind of dust that all wet northern soil stores.", "Humic colloids"),
        ("In warm air all of the wet northern soil also stores humic colloids of dry sand.", "humic colloids"),
        ("For example, in warm air the wet northern soil stores humic colloids of sand.", "humic colloids"),
        ("Each wet northern soil stores humic colloids of the dry southern sand.", "humic colloids"),
        ("In warm air the wet northern soil G stores humic colloids of sand.", "humic colloids"),
        ("In warm air the wet northern soil (wetsoil) stores humic colloids of sand.", "humic colloids"),
        ("In warm air all of the wet northern soil stores good water for dry sand.", "good water"),
    ],
)
def test_a_gap_that_its_place_or_its_words_tell_is_not_put(hop: MakeHop, told: str, gap: str) -> None:
    assert with_gap(hop(told, "northern soil", "store", gap), "tail") is None
    plain = "In warm air all of the wet northern soil stores humic colloids of dry sand."
    assert with_gap(hop(plain, "northern soil", "store", "humic colloids"), "tail") is not None


def test_a_short_form_in_brackets_would_tell_the_long_one(hop: MakeHop) -> None:
    told = "Many groundwater teams rely on Graphical User Interfaces (GUIs) for nearly all modelling of wells."
    assert with_gap(hop(told, "Many groundwater teams", "rely", "Graphical User Interfaces"), "tail") is None


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("The soil atlas is printed on cloth, as it survives heavy rain.", "Because it survives heavy rain."),
        ("The soil atlas is printed on cloth because paper dissolves in rain.", "Because paper dissolves in rain."),
        ("The soil atlas is printed on cloth due to the heavy autumn rain.", "Due to the heavy autumn rain."),
    ],
)
def test_why_asks_for_the_reason_that_a_sentence_ends_in(
    hop: MakeHop, facts_of: Callable[..., object], told: str, why: str
) -> None:
    found = hop(told, "The soil atlas", "print", "cloth", text="be printed on")
    (prompt,) = WHY.propose(facts_of(found), Random(0), WHY.floor, 1)
    draft = WHY.realise(prompt)
    assert draft.answer == why
    assert "the soil atlas is printed on cloth?" in draft.question
    assert draft.reasoning[0].text == told
