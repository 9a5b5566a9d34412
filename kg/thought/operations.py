"""The operations on thoughts: generate, score, aggregate, keep_best, improve, validate.

Each takes the thoughts of the operations that it comes `after` and hands on its own; what a thought is worth and what
may follow on it is for the thinker to say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from kg.thought.records import Thought
from kg.thought.thinker import Thinker


class Operation(Protocol):
    """One step of a plan; `after` are the places in the plan of the operations whose thoughts it takes."""

    name: ClassVar[str]

    @property
    def after(self) -> tuple[int, ...]: ...

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        """Return the thoughts that it hands on."""
        ...


@dataclass(frozen=True)
class Generate:
    """Grow each thought by one step, in at most `branches` ways; with nothing to take, begin `branches` anew."""

    branches: int
    after: tuple[int, ...] = ()
    name: ClassVar[str] = "generate"

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        if not self.after:
            return unique(Thought.of(hops) for hops in thinker.begin(self.branches))
        grown = zip(thoughts, thinker.extend(thoughts, self.branches), strict=True)
        return unique(Thought.of(hops, [thought.id]) for thought, ways in grown for hops in ways)


@dataclass(frozen=True)
class Aggregate:
    """Join thoughts end to end where one ends in what the other begins with, to paths of `hops` hops."""

    hops: int
    after: tuple[int, ...]
    name: ClassVar[str] = "aggregate"

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        by_start: dict[str, list[Thought]] = defaultdict(list)
        for thought in thoughts:
            by_start[thought.hops[0].head.id].append(thought)
        pairs = [
            (one, other)
            for one in thoughts
            for other in by_start[one.hops[-1].tail.id]
            if len(one.hops) + len(other.hops) == self.hops
        ]
        joined = zip(pairs, thinker.join(pairs), strict=True)
        return unique(Thought.of(hops, [one.id, other.id]) for (one, other), hops in joined if hops)


@dataclass(frozen=True)
class Score:
    """Say what each thought is worth."""

    after: tuple[int, ...]
    name: ClassVar[str] = "score"

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        judged = zip(thoughts, thinker.score(thoughts), strict=True)
        return [thought.model_copy(update={"score": score, "parts": parts}) for thought, (score, parts) in judged]


@dataclass(frozen=True)
class KeepBest:
    """Keep the `most` best thoughts that no flaw is known of, at most `alike` of those that begin with one fact."""

    most: int
    alike: int
    after: tuple[int, ...]
    name: ClassVar[str] = "keep_best"

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        kept: list[Thought] = []
        begun: Counter[str] = Counter()
        for thought in sorted((t for t in thoughts if not t.flaw), key=lambda t: (-(t.score or 0.0), t.id)):
            first = thought.hops[0].claim.id
            if thought.score and begun[first] < self.alike and len(kept) < self.most:
                begun[first] += 1
                kept.append(thought)
        return kept


@dataclass(frozen=True)
class Validate:
    """Name the flaw of each thought, or that there is none."""

    after: tuple[int, ...]
    name: ClassVar[str] = "validate"

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        flaws = zip(thoughts, thinker.flaws(thoughts), strict=True)
        return [thought.model_copy(update={"flaw": flaw}) for thought, flaw in flaws]


@dataclass(frozen=True)
class Improve:
    """Put a sound thought in the place of a flawed one, where one of its `tries` nearest variants is sound."""

    tries: int
    after: tuple[int, ...]
    name: ClassVar[str] = "improve"

    def __call__(self, thinker: Thinker, thoughts: Sequence[Thought]) -> list[Thought]:
        flawed = [thought for thought in thoughts if thought.flaw]
        better: dict[str, Thought] = {}
        for thought, variants in zip(flawed, thinker.improve(flawed, self.tries), strict=True):
            tried = [Thought.of(hops, [thought.id]) for hops in variants]
            sound = (t for t, flaw in zip(tried, thinker.flaws(tried), strict=True) if not flaw)
            found = next(sound, None)
            if found is not None:
                better[thought.id] = found
        return unique(better.get(thought.id, thought) for thought in thoughts)


def unique(thoughts: Iterable[Thought]) -> list[Thought]:
    """Return thoughts with each path once, the first of its kind."""
    found: dict[str, Thought] = {}
    for thought in thoughts:
        found.setdefault(thought.id, thought)
    return list(found.values())
