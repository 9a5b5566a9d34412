"""The whole way on a folder of documents: pages a second, samples a second, peak memory, and where the time goes.

    python benchmarks/end_to_end.py FOLDER [-n 200] [--json]

Ingest, generate and export run in this process in a fresh workspace that is removed at the end; loading the models is
counted. Rates by processor time count all cores, the reading child's too, and hold on a busy machine as well. Peak
memory is of this process and, apart, of the largest child (each file is parsed in one).
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from curriculum.export import export
from curriculum.order import order
from curriculum.prerequisites import prerequisites
from curriculum.settings import CurriculumSettings
from generate import pipeline as generation
from generate.ledger import outcomes
from generate.records import Sample
from generate.settings import GenerateSettings
from ingest import pipeline as ingestion
from ingest.parse.sandbox import close
from ingest.settings import IngestSettings
from kg.config import load
from kg.console import Quiet
from kg.workspace import open_store


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("-n", type=int, default=200)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        figures = measure(given.folder, given.n, Path(scratch))
    if given.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:<28} {value if not isinstance(value, float) else f'{value:,.2f}'}")


def measure(folder: Path, n: int, scratch: Path) -> dict[str, Any]:
    """Return the figures of one run."""
    seconds: dict[str, float] = {}
    spent: dict[str, float] = {}
    with open_store(scratch / "workspace", write=True) as store:
        with clock(seconds, "ingest"), clock(spent, "ingest", processor):
            read = ingestion.ingest([str(folder)], store, load(IngestSettings, "ingest.yaml"), Quiet())
            close()  # what the process that read the files has used is counted once it has ended
        pages = sum(document.pages for document in store.documents())
        with clock(seconds, "generate"), clock(spent, "generate", processor):
            run, report = generation.generate(store, load(GenerateSettings, "generate.yaml", n=n))
        samples = [found for found in outcomes(store, run) if isinstance(found, Sample)]
        with clock(seconds, "export"):
            settings = load(CurriculumSettings, "curriculum.yaml")
            bound = prerequisites(samples, settings)
            export(order(samples, settings, bound), scratch / "out", settings, bound, store.digest())
        counts = store.counts()
    memory: Callable[[int], float] = lambda who: resource.getrusage(who).ru_maxrss / 1024  # noqa: E731
    return {
        "documents": counts["documents"],
        "pages": pages,
        "failed files": len(read.failed),
        "claims": counts["claims"],
        "samples": report.kept,
        "turned away": sum(report.rejected.values()),
        "pages a second": pages / seconds["ingest"],
        "samples a second": report.kept / seconds["generate"],
        "pages a processor second": pages / spent["ingest"],
        "samples a processor second": report.kept / spent["generate"],
        "peak memory, MiB": memory(resource.RUSAGE_SELF),
        "peak memory of a child, MiB": memory(resource.RUSAGE_CHILDREN),
        **{f"seconds to {name}": value for name, value in seconds.items()},
        **{f"seconds, ingest: {name}": value for name, value in read.seconds.items()},
    }


def processor() -> float:
    """Return the seconds of processor time that this process and its ended children have used."""
    return sum(
        u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@contextmanager
def clock(seconds: dict[str, float], name: str, now: Callable[[], float] = time.perf_counter) -> Iterator[None]:
    """Add the time that the block takes to `seconds[name]`."""
    begun = now()
    yield
    seconds[name] = now() - begun


if __name__ == "__main__":
    main()
