"""`vlm`: which generative model is connected."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from kg import console

STATUS = {"none": "none: grammar writes, and says so in every record (realised_by: grammar)"}
"""What each engine does, in a line."""

app = console.application((__doc__ or "") + "\n\nExample: vlm status", several=True)


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say which engine is configured, and what that means for the samples.

    \b
    Example:
      vlm status
    """
    from kg.config import load
    from vlm.settings import VlmSettings

    settings = load(VlmSettings, "vlm.yaml")
    if as_json:
        typer.echo(json.dumps({"engine": settings.engine, "means": STATUS[settings.engine]}))
    else:
        typer.echo(f"engine  {STATUS[settings.engine]}")


def main() -> None:
    """Run the command."""
    console.run(app)
