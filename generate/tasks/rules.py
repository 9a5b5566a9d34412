"""Rules and kinds: what several things have in common, and what follows for a thing from what holds of its kind.

Both say no more than is licensed. A rule holds of the things that the source names, of no others. A conclusion about
a kind is drawn where both premises are affirmed, certain, in the present and without condition, the first says
outright that the thing is one of the kind, and the second speaks of the kind as such (*a beetle*, *beetles*; not *the
beetles*, *some beetles*) along a class that passes on to each of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from random import Random

from generate.ask import about, allowed, of_two_documents, prompt, says_nothing, shuffled, single
from generate.clauses import KIND_OF, clause, head, is_adjective, is_kind, object_question, statement, tail
from generate.facts import Facts
from generate.frames import framed
from generate.morphology import capitalise, inflect, listing
from generate.phrases import FIRST_GUESSES, QUANTIFIERS, bare, is_person, listed, overlaps, words
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.names import singular
from kg.records import Hop, Path, Rejection

PASSED_ON = frozenset(
    {"IS_A", "HAS_PROPERTY", "REQUIRES", "PART_OF", "PREVENTS", "INCREASES", "DECREASES", "ENABLES", "CONTAINS"}
)
"""What holds of a kind by these classes holds of each of it; where some of it lives or is used holds of some."""
_OF_ALL_TOGETHER = listed("common rare numerous diverse widespread abundant extinct endangered many few")
"""What is said of a kind as a whole: *beetles are numerous*, but no one beetle is."""


def _common(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield exactly `hops` things of which one thing is said alike, each in a passage of its own."""
    groups: dict[tuple[str, str, str], list[Hop]] = defaultdict(list)
    for hop in allowed(facts.sound, stage):
        if _licensed(hop) and not is_adjective(hop):
            groups[hop.relation.relation, hop.claim.predicate.text, hop.tail.id].append(hop)
    sets = [rows for _, group in sorted(groups.items()) for rows in combinations(group, hops)]
    rng.shuffle(sets)
    for rows in sets:
        if topic is not None and not any(about(hop, topic) for hop in rows):
            continue
        names = [head(hop) for hop in rows]
        if any(overlaps(one, other) for one, other in combinations((*names, tail(rows[0])), 2)):
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="names_overlap")
        elif len({hop.claim.evidence.chunk for hop in rows}) < hops:
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="one_passage")
        elif says_nothing(rows[0]) or any(says_nothing(hop, "head") for hop in rows) or of_two_documents(rows):
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="answer_says_nothing")
        elif is_kind(rows[0]) or bare(tail(rows[0])).lower() in FIRST_GUESSES:
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="answer_unguessed")
        elif len(_shared(facts, rows)) > 1:
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="ambiguous", detail="more in common")
        else:
            yield prompt("rule", "common", stage, [single(hop) for hop in rows], facts, rng, _rule(list(rows)))


def _shared(facts: Facts, rows: tuple[Hop, ...]) -> set[tuple[str, str]]:
    """Return all that the graph says alike of every head."""
    told = [{(edge.relation, edge.tail) for edge in facts.edges.get(hop.head.id, ())} for hop in rows]
    return set.intersection(*told)


def _rule(rows: list[Hop]) -> str:
    """Return the rule with its limit: *A, B and C all need water; it does not follow that this holds of others.*"""
    each = "both" if len(rows) == 2 else "all"
    names = listing([head(hop) for hop in rows])
    first, kinds = rows[0], bare(tail(rows[0])).rpartition(" ")
    of_kind = first.claim.predicate.text == KIND_OF
    if of_kind or (is_kind(first) and not first.claim.tail.plural):
        said = f" are {kinds[0]}{kinds[1]}{inflect(kinds[2], 'NNS')}"
    else:
        said = clause(first, subject=names, plural=True).removeprefix(names)
    verb = f" are {each}{said.removeprefix(' are')}" if said.startswith(" are ") else f" {each}{said}"
    return capitalise(f"{names}{verb}; it does not follow that this holds of other things.")


def _tell_rule(prompt: Prompt, rng: Random) -> Draft | Rejection:
    rows = hops_of(prompt)
    names = listing([head(hop) for hop in rows])
    asked = rng.choice(
        [
            f"what do {names} have in common? Say it as a rule, and whether it follows for other things.",
            f"find the one rule that holds of {names}, and say whether it follows for other things.",
        ]
    )
    return Draft(
        question=framed(asked, prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=(*steps(rows), ReasoningStep(text=prompt.answer, evidence=())),
    )


def _licensed(hop: Hop) -> bool:
    """Return whether a claim holds as it stands: present, without condition, quantity or modal."""
    claim = hop.claim
    limits = (claim.condition, claim.time, claim.scope, claim.quantity, claim.predicate.modal)
    return claim.plain and not any(limits) and claim.predicate.tense == "present" and not hop.inverse


def _of_each(hop: Hop) -> bool:
    """Return whether a claim speaks of its head as of a kind, and of each of it."""
    first = hop.claim.head.phrase.split()[0].lower()
    of_some = first in QUANTIFIERS - {"every", "each", "all", "any"} or first == "the"
    together = not _OF_ALL_TOGETHER.isdisjoint(words(hop.claim.tail.phrase))
    named = hop.claim.head.phrase[:1].isupper() and not hop.claim.head.plural and first not in {"a", "an", "every"}
    return _licensed(hop) and hop.relation.relation in PASSED_ON and not (of_some or together or named)


def _is_one(hop: Hop) -> bool:
    """Return whether a claim says that its head is one of a kind: *a ladybird is a beetle*, *ladybirds are beetles*."""
    article = hop.claim.tail.phrase.split()[0].lower() in {"a", "an"}
    several = hop.claim.head.plural and hop.claim.tail.plural
    of_some = hop.claim.head.phrase.split()[0].lower() in QUANTIFIERS - {"every", "each", "all", "any"}
    return is_kind(hop) and _licensed(hop) and (article or several) and not of_some


def _same_kind(one: Hop, other: Hop) -> bool:
    """Return whether the tail of one hop and the head of the other are the same noun, in whatever number."""
    last, first = (words(bare(text)) for text in (one.claim.tail.phrase, other.claim.head.phrase))
    return bool(last and first) and last[:-1] == first[:-1] and singular(last[-1]) == singular(first[-1])


def _follows(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for one in shuffled((hop for hop in allowed(facts.sound, stage) if _is_one(hop)), rng):
        for other in shuffled(allowed(facts.by_head.get(one.tail.id, ()), stage), rng):
            if not (_of_each(other) and _same_kind(one, other)):
                continue
            if topic is not None and not any(about(hop, topic) for hop in (one, other)):
                continue
            yield _unsound(facts, one, other) or prompt(
                "syllogism", "tail", stage, [Path(hops=(one, other))], facts, rng, _concluded(one, other)
            )


def _unsound(facts: Facts, one: Hop, other: Hop) -> Rejection | None:
    """Return why nothing new follows, or more than one thing does."""
    both = (one, other)
    denied = any(hop.head.id == one.head.id and hop.tail.id == other.tail.id for hop in facts.denied)
    documents = frozenset(hop.claim.evidence.document for hop in both)
    subject = f"{one.claim.id} {other.claim.id}"
    if facts.joined(one.head.id, other.tail.id) or denied or one.head.id == other.tail.id:
        return Rejection(subject=subject, step="ask", reason="shortcut")
    if one.claim.evidence.chunk == other.claim.evidence.chunk:
        return Rejection(subject=subject, step="ask", reason="one_passage")
    if of_two_documents(both) or says_nothing(other) or is_adjective(other) or is_person(one.claim.head, one.head):
        return Rejection(subject=subject, step="ask", reason="answer_says_nothing")
    kinds = [edge.tail for edge in facts.rivals(one, "tail", documents)]
    rivals = [edge for kind in kinds for edge in facts.edges.get(kind, ()) if edge.relation == other.relation.relation]
    rivals += facts.rivals(other, "tail", documents)
    return Rejection(subject=subject, step="ask", reason="ambiguous", detail=rivals[0].id) if rivals else None


def _concluded(one: Hop, other: Hop) -> str:
    return statement(other, subject=head(one), plural=one.claim.head.plural)


def _tell_syllogism(prompt: Prompt, rng: Random) -> Draft | Rejection:
    one, other = hops_of(prompt)
    name = head(one)
    asked = object_question(other, subject=name, plural=one.claim.head.plural)
    them = "they are" if one.claim.head.plural else "it is"
    question = rng.choice(
        [
            f"{asked}? Work it out from the kind of thing that {them}.",
            f"think of {name}. By the kind of thing that {them}, {asked}?",
        ]
    )
    if is_kind(other):
        be = "are" if one.claim.head.plural else "is"
        question = f"what kind of thing {be} {name}, and to what wider kind does that belong? Name the wider kind."
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        reasoning=(*steps([one, other]), ReasoningStep(text=prompt.answer, evidence=())),
    )


RULE = Task(
    "rule", Stage.ABSTRACT, range(2, 5), _common, _tell_rule, "the rule that several facts share, and its limits"
)
SYLLOGISM = Task(
    "syllogism", Stage.ABSTRACT, range(2, 3), _follows, _tell_syllogism, "what holds of a thing by its kind"
)
