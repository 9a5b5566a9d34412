"""`kg sample`: one sample as its reader sees it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg.commands.options import AsJson, Workspace
from kg.errors import UserError


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
