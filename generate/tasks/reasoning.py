"""The chain that leads to an answer: one sentence a hop, each with the evidence it follows from."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from generate.clauses import statement
from generate.records import Prompt, ReasoningStep
from generate.standing import standing_alone
from kg.records import Hop


def steps(hops: Iterable[Hop]) -> tuple[ReasoningStep, ...]:
    """Return one step a hop: the claim said again, resting on its own quote."""
    return tuple(ReasoningStep(text=statement(hop), evidence=(hop.claim.evidence.id,)) for hop in hops)


def sentence(hop: Hop) -> tuple[ReasoningStep, ...]:
    """Return the one step of a question on a sentence as it stands: the sentence."""
    return (ReasoningStep(text=standing_alone(hop), evidence=(hop.claim.evidence.id,)),)


def hops_of(prompt: Prompt) -> list[Hop]:
    """Return every hop of a prompt, path by path."""
    return [hop for path in prompt.paths for hop in path.hops]


def mixed(answer: str, wrong: Iterable[str], rng: Random) -> tuple[str, ...]:
    """Return the options in an order drawn from `rng`."""
    options = [answer, *wrong]
    rng.shuffle(options)
    return tuple(options)
