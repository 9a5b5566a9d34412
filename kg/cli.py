"""`kg`: look at the graph, walk it, trace anything back to its page, read every quote again, take a merge back."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg import console
from kg.errors import UserError

if TYPE_CHECKING:
    from kg.records import Merge
    from kg.store import Store
    from kg.walk import Graph

COUNTED = 20_000
"""Paths of one length that `kg stats` counts before it says `more than`."""

SHOWN = 20
"""Paths, merges and failures listed before the rest is only counted."""

app = console.application((__doc__ or "") + "\n\nExample: kg show groundwater", several=True)

Workspace = Annotated[Path | None, typer.Option("--workspace", help="Folder that holds the graph; .kindergraph here.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
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


@app.command(name="show")
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


@app.command()
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


@app.command()
def trace(
    identity: Annotated[str, typer.Argument(metavar="ID", help="Of a sample, entity, relation, claim, chunk, quote …")],
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Walk an id back to the file, its digest, the page, the box and the characters.

    \b
    Example:
      kg trace rel_0f3c2a9d51b7e846
    """
    from kg.cards import show, step_lines
    from kg.trace import trace as traced
    from kg.workspace import open_store

    with open_store(workspace) as store:
        step = traced(store, identity)
    if as_json:
        typer.echo(step.model_dump_json())
    else:
        show(step_lines(step))


@app.command()
def verify(workspace: Workspace = None, as_json: AsJson = False) -> None:
    """Read every span again: quote against document, file against digest, PDF letters against their box.

    Leaves with 1 where a span differs or a file has changed.

    \b
    Examples:
      kg verify
      kg verify --json --workspace work
    """
    from kg.cards import Line, show, table
    from kg.verify import verify as verified
    from kg.workspace import open_store

    with open_store(workspace) as store, console.progress() as progress:
        found = verified(store, progress)
    if as_json:
        typer.echo(found.model_dump_json())
    else:
        total = sum(found.spans.values())
        failed = len({(f.kind, f.id, f.reason) for f in found.failures})
        looked = found.on_page + len(found.off_page)
        lines = [
            Line(
                0, f"{total - failed:,} of {total:,} spans read as they say ({_share(total - failed, total)})", "bold"
            ),
            *table(list(found.spans.items())),
            Line(0, f"files: {', '.join(f'{n:,} {state}' for state, n in sorted(found.files.items())) or 'none'}"),
            Line(0, f"PDF quotes inside their box: {found.on_page:,} of {looked:,} ({_share(found.on_page, looked)})"),
            *(Line(1, f"{source}: changed on disk; run `ingest` again", "red") for source in found.changed[:SHOWN]),
            *(
                Line(1, f"{f.source}: {f.kind} {f.id}: {f.reason} {f.detail}".rstrip(), "red")
                for f in (*found.failures, *found.off_page)[:SHOWN]
            ),
        ]
        show(lines)
    if not found.sound:
        raise typer.Exit(1)


@app.command()
def unmerge(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME_OR_ID", help="The name to set free, or a merge's id.")
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="List the merges, and what was taken back.")] = False,
    workspace: Workspace = None,
) -> None:
    """Take a merge back, for good: the two names are two entities from now on.

    \b
    Examples:
      kg unmerge --list
      kg unmerge CNN
    """
    from kg.cards import Line, show
    from kg.resolve import refresh
    from kg.workspace import open_store

    if listed or name is None:
        with open_store(workspace) as store:
            merges, apart = sorted(store.merges(), key=lambda m: (m.kept, m.absorbed)), store.forbidden_merges()
        lines = [Line(0, f"{m.absorbed} → {m.kept}  ({m.reason.replace('_', ' ')})  {m.id}") for m in merges]
        lines += [Line(0, f"{one} | {other}  (kept apart)", "dim") for one, other in sorted(apart)]
        show(lines or [Line(0, "no merges")])
        return
    with open_store(workspace, write=True) as store:
        merge = _merge_of(store, name)
        store.forbid_merge(merge.kept, merge.absorbed)
        refresh(store)
    typer.echo(f"{merge.absorbed} and {merge.kept} are two entities from now on")


@app.command()
def sample(
    identity: Annotated[str | None, typer.Argument(metavar="ID", help="Which one; else the first that fits.")] = None,
    hops: Annotated[int | None, typer.Option(help="Edges it rests on.")] = None,
    stage: Annotated[str | None, typer.Option(help="Its stage.")] = None,
    task: Annotated[str | None, typer.Option(help="Its task.")] = None,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Print one sample with its question, answer, reasoning, and the quotes, files and pages that it rests on.

    \b
    Examples:
      kg sample --hops 3
      kg sample --stage causal --json
    """
    from kg.cards import sample_lines, show
    from kg.workspace import open_store

    wanted = {
        key: value for key, value in (("id", identity), ("hops", hops), ("stage", stage), ("task", task)) if value
    }
    with open_store(workspace) as store:
        rows = (json.loads(text) for text in store.samples())
        found = next((row for row in rows if all(row.get(key) == value for key, value in wanted.items())), None)
    if found is None:
        asked = ", ".join(f"{key} {value}" for key, value in wanted.items()) or "any kind"
        raise UserError(f"sample: none of {asked} in this workspace; run `generate` first, or ask for another")
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        show(sample_lines(found))


def _graph(workspace: Path | None) -> Graph:
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


def _merge_of(store: Store, name: str) -> Merge:
    merges = list(store.merges())
    found = [m for m in merges if m.id == name] or [m for m in merges if m.absorbed == name]
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"{m.id} ({m.kept})" for m in found)
        raise UserError(f"{name}: several merges; give the id of one: {choices}")
    absorbed = ", ".join(m.absorbed for m in merges if m.kept == name)
    hint = f"it took in {absorbed}: name one of those" if absorbed else "`kg unmerge --list` lists what can be"
    raise UserError(f"{name}: was merged into nothing; {hint}")


def _hops(hops: int) -> str:
    return f"{hops} hop{'s' * (hops != 1)}"


def _tally(tally: dict[str, Any]) -> str:
    more = "" if tally["complete"] else "more than "
    return f"{more}{tally['paths']:,}, {more}{tally['sound']:,} sound"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "nothing to check"


def main() -> None:
    """Run the command."""
    console.run(app)
