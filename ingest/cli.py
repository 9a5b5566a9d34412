"""`ingest papers/`: documents into the graph of a workspace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from kg import console
from kg.commands.options import Workspace

if TYPE_CHECKING:
    from ingest.pipeline import Report

app = console.application()


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files, folders or globs.")],
    workspace: Workspace = None,
    reader: Annotated[str | None, typer.Option(help="PDF engine: pdfium, or pymupdf (AGPL).")] = None,
    english: Annotated[str | None, typer.Option(help="Any spaCy pipeline in place of the built-in parser.")] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Drop what was read from files that are gone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Read documents and grow the graph: PDF, HTML, Markdown, text, and corpora in JSONL, CSV and TSV.

    Files that have not changed since the last run are passed over. Leaves with 1 where any file failed; all others are
    stored all the same.

    \b
    Examples:
      ingest papers/
      ingest notes.md 'corpus/*.jsonl' --workspace work
      ingest papers/ --prune
    """
    from ingest import pipeline
    from ingest.discover import discover
    from ingest.settings import IngestSettings
    from kg.config import load
    from kg.workspace import open_store

    discover(paths)  # a path that leads nowhere is a mistake, and makes no workspace
    settings = load(IngestSettings, "ingest.yaml", reader=reader, english=english)
    with open_store(workspace, write=True) as opened, console.progress() as progress:
        report = pipeline.ingest(paths, opened, settings, progress, prune=prune)
    if as_json:
        typer.echo(json.dumps(report.model_dump(), ensure_ascii=False))
    else:
        _show(report)
    if report.failed:
        raise typer.Exit(1)


def _show(report: Report) -> None:
    reading = report.seconds.get("read", 0.0)
    counts: dict[str, object] = {
        "files": f"{report.read:,} read, {report.unchanged:,} unchanged, {len(report.failed):,} failed",
        "documents": report.documents,
        "pages": f"{report.pages:,} ({report.pages / reading:,.1f}/s read)" if reading else report.pages,
        "chunks": report.chunks,
        "mentions": report.mentions,
        "claims": report.claims,
        "graph": f"{report.entities:,} entities, {report.relations:,} relations",
    }
    if report.skipped:
        kinds = ", ".join(f"{number:,} {suffix}" for suffix, number in sorted(report.skipped.items()))
        counts["skipped"] = f"{kinds} (not read)"
    if report.gone:
        counts["gone"] = f"{len(report.gone):,} no longer on disk; `ingest --prune` drops them"
    if report.pruned:
        counts["pruned"] = report.pruned
    counts.update(list(report.notes.items())[:3])
    console.summary("ingested", counts, report.rejected, report.failed, report.seconds)


def main() -> None:
    """Run the command."""
    console.run(app)
