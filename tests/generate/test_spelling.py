"""Misspelt words: two run together, one letter wrong; never a name that the documents use again."""

from __future__ import annotations

import pytest

from generate.spelling import one_off, run_together, slip


@pytest.mark.parametrize("word", ["machinelearning", "ofthe"])
def test_two_common_words_run_together_are_no_word(word: str) -> None:
    assert run_together(word)
    assert slip(["wet", word], lambda _: 9) == word


@pytest.mark.parametrize("word", ["groundwater", "evapotranspiration", "hyperparameter", "mycorrhizal", "geopandas"])
def test_a_term_is_no_slip(word: str) -> None:
    assert slip([word], lambda _: 1) is None


def test_a_letter_wrong_counts_only_where_the_word_stands_once() -> None:
    assert one_off("noisty")
    assert one_off("unkown")
    assert slip(["noisty"], lambda _: 1) == "noisty"
    assert slip(["xarray"], lambda _: 3) is None


def test_names_and_short_words_are_not_looked_at() -> None:
    assert slip(["Machinelearning", "teh", "i18n"], lambda _: 1) is None
