"""The saved queries and the style sheet for Neo4j Browser, read by people and changed in diffs.

A query is a file `NAME.cypher`: a title, a line for each parameter with the value it has where none is given, and
Cypher that names its parameters `$name`, so that a driver runs the file as it stands:

    // The neighbourhood of an entity
    // $name = "groundwater" (its name, or another name of it)

    MATCH …
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kg.errors import UserError

FOLDER = Path(__file__).parent
STYLE = FOLDER / "style.grass"
SAVED = "kindergraph.zip"

Value = str | int

_PARAMETER = re.compile(r"^// \$(\w+) = (.+?) \((.+)\)$", re.MULTILINE)


class Query(NamedTuple):
    """A saved query: its file, what it shows, and its parameters with their usual values and what they mean."""

    name: str
    title: str
    cypher: str
    values: Mapping[str, Value]
    meanings: Mapping[str, str]


def queries() -> dict[str, Query]:
    """Return the saved queries by name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.cypher"))}


def query(name: str) -> Query:
    """Return a saved query. Raises UserError naming all where there is none of this name."""
    found = queries()
    if name not in found:
        raise UserError(f"{name}: no query of this name; there are {', '.join(found)}")
    return found[name]


def values(asked: Query, given: Mapping[str, str]) -> dict[str, Value]:
    """Return a query's parameters with what was given in their place, numbers as numbers.

    Raises UserError where a parameter is unknown, or is not a number where one is needed.
    """
    found = dict(asked.values)
    for key, text in given.items():
        if key not in found:
            known = ", ".join(found) or "none"
            raise UserError(f"--set {key}: {asked.name} has no such parameter; it has {known}")
        if isinstance(found[key], int) and not text.isdecimal():
            raise UserError(f"--set {key}={text}: give a number")
        found[key] = int(text) if isinstance(found[key], int) else text
    return found


def ready(asked: Query, given: Mapping[str, str] | None = None) -> str:
    """Return a query to be pasted into Neo4j Browser: each parameter replaced by its value, quoted as Cypher has it."""
    literals = {key: json.dumps(value, ensure_ascii=False) for key, value in values(asked, given or {}).items()}
    return f"// {asked.title}\n" + re.sub(r"\$(\w+)", lambda found: literals[found[1]], asked.cypher)


def save(folder: Path) -> tuple[Path, Path]:
    """Write what Neo4j Browser takes in when dropped on its window: all queries in a zip file, and the style sheet.

    The same queries give the same bytes. Raises UserError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(folder / SAVED, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, each in queries().items():
                archive.writestr(zipfile.ZipInfo(f"Kindergraph/{name}.cypher"), ready(each))
        (folder / STYLE.name).write_bytes(STYLE.read_bytes())
    except OSError as error:
        raise UserError(f"{folder}: cannot be written ({error.strerror}); name another folder") from None
    return folder / SAVED, folder / STYLE.name


def _read(path: Path) -> Query:
    head, cypher = path.read_text(encoding="utf-8").split("\n\n", maxsplit=1)
    title = head.splitlines()[0].removeprefix("// ")
    parameters = _PARAMETER.findall(head)
    return Query(
        name=path.stem,
        title=title,
        cypher=cypher,
        values={name: json.loads(value) for name, value, _ in parameters},
        meanings={name: meaning for name, _, meaning in parameters},
    )
