"""Find a document that is not named by what it says, or by a term that another one shares with it, and then ask of it.

What is asked of it are a few words that other documents have as well, so that none but the right one answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random

from generate.across import TASK, Step, end_of, ends, steps
from generate.admit import on_one_line, plain_quote
from generate.ask import about, classes, prompt, single
from generate.facts import Facts
from generate.fragments import fragment_in, with_blank
from generate.gaps import ENDS, argument_of, filling, with_gap
from generate.lemmas import absent, content, forms
from generate.phrases import bare, flaw, generic, of_document
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.standing import ill, standing_alone, stands
from generate.tasks.evidence import inner
from generate.tasks.reasoning import hops_of
from generate.tasks.task import Task
from generate.unguessed import BLANK, rarest
from kg.records import Hop, Rejection

Place = tuple[Hop, str]
"""A step, and the end of it that it is about: `head` or `tail`, with a number where it is a fragment's."""
NAME = 2.6
"""Zipf frequency below which a single word is answer enough: *used during computation* says little."""
X = "X"
"""What stands for a term that leads on."""


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    within = classes(stage)
    if facts.common:  # what any reader knows is found without its document
        yield Rejection(subject=TASK, step="ask", reason="common_knowledge")
        return
    for trail in _trails(facts, rng, hops):
        rows = [hop for hop, _ in trail]
        if all(hop.relation.relation in within for hop in rows) and any(about(hop, topic) for hop in rows):
            last, end = trail[-1]
            target = steps(rows)[-1] is Step.TARGET
            answer = filling(last, end[:-1]) if target else f"“{facts.title(_document(last))}”"
            form = " ".join(end for _, end in trail)
            yield prompt(TASK, form, stage, [single(hop) for hop in rows], facts, rng, answer)


def _trails(facts: Facts, rng: Random, hops: int) -> Iterator[list[Place]]:
    """Yield trails in an order drawn from `rng`: from one document to another, then over one alone."""
    leads = list(_leads(facts, titled=hops < FARTHEST))
    rng.shuffle(leads)
    clues = _clues(facts)
    for lead, named in leads:
        begun = [lead, named]
        if hops == FARTHEST:
            begun = [*_clue(clues, lead, rng), *begun]
        if len(begun) == hops:
            yield begun
        elif len(begun) == hops - 1:
            after = _targets(facts, rng, _document(named[0]))
            yield from ([*begun, target] for target in after if _apart(target, named))
    if hops == 2 and len(clues) > 1:
        for target in _targets(facts, rng):
            yield from ([clue, target] for clue in _clue(clues, target, rng))


FARTHEST = 4
"""Hops of a trail that names no document at all."""


def _document(hop: Hop) -> str:
    return hop.claim.evidence.document


def _targets(facts: Facts, rng: Random, document: str = "") -> Iterator[Place]:
    """Yield what a document (each, where none is given) has behind words that find it only there."""
    rows = [hops for hops in facts.sentences.values() if not document or _document(hops[0]) == document]
    rng.shuffle(rows)
    for hops in rows:
        for hop in () if ill(plain_quote(hops[0].claim.evidence.quote)) or facts.textbook(hops[0]) else hops:
            for of in ENDS:
                phrase = filling(hop, of)
                if (
                    flaw(phrase)
                    or generic(phrase)
                    or facts.expected(phrase, hop)
                    or (len(content(phrase)) < 2 and rarest(phrase) >= NAME)
                ):
                    continue
                end = fragment_in(facts.told, hop, of)
                if end:
                    yield hop, end


def _clues(facts: Facts) -> dict[str, list[Hop]]:
    """Return the sentences of each document that can be read alone just as they stand."""
    found: dict[str, list[Hop]] = defaultdict(list)
    for hops in facts.sentences.values():
        quote = hops[0].claim.evidence.quote
        if stands(hops[0]) and standing_alone(hops[0]) == plain_quote(quote) == on_one_line(quote):
            found[_document(hops[0])].append(hops[0])
    return found


def _clue(clues: dict[str, list[Hop]], place: Place, rng: Random) -> list[Place]:
    """Return a sentence of another passage of the same document that tells nothing of what is missing."""
    told = [(clue, "tail" if of_document(clue.head) else "head") for clue in clues.get(_document(place[0]), ())]
    apart = [clue for clue in told if _apart(place, clue)]
    return [rng.choice(apart)] if apart else []


def _apart(place: Place, other: Place) -> bool:
    """Return whether another sentence is of another passage, and has no word of what is missing here."""
    wanted, said = filling(place[0], place[1].rstrip("1234")), other[0].claim.evidence
    here = place[0].claim.evidence
    return said.chunk != here.chunk and len(absent(wanted, _forms_of(said.quote))) == len(content(wanted))


@lru_cache(maxsize=16384)
def _forms_of(quote: str) -> frozenset[str]:
    return forms([quote])


def _leads(facts: Facts, titled: bool) -> Iterator[tuple[Place, Place]]:
    """Yield each term that can be taken out of a sentence with a sentence of the one other document that names it.

    Where the sentence's document is not `titled`, a few words of it are shown that others have as well.
    """
    where: dict[str, list[Place]] = defaultdict(list)
    for hops in facts.sentences.values():
        for hop in hops:
            for of in ENDS:
                where[end_of(hop, of).id].append((hop, of))
    for places in where.values():
        if not all(_is_lead(filling(*place)) for place in places):
            continue
        if len({_document(hop) for hop, _ in places}) == 2 == len(_naming(facts, places[0])):
            for hop, of in places:
                end = _lead(facts, hop, of, titled)
                named = _named(places, hop, bare(filling(hop, of))) if end else None
                if end and named:
                    yield (hop, end), named


def _is_lead(term: str) -> bool:
    """Return whether a term is one thing wherever it is named, and no word that anyone would put in its place."""
    if re.match(r"an?\s", term, re.IGNORECASE):
        return False
    return len(content(term)) > 1 or rarest(term) < NAME


def _naming(facts: Facts, place: Place) -> frozenset[str]:
    entity = end_of(*place)
    return facts.told.naming((entity.name, *entity.aliases))


def _lead(facts: Facts, hop: Hop, of: str, titled: bool) -> str | None:
    if not titled:
        return fragment_in(facts.told, hop, of)
    untold = absent(filling(hop, of), forms([facts.title(_document(hop))]))
    return of if untold and with_gap(hop, of, leads=True) else None


def _named(places: Sequence[Place], lead: Hop, term: str) -> Place | None:
    """Return a sentence of the other document that has a term, letter for letter."""
    other = (place for place in places if _document(place[0]) != _document(lead) and stands(place[0]))
    return next((place for place in other if bare(argument_of(*place).phrase) == term), None)


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    rows, titles = hops_of(prompt), dict(prompt.titles)
    taken = list(zip(steps(rows), rows, ends(prompt), strict=True))
    question = " ".join(_said(taken, place) for place in range(len(taken)))
    if taken[0][0] is Step.LEAD:
        question = f"{rng.choice(('Open', 'Look in', 'Read', 'Go to'))} “{prompt.titles[0][1]}”. {question}"
    reasons = [_reason(step, hop, titles[_document(hop)]) for step, hop, _ in taken]
    return Draft(question=question, answer=prompt.answer, reasoning=tuple(reasons))


def _said(taken: Sequence[tuple[Step, Hop, str]], place: int) -> str:
    """Return what a question says of one of its steps."""
    step, hop, end = taken[place]
    last = place == len(taken) - 1
    if step is Step.CLUE:
        return f"Find the document that says: “{inner(on_one_line(hop.claim.evidence.quote))}”"
    if step is Step.TARGET:
        return f"What fills the gap in the one place where it says “{with_blank(hop, end)}”?"
    if step is Step.LEAD and place:
        return f"Let {X} be what fills the gap in the one place where it says “{with_blank(hop, end)}”."
    if step is Step.LEAD:
        whole = (with_gap(hop, end, leads=True) or "").replace(BLANK, X)
        return f"Let {X} be what was left out of this sentence: {whole}"
    return f"Which one other document names {X}?" if last else f"Find the one other document that names {X}."


def _reason(step: Step, hop: Hop, title: str) -> ReasoningStep:
    """Return what the document of a step says, and which it is where it was to be found."""
    quote = hop.claim.evidence
    verb = "names it" if step is Step.NAMED else "says"
    text = f"“{title}” {verb}: “{inner(on_one_line(quote.quote)).rstrip('.')}”."
    return ReasoningStep(text=text, evidence=(quote.id,))


SOURCE = Task(
    TASK, Stage.LANGUAGE, range(2, 5), _asked, _tell, "find a document by what it says or names, and ask of it"
)
