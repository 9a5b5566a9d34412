"""Bring together what is told of one thing: name it by what it does, or say in one statement what two sources add."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from random import Random

from generate.ask import FOLLOW, about, ambiguous, known_work, of_two_documents, prompt, says_nothing, shuffled, single
from generate.clauses import (
    clause,
    head,
    is_adjective,
    is_kind,
    object_question,
    predicate_phrase,
    qualifiers,
    statement,
    tail,
)
from generate.facts import Facts
from generate.frames import framed
from generate.morphology import capitalise
from generate.phrases import bare, is_person, is_work, of_document, overlaps, words
from generate.records import Draft, Prompt, Stage
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.records import REFERENCES, Hop, Rejection


def _described(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield facts of one thing, of which no other thing has any: a riddle.

    To name what is described is no reasoning over the classes of the facts, so it is open to the youngest.
    """
    if stage.index > Stage.CONCRETE.index:
        return
    for rows in _together(facts, rng, hops, topic):
        unclear = next(filter(None, (ambiguous(facts, [hop], "head", rows) for hop in rows)), None)
        if any(map(is_kind, rows)) or any(is_adjective(hop) for hop in rows):
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="not_asked")
        elif len(rows) == 1 and rows[0].claim.extractor != REFERENCES:
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="description_thin")
        else:
            paths = [single(hop) for hop in rows]
            unclear = unclear or next(filter(None, map(known_work, rows)), None)
            yield unclear or prompt("name", FOLLOW, stage, paths, facts, rng, head(rows[0]))


def _together(facts: Facts, rng: Random, hops: int, topic: str | None) -> Iterator[tuple[Hop, ...]]:
    """Yield `hops` facts of one head, each of another passage, verb and tail."""
    heads = sorted(facts.by_head)
    rng.shuffle(heads)
    for key in heads:
        for rows in combinations(shuffled(facts.by_head[key], rng), hops):
            apart = all(len(set(seen)) == hops for seen in zip(*map(_told, rows), strict=True))
            one_number = len({hop.claim.head.plural for hop in rows}) == 1
            if apart and one_number and (topic is None or about(rows[0], topic)) and not of_two_documents(rows):
                yield rows


def _told(hop: Hop) -> tuple[str, str, str]:
    return hop.claim.evidence.chunk, hop.claim.predicate.text, hop.tail.id


def _tell_name(prompt: Prompt, rng: Random) -> Draft | Rejection:
    rows = hops_of(prompt)
    person = is_person(rows[0].claim.head, rows[0].head)
    several = rows[0].claim.head.plural or person
    one = "this work" if is_work(rows[0].head) else "this thing"
    thing = "this person" if person else "these things" if several else one
    said = [statement(rows[0], subject=thing, plural=several and not person)]
    said += [statement(hop, subject="they" if several else "it", plural=several) for hop in rows[1:]]
    asked = ["what is described here?", "name what is described here:"]
    if person:
        asked = ["who is described here?"]
    elif is_work(rows[0].head):
        asked = ["which cited work is meant?", "name the cited work that is meant:"]
    question = " ".join([rng.choice(asked), *said])
    return Draft(
        question=framed(question, prompt.titles, Stage.PERCEPTION, rng),
        answer=capitalise(prompt.answer),
        reasoning=steps(rows),
    )


def _joined(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield two facts of one thing, from two documents each of which gives its own part alone."""
    for one, other in _together(facts, rng, hops, topic):
        if one.claim.evidence.document == other.claim.evidence.document:
            continue
        names = [" ".join(words(bare(hop.claim.head.phrase))) for hop in (one, other)]
        proper = of_document(one.head) or says_nothing(one, "head")
        if names[0] != names[1] or proper or overlaps(tail(one), tail(other)) or is_kind(one) or is_kind(other):
            yield Rejection(subject=one.claim.id, step="ask", reason="no_fair_pair")
        elif is_adjective(one) or is_adjective(other) or qualifiers(one.claim):
            yield Rejection(subject=one.claim.id, step="ask", reason="not_asked")
        else:
            unclear = ambiguous(facts, [one], beside=[other]) or ambiguous(facts, [other], beside=[one])
            yield unclear or prompt(
                "combine", "both", stage, [single(one), single(other)], facts, rng, _both(one, other)
            )


def _both(one: Hop, other: Hop) -> str:
    said = predicate_phrase(other.claim, other.claim.head.plural)
    return capitalise(f"{clause(one)} and {said} {tail(other)}{qualifiers(other.claim)}.")


def _tell_both(prompt: Prompt, rng: Random) -> Draft | Rejection:
    one, other = hops_of(prompt)
    several = one.claim.head.plural
    first, second = object_question(one), object_question(other, subject="they" if several else "it", plural=several)
    question = rng.choice(
        [
            f"{first}? And {second}? Put both together in one sentence.",
            f"answer both in one sentence: {first}, and {second}?",
        ]
    )
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=steps([one, other]),
    )


NAME = Task("name", Stage.PERCEPTION, range(1, 4), _described, _tell_name, "name the thing that is described")
COMBINE = Task("combine", Stage.REFLECTIVE, range(2, 3), _joined, _tell_both, "one statement of what two sources tell")
