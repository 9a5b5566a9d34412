"""Trails over documents that a question does not name: each is found by what it says, or by what it names.

A sentence leads to the document that says it; a term, taken out of a sentence, to the one other document that names it;
and of a document that was found a few words are asked for, which others have as well. The steps are pairs of terms,
each in its own sentence (`generate.beside`): what one is for follows from whose sentences stand before and behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from generate.beside import NAMED_WITH
from generate.gaps import ENDS
from generate.records import PathEdge, Prompt
from kg.records import Entity, Hop

TASK = "source"
NAMED_IN = "NAMED_IN"
"""The class of a term and a document that names it: `configs/relations.yaml`."""
_IN, _WITH = "be named in", "be named with"


class Step(StrEnum):
    """What the sentence of a step is for."""

    CLUE = "its document is to be found"
    LEAD = "what is missing from it is to be found in another document"
    NAMED = "the other document has what was missing"
    TARGET = "what is missing from it is asked for"


def steps(hops: Sequence[Hop]) -> tuple[Step, ...]:
    """Return what each step is for."""
    documents = [hop.claim.evidence.document for hop in hops]
    found = []
    for place, document in enumerate(documents):
        onward = place + 1 < len(documents) and documents[place + 1] != document
        if place and documents[place - 1] != document:
            found.append(Step.NAMED)
        elif onward:
            found.append(Step.LEAD)
        else:
            found.append(Step.TARGET if place else Step.CLUE)
    return tuple(found)


def ends(prompt: Prompt) -> list[str]:
    """Return which end each step of a prompt is about: its form says so."""
    return prompt.form.split()


def end_of(hop: Hop, end: str) -> Entity:
    """Return the entity at one end of a step."""
    return hop.tail if end.startswith("tail") else hop.head


def edges(prompt: Prompt) -> Iterator[PathEdge]:
    """Yield the path of a prompt from the first term, over documents, to what is asked for."""
    titles, hops = dict(prompt.titles), [hop for path in prompt.paths for hop in path.hops]
    for place, (step, hop, end) in enumerate(zip(steps(hops), hops, ends(prompt), strict=True)):
        quote, said = hop.claim.evidence, end_of(hop, end).name
        title = titles[quote.document]
        if step in (Step.CLUE, Step.NAMED):
            yield PathEdge(head=said, predicate=_IN, relation=NAMED_IN, tail=title, evidence=(quote.id,))
        elif place:
            inverse = f"^{_IN}"
            yield PathEdge(
                head=title, predicate=inverse, relation=NAMED_IN, tail=said, evidence=(quote.id,), inverse=True
            )
        else:
            other = end_of(hop, next(other for other in ENDS if not end.startswith(other))).name
            yield PathEdge(head=other, predicate=_WITH, relation=NAMED_WITH, tail=said, evidence=(quote.id,))
