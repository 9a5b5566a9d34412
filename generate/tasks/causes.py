"""Reason about causes: how one thing comes to bear on another, and what would be otherwise without it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from generate.ask import CAUSAL, asked_for_tail, chains, prompt
from generate.clauses import head, statement, tail
from generate.facts import Facts
from generate.frames import framed
from generate.morphology import capitalise, inflect
from generate.phrases import QUANTIFIERS, head_noun, is_person, listed, of_document, words
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.find import trail
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.names import singular
from kg.records import Hop, Rejection

ACTING = CAUSAL - {"REQUIRES"}
"""The classes whose head does something to its tail."""

_DEGREES = frozenset({"low", "high", "reduced", "increased", "rising", "falling", "growing", "more", "less", "poor"})
"""No world is without *reduced evaporation*: it would have more of it, or none."""

_MEASURES = listed(
    "temperature rate level amount size speed pressure density depth height length age price cost value number "
    "frequency strength force intensity humidity volume availability absence presence lack ability degree extent share "
    "timing duration"
)
"""There is always some of these: no world is without *ocean temperature*."""

_SIMPLE = 3
"""Words of *the* thing that a world may be without."""

GIVING = frozenset({"provide", "supply", "give", "help", "offer", "promote", "allow", "play", "support"})
"""Verbs of these classes whose tail is handed on rather than acted on."""


def _acts(hop: Hop) -> bool:
    """Tell whether the head, no person, does something to its tail, or makes it."""
    text = hop.claim.predicate.text
    acted_on = text in {"respond to", "react to"} or (text.startswith("be ") and not hop.inverse)
    return hop.relation.relation in ACTING and not acted_on and not is_person(hop.claim.head, hop.head)


def _affects(hop: Hop) -> bool:
    """Tell whether the head changes a tail that is there without it: nothing affects what it first makes."""
    one = " to " not in hop.claim.predicate.text
    now = hop.claim.predicate.tense == "present"
    return one and now and _acts(hop) and hop.relation.relation != "CAUSES" and hop.claim.predicate.verb not in GIVING


def _transitive(hop: Hop) -> bool:
    predicate = hop.claim.predicate
    single = predicate.text == predicate.verb and predicate.verb not in {"be", "have"}
    counted = hop.claim.head.phrase.split()[0].lower() in QUANTIFIERS
    return (
        _affects(hop)
        and not of_document(hop.head)
        and single
        and not counted
        and not (hop.claim.head.phrase.lower().startswith("the ") and len(words(hop.claim.head.phrase)) > _SIMPLE)
        and _DEGREES.isdisjoint(words(hop.claim.head.phrase))
        and not {head_noun(hop.claim.head.phrase), singular(head_noun(hop.claim.head.phrase))} & _MEASURES
        and not predicate.modal
        and predicate.tense == "present"
    )


def _how(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for path in chains(facts, rng, stage, hops, topic, _acts):
        if isinstance(path, Rejection):
            yield path
        else:
            yield prompt("how", "effect", stage, [path], facts, rng, " ".join(statement(hop) for hop in path.hops))


def _tell_how(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    start, end = head(hops[0]), tail(hops[-1])
    do = "do" if hops[0].claim.head.plural else "does"
    forms = [f"how {do} {start} come to affect {end}?", f"by what steps {do} {start} act on {end}?"]
    return Draft(
        question=framed(rng.choice(forms), prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=steps(hops),
    )


def _without(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    return asked_for_tail("without", "tail", facts, rng, stage, hops, topic, _transitive)


def _tell_without(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    last = hops[-1]
    done = inflect(last.claim.predicate.verb, "VBN")
    pronoun = "them" if last.claim.head.plural else "it"
    if len(hops) == 1:
        were = "were no" if not last.claim.head.plural else "were no more"
        gone = rng.choice(
            [f"suppose that there {were} {_bare_if_the(head(last))}.", f"imagine a world without {head(last)}."]
        )
        question = f"{gone} What would no longer be {done} by {pronoun}?"
    else:
        question = f"{trail(hops[:-1], rng)} Suppose that this were gone. What would no longer be {done} by it?"
    end = f"Without {head(last)}, {tail(last)} would no longer be {done} by {pronoun}."
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer),
        reasoning=(*steps(hops), ReasoningStep(text=end, evidence=())),
    )


def _bare_if_the(phrase: str) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if first.lower() in {"a", "an", "the"} and rest else phrase


HOW = Task("how", Stage.CAUSAL, range(2, 5), _how, _tell_how, "say by what steps one thing bears on another")
WITHOUT = Task(
    "without", Stage.ABSTRACT, range(1, 5), _without, _tell_without, "what would be otherwise without it", everyday=True
)
