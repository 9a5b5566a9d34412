"""Says what a run did: kept, turned away by reason, failed; they add up to what was planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from generate.coverage import Coverage, Covered
from generate.ledger import Turned
from generate.records import Sample, Stage
from kg.records import Record


class Report(Record):
    """`planned` = `kept` + the sum of `rejected` + `failed`, always. `coverage` is of the graph."""

    asked: int
    planned: int
    kept: int
    failed: int
    rejected: dict[str, int]
    by_stage: dict[str, int]
    by_task: dict[str, int]
    by_hops: dict[str, int]
    by_ground: dict[str, int]
    coverage: Coverage

    @property
    def short(self) -> str | None:
        """One line that says why fewer were kept than asked for, None where they were not."""
        if self.kept >= self.asked:
            return None
        ate = ", ".join(f"{reason} {count:,}" for reason, count in list(self.rejected.items())[:4]) or "nothing to ask"
        return (
            f"generate: the graph supports {self.kept:,} of the {self.asked:,} samples asked for with these settings "
            f"(turned away: {ate}); ingest more documents, or ask for fewer, other hops or another stage"
        )


FAILED = "failed"
"""The step of a Rejection that stands for a failure to make anything: a model that did not answer."""


def report(outcomes: Iterable[Sample | Turned], asked: int, covered: Covered) -> Report:
    """Return the report of a run's outcomes."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("stage", "task", "hops", "ground", "rejected")}
    kept = failed = 0
    for found in outcomes:
        if isinstance(found, Turned):
            if found.rejection.step == FAILED:
                failed += found.count
            else:
                counts["rejected"][found.rejection.reason] += found.count
            continue
        kept += 1
        counts["stage"][found.stage] += 1
        counts["task"][found.task] += 1
        counts["hops"][str(found.hops)] += 1
        if found.ground is not None:
            counts["ground"][found.ground] += 1
        covered.add(found)
    return Report(
        asked=asked,
        planned=kept + failed + counts["rejected"].total(),
        kept=kept,
        failed=failed,
        rejected=dict(sorted(counts["rejected"].items(), key=lambda pair: (-pair[1], pair[0]))),
        by_stage={stage.value: counts["stage"][stage] for stage in Stage if counts["stage"][stage]},
        by_task=dict(sorted(counts["task"].items())),
        by_hops=dict(sorted(counts["hops"].items())),
        by_ground=dict(counts["ground"]),
        coverage=covered.shares,
    )
