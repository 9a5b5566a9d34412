"""Carries a plan of operations out: who thinks is given, and every thought, score and cost is handed back."""

from __future__ import annotations

from collections.abc import Sequence

from kg.thought.operations import Aggregate, Generate, Improve, KeepBest, Operation, Score, Validate, unique
from kg.thought.records import Done, Reasoning, Thought
from kg.thought.thinker import Thinker

ALIKE = 3
"""Thoughts kept that begin with one fact, at the width that is asked for first."""

TRIES = 3
"""Variants of a flawed thought that are tried."""


def plan(hops: int, begun: int, width: int) -> tuple[Operation, ...]:
    """Return the operations that lead to paths of exactly `hops` hops: `begun` beginnings, `width` ways on from each.

    Paths grow by a step at their end, or by joining two shorter ones; after each length the best are kept.
    """
    operations: list[Operation] = []

    def then(operation: Operation) -> int:
        operations.append(operation)
        return len(operations) - 1

    most, alike = begun * width, ALIKE * width
    kept = [then(KeepBest(most, alike, (then(Score((then(Generate(begun)),))),)))]
    for length in range(2, hops + 1):
        grown = [then(Generate(width, (kept[-1],)))]
        if length > 2:
            grown.append(then(Aggregate(length, tuple(kept))))
        kept.append(then(KeepBest(most, alike, (then(Score(tuple(grown))),))))
    improved = then(Improve(TRIES, (then(Validate((kept[-1],))),)))
    then(KeepBest(most, alike, (then(Validate((then(Score((improved,))),))),)))
    return tuple(operations)


def reason(thinker: Thinker, operations: Sequence[Operation]) -> Reasoning:
    """Return what came of carrying out `operations` in their order; the last one's thoughts are the best."""
    done: list[Done] = []
    for place, operation in enumerate(operations):
        given = unique(thought for before in operation.after for thought in done[before].thoughts)
        before = thinker.spent.copy()
        thoughts = operation(thinker, given)
        cost = thinker.spent - before
        done.append(
            Done(
                place=place,
                operation=operation.name,
                after=operation.after,
                given=len(given),
                thoughts=tuple(thoughts),
                cost=dict(sorted(cost.items())),
            )
        )
    return Reasoning(operations=tuple(done), best=_last(done))


def _last(done: Sequence[Done]) -> tuple[Thought, ...]:
    return done[-1].thoughts if done else ()
