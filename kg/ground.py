"""The ground of a topic or a question: the part of the graph where search leads, each edge with how near it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.errors import UserError
from kg.records import Record

if TYPE_CHECKING:
    from kg.search import Searcher

FADING = 0.05
"""A passage or entity at place *n* of its ranking weighs 1 / (1 + FADING n): scores themselves fall off too steeply."""


class Ground(Record):
    """What was searched for, and what was found, each with a weight of more than 0, at most 1.

    `weights` are of edges, by relation id; `passages` are those whose sentences may be asked of, by chunk id.
    """

    text: str
    weights: dict[str, float]
    passages: dict[str, float]


def ground(searcher: Searcher, text: str, passages: int) -> Ground:
    """Return the `passages` best passages, and the edges that a claim in one of them carries or that join two finds.

    An edge weighs as its best passage does, and more where its ends were found too. Raises UserError where no passage
    has a word of `text` or means anything like it.
    """
    if not searcher.familiar(text):
        raise UserError(f"{text}: no passage is about this; see `kg stats`, or ingest documents that are")
    found = searcher.search(text, limit=passages)
    chunks = _by_place([hit.id for hit in found.hits])
    entities = _by_place([entity.id for entity in found.entities])
    weights: dict[str, float] = {}
    for relation in searcher.graph.relations.values():
        ends = (entities.get(relation.head, 0.0) + entities.get(relation.tail, 0.0)) / 2
        passage = max(chunks.get(claim.evidence.chunk, 0.0) for claim in relation.claims)
        if passage or (relation.head in entities and relation.tail in entities):
            weights[relation.id] = round((passage + ends) / 2, 6)
    return Ground(text=text, weights=weights, passages=dict(chunks))


def _by_place(ids: list[str]) -> Mapping[str, float]:
    return {identity: 1 / (1 + FADING * place) for place, identity in enumerate(ids)}
