"""Questions to passages, entities and the paths that connect them, on the graph of a store.

question ──▸ BM25, dense, PageRank ──▸ ranked passages and entities ──▸ connecting paths
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kg.index import Snapshot, snapshot
from kg.rank import best, dense, fused_seeds, pagerank, question_names, reciprocal
from kg.reason import DEPTH, connect
from kg.records import Hit, RankedEntity, SearchResult, union
from kg.walk import Graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.console import Progress
    from kg.encode import Encodes
    from kg.store import Store

ENTITIES = 10
"""Entities in a result."""

WEIGHED = 100
"""Passages of each ranker that are fused."""


class Searcher:
    """Holds a store's snapshot, the encoder and the graph open."""

    def __init__(self, store: Store, arrays: Snapshot, encoder: Encodes, graph: Graph) -> None:
        self.snapshot = arrays
        self.graph = graph
        self._store, self._encoder = store, encoder

    @classmethod
    def open(cls, store: Store, encoder: Encodes | None = None, progress: Progress | None = None) -> Searcher:
        """Return a searcher over a store. Raises UserError where the store is empty or its graph out of date."""
        from kg.encode import load_encoder

        graph = Graph.load(store)
        encoder = encoder or load_encoder()
        return cls(store, snapshot(store, encoder, progress), encoder, graph)

    def search(self, question: str, *, limit: int = 10, hops: int | None = None, gnn: bool = True) -> SearchResult:
        """Return the `limit` best passages, the entities, and connecting paths of at most `hops` hops.

        `gnn` lets the network re-rank; without it passages are ranked by BM25, vectors and PageRank fused.
        """
        from kg.bm25 import bm25

        snap = self.snapshot
        vector = self._encoder.encode([question])[0]
        near = dense(snap, vector)
        named = question_names(snap, question)
        walk = pagerank(snap, named, fused_seeds(snap, near))
        rankings = [best(scores, WEIGHED) for scores in (near, bm25(snap.postings, question), walk.passages)]
        scores = reciprocal(rankings, len(snap.passages))
        return self._result(question, scores, walk.names, named, limit, hops)

    def _result(
        self,
        question: str,
        scores: NDArray[np.float32],
        names: NDArray[np.float32],
        named: dict[int, float],
        limit: int,
        hops: int | None,
    ) -> SearchResult:
        snap = self.snapshot
        order = best(scores, max(limit, 20))
        top = float(scores[order[0]]) if len(order) else 1.0
        known = names[: len(snap.ids)]
        ranked = best(known, 3 * ENTITIES)
        highest = float(known[ranked[0]]) if len(ranked) else 1.0
        paths = connect(
            self.graph,
            {snap.ids[n]: weight for n, weight in named.items() if n < len(snap.ids)},
            {snap.ids[n]: float(known[n]) / highest for n in ranked},
            {snap.passages[p]: float(scores[p]) / top for p in order},
            hops or DEPTH,
        )
        return SearchResult(
            question=question,
            hits=tuple(self._hit(snap.passages[p], float(scores[p])) for p in order[:limit]),
            entities=tuple(
                RankedEntity(id=snap.ids[n], name=snap.names[n], score=round(float(known[n]), 6))
                for n in ranked[:ENTITIES]
            ),
            paths=paths,
        )

    def _hit(self, identity: str, score: float) -> Hit:
        chunk = self._store.chunk(identity)
        document = self._store.document(chunk.document)
        page = next((span.page for span in chunk.spans if span.page is not None), None)
        boxes = [span.bbox for span in chunk.spans if span.bbox is not None and span.page == page]
        return Hit(
            id=identity,
            score=round(score, 6),
            document=document.id,
            source=document.source,
            page=page,
            bbox=union(boxes),
            text=chunk.text,
        )
