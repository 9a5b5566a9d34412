"""What a chain of facts is looked for with, and the plain way to look: every walk from every start, in random order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from kg.records import Hop, Rejection

Hops = tuple[Hop, ...]

MANY_TRIES = 4_000
"""Paths after which a plain walk gives up."""


@dataclass(frozen=True)
class Quest:
    """Paths of exactly `hops` facts are wanted: `starts` may begin one, `onward` gives what may follow on a path.

    `instead` gives the facts that say the same elsewhere, `flaw` what is wrong with a whole path, `joined` tells
    whether an edge joins two entities, and `worth` (0 to 1) how good a step a fact is.
    """

    hops: int
    starts: Sequence[Hop]
    onward: Callable[[Hops], Sequence[Hop]]
    instead: Callable[[Hop], Sequence[Hop]]
    flaw: Callable[[Hops], Rejection | None]
    joined: Callable[[str, str], bool]
    worth: Callable[[Hop], float]
    rng: Random


Reasoner = Callable[[Quest], Iterator[Hops | Rejection]]
"""Yields the paths of a quest, in place of a flawed one its Rejection."""


def walk(quest: Quest) -> Iterator[Hops | Rejection]:
    """Yield every path from every start, at most `MANY_TRIES` of them."""
    tries = 0
    for start in quest.starts:
        for path in _grow(quest, (start,)):
            tries += 1
            if tries > MANY_TRIES:
                return
            yield quest.flaw(path) or path


def _grow(quest: Quest, path: Hops) -> Iterator[Hops]:
    if len(path) == quest.hops:
        yield path
        return
    following = list(quest.onward(path))
    quest.rng.shuffle(following)
    for hop in following:
        yield from _grow(quest, (*path, hop))
