"""Spellings of one name share a form; two names do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import form, heard, root, singular, singular_form, tokens, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("multi-hop question", "Multihop  question"),
        ("the water cycle", "water cycle"),
        ("data base", "database"),
        ("GPT-4", "GPT 4"),
        ("organisation", "organization"),
        ("behavioural model", "behavioral model"),
        ("fibre", "fiber"),
        ("modelling", "modeling"),
        ("Newton's laws", "Newton laws"),
        ("naïve Bayes", "nai\u0308ve Bayes"),
    ],
)
def test_spellings_of_one_name_are_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C", "C++"), ("C", "C#"), ("1-2", "12"), ("3.5", "35"), ("river", "rover")]
)
def test_two_names_are_two_forms(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("rivers", "river"),
        ("studies", "study"),
        ("classes", "class"),
        ("boxes", "box"),
        ("analyses", "analysis"),
        ("hypotheses", "hypothesis"),
        ("children", "child"),
        ("species", "species"),
        ("analysis", "analysis"),
        ("virus", "virus"),
        ("gas", "gas"),
        ("physics", "physics"),
    ],
)
def test_a_plural_gives_its_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_only_the_last_word_of_a_term_loses_its_plural() -> None:
    assert singular_form("systems analyses") == "systemsanalysis"


@given(st.text(max_size=40))
def test_any_text_has_a_form_that_case_and_space_do_not_change(text: str) -> None:
    assert form(f"  {text} ") == form(text)
    assert form(text.upper().lower()) == form(text.lower())
    assert singular_form(text) or not text.strip()


@given(st.lists(st.sampled_from(["rain", "snow-melt", "flow", "GPT", "4", "2"]), min_size=1, max_size=5))
def test_the_words_of_a_name_spell_its_form(parts: list[str]) -> None:
    assert "".join(words(" ".join(parts))) == form(" ".join(parts)).replace(" ", "")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("World War II", ("world", "war", "2")),
        ("St. Louis", ("saint", "louis")),
        ("Krežma's neighbours", ("krezma", "neighbor")),
        ("V-nullcline", ("v", "nullcline")),
        ("research & development", ("research", "and", "development")),
        ("deep learning¹", ("deep", "learning")),
    ],
)
def test_the_plainest_words_of_a_name(name: str, found: tuple[str, ...]) -> None:
    assert tokens(name) == found


def test_words_that_sound_alike_and_words_of_one_root() -> None:
    assert heard("johnnie") == heard("johnny")
    assert heard("gosvami") == heard("goswami")
    assert root("computation") == root("computational") == root("computing")
    assert root("organ") == "organ"
