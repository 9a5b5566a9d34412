"""Draws prompts from tasks: each (task, stage, hops) is a cell with a stream of its own, taken from in turns."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from generate.balance import Balance, Cell
from generate.facts import Facts
from generate.records import Prompt, Stage
from generate.settings import GenerateSettings
from generate.tasks import TASKS
from kg.errors import UserError
from kg.records import Rejection


def cells(settings: GenerateSettings) -> list[Cell]:
    """Return the cells that `settings` ask for, in a fixed order. Raises UserError where no task is made for them."""
    if settings.task is not None and settings.task not in TASKS:
        near = difflib.get_close_matches(settings.task, TASKS, n=3, cutoff=0) or sorted(TASKS)
        raise UserError(f"--task {settings.task}: no such task; the nearest names are {', '.join(near)}")
    tasks = [settings.task] if settings.task else sorted(TASKS)
    stages = [settings.stage] if settings.stage else list(Stage)
    hops = [settings.hops] if settings.hops else list(settings.hops_mixed)
    found = [
        (task, stage, count) for stage in stages for count in hops for task in tasks if TASKS[task].suits(stage, count)
    ]
    if not found:
        raise UserError(_unsuited(settings))
    return found


def _unsuited(settings: GenerateSettings) -> str:
    if settings.task is None:
        return (
            f"--hops {settings.hops} --stage {settings.stage}: no task is made for these; ask for other hops or stage"
        )
    task = TASKS[settings.task]
    return (
        f"--task {settings.task}: is made for {min(task.hops)} to {max(task.hops)} hops and stages from {task.floor}; "
        "ask for these, or for another task"
    )


@dataclass
class Stream:
    """The prompts of one cell, a few ahead; `passed` counts, by reason, those the task turned away since asked."""

    cell: Cell
    source: Iterator[Prompt | Rejection]
    ahead: list[Prompt] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, cell: Cell, facts: Facts, settings: GenerateSettings) -> Stream:
        """Open the stream of a cell; nothing is drawn before it is asked for."""
        task, stage, hops = cell
        rng = Random(f"{settings.seed}:{task}:{stage}:{hops}")
        topic = None if facts.grounds else settings.topic
        return cls(cell, _on_ground(facts, TASKS[task].propose(facts, rng, stage, hops, topic)))

    def draw(self, balance: Balance, look_ahead: int) -> Prompt | None:
        """Return the prompt among the next `look_ahead` that balances best, None where the stream has run dry."""
        while len(self.ahead) < look_ahead:
            drawn = next(self.source, None)
            if drawn is None:
                break
            if isinstance(drawn, Rejection):
                self.passed[drawn.reason] += 1
            else:
                self.ahead.append(drawn)
        return self.ahead.pop(balance.best(self.ahead)) if self.ahead else None


def _on_ground(facts: Facts, drawn: Iterator[Prompt | Rejection]) -> Iterator[Prompt | Rejection]:
    """Yield what was drawn, in place of a prompt whose facts no one search found a Rejection."""
    for found in drawn:
        if facts.grounds and isinstance(found, Prompt) and found.ground is None:
            yield Rejection(subject=found.topic, step="ask", reason="between_grounds")
        else:
            yield found
