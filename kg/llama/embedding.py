"""The encoder of Kindergraph as LlamaIndex calls one: nothing downloaded, the vectors that the graph store compares."""

from __future__ import annotations

from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from kg.encode import MINILM, Encodes, load_encoder


class KindergraphEmbedding(BaseEmbedding):
    """all-MiniLM-L6-v2 from its wheel: 384 numbers of unit length for a text, the same for queries and passages."""

    _encoder: Encodes = PrivateAttr()

    def __init__(self, encoder: Encodes | None = None, **settings: Any) -> None:  # noqa: ANN401 - LlamaIndex's own
        """Hold `encoder`, else the one that is shipped; `settings` are those of any LlamaIndex embedding."""
        super().__init__(**{"model_name": MINILM, **settings})
        self._encoder = encoder or load_encoder()

    @classmethod
    def class_name(cls) -> str:
        """Return the name that LlamaIndex keeps settings under."""
        return "KindergraphEmbedding"

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        found: list[list[float]] = self._encoder.encode(texts).tolist()
        return found

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)
