"""A workspace inside LlamaIndex: our search as a retriever, our graph as a property graph store, our encoder.

    engine = RetrieverQueryEngine.from_args(KindergraphRetriever.from_workspace(".kindergraph"), llm=…)
    index = PropertyGraphIndex.from_existing(
        KindergraphPropertyGraphStore.from_workspace(".kindergraph"), embed_model=KindergraphEmbedding(), llm=…)

Importing it imports LlamaIndex. Raises UserError, with the line that installs it, where it is absent.
"""

from __future__ import annotations

from importlib.util import find_spec

from kg.errors import missing_extra

if find_spec("llama_index") is None:
    raise missing_extra("llama-index-core", "llama")

from kg.llama.embedding import KindergraphEmbedding
from kg.llama.graph_store import KindergraphPropertyGraphStore
from kg.llama.retriever import KindergraphRetriever

__all__ = ["KindergraphEmbedding", "KindergraphPropertyGraphStore", "KindergraphRetriever"]
