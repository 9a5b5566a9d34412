"""`curriculum`: order samples, export them, count them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.commands.options import Workspace
from kg.console import application, run, summary

if TYPE_CHECKING:
    from generate.records import Sample
    from kg.store import Store

app = application(
    "Put samples in a developmental order, and export them for training.\n\nExample: curriculum export --out out/",
    several=True,
)

File = Annotated[Path | None, typer.Option(help="A samples file; the workspace's samples if not given.")]


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="The folder to write; an earlier export there is replaced.")],
    schedule: Annotated[
        str | None,
        typer.Option(help="spiral, blocked, interleave, warmup; random and reverse are controls."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="For the schedules that draw.")] = None,
    samples: File = None,
    form: Annotated[str | None, typer.Option(help="chat, alpaca, sharegpt or text.")] = None,
    workspace: Workspace = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the manifest.")] = False,
) -> None:
    """Write ordered shards (Parquet and JSONL), a manifest and a dataset card.

    Without --samples, all finished runs of the workspace are exported whose documents are still there unchanged.

    \b
    Example:
      curriculum export --out out/ --schedule spiral --form chat
    """
    from curriculum.export import export as write
    from curriculum.order import order
    from curriculum.prerequisites import prerequisites
    from curriculum.settings import CurriculumSettings
    from kg.config import load

    settings = load(CurriculumSettings, "curriculum.yaml", schedule=schedule, seed=seed, form=form)
    found, left_out, graph = _samples(samples, workspace)
    bound = prerequisites(found, settings)
    manifest = write(order(found, settings, bound), out, settings, bound, graph, left_out)
    if as_json:
        typer.echo(manifest.model_dump_json(indent=2))
        return
    summary(
        f"{out}: {manifest.samples:,} samples, {manifest.schedule} order",
        {
            **manifest.by_stage,
            "prerequisites": manifest.prerequisite_edges,
            "cycles cut": manifest.prerequisite_cycles_cut,
            "files": len(manifest.files),
        },
        manifest.left_out,
    )


@app.command()
def stats(samples: File = None, workspace: Workspace = None) -> None:
    """Count samples by stage and hops.

    \b
    Example:
      curriculum stats --samples samples.jsonl
    """
    from curriculum.prerequisites import earned
    from generate.records import Stage

    found, left_out, _ = _samples(samples, workspace)
    hops = sorted({sample.hops for sample in found})
    rows = {
        stage.value: "".join(f"{sum(s.hops == k and earned(s) is stage for s in found):>8,}" for k in hops)
        for stage in Stage
    }
    header = "".join(f"{f'{k} hop' + 's' * (k > 1):>8}" for k in hops)
    summary(f"{len(found):,} samples", {"": header, **rows}, left_out)


def _samples(file: Path | None, workspace: str | None) -> tuple[list[Sample], dict[str, int], str | None]:
    """Return the samples, each id once; how many were left out, by reason; and the graph's digest."""
    from curriculum.gather import read_samples
    from kg.workspace import open_store

    if file is not None:
        rows = list(read_samples(file))
        found = list({sample.id: sample for sample in rows}.values())
        return found, _counted(repeated=len(rows) - len(found)), None
    with open_store(workspace) as store:
        rows = list(_stored(store))
        documents = {document.id for document in store.documents()}
        found = [sample for sample in rows if documents.issuperset(quote.document for quote in sample.evidence)]
        return found, _counted(document_gone_or_changed=len(rows) - len(found)), store.digest()


def _stored(store: Store) -> Iterator[Sample]:
    from generate.records import Sample

    return map(Sample.model_validate_json, store.samples())


def _counted(**counts: int) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def main() -> None:
    """Run the command."""
    run(app)
