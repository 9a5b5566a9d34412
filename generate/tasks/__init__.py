"""The kinds of question: one file a family, each named here. To add one, write its `Task` and put it in `TASKS`."""

from __future__ import annotations

from generate.tasks.causes import HOW, WITHOUT
from generate.tasks.combine import COMBINE, NAME
from generate.tasks.condition import CONDITION
from generate.tasks.enumerate import ENUMERATE
from generate.tasks.evidence import EVIDENCE
from generate.tasks.find import CHOOSE, FIND, VARIABLES
from generate.tasks.judge import CERTAINTY, CRITIQUE, JUDGE
from generate.tasks.numbers import AUDIT, COMPARE, RECKON
from generate.tasks.reasons import WHY
from generate.tasks.relate import ANALOGY, ORDER, WHICH
from generate.tasks.rules import RULE, SYLLOGISM
from generate.tasks.signs import SIGN
from generate.tasks.source import SOURCE
from generate.tasks.table import TABLE
from generate.tasks.task import Task
from generate.tasks.terms import CLOZE, DEFINE

_ALL = (
    *(DEFINE, CLOZE, FIND, CHOOSE, JUDGE, WHICH, ORDER, HOW, VARIABLES, WITHOUT),
    *(ANALOGY, CERTAINTY, CRITIQUE, EVIDENCE, ENUMERATE),
    *(NAME, RULE, SYLLOGISM, SIGN, COMBINE, CONDITION, WHY, SOURCE, TABLE, COMPARE, RECKON, AUDIT),
)

TASKS: dict[str, Task] = {task.name: task for task in _ALL}
