"""Teach a term by one fact: say what it is, or put back a word that was taken out."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from generate import form
from generate.admit import is_sentence, plain_quote
from generate.ask import allowed, ambiguous, prompt, shuffled, single, stem_bare
from generate.clauses import clause, head, is_adjective, is_cut, is_example, is_kind, statement, tail
from generate.facts import Facts
from generate.frames import framed
from generate.gaps import BOTH, WHOLE, filling, with_gap
from generate.morphology import capitalise
from generate.phrases import bare, points_elsewhere, words
from generate.records import Draft, Prompt, Stage
from generate.tasks.reasoning import hops_of, sentence, steps
from generate.tasks.task import Task
from generate.unguessed import BLANK
from kg.records import REFERENCES, Hop, Rejection

LONGEST = 25
"""Words of a definition, at most."""


def _defined(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    for hop in shuffled(allowed(facts.sound, stage, topic), rng):
        if is_kind(hop) and len(hop.claim.tail.phrase.split()) == 1:
            yield Rejection(subject=hop.claim.id, step="ask", reason="answer_says_nothing")
        elif is_kind(hop):
            said, explained = plain_quote(hop.claim.evidence.quote), _explained(hop)
            if not said.lower().startswith(clause(hop).lower()):
                yield Rejection(subject=hop.claim.id, step="ask", reason="not_asked")
            elif len(words(explained)) < len(words(said)):
                yield Rejection(subject=hop.claim.id, step="ask", reason="definition_cut")
            else:
                unclear = ambiguous(facts, [hop])
                yield unclear or prompt("define", "tail", stage, [single(hop)], facts, rng, explained, answer_hop=hop)


def _explained(hop: Hop) -> str:
    """Return the explanation as the source has it where its sentence, which opens with it, is fit; else the claim."""
    said = capitalise(plain_quote(hop.claim.evidence.quote))
    whole = is_sentence(said) and not form.flaw(said)
    return said if whole and len(words(said)) <= LONGEST and not points_elsewhere(words(said)) else statement(hop)


def _tell_definition(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    verb, term = "are" if hop.claim.head.plural else "is", head(hop)
    question = rng.choice(
        [f"what {verb} {term}?", f"say what {term} {verb}.", f"how is the term “{bare(term)}” explained?"]
    )
    return Draft(
        question=framed(question, prompt.titles, prompt.stage, rng), answer=prompt.answer, reasoning=steps([hop])
    )


def _gapped(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    """Yield claims with a gap, then sentences word for word, a gap in each."""
    yield from _in_claims(facts, rng, stage, topic)
    yield from _in_sentences(facts, rng, stage, topic)


def _in_sentences(facts: Facts, rng: Random, stage: Stage, topic: str | None) -> Iterator[Prompt | Rejection]:
    chosen = [hop for hop, of in facts.gapped if of and not facts.textbook(hop)]
    ends = {hop.claim.id: of for hop, of in facts.gapped}
    for hop in shuffled(allowed(chosen, stage, topic), rng):
        of = ends[hop.claim.id]
        yield prompt("cloze", f"{of} {WHOLE}", stage, [single(hop)], facts, rng, filling(hop, of))
    for hop, of in facts.gapped:
        if not of or facts.textbook(hop):
            reason = "common_knowledge" if of else "sentence_needs_its_page"
            yield Rejection(subject=hop.claim.evidence.id, step="ask", reason=reason)


def _in_claims(facts: Facts, rng: Random, stage: Stage, topic: str | None) -> Iterator[Prompt | Rejection]:
    for hop in shuffled(allowed(facts.sound, stage, topic), rng):
        of = rng.choice(["head", "tail"])
        if is_example(hop):
            yield Rejection(subject=hop.claim.id, step="ask", reason="known_by_its_kind")
            continue
        if hop.claim.extractor == REFERENCES or is_adjective(hop) or is_cut(hop) or (is_kind(hop) and of == "tail"):
            yield Rejection(subject=hop.claim.id, step="ask", reason="not_asked")
            continue
        if stem_bare(hop, "head" if of == "tail" else "tail"):
            yield Rejection(subject=hop.claim.id, step="ask", reason="question_bare")
            continue
        answer = tail(hop) if of == "tail" else head(hop)
        unclear = ambiguous(facts, [hop], of)
        yield unclear or prompt(
            "cloze", of, stage, [single(hop)], facts, rng, answer, answer_hop=hop if of == "tail" else None
        )


def _tell_gap(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    of = prompt.form.removesuffix(f" {WHOLE}")
    if prompt.form.endswith(WHOLE):
        blank, said = with_gap(hop, of) or "", sentence(hop)
    else:
        blank = statement(hop, tail_text=BLANK) if of == "tail" else statement(hop, subject=BLANK)
        said = steps([hop])
    asked = rng.choice(["fill the gap:", "say what belongs in the gap:", "say what is missing where the gap is:"])
    if of == BOTH:
        asked = rng.choice(["fill both gaps, in their order:", "say what belongs in the two gaps, in their order:"])
    return Draft(
        question=framed(f"{asked} {blank}", prompt.titles, prompt.stage, rng),
        answer=capitalise(prompt.answer) if blank.startswith(BLANK) else prompt.answer,
        reasoning=said,
    )


DEFINE = Task("define", Stage.LANGUAGE, range(1, 2), _defined, _tell_definition, "say what something is")
CLOZE = Task("cloze", Stage.LANGUAGE, range(1, 2), _gapped, _tell_gap, "put back the words that were taken out")
