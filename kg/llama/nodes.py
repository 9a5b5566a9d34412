"""A passage as LlamaIndex's text node, with its place in the document."""

from __future__ import annotations

from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode

from kg.records import Box, Chunk, union

UNREAD = ["chunk", "document", "bbox"]
"""Metadata that neither a language model nor an encoder gets to see: ids and coordinates."""


def text_node(chunk: Chunk, source: str) -> TextNode:
    """Return the node of a chunk: its page is the first, its box all of it that stands on that page."""
    page = next((span.page for span in chunk.spans if span.page is not None), None)
    box = union(span.bbox for span in chunk.spans if span.page == page and span.bbox is not None)
    return passage(chunk.id, chunk.text, chunk.document, source, page, box)


def passage(chunk: str, text: str, document: str, source: str, page: int | None, bbox: Box | None) -> TextNode:
    """Return a node whose id is the chunk's, with the document as what it came from."""
    return TextNode(
        id_=chunk,
        text=text,
        metadata={
            "chunk": chunk,
            "document": document,
            "source": source,
            "page": page,
            "bbox": None if bbox is None else list(bbox),
        },
        excluded_llm_metadata_keys=UNREAD,
        excluded_embed_metadata_keys=UNREAD,
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=document)},
    )
