"""What a graph of thoughts is made of: thoughts, and operations carried out, each with its cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg.records import Feature, Hop, Record, content_id

Hops = tuple[Hop, ...]


class Thought(Record):
    """A partial reasoning path, and what became of it.

    `parents` are the thoughts it was made from; `score` is between 0 and 1, `parts` what it was made of; `flaw` names
    what is wrong with it, empty where nothing is, and is None before it was validated.
    """

    id: str
    hops: Hops
    parents: tuple[str, ...] = ()
    score: float | None = None
    parts: tuple[Feature, ...] = ()
    flaw: str | None = None

    @classmethod
    def of(cls, hops: Hops, parents: Iterable[str] = ()) -> Thought:
        """Return the thought of a path: the same id for the same facts walked the same way."""
        identity = content_id("th", *(f"{'^' if hop.inverse else ''}{hop.claim.id}" for hop in hops))
        return cls(id=identity, hops=hops, parents=tuple(parents))

    def as_json(self) -> dict[str, Any]:
        """Return the thought as it is exported: its path by names and evidence ids, which `kg trace` follows."""
        path = [
            {
                "head": hop.head.name,
                "predicate": hop.claim.predicate.text,
                "relation": hop.relation.relation,
                "tail": hop.tail.name,
                "inverse": hop.inverse,
                "evidence": hop.claim.evidence.id,
            }
            for hop in self.hops
        ]
        parts = {part.name: part.value for part in self.parts}
        return {
            "id": self.id,
            "parents": self.parents,
            "path": path,
            "score": self.score,
            "parts": parts,
            "flaw": self.flaw,
        }


class Done(Record):
    """An operation carried out: its place in the plan, the places it took thoughts from, and what it cost.

    `cost` counts what the thinker spent by name: `facts` looked at, `thoughts` judged, tokens where a model thought.
    """

    place: int
    operation: str
    after: tuple[int, ...]
    given: int
    thoughts: tuple[Thought, ...]
    cost: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return the operation as it is exported, in the terms of the paper's own implementation and ours."""
        thoughts = self.thoughts
        return {
            "place": self.place,
            "operation": self.operation,
            "after": self.after,
            "given": self.given,
            "thoughts": [thought.id for thought in thoughts],
            "scored": [thought.score is not None for thought in thoughts],
            "scores": [thought.score for thought in thoughts],
            "validity": [None if thought.flaw is None else not thought.flaw for thought in thoughts],
            "cost": self.cost,
        }


class Reasoning(Record):
    """One plan carried out: the whole graph of operations and thoughts. `best` are the sound thoughts, best first."""

    operations: tuple[Done, ...]
    best: tuple[Thought, ...]

    @property
    def cost(self) -> dict[str, int]:
        """What all operations cost together, by name."""
        names = sorted({name for done in self.operations for name in done.cost})
        return {name: sum(done.cost.get(name, 0) for done in self.operations) for name in names}

    def as_json(self) -> dict[str, Any]:
        """Return every thought as it last was, every operation, and what all cost: 0 tokens where no model thought."""
        cost = self.cost
        thoughts = {thought.id: thought for done in self.operations for thought in done.thoughts}
        return {
            "thoughts": [thought.as_json() for thought in thoughts.values()],
            "operations": [done.as_json() for done in self.operations],
            "best": [thought.id for thought in self.best],
            "cost": cost,
            "prompt_tokens": cost.get("prompt_tokens", 0),
            "completion_tokens": cost.get("completion_tokens", 0),
        }
