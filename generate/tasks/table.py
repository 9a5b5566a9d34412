"""Read a table: what a row has under a column, which row has it, and which has the most or the least.

A table is classed two ways at once, by rows and by columns; to find one's way in it is what the concrete stage learns
(Inhelder and Piaget 1964, on multiplicative classification).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from generate.ask import HIGHEST, LOWEST, about, classes, prompt, single
from generate.cells import (
    ROW,
    asked_under,
    furthest,
    named,
    number,
    on_one_quote,
    quoted,
    said,
    unforeseen,
)
from generate.facts import Facts
from generate.frames import framed
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of
from generate.tasks.task import Task
from kg.records import Hop, Rejection

CELL, NAMED = "cell", "row"
"""Forms: what stands in a cell, and the row that has it."""
ROWS = 8
"""Rows of a table, at least, one of which is asked for."""
MOST_LISTED = 8
"""Rows, at most, whose numbers are compared."""


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    columns = [column for column in facts.columns if column[0].relation.relation in classes(stage)]
    drawn = [(form, rows) for column in columns for form, rows in _forms(column)]
    rng.shuffle(drawn)
    for form, rows in drawn:
        if any(about(hop, topic) for hop in rows):
            first = rows[0].claim
            answer = first.tail.phrase if form == CELL else first.head.phrase
            yield prompt("table", form, stage, [single(hop) for hop in rows], facts, rng, answer)
    for column in columns:
        plain = (hop for hop in column if not unforeseen(hop, column))
        yield from (Rejection(subject=hop.claim.id, step="ask", reason="cell_foreseen") for hop in plain)


def _forms(column: Sequence[Hop]) -> Iterator[tuple[str, list[Hop]]]:
    """Yield what can be asked of a column: a form, and the cells that it rests on, first the one that is asked for."""
    values = [hop.claim.tail.phrase for hop in column]
    for hop in column:
        if unforeseen(hop, column):
            yield CELL, [hop]
            if values.count(hop.claim.tail.phrase) == 1 and len(column) >= ROWS and _nameable(hop):
                yield NAMED, [hop]
    for form in (HIGHEST, LOWEST):
        found = furthest(column, form == HIGHEST)
        if found and _nameable(found) and len(column) <= MOST_LISTED:
            yield form, on_one_quote([found, *(hop for hop in column if hop is not found)])


def _nameable(hop: Hop) -> bool:
    """Return whether a row's name is answer enough: no letter, nor a number in a row of such, nor told by a gloss."""
    name = hop.claim.head.phrase
    return len(re.findall(r"\w", name)) > 1 and number(name) is None and number(hop.claim.tail.phrase) is not None


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    hop, column = hops[0], asked_under(hops[0])
    kind = "row" if hop.head.type == ROW else quoted(hop.head.type)
    if prompt.form == CELL:
        verb = rng.choice(["is given", "stands"]) if column else "is given"
        asked = f"what {verb}{column} for {named(hop)}?"
    elif prompt.form == NAMED:
        asked = f"which {kind} has {quoted(hop.claim.tail.phrase)}{column}?"
    else:
        asked = f"which {kind} has the {prompt.form} number{column}?"
    quotes = tuple(dict.fromkeys(hop.claim.evidence.id for hop in hops))
    steps = [ReasoningStep(text=said(hops), evidence=quotes)]
    if prompt.form in (HIGHEST, LOWEST):
        steps.append(ReasoningStep(text=f"The {prompt.form} is that for {named(hop)}.", evidence=quotes))
    question = framed(f"in {hop.claim.scope}, {asked}", prompt.titles, prompt.stage, rng)
    return Draft(question=question, answer=prompt.answer, reasoning=tuple(steps))


TABLE = Task("table", Stage.CONCRETE, range(1, 2), _asked, _tell, "read a cell of a table, or find the row that has it")
