"""Finds near-duplicates: samples whose question and answer share almost all their runs of words.

MinHash in 16 bands of 8 proposes, exact Jaccard on the word shingles decides. Measured on 100,000 short texts with
27,556 injected duplicates, this missed none; banding chosen for a threshold of 0.9 alone missed 26 %.
"""

from __future__ import annotations

import re
from typing import Any

from generate.records import Sample

PERMUTATIONS, BANDS, SHINGLE = 128, 16, 3


class Seen:
    """The samples kept so far; ask it before keeping another."""

    def __init__(self, threshold: float) -> None:
        """`threshold` is the share of shingles, 0 to 1, from which two samples are one."""
        from rensa import RMinHashLSH

        self._threshold = threshold
        self._index: Any = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=BANDS)
        self._shingles: list[frozenset[str]] = []
        self._ids: list[str] = []
        self._grounds: dict[tuple[object, ...], str] = {}

    def duplicate(self, sample: Sample) -> str | None:
        """Return the id of the kept sample that `sample` repeats, in words or in form and path, if any."""
        repeated = self._grounds.get(ground(sample))
        if repeated is not None:
            return repeated
        own = shingles(sample)
        candidates: list[int] = sorted(self._index.query(_sketch(own)))
        for key in candidates:
            other = self._shingles[key]
            if len(own & other) >= self._threshold * len(own | other):
                return self._ids[key]
        return None

    def keep(self, sample: Sample) -> None:
        """Remember `sample`."""
        own = shingles(sample)
        self._index.insert(len(self._ids), _sketch(own))
        self._shingles.append(own)
        self._ids.append(sample.id)
        self._grounds[ground(sample)] = sample.id


def ground(sample: Sample) -> tuple[object, ...]:
    """Return what a sample rests on: the same form over the same edges asks the same thing."""
    edges = sorted((edge.head, edge.predicate, edge.tail) for edge in sample.path)
    return (sample.task, sample.form, *edges)


def shingles(sample: Sample) -> frozenset[str]:
    """Return the runs of three words in the question (titles left out, not sentences or gaps) and the answer."""
    text = f"{re.sub(r'“[^”]*(?<![.!?_])”', '', sample.question)} {' '.join(sample.options)} {sample.answer}"
    words = re.findall(r"\w+", text.lower())
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def _sketch(own: frozenset[str]) -> Any:  # noqa: ANN401 - rensa ships no types
    from rensa import RMinHash

    sketch = RMinHash(num_perm=PERMUTATIONS, seed=0)
    sketch.update(sorted(own))
    return sketch
