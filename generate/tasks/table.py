"""Read a table: what a row has under a column, or which row has it.

A table is classed two ways at once, by rows and by columns; to find one's way in it is what the concrete stage learns
(Inhelder and Piaget 1964, on multiplicative classification). Which row has most is not asked: its field knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from generate.ask import about, classes, prompt, single
from generate.cells import ROW, asked_under, named, number, quoted, said, unforeseen
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


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    columns = [column for column in facts.columns if column[0].relation.relation in classes(stage)]
    drawn = [(form, hop) for column in columns for form, hop in _forms(column) if about(hop, topic)]
    rng.shuffle(drawn)
    for form, hop in drawn:
        answer = (hop.claim.tail if form == CELL else hop.claim.head).phrase
        yield prompt("table", form, stage, [single(hop)], facts, rng, answer)
    for column in columns:
        plain = (hop for hop in column if not unforeseen(hop, column))
        yield from (Rejection(subject=hop.claim.id, step="ask", reason="cell_foreseen") for hop in plain)


def _forms(column: Sequence[Hop]) -> Iterator[tuple[str, Hop]]:
    """Yield what can be asked of a column: a form, and the cell that it rests on."""
    values = [hop.claim.tail.phrase for hop in column]
    for hop in column:
        if unforeseen(hop, column):
            yield CELL, hop
            if values.count(hop.claim.tail.phrase) == 1 and len(column) >= ROWS and _nameable(hop):
                yield NAMED, hop


def _nameable(hop: Hop) -> bool:
    """Return whether a row's name is answer enough: no letter, nor a number in a row of such, nor told by a gloss."""
    name = hop.claim.head.phrase
    return len(re.findall(r"\w", name)) > 1 and number(name) is None and number(hop.claim.tail.phrase) is not None


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    (hop,) = hops_of(prompt)
    column = asked_under(hop)
    if prompt.form == CELL:
        verb = rng.choice(["is given", "stands"]) if column else "is given"
        asked = f"what {verb}{column} for {named(hop)}?"
    else:
        kind = "row" if hop.head.type == ROW else quoted(hop.head.type)
        asked = f"which {kind} has {quoted(hop.claim.tail.phrase)}{column}?"
    question = framed(f"in {hop.claim.scope}, {asked}", prompt.titles, prompt.stage, rng)
    step = ReasoningStep(text=said([hop]), evidence=(hop.claim.evidence.id,))
    return Draft(question=question, answer=prompt.answer, reasoning=(step,))


TABLE = Task("table", Stage.CONCRETE, range(1, 2), _asked, _tell, "read a cell of a table, or find the row that has it")
