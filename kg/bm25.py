"""BM25 over passages, compact: for each word the passages that have it, with the score that it gives them.

Robertson and Zaragoza 2009, with the idf of Lucene, which is never negative. A word is known by a hash, a score is kept
as a 16-bit number, so a posting takes six bytes. Words are compared as `kg.spot.plain` has them; the commonest words of
English are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.spot import STOP, fold, split

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1, B = 1.2, 0.75
SCALE = 1000
"""Scores are kept in thousandths, at most 65.5."""


class Postings(NamedTuple):
    """`passages[starts[i]:starts[i + 1]]` have the word of hash `words[i]`, which gives them `scores` (thousandths)."""

    words: NDArray[np.int64]
    starts: NDArray[np.int64]
    passages: NDArray[np.int32]
    scores: NDArray[np.uint16]
    size: int

    @property
    def frequencies(self) -> NDArray[np.int64]:
        """How many passages have each word."""
        return np.diff(self.starts)


def terms(text: str) -> list[str]:
    """Return the words of a text that are looked for."""
    return [word.plain for word in split(text) if word.plain not in STOP]


def postings(texts: Iterable[Iterable[str]]) -> Postings:
    """Return the index of passages, each given as its terms."""
    numbers: dict[str, int] = {}
    word, passage, count, lengths = [], [], [], []
    for place, found in enumerate(texts):
        counted = Counter(found)
        lengths.append(counted.total())
        for term, times in counted.items():
            word.append(numbers.setdefault(term, len(numbers)))
            passage.append(place)
            count.append(times)
    hashes = np.fromiter((fold(term) for term in numbers), np.int64, len(numbers))
    rank = np.argsort(hashes, kind="stable")
    place_of = np.empty_like(rank)
    place_of[rank] = np.arange(len(rank))
    words = place_of[np.asarray(word, np.int64)] if word else np.zeros(0, np.int64)
    rows, tf = np.asarray(passage, np.int32), np.asarray(count, np.float64)
    size = len(lengths)
    relative = np.asarray(lengths, np.float64) / max(1e-9, float(np.mean(lengths)) if lengths else 1.0)
    order = np.argsort(words, kind="stable")
    words, rows, tf = words[order], rows[order], tf[order]
    starts = np.searchsorted(words, np.arange(len(numbers) + 1))
    df = np.diff(starts)[words]
    idf = np.log1p((size - df + 0.5) / (df + 0.5))
    score = idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * relative[rows]))
    return Postings(
        hashes[rank], starts.astype(np.int64), rows, np.minimum(65535, np.rint(score * SCALE)).astype(np.uint16), size
    )


def look_up(index: Postings, found: Iterable[str]) -> NDArray[np.int64]:
    """Return the places of those terms that the index has, each once."""
    wanted = np.unique(np.fromiter((fold(term) for term in found), np.int64))
    places = np.searchsorted(index.words, wanted)
    inside = places < len(index.words)
    wanted, places = wanted[inside], places[inside]
    return np.asarray(places[index.words[places] == wanted], dtype=np.int64)


def bm25(index: Postings, question: str) -> NDArray[np.float32]:
    """Return the score of every passage for a question."""
    total = np.zeros(index.size, np.int64)
    for place in look_up(index, terms(question)):
        start, end = index.starts[place], index.starts[place + 1]
        # A passage stands once in a word's list, so plain fancy indexing adds rightly.
        total[index.passages[start:end]] += index.scores[start:end]
    return (total / SCALE).astype(np.float32)
