"""Anchors a question in its source: the ways of saying *according to this paper*, a few words long for the young."""

from __future__ import annotations

import re
from random import Random

from generate.morphology import capitalise, listing
from generate.records import Persona, Stage

SHORT = (
    "Look in {source}. {Question}",
    "Read {source}. {Question}",
    "Open {source}. {Question}",
    "Go to {source}. {Question}",
    "Search in {source}. {Question}",
    "Use {source}. {Question}",
    "Look at {source}. {Question}",
    "Check {source}. {Question}",
    "Turn to {source}. {Question}",
)

LONG = (
    "According to {source}, {question}",
    "In {source}, {question}",
    "Going by {source}, {question}",
    "Based on {source}, {question}",
    "Judging by {source} alone, {question}",
    "If you go by {source}, {question}",
    "To go by what {source} says, {question}",
    "A question to be answered from {source}: {question}",
    "Answer from {source}. {Question}",
    "Take {source} as your only source. {Question}",
    "Use what is written in {source}. {Question}",
    "Consider {source}. {Question}",
    "With {source} in front of you: {question}",
)

LEADS = (
    "You are helping {who}.",
    "You are talking with {who}.",
    "Your answer is for {who}.",
    "The person asking is {who}.",
    "You are writing for {who}.",
    "Keep your reader in mind: {who}.",
    "You are explaining this to {who}.",
    "Imagine that your listener is {who}.",
    "You are answering a question from {who}.",
    "The reader of your answer is {who}.",
    "You are working through a source with {who}.",
    "Someone wants to know, and it is {who}.",
)


_ASKS = re.compile(r"(?:what|who|which|why|when|how|is|are|was|were|does|do|did|can)\b")
"""How a question begins; an order (*fill the gap*), or what holds before it is asked, is a sentence of its own."""


def source_name(titles: tuple[tuple[str, str], ...]) -> str:
    """Return the documents of a question as a noun phrase: *“A” and “B”*."""
    return listing([f"“{title}”" for title in dict.fromkeys(title for _, title in titles)])


def framed(question: str, titles: tuple[tuple[str, str], ...], stage: Stage, rng: Random) -> str:
    """Return `question` (no capital, with its mark) anchored in its documents, in the length that the stage allows."""
    forms = SHORT if stage is Stage.PERCEPTION else (*SHORT, *LONG) if stage.index <= Stage.CONCRETE.index else LONG
    template = rng.choice(forms)
    own_sentence = question.count(". ") or not _ASKS.match(question)
    if template in LONG and own_sentence and "{Question}" not in template:
        template = rng.choice([form for form in LONG if "{Question}" in form])
    if len({title for _, title in titles}) > 1:
        template = template.replace("{source} says", "{source} say").replace("only source", "only sources")
    return template.format(source=source_name(titles), question=question, Question=capitalise(question))


def lead_in(persona: Persona, seed: int) -> str:
    """Return a sentence that says whom the answer is for; it goes with any persona text that is a noun phrase."""
    text = persona.text.strip().rstrip(".")
    who = text[0].lower() + text[1:] if text[:2].istitle() and not text[:2].isupper() else text
    return Random(f"{seed}:{persona.id}").choice(LEADS).format(who=who)
