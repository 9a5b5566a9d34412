"""`kg search`: passages, entities, and the reasoning paths that connect them; `kg train`: its network for one graph."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kg.commands.options import AsJson, Workspace


class Scope(StrEnum):
    """Where `--scope` gathers from."""

    LOCAL = "local"
    GLOBAL = "global"


def search(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    hops: Annotated[int | None, typer.Option(help="Edges of the longest reasoning path.", min=1, max=4)] = None,
    limit: Annotated[int, typer.Option(help="Passages.", min=1)] = 10,
    explain: Annotated[bool, typer.Option("--explain", help="Show the paths that connect what was found.")] = False,
    no_gnn: Annotated[bool, typer.Option("--no-gnn", help="Rank without the network.")] = False,
    scope: Annotated[
        Scope | None, typer.Option(help="Gather quotes and passages within --budget: of entities, or of communities.")
    ] = None,
    budget: Annotated[int, typer.Option(help="Tokens that --scope may gather.", min=1)] = 2000,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages that answer a question, also where the answer takes several of them.

    With --scope it gathers what a reader of the question should have before them: `local` the quotes and passages about
    the entities of the question, `global` the reports of the communities that bear on it; each with its citation, which
    `kg trace` follows to the page.

    \b
    Examples:
      kg search "why do wells run dry in summer"
      kg search "how does forest loss reach the river" --hops 3 --explain
      kg search "irrigation" --limit 3 --json
      kg search "what do these papers say of soil?" --scope global --budget 800
    """
    from kg import console
    from kg.cards import context_lines, search_lines, show
    from kg.context import global_context, local_context
    from kg.encode import load_encoder
    from kg.search import Searcher
    from kg.walk import Graph
    from kg.workspace import Workspace as Folder
    from kg.workspace import open_store

    with open_store(workspace) as store, console.progress() as progress:
        if scope is Scope.GLOBAL:
            gathered = global_context(Graph.load(store), load_encoder(), question, budget)
        else:
            searcher = Searcher.open(store, progress=progress, files=Folder.at(workspace).files)
            if scope is Scope.LOCAL:
                gathered = local_context(searcher, question, budget)
            else:
                found = searcher.search(question, limit=limit, hops=hops, gnn=not no_gnn)
    if scope is not None:
        if as_json:
            typer.echo(gathered.model_dump_json())
        else:
            show(context_lines(gathered))
    elif as_json:
        typer.echo(found.model_dump_json())
    else:
        show(search_lines(searcher.graph, found, explain))


def train(
    labels: Annotated[
        Path | None, typer.Option(help='JSONL rows {"question": …, "gold": [chunk ids]}, where you have any.')
    ] = None,
    questions: Annotated[int, typer.Option(help="Questions asked of the graph.", min=50)] = 500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same network.")] = 0,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Train the network of `kg search` on your own graph, with no labels needed.

    Questions are asked of the graph itself; a fifth is held out. The new network is used from then on only if it beats
    the present one there.

    \b
    Examples:
      kg train
      kg train --labels asked.jsonl --workspace work
    """
    from kg import console
    from kg.encode import load_encoder
    from kg.gnn.tune import Material, read_labels, tune
    from kg.index import passages_of, snapshot
    from kg.workspace import Workspace as Folder
    from kg.workspace import open_store

    with open_store(workspace) as store, console.progress() as progress:
        encoder = load_encoder()
        arrays, passages = snapshot(store, encoder, progress), passages_of(store)
        found = read_labels(labels, arrays) if labels else []
        report = tune(Material(arrays, passages, found), encoder, Folder.at(workspace).files, seed, questions, progress)
    if as_json:
        typer.echo(report.model_dump_json())
        return
    gain, low, high = report.gain
    counts: dict[str, object] = {
        "asked": ", ".join(f"{number} {kind}" for kind, number in sorted(report.questions.items())),
        "held out": f"{report.held_out} {report.decided_by}",
        "loss": " → ".join(f"{value:.3f}" for value in report.loss),
        **{f"recall@5, {name}": f"{value:.1%}" for name, value in report.recall.items()},
        "gain": f"{gain:+.1%} [{low:+.1%}, {high:+.1%}] over the present network",
        "promoted": "yes, used from now on" if report.promoted else "no, the present network stays",
        "seconds": report.seconds,
    }
    console.summary("trained", counts)
