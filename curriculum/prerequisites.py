"""Says which samples have to come before which: what a sample takes as given, another must have taught.

A one-hop sample teaches its topic where it names, defines or classes it. A sample requires each entity on its path that
it does not itself ask for or teach, as far as any sample teaches it; where several do, the easiest counts. The edges
form a graph without cycles: samples are gone through from easy to hard, and an edge that would close a cycle is cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from curriculum.settings import CurriculumSettings
from generate import stages
from generate.records import Sample, Stage


@dataclass(frozen=True)
class Prerequisites:
    """`before[id]` are the samples that come before `id`; `teaches[id]` is what it teaches; `cut` counts cut edges."""

    before: Mapping[str, tuple[str, ...]]
    teaches: Mapping[str, str]
    cut: int

    @property
    def edges(self) -> int:
        """How many pairs are bound."""
        return sum(map(len, self.before.values()))


def earned(sample: Sample) -> Stage:
    """Return the stage a sample belongs to by what was measured, whatever it was written for."""
    return stages.older(sample.difficulty.language_stage, sample.difficulty.reasoning_stage)


def hardness(sample: Sample) -> tuple[int, float, str]:
    """Return the key that puts samples from easy to hard: stage, then both scores, then id."""
    return (earned(sample).index, round(sample.difficulty.language + sample.difficulty.reasoning, 6), sample.id)


def taught(sample: Sample, settings: CurriculumSettings) -> str | None:
    """Return the entity that `sample` teaches, if it teaches one."""
    if sample.hops != 1 or len(sample.path) != 1:
        return None
    (edge,) = sample.path
    classes = edge.relation in settings.teaching_relations and edge.head.lower() == sample.topic.lower()
    return sample.topic.lower() if classes or sample.task in settings.teaching_tasks else None


def given(sample: Sample) -> tuple[str, ...]:
    """Return the entities that a sample takes as known: those on its path, but for the answer."""
    names = (name.lower() for edge in sample.path for name in (edge.head, edge.tail))
    return tuple(dict.fromkeys(name for name in names if name != sample.answer.strip(" .").lower()))


def prerequisites(samples: Iterable[Sample], settings: CurriculumSettings) -> Prerequisites:
    """Return what has to come before what among `samples`."""
    ranked = sorted(samples, key=hardness)
    teaches = {sample.id: topic for sample in ranked if (topic := taught(sample, settings))}
    teacher: dict[str, str] = {}
    for identity, topic in teaches.items():
        teacher.setdefault(topic, identity)
    before: dict[str, tuple[str, ...]] = {}
    cut = 0
    for sample in ranked:
        wanted = [teacher[name] for name in given(sample) if name in teacher and name != teaches.get(sample.id)]
        kept = [
            other for other in dict.fromkeys(wanted) if other != sample.id and not _leads_to(other, sample.id, before)
        ]
        cut += len(set(wanted) - {sample.id}) - len(kept)
        if kept:
            before[sample.id] = tuple(kept)
    return Prerequisites(before=before, teaches=teaches, cut=cut)


def _leads_to(start: str, goal: str, before: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether `goal` has to come before `start` by what is bound so far."""
    open_ends, seen = [start], {start}
    while open_ends:
        for other in before.get(open_ends.pop(), ()):
            if other == goal:
                return True
            if other not in seen:
                seen.add(other)
                open_ends.append(other)
    return False


def respecting(order: Sequence[Sample], found: Prerequisites) -> list[Sample]:
    """Return `order` with every sample's prerequisites drawn forward to just before it where they came later."""
    by_id = {sample.id: sample for sample in order}
    placed: dict[str, None] = {}
    for sample in order:
        waiting = [sample.id]
        while waiting:
            current = waiting[-1]
            missing = [other for other in found.before.get(current, ()) if other not in placed]
            if missing:
                waiting += reversed(missing)
            else:
                placed.setdefault(current)
                waiting.pop()
    return [by_id[identity] for identity in placed]
