"""A graph as a networkx graph: an entity a node, a relation an edge, plain attributes to draw, filter and count by.

Beside the plain attributes each node and edge carries its whole record in `json`, and the graph of a store carries
every other table as one JSON record a line, so that nothing is lost on the way back. The JSON is pure ASCII: no control
character or lone surrogate of a text can stand in the way of XML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from kg.errors import UserError
from kg.exchange.tables import TABLES, Outgoing, Tables
from kg.records import Entity, Evidence, Record, Relation
from kg.walk import Graph

if TYPE_CHECKING:
    import networkx

    from kg.store import Store

_DRAWN = ("entities", "relations")


def to_networkx(source: Store | Graph) -> networkx.MultiDiGraph:
    """Return nodes by entity id and edges keyed by relation id; of a store, everything else in `graph.graph`."""
    if isinstance(source, Graph):
        return drawn(source.entities.values(), source.relations.values())
    return network(Outgoing(source))


def network(outgoing: Outgoing) -> networkx.MultiDiGraph:
    """Return the networkx graph of a store on its way out."""
    found = drawn(outgoing.rows("entities"), outgoing.rows("relations"))
    for table in TABLES:
        if table not in _DRAWN:
            found.graph[table] = "\n".join(_ascii(row) for row in outgoing.rows(table))
    found.graph["manifest"] = json.dumps(outgoing.manifest("graphml").model_dump(mode="json"))
    return found


def drawn(entities: Iterable[Record], relations: Iterable[Record]) -> networkx.MultiDiGraph:
    """Return the networkx graph of entities and relations."""
    import networkx

    found = networkx.MultiDiGraph(id="kindergraph")
    for entity in entities:
        assert isinstance(entity, Entity)
        found.add_node(entity.id, **_node(entity))
    for relation in relations:
        assert isinstance(relation, Relation)
        found.add_edge(relation.head, relation.tail, key=relation.id, **_edge(relation))
    return found


def from_networkx(graph: networkx.MultiDiGraph) -> Tables:
    """Return the tables that a graph of `to_networkx` carries, from its `json` attributes, each in its order.

    Raises UserError where a node or an edge carries none.
    """
    edges = ((key, data) for _, _, key, data in graph.edges(keys=True, data=True))
    found: dict[str, tuple[Record, ...]] = {
        "entities": tuple(sorted(_carried(graph.nodes(data=True), Entity), key=_identity)),
        "relations": tuple(sorted(_carried(edges, Relation), key=_identity)),
    }
    for table, kind in TABLES.items():
        if table in graph.graph and table not in _DRAWN:
            lines = graph.graph[table].split("\n") if graph.graph[table] else []
            found[table] = tuple(_parsed(kind, line, f"{table} {n}") for n, line in enumerate(lines, start=1))
    return found


def _node(entity: Entity) -> dict[str, Any]:
    return {
        "label": entity.name,
        "name": entity.name,
        "type": entity.type,
        "aliases": "; ".join(entity.aliases),
        "mentions": len(entity.mentions),
        "documents": len(entity.documents),
        **_place(entity.evidence),
        "json": _ascii(entity),
    }


def _edge(relation: Relation) -> dict[str, Any]:
    return {
        "label": relation.predicate,
        "predicate": relation.predicate,
        "relation": relation.relation,
        "affirmed": relation.affirmed,
        "certainty": relation.certainty.value,
        "weight": len(relation.claims),
        **_place(relation.claims[0].evidence),
        "json": _ascii(relation),
    }


def _place(evidence: Evidence) -> dict[str, Any]:
    place: dict[str, Any] = {"quote": evidence.quote, "source": evidence.source}
    return place if evidence.page is None else {**place, "page": evidence.page}


def _ascii(record: Record) -> str:
    return json.dumps(record.model_dump(), separators=(",", ":"))


def _carried(items: Iterable[tuple[Any, Mapping[str, Any]]], kind: type[Record]) -> Iterator[Record]:
    for key, data in items:
        if "json" not in data:
            raise UserError(f"{key}: carries no `json` attribute, so it is not of `kg export`; export again")
        yield _parsed(kind, data["json"], str(key))


def _parsed(kind: type[Record], text: str, where: str) -> Record:
    try:
        return kind.model_validate(json.loads(text))
    except (ValueError, ValidationError) as error:
        raise UserError(f"{where}: its `json` is no {kind.__name__} ({str(error).splitlines()[0]})") from None


def _identity(record: Record) -> str:
    return str(getattr(record, "id", ""))
