"""`kg export`, `kg import`: a workspace out to other tools, and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg import console
from kg.commands.options import AsJson, Workspace


def export(
    out: Annotated[Path, typer.Argument(help="The file or folder to write; its suffix names the format.")],
    form: Annotated[
        str | None, typer.Option("--format", help="graphml, jsonl or parquet, where the suffix does not say it.")
    ] = None,
    neo4j_import: Annotated[
        bool, typer.Option("--neo4j-import", help="CSV files, and the script that imports them into a stopped Neo4j.")
    ] = False,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Write everything in the workspace to a file or folder that `kg import` reads back to the byte.

    GraphML opens in Gephi, yEd and networkx; JSONL and Parquet are folders with one file a table. With --neo4j-import
    it is a folder for `neo4j-admin database import`, for graphs too large for `kg sync`.

    \b
    Examples:
      kg export graph.graphml
      kg export out/graph --format parquet
      kg export --neo4j-import out/neo4j
    """
    from kg.exchange import export_to
    from kg.workspace import open_store

    with open_store(workspace) as store, console.progress() as progress:
        if neo4j_import:
            from kg.neo4j_store.bulk import export_csv

            rows = export_csv(store, out, progress)
            if as_json:
                typer.echo(json.dumps(rows))
            else:
                console.summary(f"exported to {out}; stop Neo4j, run {out}/import.sh, start it, run `kg init`", rows)
            return
        manifest = export_to(store, out, form, progress)
    if as_json:
        typer.echo(manifest.model_dump_json())
        return
    console.summary(
        f"exported to {out} as {manifest.format}",
        {**{name: table.rows for name, table in manifest.tables.items()}, "graph digest": manifest.digest},
    )


def import_(
    path: Annotated[Path, typer.Argument(help="What `kg export` wrote.")],
    embed: Annotated[bool, typer.Option(help="Make the vectors for search too, as `ingest` does.")] = True,
    workspace: Workspace = None,
    as_json: AsJson = False,
) -> None:
    """Read an export into a workspace that is new, or holds nothing else; cut off, the same command goes on.

    \b
    Example:
      kg import graph.graphml --workspace copy
    """
    from kg.encode import load_encoder
    from kg.exchange import fill, load
    from kg.index import embed as embedded
    from kg.workspace import open_store

    with console.progress() as progress:
        loaded = load(path, progress)
        with open_store(workspace, write=True) as store:
            fill(store, loaded)
            if embed and loaded.tables["chunks"]:
                embedded(store, load_encoder(), progress)
    if as_json:
        typer.echo(loaded.manifest.model_dump_json())
        return
    counts = {name: table.rows for name, table in loaded.manifest.tables.items()}
    console.summary(f"imported {path}", {**counts, "graph digest": loaded.manifest.digest})
