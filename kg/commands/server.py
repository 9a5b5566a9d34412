"""`kg init`, `kg sync`: a graph in a Neo4j server."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import console
from kg.commands.options import AsJson, Folder, Server


def init(store: Server = "neo4j") -> None:
    """Make constraints and indexes in a Neo4j server; run again, it changes nothing.

    Name and password are in NEO4J_USERNAME (neo4j if not given) and NEO4J_PASSWORD. Any command that writes to a server
    does the same first.

    \b
    Example:
      kg init --store neo4j://localhost:7687
    """
    from kg.workspace import open_store

    with open_store(store, write=True) as opened:
        counts = opened.counts()
    console.summary("ready", {name: number for name, number in counts.items() if number} or {"graph": "empty"})


def sync(
    store: Server = "neo4j",
    workspace: Folder = None,
    back: Annotated[bool, typer.Option("--back", help="From the server into the workspace.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a server hold what a workspace holds, or the other way round; only what differs is written.

    What the other side holds beyond it is taken away, so that both have one digest afterwards. Cut off, the same
    command goes on. What has changed since the last sync is all that is looked at; where somebody else has written over
    there, all of the graph is compared, and that is said.

    \b
    Examples:
      kg sync --store neo4j://localhost:7687
      kg sync --back --workspace copy
    """
    from kg.sync import sync as made_equal
    from kg.workspace import Workspace, open_store

    folder = Workspace.at(workspace).folder
    one, other = (store, folder) if back else (folder, store)
    with open_store(one) as source, open_store(other, write=True) as target, console.progress() as progress:
        report = made_equal(source, target, progress)
    if as_json:
        typer.echo(report.model_dump_json())
        return
    done = {name: number for name, number in report.model_dump(exclude={"whole"}).items() if number}
    if report.whole:
        done["compared"] = f"all of the graph: {report.whole}"
    console.summary(f"{other} holds what {one} holds", done)
