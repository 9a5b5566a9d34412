"""Difficulty: harder words and longer sentences score higher, terms being taught do not count against a stage."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate import difficulty
from generate.records import Stage

CHILD = "The cat sits on the mat. The dog runs. It is a big red ball."
SCHOLAR = (
    "Notwithstanding the heterogeneity of hydrogeological formations, piezometric observations corroborate the "
    "hypothesis that anthropogenic abstraction, which has intensified markedly, precipitates irreversible subsidence."
)


def test_a_scholars_sentence_scores_above_a_childs() -> None:
    assert difficulty.language_score(CHILD) < 0.25
    assert difficulty.language_score(SCHOLAR) > 0.75
    assert difficulty.flesch_kincaid(CHILD) < 2 < 16 < difficulty.flesch_kincaid(SCHOLAR)


def test_the_names_of_things_taught_are_given_vocabulary() -> None:
    text = "What does the evapotranspirometer need?"
    plain, taught = (difficulty.measure(text, ["HAS_PROPERTY"], 1, terms=t) for t in ((), ("evapotranspirometers",)))
    assert plain.language_stage.index > Stage.PERCEPTION.index
    assert taught.language_stage is Stage.PERCEPTION
    assert plain.language == taught.language


def test_a_title_in_quotes_is_one_word() -> None:
    text = "Look in “Notwithstanding Piezometric Heterogeneity: an Anthropogenic Review”. What is big?"
    assert difficulty.capped(text)["longest"] == 3


def test_the_kind_of_relation_sets_the_stage_and_the_hops_do_not() -> None:
    stages = {difficulty.measure("A b.", ["LOCATED_IN"] * k, k).reasoning_stage for k in (1, 2, 3, 4)}
    assert stages == {Stage.PERCEPTION}
    assert difficulty.measure("A b.", ["LOCATED_IN", "CAUSES"], 2).reasoning_stage is Stage.CAUSAL
    assert difficulty.measure("A b.", ["LOCATED_IN"], 1, task=Stage.ABSTRACT).reasoning_stage is Stage.ABSTRACT
    assert difficulty.measure("A b.", ["NO_SUCH"], 1).reasoning_stage is Stage.CAUSAL


def test_hops_paths_and_operands_move_the_score() -> None:
    one = difficulty.measure("A b.", ["CAUSES"], 1).reasoning
    assert difficulty.measure("A b.", ["CAUSES"], 3).reasoning > one
    assert difficulty.measure("A b.", ["CAUSES"], 1, 5).reasoning > one
    assert difficulty.measure("A b.", ["CAUSES"], 1, paths=2).reasoning > one


@given(st.text())
def test_any_text_has_a_score_between_nought_and_one(text: str) -> None:
    found = difficulty.measure(text, ["IS_A"], 1)
    assert 0 <= found.language <= 1
    assert 0 <= found.reasoning <= 1


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("water", 2), ("table", 2), ("made", 1), ("causes", 2), ("wanted", 2), ("photosynthesis", 5)],
)
def test_syllables_are_counted_by_spelling(word: str, count: int) -> None:
    assert difficulty.syllables(word) == count


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Plants wilt because the soil is dry.", 1),
        ("What happens after the rain?", 0),
        ("Which plant grows where water is scarce?", 1),
        ("The pump is larger than the valve.", 0),
    ],
)
def test_subordinators_open_clauses_not_phrases(sentence: str, count: int) -> None:
    assert difficulty.subordinators(sentence) == count


def test_the_score_follows_the_levels_that_people_gave_better_than_flesch_kincaid(shared: Path) -> None:
    import pyarrow.parquet as parquet

    rows = parquet.read_table(shared / "data" / "readability" / "cefrsp.parquet").to_pylist()
    rows = [row for row in rows if row["split"] == "test"][::3]
    levels = [row["mean"] for row in rows]
    ours, theirs = (
        [score(row["text"]) for row in rows] for score in (difficulty.language_score, difficulty.flesch_kincaid)
    )
    assert _rho(ours, levels) > 0.8 > 0.76 > _rho(theirs, levels)


def _rho(one: list[float], other: list[float]) -> float:
    ranks = []
    for values in (one, other):
        _, inverse, counts = numpy.unique(values, return_inverse=True, return_counts=True)
        ranks.append((numpy.cumsum(counts) - counts / 2)[inverse])
    return float(numpy.corrcoef(*ranks)[0, 1])
