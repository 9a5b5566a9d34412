"""Ask for the condition of a claim: under what condition does irrigation raise the water table?"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from generate.ask import allowed, prompt, says_nothing, shuffled, single
from generate.clauses import condition_question
from generate.facts import Facts
from generate.frames import framed
from generate.lemmas import content
from generate.morphology import capitalise
from generate.phrases import tidy
from generate.records import Draft, Prompt, Stage
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.records import Rejection

LEAST = 2
"""Words of meaning in a condition, at least: *when needed* says nothing."""


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for hop in shuffled(allowed(facts.sound, stage, topic), rng):
        if hop.relation.relation != "IF_THEN" or not hop.claim.condition:
            continue
        twins = [edge for edge in facts.edges.get(hop.head.id, ()) if edge.tail == hop.tail.id]
        if len(content(hop.claim.condition)) < LEAST:
            yield Rejection(subject=hop.claim.id, step="ask", reason="answer_says_nothing")
        elif says_nothing(hop) or says_nothing(hop, "head"):
            yield Rejection(subject=hop.claim.id, step="ask", reason="start_says_nothing")
        elif len({claim.condition for edge in twins for claim in edge.claims}) > 1:
            yield Rejection(subject=hop.claim.id, step="ask", reason="ambiguous", detail="another condition")
        else:
            yield prompt("condition", "if", stage, [single(hop)], facts, rng, capitalise(tidy(hop.claim.condition)))


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    return Draft(
        question=framed(f"{condition_question(hop)}?", prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=steps([hop]),
    )


CONDITION = Task("condition", Stage.ABSTRACT, range(1, 2), _asked, _tell, "under what condition something holds")
