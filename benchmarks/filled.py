"""A folder of documents, read: what the benchmarks of `generate` start from."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest import pipeline as ingestion
from ingest.settings import IngestSettings
from kg.config import load
from kg.console import Quiet
from kg.store import Store
from kg.workspace import open_store


@contextmanager
def filled(folder: Path) -> Iterator[Store]:
    """Yield the store of a fresh workspace, removed at the end, with a folder's documents; or of a workspace's copy."""
    with tempfile.TemporaryDirectory() as scratch:
        given = folder / "graph.sqlite"
        if given.is_file():
            shutil.copy(given, scratch)
        with open_store(scratch, write=True) as store:
            if not given.is_file():
                ingestion.ingest([str(folder)], store, load(IngestSettings, "ingest.yaml", embed=False), Quiet())
            yield store
