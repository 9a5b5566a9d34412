"""The nouns of a curriculum: a sample with its place, and what an export says of itself."""

from __future__ import annotations

from pydantic import Field

from generate.records import Sample, Stage
from kg.records import Record


class Placed(Record):
    """A sample at its place: `order` counts from 0; `requires` are the ids of samples that have to come before it."""

    sample: Sample
    order: int
    stage: Stage
    teaches: str | None = None
    requires: tuple[str, ...] = ()


class File(Record):
    """One shard of an export: its path inside it, what it holds, and the digest that detects a torn copy."""

    path: str
    config: str
    rows: int
    bytes: int
    sha256: str


class Source(Record):
    """A document that samples rest on; `samples` counts them, `licences` are those that the samples name."""

    source: str
    sha256: str
    samples: int
    licences: tuple[str, ...]


class Manifest(Record):
    """What an export holds and how it came to be: `manifest.json`."""

    format: str = "kindergraph-curriculum"
    schema_version: int
    samples: int
    by_stage: dict[str, int]
    by_task: dict[str, int]
    by_hops: dict[str, int]
    realised_by: dict[str, int]
    licences: dict[str, int]
    schedule: str
    seed: int
    form: str
    prerequisites: str
    prerequisite_edges: int
    prerequisite_cycles_cut: int
    left_out: dict[str, int] = Field(default_factory=dict)
    settings: dict[str, object]
    graph: str | None
    columns: tuple[str, ...]
    sources: tuple[Source, ...]
    files: tuple[File, ...]
