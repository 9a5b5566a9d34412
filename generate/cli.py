"""`generate`: training samples from the graph of a workspace."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import Workspace
from kg.console import application, fail, progress, run, summary
from kg.errors import UserError

if TYPE_CHECKING:
    from kg.thought.records import Reasoning

app = application()


class Reasoner(StrEnum):
    """What `--reasoner` takes."""

    WALK = "walk"
    GOT = "got"


def _listed(asked: bool) -> None:
    """Print the table of tasks and leave, where that is asked for."""
    if asked:
        from generate.catalogue import catalogue

        typer.echo(catalogue())
        raise typer.Exit


@app.command()
def generate(
    n: Annotated[int | None, typer.Option("-n", min=1, help="How many samples.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed, other samples.")] = None,
    out: Annotated[Path, typer.Option(help="The samples file, one JSON object a line.")] = Path("samples.jsonl"),
    hops: Annotated[int | None, typer.Option(min=1, max=4, help="Facts to join; all if not given.")] = None,
    stage: Annotated[str | None, typer.Option(help="perception … reflective, or an alias; all if not given.")] = None,
    task: Annotated[str | None, typer.Option(help="One kind of question; all if not given.")] = None,
    topic: Annotated[
        str | None,
        typer.Option(help="An entity that every sample is about, or any words to search for."),
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="A file of questions; samples are made where search leads from each.")
    ] = None,
    reasoner: Annotated[
        Reasoner | None, typer.Option(help="How chains of facts are found: by walks, or by Graph of Thought.")
    ] = None,
    thoughts: Annotated[
        Path | None, typer.Option(help="Write every thought, score and cost of --reasoner got, one graph a line.")
    ] = None,
    persona: Annotated[str | None, typer.Option(help="For whom: an id, or words for the nearest.")] = None,
    workspace: Workspace = None,
    restart: Annotated[bool, typer.Option("--restart", help="Drop an unfinished run and begin anew.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    list_tasks: Annotated[
        bool, typer.Option("--list-tasks", callback=_listed, is_eager=True, help="Print the tasks and leave.")
    ] = False,
) -> None:
    """Write grounded training samples: exactly -n, or as many as the graph supports and why not more.

    Killed at any moment and started again the same way, it ends with the same file. What is kept stays in the workspace
    too, where `curriculum export` finds it.

    \b
    Examples:
      generate --hops 3 --stage abstract -n 100 --out samples.jsonl
      generate --topic "why wells run dry" -n 20
      generate --questions asked.txt --reasoner got --thoughts thoughts.jsonl -n 200
    """
    from generate import pipeline, stages
    from generate.ground import read_questions
    from generate.settings import GenerateSettings
    from kg.config import load
    from kg.workspace import Workspace as Folder
    from kg.workspace import open_store

    flags: dict[str, object] = {"n": n, "seed": seed, "hops": hops, "task": task, "topic": topic, "persona": persona}
    flags["reasoner"] = reasoner
    if questions is not None:
        flags["questions"] = read_questions(questions)
    settings = load(GenerateSettings, "generate.yaml", stage=stages.named(stage) if stage else None, **flags)
    if thoughts is not None and settings.reasoner != "got":
        raise UserError("--thoughts: walks have none; add --reasoner got")
    if settings.questions and settings.topic is not None:
        raise UserError("--topic and --questions: both say where to look; give one of them")
    begun = time.perf_counter()
    with open_store(workspace, write=False):
        pass  # a folder without a graph is a mistake, not a new workspace
    with open_store(workspace, write=True) as store:
        with progress() as bars, written(thoughts) as heard:
            done, report = pipeline.generate(store, settings, bars, restart, Folder.at(workspace).files, heard)
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
                **({"searched for": _counts(report.by_ground)} if report.by_ground else {}),
                "rest on": ", ".join(f"{share} {name}" for name, share in report.coverage.items()),
            },
            report.rejected,
            seconds={"all": time.perf_counter() - begun},
        )
    if report.short:
        fail(report.short, code=1)


@contextmanager
def written(thoughts: Path | None) -> Iterator[Callable[[Reasoning], None] | None]:
    """Yield what writes each graph of thoughts to a JSON Lines file, whole or not at all; None where there is none."""
    from kg.whole import whole

    if thoughts is None:
        yield None
        return
    with whole(thoughts, folder=False, earlier=Path.is_file) as fresh, fresh.open("w", encoding="utf-8") as file:
        yield lambda reasoning: print(json.dumps(reasoning.as_json(), ensure_ascii=False), file=file)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def main() -> None:
    """Run the command."""
    run(app)
