"""`generate`: training samples from the graph of a workspace."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from kg.commands.options import Workspace
from kg.console import application, fail, progress, run, summary

app = application()


@app.command()
def generate(
    n: Annotated[int | None, typer.Option("-n", min=1, help="How many samples.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed, other samples.")] = None,
    out: Annotated[Path, typer.Option(help="The samples file, one JSON object a line.")] = Path("samples.jsonl"),
    hops: Annotated[int | None, typer.Option(min=1, max=4, help="Facts to join; all if not given.")] = None,
    stage: Annotated[str | None, typer.Option(help="perception … reflective, or an alias; all if not given.")] = None,
    task: Annotated[str | None, typer.Option(help="One kind of question; all if not given.")] = None,
    topic: Annotated[str | None, typer.Option(help="An entity that every sample is about.")] = None,
    persona: Annotated[str | None, typer.Option(help="For whom: an id, or words for the nearest.")] = None,
    workspace: Workspace = None,
    restart: Annotated[bool, typer.Option("--restart", help="Drop an unfinished run and begin anew.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Write grounded training samples: exactly -n, or as many as the graph supports and why not more.

    Killed at any moment and started again the same way, it ends with the same file. What is kept stays in the workspace
    too, where `curriculum export` finds it.

    \b
    Example:
      generate --hops 3 --stage abstract -n 100 --out samples.jsonl
    """
    from generate import pipeline, stages
    from generate.settings import GenerateSettings
    from kg.config import load
    from kg.workspace import open_store

    flags = {"n": n, "seed": seed, "hops": hops, "task": task, "topic": topic, "persona": persona}
    settings = load(GenerateSettings, "generate.yaml", stage=stages.named(stage) if stage else None, **flags)
    begun = time.perf_counter()
    with open_store(workspace, write=False):
        pass  # a folder without a graph is a mistake, not a new workspace
    with open_store(workspace, write=True) as store:
        with progress() as bars:
            done, report = pipeline.generate(store, settings, bars, restart)
        pipeline.write(store, done, out)
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        summary(
            f"{out}: {report.kept:,} of {report.asked:,} samples",
            {
                "kept": report.kept,
                "turned away": sum(report.rejected.values()),
                "failed": report.failed,
                "planned": report.planned,
                "stages": _counts(report.by_stage),
                "hops": _counts(report.by_hops),
                "tasks": _counts(report.by_task),
                "documents": f"{report.documents:,} of {report.documents_in_graph:,}",
            },
            report.rejected,
            seconds={"all": time.perf_counter() - begun},
        )
    if report.short:
        fail(report.short, code=1)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def main() -> None:
    """Run the command."""
    run(app)
