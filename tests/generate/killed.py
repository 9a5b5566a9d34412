"""A run of generation that kills itself: `python killed.py WORKSPACE OUT N POINT COUNT`.

POINT is `made` (while a sample is made), `before` or `after` (a commit), `close` (before the run is closed), `write`
(while the file is written) or `never`; COUNT says at which time.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy

from generate import pipeline
from generate.personas import Matcher
from generate.records import Persona
from generate.settings import GenerateSettings
from kg.sqlite_store import SqliteStore
from kg.workspace import open_store


class WordCounts:
    """An encoder that needs no weights: words hashed into 64 counts."""

    def encode(self, texts: Sequence[str]) -> numpy.ndarray:
        rows = numpy.zeros((len(texts), 64), dtype=numpy.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[int(hashlib.md5(word.encode()).hexdigest(), 16) % 64] += 1
            row /= max(float(numpy.linalg.norm(row)), 1e-9)
        return rows


INTERESTS = ("pumps", "gardens", "mills", "engines", "rivers", "bridges", "ponds", "markets")

PEOPLE = [
    Persona(
        id=f"person-{place}",
        occupation="keeper",
        age_band="adult",
        interests=(interest,),
        voice="plain",
        text=f"a keeper of {interest}",
    )
    for place, interest in enumerate(INTERESTS)
]


def small_matcher() -> Matcher:
    """Return a matcher of a few people."""
    return Matcher(PEOPLE, WordCounts())


class Fuse:
    """Kills this process at the `count`-th time that `point` is passed."""

    def __init__(self, point: str, count: int) -> None:
        self._point, self._count, self._passed = point, count, Counter[str]()

    def __call__(self, point: str) -> None:
        self._passed[point] += 1
        if point == self._point and self._passed[point] == self._count:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function: Callable[..., Any], before: str, after: str = "") -> Callable[..., Any]:
        def wrapped(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for any method
            self(before)
            result = function(*arguments, **named)
            self(after)
            return result

        return wrapped


def main(workspace: str, out: str, n: str, point: str, count: str) -> None:
    fuse = Fuse(point, int(count))
    pipeline._matcher = small_matcher
    pipeline.Maker.made = fuse.around(pipeline.Maker.made, "made")  # type: ignore[method-assign]
    SqliteStore.append = fuse.around(SqliteStore.append, "before", "after")  # type: ignore[method-assign]
    SqliteStore.close_run = fuse.around(SqliteStore.close_run, "close")  # type: ignore[method-assign]
    Path.replace = fuse.around(Path.replace, "write")  # type: ignore[method-assign]
    settings = GenerateSettings(n=int(n), seed=3, commit_every=7)
    with open_store(workspace, write=True) as store:
        run, report = pipeline.generate(store, settings)
        pipeline.write(store, run, Path(out))
    assert report.planned == report.kept + report.failed + sum(report.rejected.values())


if __name__ == "__main__":
    main(*sys.argv[1:])
