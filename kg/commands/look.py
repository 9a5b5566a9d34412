"""`kg stats`, `kg show`, `kg paths`: look at the graph and walk it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.commands.options import SHOWN, AsJson, Workspace

if TYPE_CHECKING:
    from kg.store import Store
    from kg.walk import Graph

COUNTED = 20_000
"""Paths of one length that `kg stats` counts before it says `more than`."""


def stats(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Count what the workspace holds, and how many paths of each length its graph has.

    A path is sound where no edge and no single passage joins its ends: those are asked about.

    \b
    Examples:
      kg stats
      kg stats --json --workspace work
    """
    from kg.workspace import open_store

    with open_store(workspace) as store:
        found = _stats(store)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    from kg.cards import Line, show, table

    lines = [Line(0, "workspace", "bold"), *table(list(found["counts"].items()))]
    for title, key in (("relation classes", "relations"), ("entity types", "types")):
        lines += [Line(0, ""), Line(0, title, "bold"), *table(list(found[key].items())[:SHOWN])]
    lines += [Line(0, ""), Line(0, "paths", "bold"), *table([(_hops(k), _tally(v)) for k, v in found["paths"].items()])]
    lines += [Line(0, ""), Line(0, f"graph digest {found['digest']}", "dim")]
    if found["stale"]:
        lines.append(Line(0, "the graph is older than its documents: run `ingest` again", "yellow"))
    show(lines)


def show_entity(
    name: Annotated[str, typer.Argument(help="A name, another name, or an id.")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Show an entity: its names, its type, where it is defined, and every edge with its quote, file and page.

    \b
    Examples:
      kg show "gradient descent"
      kg show rain --workspace work
    """
    from kg.cards import entity_card, show

    graph = _graph(workspace)
    entity = graph.find(name)
    if as_json:
        edges = {end: [e.model_dump(mode="json") for e in rows.get(entity.id, ())] for end, rows in _ends(graph)}
        typer.echo(json.dumps({**entity.model_dump(mode="json"), **edges}, ensure_ascii=False))
    else:
        show(entity_card(graph, entity))


def paths(
    a: Annotated[str, typer.Argument(help="Where the paths begin.")],
    b: Annotated[str, typer.Argument(help="Where they end.")],
    hops: Annotated[int, typer.Option(help="Edges of a path, exactly.", min=1)] = 3,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """List the paths from A to B, each step with its quote; denied and uncertain steps are marked.

    \b
    Example:
      kg paths rain drought --hops 3
    """
    from kg.cards import Line, path_lines, show

    graph = _graph(workspace)
    found = list(graph.paths(a, b, hops, claims="any"))
    if as_json:
        typer.echo(json.dumps([path.model_dump(mode="json") for path in found], ensure_ascii=False))
        return
    lines = [line for path in found[:SHOWN] for line in (*path_lines(graph, path), Line(0, ""))]
    if len(found) > SHOWN:
        lines.append(Line(0, f"… and {len(found) - SHOWN:,} more; --json lists all", "dim"))
    show(lines or [Line(0, f"no path of {_hops(hops)} from {graph.find(a).name} to {graph.find(b).name}")])


def _graph(workspace: str | None) -> Graph:
    from kg.walk import Graph
    from kg.workspace import open_store

    with open_store(workspace) as store:
        return Graph.load(store)


def _ends(graph: Graph) -> tuple[tuple[str, Any], ...]:
    return (("out", graph.out), ("in", graph.into))


def _stats(store: Store) -> dict[str, Any]:
    from kg.walk import LONGEST, Graph

    found: dict[str, Any] = {
        "counts": store.counts(),
        "relations": dict(Counter(r.relation for r in store.relations()).most_common()),
        "types": dict(Counter(e.type for e in store.entities()).most_common()),
        "paths": {},
        "digest": store.digest(),
        "stale": store.stale(),
    }
    if found["relations"] and not found["stale"]:
        graph = Graph.load(store)
        found["paths"] = {k: graph.count(k, limit=COUNTED)._asdict() for k in range(1, LONGEST + 1)}
    return found


def _hops(hops: int) -> str:
    return f"{hops} hop{'s' * (hops != 1)}"


def _tally(tally: dict[str, Any]) -> str:
    more = "" if tally["complete"] else "more than "
    return f"{more}{tally['paths']:,}, {more}{tally['sound']:,} sound"
