"""`kg trace`, `kg verify`: from anything back to its page, and every quote read again."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import console
from kg.commands.options import SHOWN, AsJson, Workspace


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


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "nothing to check"
