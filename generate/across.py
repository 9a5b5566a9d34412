"""Trails over documents that a question does not name: each is found by what it says, or by what it names.

A sentence leads to the document that says it; a term, taken out of a sentence, to the one other document that names it;
and of a document that was found something is asked. The steps are pairs of terms, each in its own sentence
(`generate.beside`): what a step is for follows from whose sentences stand before and behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from generate.beside import NAMED_WITH
from generate.gaps import ENDS, WHOLE, filling
from generate.records import PathEdge, Prompt
from kg.records import Hop

TASK = "source"
NAMED_IN = "NAMED_IN"
"""The class of a term and a document that names it: `configs/relations.yaml`."""
_IN, _WITH = "be named in", "be named with"


class Step(StrEnum):
    """What the sentence of a step is for."""

    CLUE = "its document is to be found"
    LEAD = "its gap is to be found in another document"
    NAMED = "the other document that has what was missing"
    TARGET = "its gaps are asked for"


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


def form(ends: Sequence[str]) -> str:
    """Return the form of a prompt whose steps are about these ends of theirs: `head`, `tail` or `both`."""
    return " ".join((*ends, WHOLE))


def ends(prompt: Prompt) -> list[str]:
    """Return which end each step of a prompt is about."""
    return prompt.form.removesuffix(WHOLE).split()


def edges(prompt: Prompt) -> Iterator[PathEdge]:
    """Yield the path of a prompt from the first term, over documents, to what is asked for."""
    titles, hops = dict(prompt.titles), [hop for path in prompt.paths for hop in path.hops]
    for place, (step, hop, of) in enumerate(zip(steps(hops), hops, ends(prompt), strict=True)):
        quote = hop.claim.evidence
        title, said = titles[quote.document], filling(hop, of) if step is Step.TARGET else term(hop, of)
        if step is Step.LEAD and not place:
            other = term(hop, next(end for end in ENDS if end != of))
            yield PathEdge(head=other, predicate=_WITH, relation=NAMED_WITH, tail=said, evidence=(quote.id,))
        elif step in (Step.CLUE, Step.NAMED):
            yield PathEdge(head=said, predicate=_IN, relation=NAMED_IN, tail=title, evidence=(quote.id,))
        else:
            yield PathEdge(
                head=title, predicate=f"^{_IN}", relation=NAMED_IN, tail=said, evidence=(quote.id,), inverse=True
            )


def term(hop: Hop, of: str) -> str:
    """Return the name of one end of a step."""
    return (hop.tail if of == "tail" else hop.head).name
