"""Writes an ordered curriculum as a folder that Hugging Face `datasets` loads in that order.

    out/README.md                                     the dataset card: one config a stage, and `curriculum`, the whole
    out/manifest.json                                 counts, digests, settings
    out/data/curriculum/train-00000-of-00001.parquet  and .jsonl beside it
    out/data/0-perception/…                           the digit keeps the stages in order where names are sorted

The folder appears whole or not at all: it is written beside its place and renamed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curriculum.card import card
from curriculum.order import CONTROLS
from curriculum.prerequisites import Prerequisites
from curriculum.records import File, Manifest, Placed, Source
from curriculum.settings import CurriculumSettings
from curriculum.table import row, schema
from generate.records import SCHEMA_VERSION, Sample, Stage
from kg.errors import UserError
from kg.whole import whole

if TYPE_CHECKING:
    import pyarrow

WHOLE = "curriculum"


def export(
    placed: Iterable[Placed],
    out: Path,
    settings: CurriculumSettings,
    found: Prerequisites,
    graph: str | None = None,
    left_out: dict[str, int] | None = None,
) -> Manifest:
    """Write `placed` to the folder `out` and return its manifest.

    `graph` is the digest of the graph that the samples come from, `left_out` counts samples that are not in it, by
    reason. An earlier export at `out` is replaced. Raises UserError where `out` holds anything else, or where nothing
    is placed.
    """
    rows = list(placed)
    if not rows:
        raise UserError(f"{out}: nothing to export; run `generate` first, or name a file with --samples")
    with whole(out, folder=True, earlier=_is_export) as fresh:
        columns = schema([place.sample for place in rows], settings.form)
        files = [
            file
            for config, part in _configs(rows)
            for file in _shards(fresh, config, part, columns, settings.form, settings.shard_rows)
        ]
        manifest = describe(rows, files, settings, found, tuple(columns.names), graph, left_out or {})
        _write(
            fresh / "manifest.json", json.dumps(manifest.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"
        )
        _write(fresh / "README.md", card(manifest))
    return manifest


def _configs(rows: Sequence[Placed]) -> Iterable[tuple[str, Sequence[Placed]]]:
    yield WHOLE, rows
    for stage in Stage:
        part = [place for place in rows if place.stage is stage]
        if part:
            yield f"{stage.index}-{stage.value}", part


def _shards(
    folder: Path, config: str, rows: Sequence[Placed], columns: pyarrow.Schema, form: str, size: int
) -> Iterable[File]:
    import pyarrow
    import pyarrow.parquet as parquet

    count = -(-len(rows) // size)
    home = folder / "data" / config
    home.mkdir(parents=True)
    for shard in range(count):
        part = [row(place, form) for place in rows[shard * size : (shard + 1) * size]]
        stem = home / f"train-{shard:05d}-of-{count:05d}"
        lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in part)
        _write(stem.with_suffix(".jsonl"), lines)
        parquet.write_table(
            pyarrow.Table.from_pylist(part, schema=columns), stem.with_suffix(".parquet"), compression="zstd"
        )
        for path in (stem.with_suffix(".parquet"), stem.with_suffix(".jsonl")):
            data = path.read_bytes()
            yield File(
                path=path.relative_to(folder).as_posix(),
                config=config,
                rows=len(part),
                bytes=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
            )


def describe(
    rows: Sequence[Placed],
    files: Sequence[File],
    settings: CurriculumSettings,
    found: Prerequisites,
    columns: tuple[str, ...],
    graph: str | None,
    left_out: dict[str, int],
) -> Manifest:
    """Return the manifest of an export."""
    samples = [place.sample for place in rows]
    by_stage = Counter(place.stage for place in rows)
    return Manifest(
        schema_version=SCHEMA_VERSION,
        samples=len(rows),
        by_stage={stage.value: by_stage[stage] for stage in Stage if by_stage[stage]},
        by_task=_counted(sample.task for sample in samples),
        by_hops=_counted(str(sample.hops) for sample in samples),
        realised_by=_counted(sample.realised_by for sample in samples),
        licences=_counted(sample.licence for sample in samples),
        schedule=settings.schedule,
        seed=settings.seed,
        form=settings.form,
        prerequisites=(
            "This is a control: prerequisites are ignored."
            if settings.schedule in CONTROLS
            else "A sample comes after the one that teaches what it takes as given, where any does."
        ),
        prerequisite_edges=found.edges,
        prerequisite_cycles_cut=found.cut,
        left_out=left_out,
        settings=settings.model_dump(mode="json"),
        graph=graph,
        columns=columns,
        sources=_sources(samples),
        files=tuple(files),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))


def _sources(samples: Iterable[Sample]) -> tuple[Source, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    licences: dict[tuple[str, str], set[str]] = {}
    for sample in samples:
        for key in {(quote.source, quote.sha256) for quote in sample.evidence}:
            counts[key] += 1
            licences.setdefault(key, set()).add(sample.licence)
    return tuple(
        Source(source=source, sha256=digest, samples=count, licences=tuple(sorted(licences[source, digest])))
        for (source, digest), count in sorted(counts.items())
    )


def _is_export(folder: Path) -> bool:
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("format") == Manifest.model_fields["format"].default


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
