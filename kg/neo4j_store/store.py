"""A `kg.store.Store` in a Neo4j server.

A document goes in whole, in one transaction. A graph is written in many: it is `stale` from the first to the last, so
that what was cut off is seen, and the same writing again ends where an unbroken one would have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from kg.errors import UserError
from kg.neo4j_store import rows, schema, write
from kg.records import Chunk, Claim, Document, Entity, Mention, Merge, Record, Rejection, Relation, content_id
from kg.store import GRAPH, GraphKind, Outcome, Pair, Run, RunState, content, digest_of, graph_content, pair, state_of

if TYPE_CHECKING:
    import numpy as np
    from neo4j import Driver, ManagedTransaction
    from numpy.typing import NDArray

R = TypeVar("R", bound=Record)

LABELS: dict[type[Record], str] = {
    Document: "Document",
    Chunk: "Chunk",
    Mention: "Mention",
    Claim: "Claim",
    Entity: "__Entity__",
    Merge: "Merge",
}
_COUNTED = {
    "documents": "Document",
    "chunks": "Chunk",
    "mentions": "Mention",
    "claims": "Claim",
    "entities": "__Entity__",
    "merges": "Merge",
    "rejections": "Rejection",
    "runs": "Run",
}
_CHANGED = "MATCH (g:Graph {id: 'graph'}) SET g.stale = true, g.version = g.version + 1"
_RELATIONS = (
    "MATCH (a:__Entity__)-[r]->(b:__Entity__) WHERE $ids IS NULL OR r.id IN $ids RETURN r.id AS id, a.id AS head,"
    " b.id AS tail, coalesce(r.relation, type(r)) AS relation, r.predicate AS predicate, r.affirmed AS affirmed,"
    " r.certainty AS certainty, r.claims AS claims ORDER BY r.id"
)
_RUN = "RETURN r.id AS id, r.number AS number, r.fingerprint AS fingerprint, r.settings AS settings, r.state AS state"


class Neo4jStore:
    """Holds a driver open."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    @classmethod
    def open(cls, driver: Driver, write: bool) -> Neo4jStore:
        """Return the store in a server; `write` also makes what a new one lacks.

        Raises UserError where there is nothing to read, or another version of the program made what there is.
        """
        found = driver.execute_query("MATCH (g:Graph {id: 'graph'}) RETURN g.schema AS schema").records
        if found and found[0]["schema"] != schema.SCHEMA_VERSION:
            raise UserError(
                f"neo4j: its schema is version {found[0]['schema']}, this program reads version "
                f"{schema.SCHEMA_VERSION}; use another server, or the program that made it"
            )
        if write:
            schema.prepare(driver)
        elif not found:
            raise UserError("neo4j: no graph there; run `ingest papers/ --store neo4j` or `kg sync` first")
        return cls(driver)

    # ── what was read ──

    def sources(self) -> dict[str, str]:
        query = "MATCH (d:Document) RETURN d.source AS source, d.sha256 AS sha ORDER BY d.source, d.part"
        return {record["source"]: record["sha"] for record in self._read(query)}

    def document_ids(self, source: str) -> tuple[str, ...]:
        query = "MATCH (d:Document {source: $source}) RETURN d.id AS id ORDER BY d.id"
        return tuple(record["id"] for record in self._read(query, source=source))

    def replace_document(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        mentions: Sequence[Mention],
        claims: Sequence[Claim],
        rejections: Sequence[Rejection],
    ) -> None:
        given = {
            "Chunk": [rows.chunk_row(chunk) for chunk in chunks],
            "Mention": [rows.mention_row(mention) for mention in {m.id: m for m in mentions}.values()],
            "Claim": [rows.claim_row(claim) for claim in {c.id: c for c in claims}.values()],
        }
        refused = [
            {"document": document.id, "number": number, "json": rejection.model_dump_json()}
            for number, rejection in enumerate(rejections)
        ]
        whole = content(
            [document.model_dump_json()],
            *(
                [str(row["props"]["json"]) for row in sorted(given[label], key=lambda row: str(row["id"]))]
                for label in ("Chunk", "Mention", "Claim")
            ),
            [str(row["json"]) for row in refused],
        )
        owner = rows.document_row(document, whole)

        def replace(tx: ManagedTransaction) -> None:
            write.run(tx, _CHANGED)
            others = "MATCH (d:Document {source: $source, part: $part}) WHERE d.id <> $id RETURN d.id AS id"
            for other in write.run(tx, others, source=document.source, part=document.part or "", id=document.id):
                _drop(tx, other["id"])
            write.run(tx, write.upsert("Document"), rows=[owner])
            for label, wanted in given.items():
                _replace_nodes(tx, label, document.id, wanted)
            _link(tx, document.id)
            write.run(tx, "MATCH (n:Rejection {document: $id}) DELETE n", id=document.id)
            write.run(tx, "UNWIND $rows AS row CREATE (n:Rejection) SET n = row", rows=refused)

        self._write(replace)

    def remove_document(self, document_id: str) -> None:
        def remove(tx: ManagedTransaction) -> None:
            write.run(tx, _CHANGED)
            _drop(tx, document_id)

        self._write(remove)

    def remove_source(self, source: str) -> None:
        def remove(tx: ManagedTransaction) -> None:
            write.run(tx, _CHANGED)
            for record in write.run(tx, "MATCH (d:Document {source: $source}) RETURN d.id AS id", source=source):
                _drop(tx, record["id"])

        self._write(remove)

    def documents(self) -> Iterator[Document]:
        return self._all(Document)

    def document(self, document_id: str) -> Document:
        return self._one(Document, document_id)

    def chunks(self, document_id: str | None = None) -> Iterator[Chunk]:
        if document_id is None:
            return self._all(Chunk)
        query = "MATCH (n:Chunk {document: $id}) RETURN n.json AS json ORDER BY n.ordinal, n.id"
        return (Chunk.model_validate_json(record["json"]) for record in self._read(query, id=document_id))

    def chunk(self, chunk_id: str) -> Chunk:
        return self._one(Chunk, chunk_id)

    def mentions(self, document_id: str | None = None) -> Iterator[Mention]:
        return self._all(Mention) if document_id is None else self._of(document_id, Mention)

    def mention(self, mention_id: str) -> Mention:
        return self._one(Mention, mention_id)

    def claims(self, document_id: str | None = None) -> Iterator[Claim]:
        return self._all(Claim) if document_id is None else self._of(document_id, Claim)

    def claim(self, claim_id: str) -> Claim:
        return self._one(Claim, claim_id)

    def rejections(self) -> Iterator[Rejection]:
        query = "MATCH (n:Rejection) RETURN n.json AS json ORDER BY n.document, n.number"
        return (Rejection.model_validate_json(record["json"]) for record in self._read(query))

    def rejections_of(self, document_id: str | None) -> Iterator[Rejection]:
        query = "MATCH (n:Rejection {document: $id}) RETURN n.json AS json ORDER BY n.number"
        return (Rejection.model_validate_json(record["json"]) for record in self._read(query, id=document_id or ""))

    # ── the graph ──

    def replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection] = (),
    ) -> None:
        with write.many_rows():
            self._replace_graph(entities, relations, merges, rejections)

    def _replace_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        rejections: Sequence[Rejection],
    ) -> None:
        nodes, edges = self._entity_rows(entities), _edges(relations)
        joins = [rows.merge_row(merge) for merge in merges]
        states: dict[GraphKind, dict[str, str]] = {
            "entities": {row["id"]: row["state"] for row in nodes},
            "relations": {edge.id: state for edge, state in edges},
            "merges": {row["id"]: row["state"] for row in joins},
        }
        there = {kind: self.states(kind) for kind in GRAPH}
        gone = {kind: there[kind].keys() - states[kind].keys() for kind in GRAPH}
        self._change_graph(
            write.differing(nodes, there["entities"]),
            [(edge, state) for edge, state in edges if there["relations"].get(edge.id) != state],
            write.differing(joins, there["merges"]),
            gone,
            rejections,
            graph_content(states, (rejection.model_dump_json() for rejection in rejections)),
        )

    def change_graph(
        self,
        entities: Sequence[Entity],
        relations: Sequence[Relation],
        merges: Sequence[Merge],
        gone: Mapping[GraphKind, Collection[str]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        with write.many_rows():
            joins = [rows.merge_row(m) for m in merges]
            self._change_graph(self._entity_rows(entities), _edges(relations), joins, gone, rejections, whole)

    def _entity_rows(self, entities: Sequence[Entity]) -> list[rows.Row]:
        mentions = sorted({mention for entity in entities for mention in entity.mentions})
        chunk_of = write.pairs(self._driver, write.CHUNKS_OF, mentions)
        return [rows.entity_row(entity, chunk_of) for entity in entities]

    def _change_graph(
        self,
        nodes: Sequence[rows.Row],
        edges: Sequence[write.Edge],
        joins: Sequence[rows.Row],
        gone: Mapping[GraphKind, Collection[str]],
        rejections: Sequence[Rejection],
        whole: str,
    ) -> None:
        self._driver.execute_query(_CHANGED)
        made = write.write_entities(self._driver, nodes)
        write.write_edges(self._driver, edges, frozenset(gone["relations"]), made)
        write.in_turn(self._driver, write.dropped("__Entity__"), sorted(gone["entities"]))
        write.in_turn(self._driver, write.dropped("Merge"), sorted(gone["merges"]))
        write.in_turn(self._driver, write.upsert("Merge"), joins)
        refused = [{"document": "", "number": n, "json": r.model_dump_json()} for n, r in enumerate(rejections)]

        def close(tx: ManagedTransaction) -> None:
            write.run(tx, "MATCH (n:Rejection {document: ''}) DELETE n")
            write.run(tx, "UNWIND $rows AS row CREATE (n:Rejection) SET n = row", rows=refused)
            done = "MATCH (g:Graph {id: 'graph'}) SET g.stale = false, g.version = g.version + 1, g.content = $content"
            write.run(tx, done, content=whole)

        self._write(close)

    def stale(self) -> bool:
        return bool(self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.stale AS stale")[0]["stale"])

    def entities(self, ids: Collection[str] | None = None) -> Iterator[Entity]:
        return self._all(Entity) if ids is None else self._some(ids, Entity)

    def entity(self, entity_id: str) -> Entity:
        return self._one(Entity, entity_id)

    def relations(self, ids: Collection[str] | None = None) -> Iterator[Relation]:
        if ids is None:
            claims, found = {claim.id: claim for claim in self.claims()}, self._stream(_RELATIONS, ids=None)
        else:
            some = self._read(_RELATIONS, ids=sorted(ids))
            needed = {identity for record in some for identity in record["claims"]}
            claims, found = {claim.id: claim for claim in self._some(needed, Claim)}, iter(some)
        for record in found:
            yield _relation(record, [claims[identity] for identity in record["claims"] if identity in claims])

    def relation(self, relation_id: str) -> Relation:
        for relation in self.relations([relation_id]):
            return relation
        raise KeyError(relation_id)

    def merges(self, ids: Collection[str] | None = None) -> Iterator[Merge]:
        return self._all(Merge) if ids is None else self._some(ids, Merge)

    def states(self, kind: GraphKind) -> dict[str, str]:
        return write.states(self._driver, kind)

    def forbidden_merges(self) -> frozenset[Pair]:
        found = self._read("MATCH (n:Apart) RETURN n.one AS one, n.other AS other")
        return frozenset((record["one"], record["other"]) for record in found)

    def forbid_merge(self, one: str, other: str) -> None:
        first, second = pair(one, other)

        def forbid(tx: ManagedTransaction) -> None:
            write.run(tx, _CHANGED)
            write.run(tx, "MERGE (:Apart {one: $one, other: $other})", one=first, other=second)

        self._write(forbid)

    def version(self) -> str:
        return str(self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.version AS version")[0]["version"])

    def put_vectors(self, kind: str, model: str, ids: Sequence[str], matrix: NDArray[np.float16]) -> None:
        _, label = schema.VECTORS[kind]
        found = self._driver.execute_query(
            "MATCH (g:Graph {id: 'graph'}) SET g.model = coalesce(g.model, $model) RETURN g.model AS model", model=model
        ).records
        first = found[0]["model"] == model
        if first and len(ids):
            schema.prepare_vectors(self._driver, kind, matrix.shape[1])
        given = [{"id": i, "vector": row.astype(float).tolist()} for i, row in zip(ids, matrix, strict=True)]
        query = f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n[$key] = row.vector"
        write.in_turn(self._driver, query, given, key=_vector_key(model, first))

    def vector_ids(self, kind: str, model: str) -> frozenset[str]:
        query, key = self._vectors_of(kind, model, "RETURN collect(n.id) AS ids")
        return frozenset(self._read(query, key=key)[0]["ids"])

    def vectors(self, kind: str, model: str) -> tuple[tuple[str, ...], NDArray[np.float16]]:
        import numpy as np

        query, key = self._vectors_of(kind, model, "RETURN n.id AS id, n[$key] AS vector ORDER BY n.id")
        found = self._read(query, key=key)
        matrix = np.array([record["vector"] for record in found], np.float16)
        return tuple(record["id"] for record in found), matrix.reshape(len(found), -1) if found else np.zeros(
            (0, 0), np.float16
        )

    def contents(self) -> dict[str, str]:
        found = self._read("MATCH (d:Document) RETURN d.id AS id, d.content AS content")
        return {record["id"]: record["content"] for record in found}

    def graph_content(self) -> str:
        return str(self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.content AS content")[0]["content"])

    def digest(self) -> str:
        def stored(label: str) -> Iterator[str]:
            query = f"MATCH (n:{label}) RETURN n.json AS json ORDER BY n.id"
            return (record["json"] for record in self._stream(query))

        return digest_of(
            (
                ("documents", stored("Document")),
                ("chunks", stored("Chunk")),
                ("entities", stored("__Entity__")),
                ("relations", (relation.model_dump_json() for relation in self.relations())),
            )
        )

    def counts(self) -> dict[str, int]:
        found = {
            name: int(self._read(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"]) for name, label in _COUNTED.items()
        }
        edges = int(self._read("MATCH (:__Entity__)-[r]->(:__Entity__) RETURN count(r) AS n")[0]["n"])
        kept = (
            "MATCH (r:Run {state: 'finished'}) MATCH (o:Outcome {run: r.id, kind: 'sample'})"
            " RETURN count(DISTINCT o.id) AS n"
        )
        order = ("documents", "chunks", "mentions", "claims", "entities", "relations", "merges", "rejections", "runs")
        found["relations"] = edges
        return {**{name: found[name] for name in order}, "samples": int(self._read(kept)[0]["n"])}

    # ── the ledger ──

    def start_run(self, fingerprint: str, settings: str) -> Run:
        def start(tx: ManagedTransaction) -> Run:
            write.run(tx, "MATCH (g:Graph {id: 'graph'}) SET g.starting = true")
            if write.run(tx, "MATCH (r:Run {state: 'open'}) RETURN r.id AS id"):
                raise ValueError("a run is open; resume it or close it")
            last = write.run(tx, "MATCH (r:Run) RETURN coalesce(max(r.number), 0) AS number")[0]["number"]
            run = Run(
                id=content_id("run", last + 1, fingerprint),
                number=last + 1,
                fingerprint=fingerprint,
                settings=settings,
            )
            write.run(tx, "CREATE (r:Run) SET r = $props", props=run.model_dump(mode="json"))
            return run

        started: Run = self._write(start)
        return started

    def append(self, run_id: str, outcomes: Collection[Outcome]) -> None:
        from neo4j.exceptions import ConstraintError

        given = [
            {"run": run_id, "position": o.position, "kind": o.kind, "id": o.id, "json": o.json_text} for o in outcomes
        ]
        samples = [rows.sample_row(o.id, o.json_text) for o in outcomes if o.kind == "sample"]

        def append(tx: ManagedTransaction) -> None:
            if not write.run(tx, "MATCH (r:Run {id: $id, state: 'open'}) RETURN r.id AS id", id=run_id):
                raise ValueError(f"{run_id} is not open")
            write.run(tx, "UNWIND $rows AS row CREATE (o:Outcome) SET o = row", rows=given)
            _show_samples(tx, samples)

        try:
            self._write(append)
        except ConstraintError as error:
            raise ValueError(f"{run_id}: a position is taken already") from error

    def close_run(self, run_id: str, state: RunState) -> None:
        def close(tx: ManagedTransaction) -> None:
            write.run(tx, "MATCH (r:Run {id: $id}) SET r.state = $state", id=run_id, state=state.value)
            if state is RunState.ABANDONED:
                write.run(
                    tx,
                    "MATCH (o:Outcome {run: $id, kind: 'sample'}) MATCH (s:Sample {id: o.id})"
                    " WHERE NOT EXISTS { MATCH (other:Outcome {id: o.id}), (r:Run {id: other.run})"
                    " WHERE r.state <> 'abandoned' } DETACH DELETE s",
                    id=run_id,
                )

        self._write(close)

    def open_run(self) -> Run | None:
        return next((run for run in self.runs() if run.state is RunState.OPEN), None)

    def runs(self) -> tuple[Run, ...]:
        return tuple(Run(**record.data()) for record in self._read(f"MATCH (r:Run) {_RUN} ORDER BY r.number"))

    def outcomes(self, run_id: str, start: int = 0) -> Iterator[Outcome]:
        query = (
            "MATCH (o:Outcome {run: $run}) WHERE o.position >= $start RETURN o.position AS position, o.kind AS kind,"
            " o.id AS id, o.json AS json_text ORDER BY o.position"
        )
        return (Outcome(**record.data()) for record in self._stream(query, run=run_id, start=start))

    def samples(self) -> Iterator[str]:
        seen: set[str] = set()
        query = (
            "MATCH (r:Run {state: 'finished'}) MATCH (o:Outcome {run: r.id, kind: 'sample'})"
            " RETURN o.id AS id, o.json AS json ORDER BY r.number, o.position"
        )
        for record in self._stream(query):
            if record["id"] not in seen:
                seen.add(record["id"])
                yield record["json"]

    def sample(self, sample_id: str) -> str:
        query = (
            "MATCH (o:Outcome {id: $id, kind: 'sample'}) MATCH (r:Run {id: o.run}) WHERE r.state <> 'abandoned'"
            " RETURN o.json AS json ORDER BY r.number LIMIT 1"
        )
        for record in self._read(query, id=sample_id):
            return str(record["json"])
        raise KeyError(sample_id)

    # ── inside ──

    def _read(self, query: str, **parameters: object) -> list[Any]:
        with self._driver.session() as session:
            return session.execute_read(lambda tx: list(tx.run(query, parameters)))

    def _stream(self, query: str, **parameters: object) -> Iterator[Any]:
        with self._driver.session(fetch_size=2_000) as session:
            yield from session.run(query, parameters)

    def _write(self, step: write.Step[Any]) -> Any:  # noqa: ANN401 - what the step returns
        with self._driver.session() as session:
            return session.execute_write(step)

    def _all(self, kind: type[R]) -> Iterator[R]:
        query = f"MATCH (n:{LABELS[kind]}) RETURN n.json AS json ORDER BY n.id"
        return (kind.model_validate_json(record["json"]) for record in self._stream(query))

    def _of(self, document_id: str, kind: type[R]) -> Iterator[R]:
        query = f"MATCH (n:{LABELS[kind]} {{document: $id}}) RETURN n.json AS json ORDER BY n.id"
        return (kind.model_validate_json(record["json"]) for record in self._read(query, id=document_id))

    def _some(self, ids: Collection[str], kind: type[R]) -> Iterator[R]:
        query = f"UNWIND $ids AS id MATCH (n:{LABELS[kind]} {{id: id}}) RETURN n.json AS json"
        for part in write.batches(sorted(ids)):
            yield from (kind.model_validate_json(record["json"]) for record in self._read(query, ids=part))

    def _vectors_of(self, kind: str, model: str, returned: str) -> tuple[str, str]:
        """Return the query for the vectors of a kind, and the property that holds them."""
        _, label = schema.VECTORS[kind]
        held = self._read("MATCH (g:Graph {id: 'graph'}) RETURN g.model AS model")
        key = _vector_key(model, bool(held) and held[0]["model"] == model)
        return f"MATCH (n:{label}) WHERE n[$key] IS NOT NULL {returned}", key

    def _one(self, kind: type[R], identity: str) -> R:
        for record in self._read(f"MATCH (n:{LABELS[kind]} {{id: $id}}) RETURN n.json AS json", id=identity):
            return kind.model_validate_json(record["json"])
        raise KeyError(identity)


def _edges(relations: Iterable[Relation]) -> list[write.Edge]:
    return [(relation, state_of(relation.model_dump_json())) for relation in relations]


def _relation(record: Any, claims: Sequence[Claim]) -> Relation:  # noqa: ANN401 - the driver's record
    names = ("id", "head", "tail", "relation", "predicate", "affirmed", "certainty")
    return Relation(**{name: record[name] for name in names}, claims=tuple(claims))


def _vector_key(model: str, first: bool) -> str:
    """Return the property that holds a model's vectors: the first model's are those that Neo4j's index is of."""
    return "embedding" if first else f"embedding_{hashlib.sha256(model.encode()).hexdigest()[:12]}"


def _drop(tx: ManagedTransaction, document_id: str) -> None:
    for label in ("Chunk", "Mention", "Claim", "Rejection"):
        write.run(tx, f"MATCH (n:{label} {{document: $id}}) DETACH DELETE n", id=document_id)
    write.run(tx, "MATCH (d:Document {id: $id}) DETACH DELETE d", id=document_id)


def _replace_nodes(tx: ManagedTransaction, label: str, document_id: str, wanted: list[rows.Row]) -> None:
    found = write.run(tx, f"MATCH (n:{label} {{document: $id}}) RETURN n.id AS id, n.state AS state", id=document_id)
    there = {record["id"]: record["state"] for record in found}
    gone = sorted(there.keys() - {row["id"] for row in wanted})
    write.run(tx, f"UNWIND $rows AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", rows=gone)
    write.run(tx, write.upsert(label), rows=write.differing(wanted, there))


def _link(tx: ManagedTransaction, document_id: str) -> None:
    """Join a document's passages to it and to one another, and its claims to their passages."""
    for query in (
        "MATCH (c:Chunk {document: $id}) MATCH (d:Document {id: $id}) MERGE (c)-[:FROM_DOCUMENT]->(d)",
        "MATCH (:Chunk {document: $id})-[next:NEXT_CHUNK]->() DELETE next",
        "MATCH (c:Chunk {document: $id}) WITH c ORDER BY c.ordinal WITH collect(c) AS row"
        " UNWIND range(0, size(row) - 2) AS i WITH row[i] AS one, row[i + 1] AS other"
        " CREATE (one)-[:NEXT_CHUNK]->(other)",
        "MATCH (n:Claim {document: $id}) MATCH (c:Chunk {id: n.chunk}) MERGE (n)-[:FROM_CHUNK]->(c)",
    ):
        write.run(tx, query, id=document_id)


def _show_samples(tx: ManagedTransaction, samples: list[rows.Row]) -> None:
    """Make samples and personas nodes, each sample joined to the claims whose quotes it rests on."""
    write.run(tx, write.upsert("Sample"), rows=samples)
    write.run(
        tx,
        "UNWIND $rows AS row MATCH (s:Sample {id: row.id}) UNWIND row.evidence AS evidence"
        " MATCH (c:Claim {evidence: evidence}) MERGE (s)-[:GROUNDED_IN]->(c)",
        rows=samples,
    )
    write.run(
        tx,
        "UNWIND $rows AS row MATCH (s:Sample {id: row.id}) MERGE (p:Persona {id: row.persona})"
        " SET p.text = row.persona_text MERGE (s)-[:FOR]->(p)",
        rows=[sample for sample in samples if sample["persona"]],
    )
