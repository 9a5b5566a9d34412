"""`kg search`: passages, entities, and the reasoning paths that connect them."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.commands.options import AsJson, Workspace


def search(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    hops: Annotated[int | None, typer.Option(help="Edges of the longest reasoning path.", min=1, max=4)] = None,
    limit: Annotated[int, typer.Option(help="Passages.", min=1)] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Show the paths that connect what was found.")] = False,
    no_gnn: Annotated[bool, typer.Option("--no-gnn", help="Rank without the network.")] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages that answer a question, also where the answer takes several of them.

    \b
    Examples:
      kg search "why do wells run dry in summer"
      kg search "how does forest loss reach the river" --hops 3 --explain
      kg search "irrigation" --limit 3 --json
    """
    from kg import console
    from kg.cards import search_lines, show
    from kg.search import Searcher
    from kg.workspace import open_store

    with open_store(workspace) as store, console.progress() as progress:
        searcher = Searcher.open(store, progress=progress)
        found = searcher.search(question, limit=limit, hops=hops, gnn=not no_gnn)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        show(search_lines(searcher.graph, found, explain))
