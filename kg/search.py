"""Questions to passages, entities and the paths that connect them, on the graph of a store.

question ──▸ BM25, vectors, PageRank ──▸ candidates ──▸ network ──▸ ranked passages, entities ──▸ connecting paths
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kg.bm25 import look_up, terms
from kg.gnn.checkpoint import load, of_workspace
from kg.gnn.features import Question, case, questions_of
from kg.index import Snapshot, snapshot
from kg.rank import best, dense, reciprocal
from kg.reason import DEPTH, connect
from kg.records import Hit, RankedEntity, SearchResult, union
from kg.walk import Graph

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from kg.console import Progress
    from kg.encode import Encodes
    from kg.gnn.network import Network
    from kg.store import Store

Scores = dict[int, float]
"""Scores by place in the snapshot, best first."""

ENTITIES = 10
"""Entities in a result."""

WEIGHED = 100
"""Passages of each ranker that are fused where the network does not rank."""

ALIKE = 0.4
"""The cosine from which a passage that shares no word with a text is held to be about the same."""

CONNECTING = 20
"""Best passages whose claims may stand in a path."""


class Searcher:
    """Holds a store's snapshot, the encoder, the network and the graph open; reads the store anew where it moved."""

    def __init__(self, store: Store, arrays: Snapshot, encoder: Encodes, graph: Graph, checkpoint: Path) -> None:
        self.snapshot = arrays
        self.graph = graph
        self._store, self._encoder, self._checkpoint = store, encoder, checkpoint

    @classmethod
    def open(
        cls,
        store: Store,
        encoder: Encodes | None = None,
        progress: Progress | None = None,
        *,
        files: Path | None = None,
    ) -> Searcher:
        """Return a searcher over a store. Raises UserError where the store is empty or its graph out of date.

        `files` is the workspace's folder of that name, where a network trained on its own graph may lie.
        """
        from kg.encode import load_encoder

        graph = Graph.load(store)
        encoder = encoder or load_encoder()
        return cls(store, snapshot(store, encoder, progress), encoder, graph, of_workspace(files))

    def search(self, question: str, *, limit: int = 10, hops: int | None = None, gnn: bool = True) -> SearchResult:
        """Return the `limit` best passages, the entities, and connecting paths of at most `hops` hops.

        Passages of a document that the question names are preferred, and its name is not searched for (`kg.sources`).
        `gnn` lets the network rank, and a score is then a share of 1; without it passages are ranked by BM25, vectors
        and PageRank fused.
        """
        if self._store.version() != self.snapshot.version:
            self.graph, self.snapshot = Graph.load(self._store), snapshot(self._store, self._encoder)
        (asked,) = questions_of(self.snapshot, [question], self._encoder)
        passages, names = self._by_network(asked) if gnn else _by_fusion(asked)
        snap = self.snapshot
        known = {snap.ids[n]: (snap.names[n], score) for n, score in names.items() if n < len(snap.ids)}
        paths = connect(
            self.graph,
            {snap.ids[n]: weight for n, weight in asked.seeds.items() if n < len(snap.ids)},
            _by_place(list(known)[: 3 * ENTITIES]),
            _by_place([snap.passages[p] for p in list(passages)[:CONNECTING]]),
            terms(asked.text),
            hops or DEPTH,
        )
        return SearchResult(
            question=question,
            named=tuple(snap.documents[number] for number in asked.documents),
            hits=tuple(self._hit(snap.passages[p], score) for p, score in list(passages.items())[:limit]),
            entities=tuple(
                RankedEntity(id=entity, name=name, score=round(score, 6))
                for entity, (name, score) in list(known.items())[:ENTITIES]
            ),
            paths=paths,
        )

    def familiar(self, text: str) -> bool:
        """Return whether some passage has a word of a text, or means something like it."""
        if look_up(self.snapshot.postings, terms(text)).size:
            return True
        near = dense(self.snapshot, self._encoder.encode([text])[0])
        return bool(near.size and near.max() >= ALIKE)

    @cached_property
    def _network(self) -> Network:
        return load(self._checkpoint)[0]

    def _by_network(self, asked: Question) -> tuple[Scores, Scores]:
        from kg.gnn.network import scores

        found = case(self.snapshot, asked)
        if not len(found.passages):
            return {}, {}
        passages, names = scores(self._network, found)
        return _ranked(found.passages, _softmax(passages)), _ranked(found.names, _softmax(names))

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


def _by_fusion(asked: Question) -> tuple[Scores, Scores]:
    """Return passages by BM25, vectors and PageRank fused, and names by PageRank."""
    rankings = [best(scores, WEIGHED) for scores in (asked.dense, asked.bm25, asked.fused.passages)]
    fused = reciprocal(rankings, len(asked.dense))
    order, names = best(fused, WEIGHED), best(asked.fused.names, WEIGHED)
    return _ranked(order, fused[order]), _ranked(names, asked.fused.names[names])


def _ranked(places: NDArray[np.int64], scores: NDArray[np.float32]) -> Scores:
    """Return places with their scores, best first."""
    order = np.argsort(-scores, kind="stable")
    return {int(places[i]): float(scores[i]) for i in order}


def _by_place(ids: list[str]) -> dict[str, float]:
    """Return weights by place in a list: of the scores the first few have nearly all, which leaves paths too little."""
    return {identity: 1 / (1 + 0.1 * place) for place, identity in enumerate(ids)}


def _softmax(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return scores as shares of 1."""
    raised = np.exp(scores - scores.max()) if len(scores) else scores
    return np.asarray(raised / max(1e-9, float(raised.sum())), dtype=np.float32)
