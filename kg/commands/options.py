"""The options that most commands of `kg` take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SHOWN = 20
"""Paths, merges and failures listed before the rest is only counted."""

Workspace = Annotated[Path | None, typer.Option("--workspace", help="Folder that holds the graph; .kindergraph here.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
