"""Numbers that a sentence tells: what was counted, measured or dated, and no names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generate.figures import QUANTITY, figures
from generate.gaps import with_gap
from kg.records import Hop


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("The survey counted 1,200 wells in the dry valley.", ["1,200 wells"]),
        ("Of all of the wells only 38% gave clean water, and 12.5 % were dry.", ["38%", "12.5 %"]),
        ("The workshop was first held by the district in 2019.", ["2019"]),
        ("The wells are shown in Figure 3 and in Part 2 of the report.", []),
        ("The map was drawn with MODFLOW 6 on Windows 95 machines.", []),
        ("The wells were between 20 and 30 metres deep on a 16 × 16 grid.", []),
        ("The wells (all 40 of them) were dug in the spring [12].", []),
    ],
)
def test_counts_shares_and_years_are_found_and_names_and_ranges_are_not(
    hop: Callable[..., Hop], told: str, found: list[str]
) -> None:
    place = hop(told, told.split()[0], "be", told.split()[1]).claim.evidence
    named = [entity.name for _, entity in figures(place, place.start)]
    assert named == found
    for mention, entity in figures(place, place.start):
        assert entity.type == QUANTITY
        assert told[mention.evidence.start : mention.evidence.end] == mention.evidence.quote


def test_a_number_of_two_digits_may_be_missed_alone(hop: Callable[..., Hop]) -> None:
    told = "In the dry valley the survey team counted {} old wells with wooden covers and no pump."
    many = hop(told.format(140), "the survey team", "count", "140")
    assert with_gap(many, "tail") == told.format("_____")
    assert with_gap(hop(told.format(4), "the survey team", "count", "4"), "tail") is None
