"""The kinds of question: one file a family, each named here. To add one, write its `Task` and put it in `TASKS`."""

from __future__ import annotations

from generate.tasks.find import CHOOSE, FIND, VARIABLES
from generate.tasks.task import Task

TASKS: dict[str, Task] = {task.name: task for task in (FIND, CHOOSE, VARIABLES)}
