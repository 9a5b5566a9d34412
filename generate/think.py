"""Looks for chains of facts by Graph of Thought: the likeliest paths grow first, are joined, mended and validated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generate.quest import Hops, Quest
from kg.records import Rejection
from kg.thought.reason import plan, reason
from kg.thought.records import Reasoning
from kg.thought.thinker import PathThinker

BEGUN = 256
"""Facts that one graph of thoughts begins with."""

WIDTHS = (3, 24)
"""Ways on from a path that are looked into, first from every start, then again wider where ways were left."""


@dataclass(frozen=True)
class Thinking:
    """A reasoner that hands each graph of thoughts, as it is done, to `heard`, where anyone listens."""

    heard: Callable[[Reasoning], None] | None = None

    def __call__(self, quest: Quest) -> Iterator[Hops | Rejection]:
        """Yield the paths of a quest, the best of each graph of thoughts first, each path once."""
        seen: set[str] = set()
        for width in WIDTHS if quest.hops > 1 else WIDTHS[:1]:
            thinker = PathThinker(
                iter(quest.starts),
                quest.onward,
                quest.instead,
                lambda hops: found.reason if (found := quest.flaw(hops)) else "",
                quest.joined,
                quest.worth,
            )
            while (thought := reason(thinker, plan(quest.hops, BEGUN, width))).operations[0].thoughts:
                if self.heard is not None:
                    self.heard(thought)
                judged = {one.id: one for one in (*thought.best, *thought.operations[-2].thoughts)}
                for one in judged.values():
                    if one.id not in seen:
                        seen.add(one.id)
                        yield quest.flaw(one.hops) or one.hops
            if not thinker.left:
                return
