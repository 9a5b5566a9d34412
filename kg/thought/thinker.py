"""Who thinks: a Protocol, and the thinker that needs no model, since all it needs to know stands in the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Protocol

from kg.records import Feature, Hop
from kg.thought.records import Hops, Thought

Judgement = tuple[float, tuple[Feature, ...]]
"""A score between 0 and 1, and what it was made of."""


class Thinker(Protocol):
    """Thinks in batches, so that a model can; `spent` counts what that cost so far, by name."""

    @property
    def spent(self) -> Counter[str]: ...

    def begin(self, most: int) -> list[Hops]:
        """Return at most `most` paths of one hop that were not begun with before."""
        ...

    def extend(self, thoughts: Sequence[Thought], most: int) -> list[list[Hops]]:
        """Return for each thought at most `most` paths that go on from it by one hop."""
        ...

    def join(self, pairs: Sequence[tuple[Thought, Thought]]) -> list[Hops | None]:
        """Return for each pair the path of both, None where the second cannot follow on the first."""
        ...

    def score(self, thoughts: Sequence[Thought]) -> list[Judgement]:
        """Return for each thought what it is worth."""
        ...

    def flaws(self, thoughts: Sequence[Thought]) -> list[str]:
        """Return for each thought the name of what is wrong with it, empty where nothing is."""
        ...

    def improve(self, thoughts: Sequence[Thought], most: int) -> list[list[Hops]]:
        """Return for each flawed thought at most `most` paths near it that may be sound, the likeliest first."""
        ...


@dataclass
class PathThinker:
    """Thinks with the graph alone.

    `starts` are the facts to begin with; `onward` gives those that may follow on a path, `instead` those that say the
    same of the same two things elsewhere; `flaw` names what is wrong with a whole path, `joined` tells whether an edge
    joins two entities, and `worth` (0 to 1) how good a step a fact is to ask about. `left` counts the ways on that were
    not gone, as better ones were enough.
    """

    starts: Iterator[Hop]
    onward: Callable[[Hops], Sequence[Hop]]
    instead: Callable[[Hop], Sequence[Hop]]
    flaw: Callable[[Hops], str]
    joined: Callable[[str, str], bool]
    worth: Callable[[Hop], float]
    spent: Counter[str] = field(default_factory=Counter)
    left: int = 0

    def begin(self, most: int) -> list[Hops]:
        """Return the next `most` facts of `starts`, each a path."""
        found: list[Hops] = [(hop,) for hop in islice(self.starts, most)]
        self.spent["facts"] += len(found)
        return found

    def extend(self, thoughts: Sequence[Thought], most: int) -> list[list[Hops]]:
        """Return for each thought its `most` best continuations by one hop."""
        ways = [self._next(thought.hops) for thought in thoughts]
        self.left += sum(max(0, len(found) - most) for found in ways)
        return [[(*thought.hops, hop) for hop in found[:most]] for thought, found in zip(thoughts, ways, strict=True)]

    def _next(self, hops: Hops) -> list[Hop]:
        found = self.onward(hops)
        self.spent["facts"] += len(found)
        return sorted(found, key=lambda hop: -_score(self._parts((*hops, hop)))) if len(found) > 1 else list(found)

    def join(self, pairs: Sequence[tuple[Thought, Thought]]) -> list[Hops | None]:
        """Return both paths end to end where the second may follow on the first."""
        return [self._joined(one.hops, other.hops) for one, other in pairs]

    def _joined(self, one: Hops, other: Hops) -> Hops | None:
        seen = {one[0].head.id, *(hop.tail.id for hop in one)}
        self.spent["facts"] += 1
        if any(hop.tail.id in seen for hop in other):
            return None
        follows = any(hop.claim.id == other[0].claim.id and hop.inverse == other[0].inverse for hop in self.onward(one))
        return (*one, *other) if follows else None

    def score(self, thoughts: Sequence[Thought]) -> list[Judgement]:
        """Return for each thought how necessary its hops are, how much evidence it joins, how well it can be asked."""
        self.spent["thoughts"] += len(thoughts)
        judged = [self._parts(thought.hops) for thought in thoughts]
        return [
            (_score(parts), tuple(Feature(name=name, value=round(value, 6)) for name, value in parts.items()))
            for parts in judged
        ]

    def _parts(self, hops: Hops) -> dict[str, float]:
        ends = [hops[0].head.id, *(hop.tail.id for hop in hops)]
        apart = [(a, b) for (i, a), (j, b) in combinations(enumerate(ends), 2) if j > i + 1]
        necessity = 1 - sum(self.joined(a, b) for a, b in apart) / max(1, len(apart))
        passages = len({hop.claim.evidence.chunk for hop in hops}) / len(hops)
        documents = len({hop.claim.evidence.document for hop in hops}) / len(hops)
        worth = sum(map(self.worth, hops)) / len(hops)
        return {"necessity": necessity, "passages": passages, "documents": documents, "worth": worth}

    def flaws(self, thoughts: Sequence[Thought]) -> list[str]:
        """Return the flaw of each path."""
        self.spent["thoughts"] += len(thoughts)
        return [self.flaw(thought.hops) for thought in thoughts]

    def improve(self, thoughts: Sequence[Thought], most: int) -> list[list[Hops]]:
        """Return each path with one fact said elsewhere, then with another last step, then with another first one."""
        return [list(islice(self._variants(thought.hops), most)) for thought in thoughts]

    def _variants(self, hops: Hops) -> Iterator[Hops]:
        for place in reversed(range(len(hops))):
            for other in self.instead(hops[place]):
                self.spent["facts"] += 1
                yield (*hops[:place], other, *hops[place + 1 :])
        if len(hops) > 1:
            for other in self._next(hops[:-1]):
                if other.claim.id != hops[-1].claim.id:
                    yield (*hops[:-1], other)


def _score(parts: dict[str, float]) -> float:
    return round(parts["necessity"] * (0.4 * parts["passages"] + 0.2 * parts["documents"] + 0.4 * parts["worth"]), 6)
