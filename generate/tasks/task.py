"""What a task is: a question form, with the stages and hops it is made for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from generate.facts import Facts
from generate.records import Draft, Prompt, Stage
from kg.records import Rejection

Propose = Callable[[Facts, Random, Stage, int, str | None], Iterator[Prompt | Rejection]]
Realise = Callable[[Prompt, Random], Draft | Rejection]


@dataclass(frozen=True)
class Task:
    """A question form. `ask` finds paths of the graph that it can be put to; `tell` puts one in words.

    One that is `everyday` is put to graphs of common things alone: of a named thing the contrary of what is told is
    absurd, or known.
    `floor` is the youngest stage whose mind the task itself asks for, whatever its relation classes; `hops` counts the
    facts that its answer rests on.
    """

    name: str
    floor: Stage
    hops: range
    ask: Propose
    tell: Realise
    gloss: str
    everyday: bool = False

    def suits(self, stage: Stage, hops: int) -> bool:
        """Return whether the task is made for this stage and number of hops."""
        return hops in self.hops and self.floor.index <= stage.index

    def propose(
        self, facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None = None
    ) -> Iterator[Prompt | Rejection]:
        """Yield the prompts that `facts` support, in an order drawn from `rng`, and why others do not hold."""
        if self.suits(stage, hops) and self.everyday and not facts.common:
            yield Rejection(subject=self.name, step="ask", reason="graph_of_names")
        elif self.suits(stage, hops):
            yield from self.ask(facts, rng, stage, hops, topic)

    def realise(self, prompt: Prompt) -> Draft | Rejection:
        """Return the prompt in words, the same words for the same prompt."""
        return self.tell(prompt, Random(f"{prompt.seed}:{prompt.task}:{prompt.form}"))
