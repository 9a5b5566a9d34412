"""The connecting subgraph of a question, as paths: directed, each hop on the word of a claim in a found passage.

Paths that join two entities of the question come first, then paths out of one of them, then those whose quotes have
words of the question; others are not shown, however well their passages rank. No path is part of another one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from kg.records import Claim, Hop, Path, Relation
from kg.spot import split
from kg.walk import Graph

DEPTH = 3
"""Hops of the longest path where the user gives none."""

MOST = 2000
"""Paths weighed."""

UNSPOKEN = 0.2
"""The score that a hop has at most whose quote has no word of the question."""


class _Draft(NamedTuple):
    score: float
    hops: tuple[tuple[Relation, Claim], ...]


def connect(
    graph: Graph,
    asked: Mapping[str, float],
    entities: Mapping[str, float],
    chunks: Mapping[str, float],
    words: Collection[str] = (),
    hops: int = DEPTH,
    limit: int = 5,
) -> tuple[Path, ...]:
    """Return at most `limit` paths of at most `hops` hops, best first.

    `asked` are the entities that the question names, `words` its words in their plain form, `entities` and `chunks` the
    scores (0 to 1) of what was found; a hop counts where its claim stands in one of `chunks`.
    """
    edges: dict[str, list[tuple[Relation, Claim, float]]] = {}
    for relation in graph.relations.values():
        claim = max(relation.claims, key=lambda c: (chunks.get(c.evidence.chunk, 0.0), c.plain, c.id))
        near = chunks.get(claim.evidence.chunk, 0.0)
        if near > 0:
            ends = 0.5 + 0.25 * (entities.get(relation.head, 0.0) + entities.get(relation.tail, 0.0))
            said = {word.plain for word in split(claim.evidence.quote)}
            spoken = sum(word in said for word in words) / max(1, len(words))
            edges.setdefault(relation.head, []).append((relation, claim, near * ends * (UNSPOKEN + spoken)))
    for rows in edges.values():
        rows.sort(key=lambda row: (-row[2], row[0].id))
    drafts: list[_Draft] = []
    stack: list[_Draft] = [_Draft(1.0, ())]
    starts = sorted(edges, key=lambda e: (-asked.get(e, 0.0), -entities.get(e, 0.0), e))
    for start in starts:
        stack = [_Draft(1.0, ())]
        while stack and len(drafts) < MOST:
            draft = stack.pop()
            here = draft.hops[-1][0].tail if draft.hops else start
            if draft.hops:
                drafts.append(draft)
            if len(draft.hops) == hops:
                continue
            seen = {start, *(edge.tail for edge, _ in draft.hops)}
            for relation, claim, score in edges.get(here, ()):
                if relation.tail not in seen:
                    stack.append(_Draft(min(draft.score, score), (*draft.hops, (relation, claim))))

    def value(draft: _Draft) -> tuple[float, float]:
        nodes = {draft.hops[0][0].head, *(edge.tail for edge, _ in draft.hops)}
        named = sum(1.0 for node in nodes if node in asked)
        ended = sum(1.0 for node in (draft.hops[0][0].head, draft.hops[-1][0].tail) if node in asked)
        return named + ended, draft.score

    chosen: list[_Draft] = []
    relevant = [draft for draft in drafts if value(draft)[0] or draft.score > UNSPOKEN]
    for draft in sorted(relevant, key=lambda d: (value(d), -len(d.hops), d.hops[0][0].id), reverse=True):
        ids = {edge.id for edge, _ in draft.hops}
        if any(ids <= {e.id for e, _ in other.hops} or ids >= {e.id for e, _ in other.hops} for other in chosen):
            continue
        chosen.append(draft)
        if len(chosen) == limit:
            break
    return tuple(
        Path(
            hops=tuple(
                Hop(head=graph.entities[edge.head], relation=edge, tail=graph.entities[edge.tail], claim=claim)
                for edge, claim in draft.hops
            )
        )
        for draft in chosen
    )
