"""Noun phrases that cannot stand alone are turned away, the others are written as inside a sentence."""

from __future__ import annotations

import pytest

from generate.phrases import bare, flaw, head_noun, is_person, lowered, overlaps, tidy
from kg.records import Argument, Entity, Evidence

PLACE = Evidence(id="ev_1", document="doc_1", source="a", sha256="0", chunk="chk_1", start=0, end=1, quote="x")


def entity(name: str, kind: str = "abstract") -> Entity:
    return Entity(id="ent_1", name=name, type=kind, evidence=PLACE)


@pytest.mark.parametrize(
    ("phrase", "reason"),
    [
        ("this pump", "phrase_points_elsewhere"),
        ("the method", "phrase_says_nothing"),
        ("the pump", "phrase_unanchored"),
        ("the loss of", "phrase_broken"),
        ("x = 3", "phrase_symbols"),
        ("pumps, valves", "phrase_not_simple"),
    ],
)
def test_a_phrase_that_cannot_stand_alone_says_why(phrase: str, reason: str) -> None:
    assert flaw(phrase) == reason


@pytest.mark.parametrize("phrase", ["water vapour", "the green pump", "a decrease of light", "Python"])
def test_a_phrase_that_stands_alone_has_no_flaw(phrase: str) -> None:
    assert flaw(phrase) is None


def test_a_capital_stays_only_where_the_name_has_one() -> None:
    assert lowered("Deforestation", entity("deforestation")) == "deforestation"
    assert lowered("The pump", entity("pump")) == "the pump"
    assert lowered("Kenya", entity("Kenya", "place")) == "Kenya"
    assert lowered("NMDA receptors", entity("NMDA receptor")) == "NMDA receptors"


def test_a_word_broken_at_a_line_end_is_joined() -> None:
    assert tidy("imple-\nmentation  details.") == "implementation details"


def test_the_head_is_the_last_word_before_a_preposition() -> None:
    assert head_noun("the loss of water vapour") == "loss"
    assert bare("the loss of water") == "loss of water"


def test_phrases_with_one_head_overlap() -> None:
    assert overlaps("the brass filters", "a clay filter")
    assert not overlaps("brass filter", "clay pipe")


def test_who_asks_for_people_and_not_for_what_they_attend() -> None:
    def argument(phrase: str) -> Argument:
        return Argument(mention="m", phrase=phrase, start=0, end=len(phrase), plural=True)

    assert is_person(argument("the students"), entity("student"))
    assert not is_person(argument("advanced classes"), entity("advanced class", "person"))
