"""The rankers that need no training: BM25, dense, both by reciprocal rank, and personalised PageRank by forward push.

Each returns a score for every passage (and every name), higher is better. `candidates` is the union that the network
re-ranks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.index import Snapshot

RRF = 60
"""Cormack, Clarke and Buettcher 2009."""

COMMON = 0.25
"""Weight of a name that a question writes without a capital, beside those that it writes with one."""

RESTART, TOLERANCE = 0.5, 1e-6
HUB = 300
"""Passages that a name stands in before it says nothing about any one of them: PageRank does not walk through it."""

FUSED = 0.05
"""Weight of a passage's own nearness to the question beside the names of the question, in the fused PageRank."""

LIFT = 1.0
"""What a passage gains whose document the question names: so many times the way from the mean score to the best."""


class Walk(NamedTuple):
    """Personalised PageRank: of passages, of names."""

    passages: NDArray[np.float32]
    names: NDArray[np.float32]


def dense(snapshot: Snapshot, question: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of every passage with the question's vector."""
    return snapshot.vectors.cosines(question)


def lifted(snapshot: Snapshot, scores: NDArray[np.float32], documents: tuple[int, ...]) -> NDArray[np.float32]:
    """Return scores of all passages, higher by `LIFT` for those of some documents; others may still be the best."""
    if not documents:
        return scores
    gain = LIFT * float(scores.max() - scores.mean())
    return np.asarray(scores + gain * stands_in(snapshot.owners, documents), dtype=np.float32)


def stands_in(owners: NDArray[np.int32], documents: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return whether each owner is one of some documents."""
    return np.isin(owners, np.asarray(documents, np.int32))


def best(scores: NDArray[np.float32], number: int) -> NDArray[np.int64]:
    """Return the places of the `number` highest scores above 0, best first; of equals the first wins."""
    if number < len(scores):
        bar = np.partition(scores, len(scores) - number)[len(scores) - number]
        kept = np.flatnonzero(scores >= bar)
    else:
        kept = np.arange(len(scores))
    order = kept[np.argsort(-scores[kept], kind="stable")][:number]
    return np.asarray(order[scores[order] > 0], dtype=np.int64)


def reciprocal(rankings: Iterable[NDArray[np.int64]], size: int) -> NDArray[np.float32]:
    """Return the reciprocal-rank fusion of rankings, each given best first."""
    total = np.zeros(size, np.float32)
    for ranking in rankings:
        total[ranking] += 1.0 / (RRF + 1 + np.arange(len(ranking), dtype=np.float32))
    return total


def pagerank(
    snapshot: Snapshot, names: dict[int, float], passages: dict[int, float] | None = None, tolerance: float = TOLERANCE
) -> Walk:
    """Return personalised PageRank from weighted names and passages (Andersen, Chung and Lang 2006: forward push)."""
    size = len(snapshot.passages)
    seeds = [*(n + size for n in names), *(passages or {})]
    weights = np.asarray([*names.values(), *(passages or {}).values()], np.float64)
    if not seeds or weights.sum() <= 0:
        return Walk(np.zeros(size, np.float32), np.zeros(len(snapshot.names), np.float32))
    found = _push()(
        snapshot.edges.starts,
        snapshot.edges.others,
        snapshot.places.starts,
        snapshot.places.others,
        snapshot.links.starts,
        snapshot.links.others,
        np.asarray(seeds, np.int64),
        weights / weights.sum(),
        RESTART,
        tolerance,
        HUB,
    )
    return Walk(found[:size], found[size:])


@cache
def _push() -> Any:  # noqa: ANN401 - a compiled function
    """Return forward push, compiled on first use."""
    import numba

    @numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator,unused-ignore]
    def push(
        edge_starts: Any,  # noqa: ANN401
        edges: Any,  # noqa: ANN401
        place_starts: Any,  # noqa: ANN401
        places: Any,  # noqa: ANN401
        link_starts: Any,  # noqa: ANN401
        links: Any,  # noqa: ANN401
        seeds: Any,  # noqa: ANN401
        weights: Any,  # noqa: ANN401
        restart: float,
        tolerance: float,
        hub: int,
    ) -> Any:  # noqa: ANN401
        size = len(edge_starts) - 1
        total = size + len(place_starts) - 1
        mass = np.zeros(total, np.float32)
        left = np.zeros(total, np.float32)
        queued = np.zeros(total, np.bool_)
        queue = np.empty(total + 1, np.int32)
        head, tail = 0, 0
        for i in range(len(seeds)):
            left[seeds[i]] += weights[i]
            if not queued[seeds[i]]:
                queued[seeds[i]] = True
                queue[tail] = seeds[i]
                tail += 1
        while head != tail:
            node = queue[head]
            head = (head + 1) % (total + 1)
            queued[node] = False
            here = left[node]
            left[node] = 0.0
            mass[node] += restart * here
            if node < size:
                degree = edge_starts[node + 1] - edge_starts[node]
            else:
                name = node - size
                degree = place_starts[name + 1] - place_starts[name]
                if degree > hub:
                    degree = 0
                degree += link_starts[name + 1] - link_starts[name]
            if degree == 0:
                mass[node] += (1.0 - restart) * here
                continue
            share = (1.0 - restart) * here / degree
            for part in range(2):
                if node < size:
                    if part == 1:
                        break
                    begin, end = edge_starts[node], edge_starts[node + 1]
                elif part == 0:
                    begin, end = place_starts[node - size], place_starts[node - size + 1]
                    if end - begin > hub:
                        continue
                else:
                    begin, end = link_starts[node - size], link_starts[node - size + 1]
                for k in range(begin, end):
                    if node < size:
                        other = edges[k] + size
                    elif part == 0:
                        other = places[k]
                    else:
                        other = links[k] + size
                    left[other] += share
                    if not queued[other]:
                        if other < size:
                            reach = edge_starts[other + 1] - edge_starts[other]
                        else:
                            reach = place_starts[other - size + 1] - place_starts[other - size]
                            if reach > hub:
                                reach = 0
                            reach += link_starts[other - size + 1] - link_starts[other - size]
                        if left[other] >= tolerance * max(1, reach):
                            queued[other] = True
                            queue[tail] = other
                            tail = (tail + 1) % (total + 1)
        return mass

    return push


def question_names(snapshot: Snapshot, question: str) -> dict[int, float]:
    """Return the names that stand in a question, each weighted by how few passages have it.

    A question that writes some with a capital is about those first.
    """
    from kg.spot import opens_sentence, split

    words = split(question)
    found = list(snapshot.lexicon.find(words)) or list(snapshot.lexicon.find(words, strict=False))
    frequencies = snapshot.frequencies
    capital = [any(c.isupper() for c in word.text) and not opens_sentence(question, word) for word in words]
    proper = {number for number, i, j in found if any(capital[i:j])}
    return {
        number: (1.0 if number in proper or not proper else COMMON) / max(1, int(frequencies[number]))
        for number, _, _ in found
    }


def fused_seeds(snapshot: Snapshot, near: NDArray[np.float32], number: int = 100) -> dict[int, float]:
    """Return the passages nearest to a question with their weights in the fused PageRank (HippoRAG 2)."""
    order = best(near, number)
    if not len(order):
        return {}
    low, high = float(near[order[-1]]), float(near[order[0]])
    return {int(i): FUSED * (float(near[i]) - low) / max(1e-9, high - low) for i in order if near[i] > low}
