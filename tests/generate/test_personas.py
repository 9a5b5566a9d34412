"""Personas: the file is whole, topics find people whom they interest, no one is asked too often."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from generate.personas import Matcher, chosen, personas
from generate.records import Persona, Stage
from kg.encode import Encoder
from kg.errors import UserError
from kg.records import Entity, Evidence


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(personas(), Encoder())


def topic(name: str, quote: str) -> Entity:
    place = Evidence(id="ev", document="d", source="s", sha256="0", chunk="c", start=0, end=len(quote), quote=quote)
    return Entity(id=f"en_{name}", name=name, type="object", evidence=place)


def test_there_are_many_personas_and_they_differ() -> None:
    people = personas()
    assert len(people) >= 150
    assert len({person.text for person in people}) == len(people)
    assert len({person.occupation for person in people}) > 100
    assert {person.age_band for person in people} == {"child", "teen", "young_adult", "adult", "senior"}


def test_a_topic_finds_people_whom_it_interests(matcher: Matcher) -> None:
    near = matcher.nearest(topic("coral reef", "A coral reef is a ridge in the sea, full of fish."), Stage.CONCRETE, 8)
    words = " ".join(f"{p.occupation} {p.text} {' '.join(p.interests)}" for p in near).lower()
    assert any(word in words for word in ("sea", "ocean", "marine", "fish", "coast", "reef", "diver"))
    other = matcher.nearest(topic("tax law", "Tax law sets what is owed to the state."), Stage.CONCRETE, 8)
    assert {p.id for p in near} != {p.id for p in other}


def test_children_are_asked_nothing_beyond_their_age(matcher: Matcher) -> None:
    dinosaurs = topic("dinosaur", "A dinosaur is an extinct animal that children love.")
    ages = {stage: {p.age_band for p in matcher.nearest(dinosaurs, stage, 12)} for stage in Stage}
    assert "child" in ages[Stage.PERCEPTION] & ages[Stage.CONCRETE]
    assert not any("child" in ages[stage] for stage in (Stage.CAUSAL, Stage.ABSTRACT, Stage.REFLECTIVE))
    assert "teen" not in ages[Stage.REFLECTIVE]


def test_a_persona_is_found_by_id_and_by_words(matcher: Matcher) -> None:
    person = personas()[3]
    assert matcher.named(person.id) is person
    assert matcher.named(person.text) is person
    with pytest.raises(UserError, match="the nearest names are"):
        matcher.named("zqx vvk")


def test_no_one_is_asked_beyond_the_cap_while_others_are_free() -> None:
    people = [
        Persona(id=f"p{n}", occupation="o", age_band="adult", interests=("i",), voice="v", text=f"t{n}")
        for n in range(4)
    ]
    used: Counter[str] = Counter()
    for turn in range(12):
        used[chosen(people, used, 3, Random(turn)).id] += 1
    assert set(used.values()) == {3}
    assert chosen(people, used, 3, Random(0)) in people


def test_a_broken_persona_is_named(tmp_path: Path) -> None:
    path = tmp_path / "personas.yaml"
    path.write_text("- {id: a, occupation: b, age_band: toddler, interests: [c], voice: d, text: e}")
    with pytest.raises(UserError, match="persona 1: age_band"):
        personas(path)
