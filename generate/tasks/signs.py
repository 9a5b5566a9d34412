"""Multiply signs along a chain: what raises a thing that lowers another lowers that other.

Each fact says *more* or *less* outright, holds without condition or quantity, and leads on from the very thing that
the one before acts on. What one step only holds possible, the conclusion holds possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from generate.ask import about, allowed, of_two_documents, prompt, says_nothing, shuffled
from generate.clauses import head, tail
from generate.facts import Facts, same_thing
from generate.frames import framed
from generate.morphology import capitalise, inflect, listing
from generate.phrases import QUANTIFIERS, is_person, listed, overlaps
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.records import Certainty, Hop, Path, Rejection

RAISES = listed("increase raise boost amplify intensify accelerate strengthen enhance promote enlarge multiply elevate")
LOWERS = listed(
    "decrease reduce lower diminish weaken slow limit lessen cut minimise minimize mitigate shrink deplete restrict"
)


def sign(hop: Hop) -> int:
    """Return 1 where the head makes the tail more, -1 where less, 0 where the claim does not say, or not outright."""
    claim = hop.claim
    limits = (claim.condition, claim.time, claim.scope, claim.quantity)
    counted = claim.head.phrase.split()[0].lower() in QUANTIFIERS
    past = claim.predicate.tense != "present"
    modal = claim.predicate.modal not in {"", "may", "might", "could"}
    if not claim.affirmed or any(limits) or counted or past or modal or claim.predicate.passive or hop.inverse:
        return 0
    verb = claim.predicate.text
    return 1 if verb in RAISES else -1 if verb in LOWERS else 0


def hedged(hop: Hop) -> bool:
    """Return whether a claim is held possible only."""
    return hop.claim.certainty is not Certainty.ASSERTED or bool(hop.claim.predicate.modal)


def _signed(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    rows = [hop for hop in allowed((*facts.sound, *facts.hedged), stage) if sign(hop)]
    onward: dict[str, list[Hop]] = {}
    for hop in rows:
        onward.setdefault(hop.head.id, []).append(hop)
    for start in shuffled(rows, rng):
        for path in _grown((start,), onward, hops):
            if topic is None or any(about(hop, topic) for hop in path):
                yield _unsound(facts, path) or prompt(
                    "sign", "effect", stage, [Path(hops=path)], facts, rng, _conclusion(list(path))
                )


def _grown(path: tuple[Hop, ...], onward: dict[str, list[Hop]], hops: int) -> Iterator[tuple[Hop, ...]]:
    if len(path) == hops:
        yield path
        return
    seen = {path[0].head.id, *(hop.tail.id for hop in path)}
    for hop in onward.get(path[-1].tail.id, ()):
        if hop.tail.id not in seen and same_thing(path[-1], hop):
            yield from _grown((*path, hop), onward, hops)


def _unsound(facts: Facts, path: tuple[Hop, ...]) -> Rejection | None:
    names = [head(path[0]), *(tail(hop) for hop in path)]
    subject = " ".join(hop.claim.id for hop in path)
    if any(overlaps(one, other) for place, one in enumerate(names) for other in names[place + 1 :]):
        return Rejection(subject=subject, step="ask", reason="names_overlap")
    if len({hop.claim.evidence.chunk for hop in path}) < 2:
        return Rejection(subject=subject, step="ask", reason="one_passage")
    if facts.joined(path[0].head.id, path[-1].tail.id):
        return Rejection(subject=subject, step="ask", reason="shortcut")
    vague = says_nothing(path[0], "head") or any(map(says_nothing, path)) or is_person(path[0].claim.head, path[0].head)
    if vague or of_two_documents(path):
        return Rejection(subject=subject, step="ask", reason="start_says_nothing")
    between = {hop.tail.id for hop in path[:-1]}
    others = {
        edge.tail
        for edge in facts.edges.get(path[0].head.id, ())
        if edge.tail not in between and facts.joined(edge.tail, path[-1].tail.id)
    }
    return Rejection(subject=subject, step="ask", reason="ambiguous", detail="another way there") if others else None


def _conclusion(hops: list[Hop]) -> str:
    product = 1
    for hop in hops:
        product *= sign(hop)
    verb = "raise" if product > 0 else "lower"
    start = hops[0].claim.head
    said = verb if start.plural else inflect(verb, "VBZ")
    said = f"may {verb}" if any(map(hedged, hops)) else said
    by = listing([tail(hop) for hop in hops[:-1]])
    return capitalise(f"{head(hops[0])} {said} {tail(hops[-1])}, by way of {by}.")


def _would(hops: list[Hop]) -> str:
    return "may" if any(map(hedged, hops)) else "will"


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    do = "do" if hops[0].claim.head.plural else "does"
    start, end = head(hops[0]), tail(hops[-1])
    asked = rng.choice(
        [
            f"{do} {start} raise or lower {end} in the end, and by way of what?",
            f"say whether {start} in the end {_would(hops)} raise or lower {end}, and by way of what.",
        ]
    )
    return Draft(
        question=framed(asked, prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=(*steps(hops), ReasoningStep(text=prompt.answer, evidence=())),
    )


SIGN = Task("sign", Stage.ABSTRACT, range(2, 5), _signed, _tell, "whether a chain of causes raises or lowers its end")
