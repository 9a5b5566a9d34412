"""How much of the graph the kept samples rest on: entities, relations, passages and documents, each of how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from generate.beside import NAMED_WITH
from generate.records import Sample
from kg.records import Record, Relation
from kg.walk import Graph


class Share(Record):
    """So many `of` so many."""

    used: int
    of: int

    def __str__(self) -> str:
        return f"{self.used:,} of {self.of:,}"


Coverage = dict[str, Share]


class Covered:
    """Counts what samples rest on as they pass."""

    def __init__(self, graph: Graph, ground: Iterable[str] = ()) -> None:
        """`ground` are the ids of the relations that search led to, none where it was not asked."""
        self._graph, self._ground = graph, frozenset(ground)
        self._by_evidence: dict[str, list[Relation]] = defaultdict(list)
        for relation in graph.relations.values():
            for claim in relation.claims:
                self._by_evidence[claim.evidence.id].append(relation)
        self._relations: set[str] = set()
        self._beside: set[str] = set()
        self._passages: set[str] = set()
        self._documents: set[str] = set()

    def add(self, sample: Sample) -> None:
        """Count a sample."""
        self._passages |= {quote.chunk for quote in sample.evidence}
        self._documents |= {quote.document for quote in sample.evidence}
        for edge in sample.path:
            ends = {edge.head, edge.tail}
            if edge.relation == NAMED_WITH:
                self._beside |= ends
            for relation in self._by_evidence.get(edge.evidence[0], ()):
                names = {self._graph.entities[relation.head].name, self._graph.entities[relation.tail].name}
                if names == ends and relation.relation == edge.relation:
                    self._relations.add(relation.id)

    @property
    def shares(self) -> Coverage:
        """What the samples rest on, of all that the graph holds and, where search led, that it found."""
        ends = {e for i in self._relations for e in (self._graph.relations[i].head, self._graph.relations[i].tail)}
        ends |= {entity.id for name in self._beside if (entity := self._graph.known(name))}
        shares = {
            "entities": Share(used=len(ends), of=len(self._graph.entities)),
            "relations": Share(used=len(self._relations), of=len(self._graph.relations)),
            "passages": Share(used=len(self._passages), of=len(self._graph.chunks)),
            "documents": Share(used=len(self._documents), of=len(self._graph.titles)),
        }
        if self._ground:
            shares["relations that search found"] = Share(
                used=len(self._relations & self._ground), of=len(self._ground)
            )
        return shares
