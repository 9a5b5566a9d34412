"""`kg communities`: what the graph falls into."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import SHOWN, AsJson, Workspace

if TYPE_CHECKING:
    from kg.records import Community


def communities(
    name: Annotated[str | None, typer.Argument(metavar="NAME_OR_ID", help="Only those of this entity, or one.")] = None,
    level: Annotated[int | None, typer.Option(help="0 is the coarsest.", min=0)] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show what the graph falls into: groups of entities, each with a report of quotes from its documents.

    \b
    Examples:
      kg communities
      kg communities --level 1
      kg communities groundwater
      kg communities --json
    """
    from kg.cards import Line, community_lines, show
    from kg.community import at_level
    from kg.community import communities as detect
    from kg.walk import Graph
    from kg.workspace import open_store

    with open_store(workspace) as store:
        graph = Graph.load(store)
    found: tuple[Community, ...] = detect(graph)
    if name is not None:
        entity = None if any(c.id == name for c in found) else graph.find(name)
        found = tuple(c for c in found if c.id == name or (entity and entity.id in c.members))
        if level is not None:
            found = tuple(c for c in found if c.level == level)
    else:
        found = at_level(found, level or 0)
    if as_json:
        typer.echo(json.dumps([c.model_dump(mode="json") for c in found], ensure_ascii=False))
        return
    told = [c for c in found if c.report] if name is None else list(found)
    lines = [line for c in told[:SHOWN] for line in (*community_lines(graph, c), Line(0, ""))]
    if len(found) > min(len(told), SHOWN):
        lines.append(Line(0, f"… and {len(found) - min(len(told), SHOWN):,} more; --json lists all", "dim"))
    show(lines or [Line(0, "no communities")])
