"""Work with the numbers of a table: compare rows, reckon with letters for them, find the one that was read off wrong.

Each row is a fact of its own, and none can be left out: the answer is of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from random import Random

from generate.ask import about, classes, prompt, single
from generate.cells import (
    DIFFERENCE,
    LETTERS,
    asked_under,
    comparable,
    named,
    number,
    on_one_quote,
    reckoned,
    said,
    unforeseen,
    value,
)
from generate.facts import Facts, Wrong
from generate.frames import framed
from generate.morphology import listing
from generate.records import Draft, Prompt, ReasoningStep, Stage
from generate.tasks.reasoning import hops_of
from generate.tasks.task import Propose, Task
from kg.records import Hop, Rejection

SEQUENCE, SLIP = "sequence", "slip"
TRIED = 12
"""Choices of rows, at most, that are drawn from a column."""
_YEARS = range(1500, 2101)

Column = Sequence[Hop]
Asked = tuple[str, Column, str, tuple[Wrong, ...]]
"""A form, the rows that it rests on, the answer, and what is shown in its place, if anything is."""


def _asks(task: str, put: Callable[[Column, Column, Random], Asked | None]) -> Propose:
    """Return what proposes a task on rows of a column; `put` says how, or None where it cannot be put to them."""

    def propose(facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None) -> Iterator[Prompt | Rejection]:
        columns = [column for column in facts.columns if column[0].relation.relation in classes(stage)]
        drawn = [(column, rows) for column in columns for rows in _choices(column, hops, rng)]
        rng.shuffle(drawn)
        for column, rows in drawn:
            found = put(column, rows, rng) if any(about(hop, topic) for hop in rows) else None
            if found is None or not any(unforeseen(hop, column) for hop in rows):
                yield Rejection(subject=rows[0].claim.id, step="ask", reason="cell_foreseen")
            else:
                form, chosen, answer, wrong = found
                paths = [single(hop) for hop in on_one_quote(chosen)]
                yield prompt(task, form, stage, paths, facts, rng, answer, wrong)

    return propose


def _choices(column: Column, hops: int, rng: Random) -> list[Column]:
    """Return rows of a column of numbers whose names are no numbers, no two with the same."""
    if not comparable(column) or all(value(hop) in _YEARS for hop in column):
        return []
    rows = [hop for hop in column if number(hop.claim.head.phrase) is None]
    found = [chosen for chosen in combinations(rows, hops) if len({value(hop) for hop in chosen}) == hops]
    return rng.sample(found, min(len(found), TRIED))


def _falling(rows: Column) -> Column:
    return sorted(rows, key=lambda hop: value(hop) or 0, reverse=True)


def _compared(column: Column, rows: Column, rng: Random) -> Asked | None:
    ordered = _falling(rows)
    if len(rows) > 2:
        return SEQUENCE, ordered, "; ".join(f"{h.claim.head.phrase} ({h.claim.tail.phrase})" for h in ordered), ()
    answer = reckoned(DIFFERENCE, ordered)
    return (DIFFERENCE, ordered, answer, ()) if answer else None


def _lettered(column: Column, rows: Column, rng: Random) -> Asked | None:
    answer = reckoned(LETTERS, rows)
    return (LETTERS, rows, answer, ()) if answer else None


def _slipped(column: Column, rows: Column, rng: Random) -> Asked | None:
    """Return rows of which one is asked for; what was read off in its place stands in a row that is not shown."""
    hop = rng.choice([hop for hop in rows if unforeseen(hop, column)] or list(rows))
    shown = {value(other) for other in rows}
    slips = [other for other in column if value(other) not in shown]
    if not slips:
        return None
    slip = rng.choice(slips)
    wrong = ((slip.tail, slip.claim.tail.phrase),)
    return SLIP, [hop, *(other for other in rows if other is not hop)], hop.claim.tail.phrase, wrong


def _tell_compared(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    high, *_, low = hops
    if prompt.form == DIFFERENCE:
        asked = f"by how much is the number{asked_under(high)} higher for {named(high)} than for {named(low)}?"
        return _draft(prompt, rng, asked, f"{high.claim.tail.phrase} − {low.claim.tail.phrase} = {prompt.answer}.")
    shown = [hop.claim.head.phrase for hop in hops]
    ordered = shown[:]
    while shown == ordered:
        rng.shuffle(shown)
    order = f"put these in order of the number{asked_under(high)}, the highest first, each with its number"
    return _draft(prompt, rng, f"{order}: {'; '.join(shown)}.")


def _tell_lettered(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    letters = rng.choice(["abcd", "pqrs", "wxyz"])[: len(hops)]
    those = listing([f"{letter} for {named(hop)}" for letter, hop in zip(letters, hops, strict=True)])
    asked = f"let the number{asked_under(hops[0])} be {those}. What is {_signed(letters)}?"
    return _draft(prompt, rng, asked, f"{_signed([hop.claim.tail.phrase for hop in hops])} = {prompt.answer}.")


def _signed(terms: Sequence[str]) -> str:
    """Return a sum of two terms, or more with signs by turns: *a − b + c*."""
    if len(terms) == 2:
        return " + ".join(terms)
    return "".join((" − " if place % 2 else " + ") * bool(place) + term for place, term in enumerate(terms))


def _tell_slipped(prompt: Prompt, rng: Random) -> Draft | Rejection:
    hops = hops_of(prompt)
    right, (wrong,) = hops[0], prompt.choices
    rows = sorted(hops, key=lambda hop: hop.claim.head.start)
    read = "; ".join(f"{wrong if hop is right else hop.claim.tail.phrase} for {named(hop)}" for hop in rows)
    asked = f"someone reads off the numbers{asked_under(right)}: {read}. One of them is wrong. What should it be?"
    return _draft(prompt, rng, asked, f"The wrong one is that for {named(right)}.")


def _draft(prompt: Prompt, rng: Random, asked: str, *more: str) -> Draft:
    hops = hops_of(prompt)
    quotes = tuple(dict.fromkeys(hop.claim.evidence.id for hop in hops))
    steps = tuple(ReasoningStep(text=text, evidence=quotes) for text in (said(hops), *more))
    question = framed(f"in {hops[0].claim.scope}, {asked}", prompt.titles, prompt.stage, rng)
    return Draft(question=question, answer=prompt.answer, reasoning=steps)


_SEVERAL = range(2, 5)
COMPARE = Task(
    "compare", Stage.CONCRETE, _SEVERAL, _asks("compare", _compared), _tell_compared, "compare the rows of a table"
)
RECKON = Task(
    "reckon", Stage.ABSTRACT, _SEVERAL, _asks("reckon", _lettered), _tell_lettered,
    "reckon with letters for the numbers of a table",
)  # fmt: skip
AUDIT = Task(
    "audit", Stage.REFLECTIVE, _SEVERAL, _asks("audit", _slipped), _tell_slipped,
    "find the number that was read off a table wrong",
)  # fmt: skip
