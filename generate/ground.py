"""Where a run finds its facts: all of the graph, what touches a named entity, or where search leads from words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from generate.settings import GenerateSettings
from kg.errors import UserError
from kg.ground import Ground, ground
from kg.search import Searcher
from kg.walk import Graph


def settled(settings: GenerateSettings, graph: Graph) -> GenerateSettings:
    """Return `settings` with the topic as the graph spells it, where it names an entity.

    Raises UserError where it is nearly such a name: a slip of the pen should not be searched for.
    """
    if settings.topic is None:
        return settings
    found = graph.known(settings.topic)
    if found is None and (near := graph.misspelt(settings.topic)):
        raise UserError(
            f"--topic {settings.topic}: no entity of this name; did you mean {', '.join(f'`{name}`' for name in near)}?"
        )
    return settings if found is None else settings.model_copy(update={"topic": found.name})


def searched(settings: GenerateSettings, graph: Graph) -> tuple[str, ...]:
    """Return what has to be searched for: the questions, else the topic where it is no entity's name."""
    if settings.questions or settings.topic is None or graph.known(settings.topic) is not None:
        return settings.questions
    return (settings.topic,)


def grounds(settings: GenerateSettings, graph: Graph, searcher: Callable[[], Searcher]) -> tuple[Ground, ...]:
    """Return the ground of each thing to search for; none where all of the graph is the ground.

    Raises UserError where no passage is about one of them.
    """
    texts = searched(settings, graph)
    opened = searcher() if texts else None
    return tuple(ground(opened, text, settings.ground_passages) for text in texts) if opened else ()


def read_questions(path: Path) -> tuple[str, ...]:
    """Return the questions of a file: one a line, or in JSON Lines under `question`; each once.

    Raises UserError where the file cannot be read, a line is not of its kind, or there is no question.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            f"{path}: cannot be read ({error}); give --questions a text file, one question a line"
        ) from None
    asked = [_question(path, number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not asked:
        raise UserError(f"{path}: no question in it; write one a line")
    return tuple(dict.fromkeys(asked))


def _question(path: Path, number: int, line: str) -> str:
    if path.suffix != ".jsonl":
        return line
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    question = row.get("question") if isinstance(row, dict) else None
    if not isinstance(question, str) or not question.strip():
        raise UserError(f'{path}:{number}: not a JSON object with a "question"; mend that line')
    return question.strip()
