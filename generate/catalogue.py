"""The table of tasks, as the README has it: what each asks, from which stage on, over how many hops."""

from __future__ import annotations

from generate.records import Stage
from generate.tasks import TASKS


def catalogue() -> str:
    """Return every task as a row of a Markdown table, youngest stage first."""
    order = {stage: index for index, stage in enumerate(Stage)}
    rows = sorted(TASKS.values(), key=lambda task: (order[task.floor], task.name))
    lines = ["| task | from stage | hops | what it asks |", "|---|---|---|---|"]
    lines += [f"| `{task.name}` | {task.floor} | {_span(task.hops)} | {task.gloss} |" for task in rows]
    return "\n".join(lines)


def _span(hops: range) -> str:
    return str(hops[0]) if len(hops) == 1 else f"{hops[0]}–{hops[-1]}"
