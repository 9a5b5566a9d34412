"""What a reader of a question should have before them, within a budget of tokens, each piece with its citation.

The two scopes of Microsoft GraphRAG, without a model. Global, for questions about the whole: reports of communities,
ranked by vectors and BM25, give their sentences in turn. Local, for questions about something: the entities that search
finds give the quotes of their edges, then passages fill what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from kg.community import LARGEST, at_level, communities
from kg.records import Cited, Community, Context, Evidence, Hit

if TYPE_CHECKING:
    from kg.encode import Encodes
    from kg.search import Searcher
    from kg.walk import Graph

BUDGET = 2000
"""Tokens, where none are named."""

QUOTES_SHARE = 0.6
"""Part of a local budget that quotes may take; passages get the rest."""

LEVEL = 1
"""Level of the communities that a global context is gathered from."""

HOPS_OUT = 12
"""Edges of one entity in a local context."""

_TOKEN = re.compile(r"\w{1,6}|[^\w\s]")


def count_tokens(text: str) -> int:
    """Return about how many tokens a model's vocabulary cuts a text into: six letters at most, a mark alone.

    On English prose this counts a little more than the tokenizers in use, so that a budget is kept.
    """
    return len(_TOKEN.findall(text))


def global_context(
    graph: Graph,
    encoder: Encodes,
    question: str,
    budget_tokens: int = BUDGET,
    *,
    level: int = LEVEL,
    found: Sequence[Community] | None = None,
) -> Context:
    """Return sentences of the reports that bear on a question, the best community's best first, within the budget.

    `found` are the graph's communities where the caller has them. The communities take turns, so that the whole is seen
    from several sides, and the sentences of each come in the order of their nearness to the question.
    """
    known = at_level(found if found is not None else communities(graph, largest=LARGEST), level)
    reports = [community for community in known if community.report]
    if not reports:
        return Context(question=question, scope="global", budget=budget_tokens, tokens=0)
    texts = [f"{c.title}. " + " ".join(e.quote for e in c.report) for c in reports]
    order = _ranked(encoder, question, texts)
    best = [reports[place] for place in order]
    vectors = encoder.encode([question, *(_flat(e.quote) for c in best for e in c.report)])
    near = iter((vectors[1:] @ vectors[0]).tolist())
    rows = [
        sorted(((next(near), -n, e) for n, e in enumerate(c.report)), key=lambda r: r[:2], reverse=True) for c in best
    ]
    pieces = (
        _cited(row[turn][2], best[place].title)
        for turn in range(max(map(len, rows)))
        for place, row in enumerate(rows)
        # Half as many communities in each further turn: the first is the one that the question is most about.
        if turn < len(row) and place < max(1, len(rows) >> turn)
    )
    return _within(question, "global", budget_tokens, pieces)


def local_context(searcher: Searcher, question: str, budget_tokens: int = BUDGET) -> Context:
    """Return quotes of the edges of the entities that a question is about, then passages, within the budget."""
    found = searcher.search(question)
    graph = searcher.graph
    quotes: dict[str, tuple[str, Evidence]] = {}
    for path in found.paths:
        for hop in path.hops:
            about = f"{hop.head.name} — {hop.relation.predicate} → {hop.tail.name}"
            quotes.setdefault(hop.claim.evidence.id, (about, hop.claim.evidence))
    names = {entity.id for entity in found.entities}
    for entity in found.entities:
        edges = [*graph.out.get(entity.id, ()), *graph.into.get(entity.id, ())]
        edges.sort(key=lambda e: (not {e.head, e.tail} <= names, -len(e.claims), e.id))
        for edge in edges[:HOPS_OUT]:
            about = f"{graph.entities[edge.head].name} — {edge.predicate} → {graph.entities[edge.tail].name}"
            quotes.setdefault(edge.claims[0].evidence.id, (about, edge.claims[0].evidence))
    said = _within(
        question, "local", int(budget_tokens * QUOTES_SHARE), (_cited(e, about) for about, e in quotes.values())
    )
    passages = (_piece("chunk", hit, hit.text, graph.title(hit.document)) for hit in found.hits)
    return _within(question, "local", budget_tokens, (*said.pieces, *passages))


def _ranked(encoder: Encodes, question: str, texts: Sequence[str]) -> list[int]:
    """Return the places of texts by their bearing on a question: vectors and BM25, fused by reciprocal rank."""
    import numpy as np

    from kg.bm25 import bm25, postings, terms
    from kg.rank import best, reciprocal

    vectors = encoder.encode([question, *texts])
    near = np.asarray(vectors[1:] @ vectors[0], dtype=np.float32)
    words = bm25(postings(terms(text) for text in texts), question)
    fused = reciprocal((best(near, len(texts)), best(words, len(texts))), len(texts))
    return [int(place) for place in best(fused, len(texts))]


def _within(question: str, scope: Literal["global", "local"], budget: int, pieces: Iterable[Cited]) -> Context:
    """Return a context of the first pieces that fit, no words twice; one that does not fit is passed over."""
    kept: list[Cited] = []
    left = budget
    seen: set[str] = set()
    for piece in _unsaid(pieces, seen):
        if piece.tokens <= left:
            kept.append(piece)
            left -= piece.tokens
    return Context(question=question, scope=scope, budget=budget, tokens=budget - left, pieces=tuple(kept))


def _unsaid(pieces: Iterable[Cited], seen: set[str]) -> Iterator[Cited]:
    for piece in pieces:
        if piece.text not in seen:
            seen.add(piece.text)
            yield piece


def _cited(quote: Evidence, about: str) -> Cited:
    return _piece("quote", quote, quote.quote, about)


def _piece(kind: Literal["quote", "chunk"], place: Evidence | Hit, text: str, about: str) -> Cited:
    """Return a piece with its citation, whose tokens count too: a prompt holds both."""
    flat = _flat(text)
    return Cited(
        id=place.id,
        kind=kind,
        about=about,
        text=flat,
        document=place.document,
        source=place.source,
        page=place.page,
        tokens=count_tokens(f"{about} {flat} {place.source} {place.page or ''}"),
    )


def _flat(text: str) -> str:
    return " ".join(text.split())
