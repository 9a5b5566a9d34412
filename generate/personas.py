"""Matches personas to topics: whom would this interest?

A persona is near a topic where the embedding of its text, work and interests is near that of the topic's name and the
sentence that defines it; children are asked nothing that is beyond their age. A topic is embedded alone, so that its
vector does not depend on what else was asked before.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from generate.records import Persona, Stage
from kg.config import config_file, read_yaml
from kg.errors import UserError
from kg.records import Entity

if TYPE_CHECKING:
    import numpy

    from kg.encode import Encodes

OLDEST_STAGE = {"child": Stage.CONCRETE, "teen": Stage.ABSTRACT}
"""The oldest stage that samples for an age band may have; other bands have them all."""
NEAR_ENOUGH = 0.25
"""Cosine from which a persona that the user put in words is that persona."""


@cache
def personas(path: Path | None = None) -> tuple[Persona, ...]:
    """Return the personas of `configs/personas.yaml` (or `path`). Raises UserError naming the one that is wrong."""
    path = path or config_file("personas.yaml")
    found = read_yaml(path)
    rows = found.get("personas", []) if isinstance(found, dict) else found
    people = [_persona(path, number, row) for number, row in enumerate(rows or [], start=1)]
    twice = [identity for identity, count in Counter(p.id for p in people).items() if count > 1]
    if not people or twice:
        raise UserError(
            f"{path}: {'two personas are called ' + twice[0] if twice else 'holds no personas'}; mend the file"
        )
    return tuple(people)


def _persona(path: Path, number: int, row: object) -> Persona:
    try:
        return Persona.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{path}: persona {number}: {where}: {first['msg']}; mend it") from None


def described(persona: Persona) -> str:
    """Return the words by which a persona is matched."""
    return f"{persona.text} {persona.occupation}, {', '.join(persona.interests)}"


def of_age(persona: Persona, stage: Stage) -> bool:
    """Return whether samples of a stage are for people of a persona's age."""
    return stage.index <= OLDEST_STAGE.get(persona.age_band, Stage.REFLECTIVE).index


class Matcher:
    """Holds the vectors of the personas, and of the topics met so far."""

    def __init__(self, people: Sequence[Persona], encoder: Encodes) -> None:
        """`people` are the choice, all encoded at once, topics one by one as they are met."""
        self.people = tuple(people)
        self._encoder = encoder
        self._vectors = encoder.encode([described(person) for person in people])
        self._ranked: dict[str, list[int]] = {}

    def _vector(self, text: str) -> numpy.ndarray[Any, Any]:
        row: numpy.ndarray[Any, Any] = self._encoder.encode([text])[0]
        return row

    def nearest(self, topic: Entity, stage: Stage, choice: int) -> list[Persona]:
        """Return the `choice` personas nearest to a topic that are of age for a stage, nearest first."""
        if topic.id not in self._ranked:
            likeness = self._vectors @ self._vector(f"{topic.name}. {' '.join(topic.evidence.quote.split())}")
            order = sorted(range(len(self.people)), key=lambda place: (-float(likeness[place]), self.people[place].id))
            self._ranked[topic.id] = order
        ranked = (self.people[place] for place in self._ranked[topic.id])
        return list(islice((person for person in ranked if of_age(person, stage)), choice))

    def named(self, words: str) -> Persona:
        """Return the persona with the id `words`, else the one nearest to them. Raises UserError where none is near."""
        by_id = {person.id: person for person in self.people}
        if words in by_id:
            return by_id[words]
        likeness = self._vectors @ self._vector(words)
        best = max(range(len(self.people)), key=lambda place: (float(likeness[place]), self.people[place].id))
        if float(likeness[best]) >= NEAR_ENOUGH:
            return self.people[best]
        ids = difflib.get_close_matches(words, list(by_id), n=3, cutoff=0) or sorted(by_id)[:3]
        raise UserError(f"--persona {words}: no persona is near; the nearest names are {', '.join(ids)}")


def chosen(near: Sequence[Persona], used: Counter[str], cap: int, rng: Random) -> Persona:
    """Return one of `near`, at random among the least used; one at its `cap` only where all are."""
    free = [person for person in near if used[person.id] < cap] or list(near)
    least = min(used[person.id] for person in free)
    return rng.choice([person for person in free if used[person.id] <= least + 1])
