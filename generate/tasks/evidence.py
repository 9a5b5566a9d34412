"""Weigh evidence: of several sentences of a source, find the one that a statement rests on.

The wrong sentences are of the same source and hold at most half of the words for the statement's two ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from generate import form
from generate.admit import plain_quote
from generate.ask import allowed, prompt, shuffled, single
from generate.clauses import clause
from generate.facts import Facts, Wrong
from generate.frames import framed
from generate.lemmas import absent, content, forms
from generate.phrases import generic, of_document
from generate.records import Draft, Prompt, Stage
from generate.tasks.reasoning import hops_of, mixed, steps
from generate.tasks.task import Task
from kg.records import Hop, Rejection

OPTIONS = 4


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for hop in shuffled(allowed(facts.sound, stage, topic), rng):
        said = plain_quote(hop.claim.evidence.quote)
        wrong = _others(facts, hop, rng)
        if form.flaw(said):
            yield Rejection(subject=hop.claim.id, step="ask", reason="quote_needs_its_page")
        elif not absent(said, forms([clause(hop)])):
            yield Rejection(subject=hop.claim.id, step="ask", reason="sentence_is_the_statement")
        elif not _tells(hop):
            yield Rejection(subject=hop.claim.id, step="ask", reason="answer_says_nothing")
        elif len(wrong) < OPTIONS - 1:
            yield Rejection(subject=hop.claim.id, step="ask", reason="too_few_distractors")
        else:
            yield prompt("evidence", "quote", stage, [single(hop)], facts, rng, said, wrong[: OPTIONS - 1])


def _tells(hop: Hop) -> bool:
    """Return whether the statement names what it is of: one end at least is no mere kind."""
    ends = ((hop.claim.head, hop.head), (hop.claim.tail, hop.tail))
    return any(not of_document(entity) and not generic(argument.phrase) for argument, entity in ends)


def _others(facts: Facts, hop: Hop, rng: Random) -> list[Wrong]:
    """Return the sentences that other facts of the document rest on and that cannot bear this one out."""
    claim, said = hop.claim, f"{hop.claim.head.phrase} {hop.claim.tail.phrase}"
    found: dict[str, Wrong] = {}
    for fact in shuffled(facts.by_document.get(claim.evidence.document, ()), rng):
        quote = plain_quote(fact.claim.evidence.quote)
        near = len(absent(said, forms([quote]))) * 2 < len(content(said))
        if quote != plain_quote(claim.evidence.quote) and not near and form.flaw(quote) is None:
            found.setdefault(quote, (fact.head, quote))
    return list(found.values())


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    asked = rng.choice(
        [
            f"which of these sentences is evidence that {clause(hop)}?",
            f"someone says that {clause(hop)}. Which of these sentences bears this out?",
            f"which of these sentences supports the statement that {clause(hop)}?",
        ]
    )
    return Draft(
        question=framed(asked, prompt.titles, prompt.stage, rng),
        answer=prompt.answer,
        options=mixed(prompt.answer, prompt.choices, rng),
        reasoning=steps([hop]),
    )


EVIDENCE = Task("evidence", Stage.REFLECTIVE, range(1, 2), _asked, _tell, "find the sentence that a statement rests on")
