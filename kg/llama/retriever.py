"""Our search as a LlamaIndex retriever: passages with their place on the page, and the facts that connect them."""

from __future__ import annotations

import weakref
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from kg.llama.nodes import passage

if TYPE_CHECKING:
    from kg.records import SearchResult
    from kg.search import Searcher


class KindergraphRetriever(BaseRetriever):
    """Holds a searcher open. Each node's metadata has `document`, `source`, `page`, `bbox`, `chunk` and `facts`.

    `facts` are the steps of the connecting paths whose quotes stand in that passage, such as `rain — cause → runoff`.
    """

    def __init__(
        self,
        searcher: Searcher,
        limit: int = 10,
        hops: int | None = None,
        gnn: bool = True,
        **settings: Any,  # noqa: ANN401 - LlamaIndex's own, such as callback_manager
    ) -> None:
        """Take `limit`, `hops` and `gnn` as `Searcher.search` does."""
        self._searcher = searcher
        self._asked: dict[str, Any] = {"limit": limit, "hops": hops, "gnn": gnn}
        super().__init__(**settings)

    @classmethod
    def from_workspace(cls, workspace: Path | str | None = None, **settings: Any) -> KindergraphRetriever:  # noqa: ANN401
        """Return a retriever over a workspace folder (or URL), which stays open as long as the retriever lives.

        `settings` are those of the class. Raises UserError as `kg.workspace.open_store` and `Searcher.open` do.
        """
        from kg.search import Searcher
        from kg.workspace import open_store

        held = ExitStack()
        try:
            retriever = cls(Searcher.open(held.enter_context(open_store(workspace))), **settings)
        except BaseException:
            held.close()
            raise
        weakref.finalize(retriever, held.close)
        return retriever

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        found = self._searcher.search(query_bundle.query_str, **self._asked)
        facts = _facts(found)
        nodes = []
        for hit in found.hits:
            node = passage(hit.id, hit.text, hit.document, hit.source, hit.page, hit.bbox)
            if hit.id in facts:
                node.metadata["facts"] = facts[hit.id]
            nodes.append(NodeWithScore(node=node, score=hit.score))
        return nodes


def _facts(found: SearchResult) -> dict[str, list[str]]:
    """Return the steps of the connecting paths by the passage that each rests on."""
    facts: dict[str, dict[str, None]] = defaultdict(dict)
    for hop in (hop for path in found.paths for hop in path.hops):
        denied = "" if hop.claim.affirmed else "not: "
        step = f"{denied}{hop.head.name} — {hop.relation.predicate} → {hop.tail.name}"
        facts[hop.claim.evidence.chunk][step] = None
    return {chunk: list(steps) for chunk, steps in facts.items()}
