"""Compare what a table has for several rows: by how much one is higher than another, and which comes first.

Each row is a fact of its own, and none can be left out: the answer stands nowhere in the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random

from generate.ask import about, classes, prompt, single
from generate.facts import Facts
from generate.frames import framed
from generate.grids import asked_under, comparable, difference, named, number, on_one_quote, said, unforeseen, value
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of
from generate.tasks.task import Task
from kg.records import Hop, Rejection

DIFFERENCE, SEQUENCE = "difference", "sequence"
TRIED = 12
"""Choices of rows, at most, that are drawn from a column."""
_YEARS = range(1500, 2101)


def _asked(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
    columns = [column for column in facts.columns if column[0].relation.relation in classes(stage)]
    drawn = [(column, rows) for column in columns for rows in _choices(column, hops, rng)]
    rng.shuffle(drawn)
    for column, rows in drawn:
        ordered = sorted(rows, key=lambda hop: value(hop) or 0, reverse=True)
        told = difference(*ordered) if hops == 2 else "; ".join(hop.claim.head.phrase for hop in ordered)
        if not any(about(hop, topic) for hop in rows):
            continue
        if not told or not any(unforeseen(hop, column) for hop in rows):
            yield Rejection(subject=rows[0].claim.id, step="ask", reason="cell_foreseen")
        else:
            form, paths = DIFFERENCE if hops == 2 else SEQUENCE, [single(hop) for hop in on_one_quote(ordered)]
            yield prompt("compare", form, stage, paths, facts, rng, told)


def _choices(column: Sequence[Hop], hops: int, rng: Random) -> list[tuple[Hop, ...]]:
    """Return rows of a column of numbers whose names are no numbers, no two with the same."""
    if not comparable(column) or all(value(hop) in _YEARS for hop in column):
        return []
    rows = [hop for hop in column if number(hop.claim.head.phrase) is None]
    found = [chosen for chosen in combinations(rows, hops) if len({value(hop) for hop in chosen}) == hops]
    return rng.sample(found, min(len(found), TRIED))


def _tell(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    high, *_, low = hops
    column = asked_under(high)
    quotes = tuple(dict.fromkeys(hop.claim.evidence.id for hop in hops))
    steps = [ReasoningStep(text=said(hops), evidence=quotes)]
    if prompt.form == DIFFERENCE:
        asked = f"by how much is the number{column} higher for {named(high)} than for {named(low)}?"
        sum_done = f"{high.claim.tail.phrase} − {low.claim.tail.phrase} = {prompt.answer}."
        steps.append(ReasoningStep(text=sum_done, evidence=quotes))
    else:
        shown = [hop.claim.head.phrase for hop in hops]
        while "; ".join(shown) == prompt.answer:
            rng.shuffle(shown)
        asked = f"put these in order of the number{column}, the highest first: {'; '.join(shown)}."
    question = framed(f"in {high.claim.scope}, {asked}", prompt.titles, prompt.stage, rng)
    return Draft(question=question, answer=prompt.answer, reasoning=tuple(steps))


COMPARE = Task("compare", Stage.CONCRETE, range(2, 5), _asked, _tell, "compare the numbers of a table, row by row")
