"""Verbs agree, questions take the right auxiliary, lists read as one phrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generate.morphology import auxiliary, capitalise, finite, is_verb, listing


@pytest.mark.parametrize(
    ("lemma", "tense", "plural", "form"),
    [
        ("depend", "present", False, "depends"),
        ("depend", "present", True, "depend"),
        ("carry", "present", False, "carries"),
        ("give", "past", True, "gave"),
        ("be", "present", True, "are"),
        ("be", "past", False, "was"),
        ("have", "present", False, "has"),
    ],
)
def test_a_verb_agrees_with_its_subject(lemma: str, tense: str, plural: bool, form: str) -> None:
    assert finite(lemma, tense, plural) == form


def test_a_question_takes_do_in_the_tense_of_the_claim() -> None:
    assert [auxiliary("present", False), auxiliary("present", True), auxiliary("past", True)] == ["does", "do", "did"]


def test_only_a_base_form_counts_as_a_verb() -> None:
    assert is_verb("reduce")
    assert not is_verb("aquifer")
    assert not is_verb("Reduce")


def test_a_list_reads_as_one_phrase() -> None:
    assert listing(["rain", "snow", "hail"]) == "rain, snow and hail"
    assert listing(["rain"]) == "rain"


@given(st.text(alphabet="abcXYZ _019“", max_size=20))
def test_a_capital_changes_case_and_nothing_else(text: str) -> None:
    assert capitalise(text).lower() == text.lower()
