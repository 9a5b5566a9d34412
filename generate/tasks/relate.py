"""Set facts beside one another: which of two does it, what is to this as that is to the other, what comes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from random import Random

from generate.ask import CAUSAL, allowed, ambiguous, chains, of_two_documents, prompt, single
from generate.clauses import head, is_adjective, predicate_phrase, subject_question, tail
from generate.facts import Facts
from generate.frames import framed
from generate.morphology import capitalise
from generate.phrases import bare, is_person, is_work, overlaps
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of, mixed, steps
from generate.tasks.task import Task
from kg.records import Hop, Rejection

COMPARABLE = frozenset(
    {"USES", "CONTAINS", "PART_OF", "MADE_OF", "USED_FOR", "LOCATED_IN", "REQUIRES"} | CAUSAL - {"CAUSES"}
)
"""The classes that two pairs may share in an analogy: all things *are* something, so that joins nothing."""

LEADING = CAUSAL - {"REQUIRES"}
"""The classes along which one thing acts on the next; what requires another is acted on by it."""


def _alike(facts: Facts, stage: Stage) -> list[list[Hop]]:
    """Return facts of the same verb and class, in groups."""
    groups: dict[tuple[str, str, bool], list[Hop]] = defaultdict(list)
    for hop in allowed(facts.sound, stage):
        if not is_adjective(hop):
            predicate = hop.claim.predicate
            groups[hop.relation.relation, predicate.text, bool(predicate.modal)].append(hop)
    return [rows for _, rows in sorted(groups.items()) if len(rows) > 1]


def _pairs(facts: Facts, rng: Random, stage: Stage, topic: str | None) -> Iterator[tuple[Hop, Hop]]:
    """Yield two facts of one verb about four different things, in an order drawn from `rng`."""
    pairs = [pair for rows in _alike(facts, stage) for pair in combinations(rows, 2)]
    rng.shuffle(pairs)
    for one, other in pairs:
        if rng.random() < 0.5:
            one, other = other, one
        names = [head(one), tail(one), head(other), tail(other)]
        apart = not any(overlaps(a, b) for a, b in combinations(names, 2))
        if apart and (topic is None or allowed([one, other], stage, topic)):
            yield one, other


def _known(hop: Hop) -> bool:
    """Return whether the answer is a matter of general knowledge: what kind of thing something is, who wrote it."""
    return is_work(hop.head) or hop.relation.relation == "IS_A"


def _which(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    if stage.index > Stage.CONCRETE.index:
        return  # two names to choose from are a matter of common sense, which older stages have
    for one, other in _pairs(facts, rng, stage, topic):
        same = one.claim.head.plural == other.claim.head.plural and one.head.type == other.head.type
        together = one.claim.evidence.document == other.claim.evidence.document
        if not same or not together or _known(one) or facts.joined(other.head.id, one.tail.id):
            yield Rejection(subject=one.claim.id, step="ask", reason="no_fair_pair")
            continue
        unclear = ambiguous(facts, [one], of="head")
        wrong = [(other.head, head(other))]
        yield unclear or prompt("which", "head", stage, [single(one)], facts, rng, head(one), wrong)


def _tell_which(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (one,) = hops_of(prompt)
    asked = subject_question(one).split(" ", 1)[1]
    names = mixed(head(one), prompt.choices, rng)
    question = f"which {asked}: {names[0]} or {names[1]}?"
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=head(one),
        options=names,
        reasoning=steps([one]),
    )


def _analogous(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for one, other in _pairs(facts, rng, stage, topic):
        unfair = is_person(one.claim.head, one.head) or of_two_documents([one, other])
        alike = one.head.type == other.head.type and one.tail.type == other.tail.type
        apart = one.claim.evidence.chunk != other.claim.evidence.chunk
        if one.relation.relation not in COMPARABLE or unfair or not (alike and apart):
            yield Rejection(subject=one.claim.id, step="ask", reason="no_fair_pair")
            continue
        unclear = ambiguous(facts, [other], beside=[one])
        paths = [single(one), single(other)]
        yield unclear or prompt("analogy", "tail", stage, paths, facts, rng, tail(other), answer_hop=other)


def _tell_analogy(prompt: Prompt, rng: Random) -> Draft | Rejection:
    one, other = hops_of(prompt)
    a, b, c = head(one), tail(one), head(other)
    a_is, c_is = (f"{name} {'are' if hop.claim.head.plural else 'is'}" for name, hop in ((a, one), (c, other)))
    b_is = f"{b} {'are' if one.claim.tail.plural else 'is'}"
    does = predicate_phrase(one.claim, plural=False)
    joined = f"In both pairs, the first {does} the second."
    question = rng.choice(
        [
            f"{a_is} to {b} as {c_is} to what? {joined}",
            f"what is to {c} as {b_is} to {a}? In both pairs, one {does} the other.",
            f"{c_is} to something as {a_is} to {b}. {joined} What is it?",
        ]
    )
    end = f"Both pairs are joined in the same way: one {does} the other."
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer),
        reasoning=(*steps([one, other]), ReasoningStep(text=end, evidence=())),
    )


def _ordered(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for path in chains(facts, rng, stage, hops, topic, lambda hop: hop.relation.relation in LEADING):
        if isinstance(path, Rejection):
            yield path
        else:
            names = [head(path.hops[0]), *(tail(hop) for hop in path.hops)]
            yield prompt("order", "sequence", stage, [path], facts, rng, "; ".join(bare(name) for name in names))


def _tell_order(prompt: Prompt, rng: Random) -> Draft | Rejection:
    names = prompt.answer.split("; ")
    shown = names[:]
    while shown == names:
        rng.shuffle(shown)
    asked = rng.choice(
        ["put these in order, so that each acts on the next:", "which acts on which? Order these from first to last:"]
    )
    return Draft(
        question=framed(f"{asked} {'; '.join(shown)}.", prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer),
        reasoning=steps(hops_of(prompt)),
    )


WHICH = Task("which", Stage.CONCRETE, range(1, 2), _which, _tell_which, "which of two things does it")
ANALOGY = Task("analogy", Stage.REFLECTIVE, range(2, 3), _analogous, _tell_analogy, "as this is to that")
ORDER = Task("order", Stage.CONCRETE, range(2, 5), _ordered, _tell_order, "put the steps of a chain in order")
