"""Puts samples in order by a schedule, what has to be known first before what rests on it.

Every schedule is a permutation: each sample comes once. The same samples, schedule and seed give the same order,
whatever order the samples came in. `random` and `reverse` are controls: they alone ignore prerequisites.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from random import Random

from curriculum.prerequisites import Prerequisites, earned, hardness, prerequisites, respecting
from curriculum.records import Placed
from curriculum.settings import CurriculumSettings
from generate.records import Sample

Schedule = Callable[[list[Sample], Random, CurriculumSettings], list[Sample]]
"""Takes samples from easy to hard."""


def order(
    samples: Iterable[Sample], settings: CurriculumSettings, found: Prerequisites | None = None
) -> Iterator[Placed]:
    """Yield every sample at its place. `found` spares a second search where the caller has the prerequisites."""
    ranked = sorted(samples, key=hardness)
    found = found or prerequisites(ranked, settings)
    scheduled = SCHEDULES[settings.schedule](ranked, Random(settings.seed), settings)
    if settings.schedule not in CONTROLS:
        scheduled = respecting(scheduled, found)
    for place, sample in enumerate(scheduled):
        yield Placed(
            sample=sample,
            order=place,
            stage=earned(sample),
            teaches=found.teaches.get(sample.id),
            requires=found.before.get(sample.id, ()),
        )


def blocked(ranked: list[Sample], rng: Random, settings: CurriculumSettings) -> list[Sample]:
    """Return stage after stage, each from easy to hard."""
    return ranked


def interleave(ranked: list[Sample], rng: Random, settings: CurriculumSettings) -> list[Sample]:
    """Return the stages merged in proportion, so that every stretch holds them all, each from easy to hard."""
    sizes: dict[int, int] = {}
    keys = []
    for sample in ranked:
        stage = earned(sample).index
        sizes[stage] = sizes.get(stage, 0) + 1
        keys.append((stage, sizes[stage], sample))
    return [s for *_, s in sorted(((at - 0.5) / sizes[stage], stage, s.id, s) for stage, at, s in keys)]


def spiral(ranked: list[Sample], rng: Random, settings: CurriculumSettings) -> list[Sample]:
    """Return a spiral: samples open from easy to hard by the square root of time, and earlier stages keep coming back.

    Each draw is uniform over what is open, but for the share of `spiral_replay`, which is of stages before the newest.
    A sample held back when its stage was new is what returns: nothing is repeated, nothing is lost. The last part comes
    in uniform order.
    """
    total = len(ranked)
    ordered = math.floor(total * (1 - settings.spiral_uniform))
    share = settings.spiral_start**2
    waiting: list[Sample] = []
    opened = 0
    placed = []
    for step in range(ordered):
        competence = min(1.0, math.sqrt(step / ordered * (1 - share) + share))
        reach = max(math.ceil(competence * total), step + 1)
        waiting += ranked[opened:reach]
        opened = max(opened, reach)
        newest = earned(waiting[-1])
        earlier = bisect_left(waiting, newest.index, key=lambda sample: earned(sample).index)
        back = earlier > 0 and rng.random() < settings.spiral_replay
        placed.append(waiting.pop(rng.randrange(earlier) if back else rng.randrange(len(waiting))))
    used = {sample.id for sample in placed}
    rest = [sample for sample in ranked if sample.id not in used]
    rng.shuffle(rest)
    return placed + rest


def warmup(ranked: list[Sample], rng: Random, settings: CurriculumSettings) -> list[Sample]:
    """Return an even share of all difficulties from easy to hard, then the rest at random."""
    every = max(round(1 / settings.warmup_share), 1)
    first = ranked[::every]
    rest = [sample for place, sample in enumerate(ranked) if place % every]
    rng.shuffle(rest)
    return first + rest


def random(ranked: list[Sample], rng: Random, settings: CurriculumSettings) -> list[Sample]:
    """Return a shuffled order: the control that every curriculum has to beat."""
    return rng.sample(ranked, len(ranked))


def reverse(ranked: list[Sample], rng: Random, settings: CurriculumSettings) -> list[Sample]:
    """Return the blocked order backwards: the other control."""
    return ranked[::-1]


SCHEDULES: dict[str, Schedule] = {
    "spiral": spiral,
    "blocked": blocked,
    "interleave": interleave,
    "warmup": warmup,
    "random": random,
    "reverse": reverse,
}

CONTROLS = frozenset({"random", "reverse"})
