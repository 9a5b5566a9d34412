"""Graph of Thought beside plain walks: what share of the paths each proposes can be asked, and what they rest on.

    python benchmarks/thought.py FOLDER [-n 100] [--seeds 3] [--json]

FOLDER holds documents (or is a workspace). Both look for chains of 2, 3 and 4 facts in the same graph, with the same
rules: first for the `n` first paths that they put forward, then for all they find; then `generate -n` runs with each.
Figures of paths are means over the seeds.

    facts       that were looked at
    proposed    paths that were put forward
    sound       of these: two passages or more, ends not joined otherwise, each name one thing
    necessary   of these: no edge joins any two of its things that are not neighbours on it
    clear       of these: no step has a second answer in the graph
    usable      paths that are all three
    passages    distinct passages a sound path, of as many as it has hops; documents the same
    reach       distinct facts on usable paths
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path
from random import Random
from typing import Any

from filled import filled
from generate import pipeline
from generate.ask import ambiguous, chains
from generate.facts import Facts, survey
from generate.ledger import outcomes
from generate.quest import Hops, Quest, Reasoner, walk
from generate.records import Sample, Stage
from generate.settings import GenerateSettings
from generate.think import Thinking
from kg.records import Hop, Rejection
from kg.records import Path as Trail
from kg.store import Store
from kg.walk import Graph

REASONERS: dict[str, Callable[[], Reasoner]] = {"walk": lambda: walk, "got": Thinking}
LENGTHS = (2, 3, 4)


def main() -> None:
    """Print the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("-n", type=int, default=100)
    arguments.add_argument("--seeds", type=int, default=3)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    with filled(given.folder) as store:
        facts = survey(Graph.load(store))
        paths = [
            proposals(facts, name, hops, most, given.seeds)
            for most in (given.n, None)
            for hops in LENGTHS
            for name in REASONERS
        ]
        samples = [generated(store, name, hops, given.n) for hops in LENGTHS for name in REASONERS]
    if given.json:
        print(json.dumps({"paths": paths, "samples": samples}, indent=2))
        return
    for rows in (paths, samples):
        print("".join(f"{name:>12}" for name in rows[0]))
        for row in rows:
            print("".join(f"{value:>12,.2f}" if isinstance(value, float) else f"{value:>12}" for value in row.values()))
        print()


def proposals(facts: Facts, name: str, hops: int, most: int | None, seeds: int) -> dict[str, Any]:
    """Return what the first `most` paths that a reasoner proposes, or all, are worth: means over the seeds."""
    rows = [_proposals(facts, name, hops, most, seed) for seed in range(seeds)]
    means = {key: round(sum(row[key] for row in rows) / len(rows), 3) for key in rows[0]}
    return {"first": most or "all", "hops": hops, "reasoner": name, **means}


def _proposals(facts: Facts, name: str, hops: int, most: int | None, seed: int) -> dict[str, float]:
    looked = 0
    reasoner = REASONERS[name]()

    def counted(quest: Quest) -> Iterator[Hops | Rejection]:
        def onward(path: Hops) -> Sequence[Hop]:
            nonlocal looked
            found = quest.onward(path)
            looked += len(found)
            return found

        yield from reasoner(replace(quest, onward=onward))

    begun = time.process_time()
    found = chains(replace(facts, reasoner=counted), Random(seed), Stage.REFLECTIVE, hops, None, both_ways=True)
    proposed = list(islice(found, most))
    seconds = time.process_time() - begun
    sound = [path.hops for path in proposed if isinstance(path, Trail)]
    necessary = [path for path in sound if _necessary(facts, path)]
    clear = [path for path in necessary if ambiguous(facts, path) is None]
    evidence = [[hop.claim.evidence for hop in path] for path in sound]
    return {
        "facts": looked,
        "proposed": len(proposed),
        "sound": _share(len(sound), len(proposed)),
        "necessary": _share(len(necessary), len(sound)),
        "clear": _share(len(clear), len(necessary)),
        "usable": len(clear),
        "passages": _share(sum(len({e.chunk for e in row}) for row in evidence), hops * len(sound)),
        "documents": _share(sum(len({e.document for e in row}) for row in evidence), hops * len(sound)),
        "reach": len({hop.relation.id for path in clear for hop in path}),
        "cpu_s": seconds,
    }


def _necessary(facts: Facts, path: Hops) -> bool:
    ends = [path[0].head.id, *(hop.tail.id for hop in path)]
    pairs = combinations(enumerate(ends), 2)
    return not any(facts.joined(a, b) for (i, a), (j, b) in pairs if j > i + 1)


def generated(store: Store, name: str, hops: int, n: int) -> dict[str, Any]:
    """Return what `generate` keeps with a reasoner."""
    begun = time.process_time()
    settings = GenerateSettings(n=n, hops=hops, reasoner=name)  # type: ignore[arg-type]
    run, report = pipeline.generate(store, settings, restart=True)
    samples = [found for found in outcomes(store, run) if isinstance(found, Sample)]
    quotes = [{quote.id for quote in sample.evidence} for sample in samples]
    return {
        "hops": hops,
        "reasoner": name,
        "asked": n,
        "kept": report.kept,
        "turned_away": sum(report.rejected.values()),
        "quotes": len(set().union(*quotes)) if quotes else 0,
        "documents": report.coverage["documents"].used,
        "relations": report.coverage["relations"].used,
        "cpu_s": round(time.process_time() - begun, 2),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


if __name__ == "__main__":
    main()
