"""What a folder of documents yields: samples kept by stage and hops, and what was turned away, by reason.

    python benchmarks/yield.py FOLDER [-n 500] [--seed 0] [--json]

FOLDER holds documents (or is a workspace). It is read into a fresh workspace that is removed at the end; -n samples are
asked for over all stages, and as many as the graph supports are counted.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from filled import filled
from generate import pipeline as generation
from generate.ledger import outcomes
from generate.records import Sample, Stage
from generate.settings import GenerateSettings
from kg.config import load
from kg.console import Quiet


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("-n", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    figures = measure(given.folder, given.n, given.seed)
    print(json.dumps(figures, indent=2) if given.json else table(figures))


def measure(folder: Path, n: int, seed: int) -> dict[str, Any]:
    """Return `kept`, its counts by stage and hops and by task, and `turned_away` by reason, most frequent first."""
    with filled(folder) as store:
        settings = load(GenerateSettings, "generate.yaml", n=n, seed=seed, hops_mixed=(1, 2, 3, 4))
        run, report = generation.generate(store, settings, Quiet(), restart=True)
        kept = [found for found in outcomes(store, run) if isinstance(found, Sample)]
    counts = Counter((sample.stage.value, sample.hops) for sample in kept)
    return {
        "asked": n,
        "kept": len(kept),
        "by_stage_and_hops": {s.value: {str(h): counts[s.value, h] for h in range(1, 5)} for s in Stage},
        "by_task": report.by_task,
        "turned_away": report.rejected,
    }


def table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    lines = [f"{figures['kept']} of {figures['asked']} samples kept", "", "| stage | 1 hop | 2 | 3 | 4 |"]
    lines.append("|---|---|---|---|---|")
    for stage, row in figures["by_stage_and_hops"].items():
        lines.append(f"| {stage} | {' | '.join(str(count) for count in row.values())} |")
    lines += ["", f"tasks: {_listed(figures['by_task'])}", "", f"turned away: {_listed(figures['turned_away'])}"]
    return "\n".join(lines)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


if __name__ == "__main__":
    main()
