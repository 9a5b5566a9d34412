"""The options that most commands of `kg` take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SHOWN = 20
"""Paths, merges and failures listed before the rest is only counted."""

Workspace = Annotated[
    str | None,
    typer.Option(
        "--workspace",
        "--store",
        metavar="FOLDER|URL",
        help="Where the graph is: a folder (.kindergraph here), or a server (neo4j://host:7687).",
    ),
]
Folder = Annotated[Path | None, typer.Option("--workspace", help="The folder; .kindergraph here if not given.")]
Server = Annotated[
    str, typer.Option("--store", metavar="URL", help="neo4j://host:7687; the one that NEO4J_URI names if not given.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
