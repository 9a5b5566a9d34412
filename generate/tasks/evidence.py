"""Weigh evidence: quote the one sentence of a source that a statement rests on, or those behind each step of a trail.

No sentences are offered to choose from: the one that shares its words with the statement would be found unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from generate import form
from generate.admit import is_sentence, on_one_line, opening_name, plain_quote
from generate.ask import allowed, asked_for_tail, prompt, shuffled, single
from generate.clauses import clause, is_adjective, is_example
from generate.facts import Facts
from generate.frames import framed
from generate.lemmas import absent, content, forms
from generate.morphology import capitalise
from generate.phrases import generic, of_document
from generate.records import Draft, Prompt, Stage
from generate.standing import standing_alone
from generate.tasks.find import question_for
from generate.tasks.reasoning import hops_of, steps
from generate.tasks.task import Task
from kg.records import REFERENCES, Hop, Rejection

_PLACES = ("First", "Second", "Third", "Fourth")
_ADDRESS = re.compile(r"\s*(?:https?\s?:|doi\b|DOI\b|\bAvailable at\b)")
"""Where a reference's address begins, which a line's end may have broken."""
MORE = 3
"""Words of meaning that the sentence has beyond the statement, at least."""


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    yield from (_sentence if hops == 1 else _trail)(facts, rng, stage, hops, topic)


def _sentence(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for hop in shuffled(allowed(facts.sound, stage, topic), rng):
        said = plain_quote(hop.claim.evidence.quote)
        if form.flaw(standing_alone(hop)) or not is_sentence(said, opening_name(hop.claim)):
            yield Rejection(subject=hop.claim.id, step="ask", reason="quote_needs_its_page")
        elif hop.claim.extractor == REFERENCES:
            yield Rejection(subject=hop.claim.id, step="ask", reason="not_asked")
        elif is_example(hop):
            yield Rejection(subject=hop.claim.id, step="ask", reason="known_by_its_kind")
        elif len(absent(said, forms([clause(hop)]))) < MORE:
            yield Rejection(subject=hop.claim.id, step="ask", reason="sentence_is_the_statement")
        elif not _tells(hop):
            yield Rejection(subject=hop.claim.id, step="ask", reason="answer_says_nothing")
        elif _said_elsewhere(facts, hop):
            yield Rejection(subject=hop.claim.id, step="ask", reason="said_elsewhere")
        else:
            whole = on_one_line(hop.claim.evidence.quote)
            yield prompt("evidence", "quote", stage, [single(hop)], facts, rng, f"“{inner(whole)}”")


def inner(text: str) -> str:
    """Return text as it stands within quotation marks."""
    return text.replace("“", "‘").replace("”", "’")


def _trail(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield chains whose every step is to be borne out by the source's own words."""

    def named(hop: Hop) -> bool:
        return not is_adjective(hop)

    return asked_for_tail("evidence", "trail", facts, rng, stage, hops, topic, named, both_ways=True)


def _tells(hop: Hop) -> bool:
    """Return whether the statement names what it is of: neither end is a mere kind."""
    ends = ((hop.claim.head, hop.head), (hop.claim.tail, hop.tail))
    return not any(generic(argument.phrase) and not of_document(entity) for argument, entity in ends)


def _said_elsewhere(facts: Facts, hop: Hop) -> bool:
    """Return whether another sentence of the document has most of the words for the statement's two ends."""
    claim, said = hop.claim, f"{hop.claim.head.phrase} {hop.claim.tail.phrase}"
    own = plain_quote(claim.evidence.quote)
    edges = (*facts.edges.get(hop.relation.head, ()), *facts.into.get(hop.relation.tail, ()))
    others = {
        plain_quote(other.evidence.quote)
        for edge in edges
        for other in edge.claims
        if other.evidence.document == claim.evidence.document
    }
    return any(len(absent(said, forms([quote]))) * 2 < len(content(said)) for quote in others if own not in quote)


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    if prompt.form == "trail":
        return _tell_trail(prompt, rng)
    (hop,) = hops_of(prompt)
    asked = rng.choice(
        [
            f"where does it say that {clause(hop)}? Quote a sentence.",
            f"someone says that {clause(hop)}. Quote a sentence that bears this out.",
            f"quote a sentence that supports the statement that {clause(hop)}.",
        ]
    )
    return Draft(question=framed(asked, prompt.titles, prompt.stage, rng), answer=prompt.answer, reasoning=steps([hop]))


def _tell_trail(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    asked = rng.choice(
        [
            "Quote the words that bear out each step.",
            "For each step, quote the words that it rests on.",
            "Give the words behind each step as well.",
        ]
    )
    said = [inner(_ADDRESS.split(on_one_line(hop.claim.evidence.quote))[0].rstrip(" .") + ".") for hop in hops]
    if not all(re.match(r"[‘\"(\[]?[A-Z0-9]", quote) for quote in said):
        return Rejection(subject=prompt.sha256, step="realise", reason="quote_cut")
    return Draft(
        question=framed(f"{question_for(hops, rng)} {asked}", prompt.titles, prompt.stage, rng),
        answer="\n".join(
            [capitalise(prompt.answer), *(f"{place}: “{words}”" for place, words in zip(_PLACES, said, strict=False))]
        ),
        reasoning=steps(hops),
    )


EVIDENCE = Task(
    "evidence", Stage.REFLECTIVE, range(1, 5), _asked, _tell, "quote what a statement or each step rests on"
)
