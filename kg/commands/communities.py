"""`kg communities`, `kg context`: what the graph falls into, and what bears on a question within a budget of tokens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kg.commands.options import SHOWN, AsJson, Workspace
from kg.errors import UserError

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


def context(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    scope: Annotated[
        str, typer.Option(help="global: reports of communities. local: the entities of the question.")
    ] = "local",
    budget: Annotated[int, typer.Option(help="Tokens, at most.", min=1)] = 2000,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Gather what bears on a question, within a budget of tokens: quotes and passages, each with its place.

    \b
    Examples:
      kg context "what do these papers say about teaching?" --scope global
      kg context "how does calcium affect soil?" --budget 800 --json
    """
    from kg import console
    from kg.cards import context_lines, show
    from kg.context import global_context, local_context
    from kg.encode import load_encoder
    from kg.search import Searcher
    from kg.walk import Graph
    from kg.workspace import open_store

    kind = _scope(scope)
    with open_store(workspace) as store, console.progress() as progress:
        encoder = load_encoder()
        if kind == "global":
            found = global_context(Graph.load(store), encoder, question, budget)
        else:
            found = local_context(Searcher.open(store, encoder, progress), question, budget)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        show(context_lines(found))


def _scope(name: str) -> Literal["global", "local"]:
    if name == "global":
        return "global"
    if name == "local":
        return "local"
    raise UserError(f"--scope {name}: no such scope; give `local` or `global`")
