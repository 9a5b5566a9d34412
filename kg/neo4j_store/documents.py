"""What was read: a document goes in whole, in one transaction, and so does it go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.neo4j_store import rows, write
from kg.neo4j_store.held import CHANGED, Held
from kg.records import Chunk, Claim, Document, Mention, Rejection
from kg.store import Told, content

if TYPE_CHECKING:
    from neo4j import ManagedTransaction


OWNER = "MERGE (d:Document {id: $id}) WITH d, d.state IS NULL AS fresh SET d += $props RETURN fresh"
FRESH: tuple[tuple[str, str, Sequence[str]], ...] = (
    (
        "MATCH (d:Document {id: $id}) UNWIND $rows AS row"
        f" CREATE (:Chunk {write.literal(('id', *rows.CHUNK), 0)})-[:FROM_DOCUMENT]->(d)",
        "Chunk",
        rows.CHUNK,
    ),
    (f"UNWIND $rows AS row CREATE (:Mentions {write.literal(('id', *rows.MENTIONS), 0)})", "Mentions", rows.MENTIONS),
    (
        f"UNWIND $rows AS row CREATE (n:Claim {write.literal(('id', *rows.CLAIM), 0)})"
        " WITH n MATCH (c:Chunk {id: n.chunk}) CREATE (n)-[:FROM_CHUNK]->(c)",
        "Claim",
        rows.CLAIM,
    ),
)
"""What makes that which rests on a document that was not there, from the values of its rows."""

FOLLOWED = (
    "MATCH (c:Chunk {document: $id}) WITH c ORDER BY c.ordinal WITH collect(c) AS row"
    " UNWIND range(0, size(row) - 2) AS i WITH row[i] AS one, row[i + 1] AS other"
    " CREATE (one)-[:NEXT_CHUNK]->(other)"
)


class Documents(Held):
    """The part of the store that holds documents and what rests on each."""

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
            "Mentions": rows.mention_rows(mentions),
            "Claim": [rows.claim_row(claim) for claim in {c.id: c for c in claims}.values()],
        }
        refused = [
            {"document": document.id, "number": number, "json": rejection.model_dump_json()}
            for number, rejection in enumerate(rejections)
        ]
        whole = content(
            [document.model_dump_json()],
            _told(given["Chunk"]),
            (text for _, text in sorted(pair for row in given["Mentions"] for pair in _mentions(row["props"]))),
            _told(given["Claim"]),
            [str(row["json"]) for row in refused],
        )
        owner = rows.document_row(document, whole)

        def replace(tx: ManagedTransaction) -> None:
            others = "MATCH (d:Document {source: $source, part: $part}) WHERE d.id <> $id RETURN d.id AS id"
            for other in write.run(tx, others, source=document.source, part=document.part or "", id=document.id):
                _drop(tx, other["id"])
            # Another writer of the same document waits here, and then it is there.
            if write.run(tx, OWNER, id=document.id, props=owner["props"])[0]["fresh"]:
                for query, label, keys in FRESH:
                    write.run(tx, query, rows=[rows.values(row, keys) for row in given[label]], id=document.id)
            else:
                for label, wanted in given.items():
                    _replace_nodes(tx, label, document.id, wanted)
                _link(tx, document.id)
                write.run(tx, "MATCH (n:Rejection {document: $id}) DELETE n", id=document.id)
            write.run(tx, FOLLOWED, id=document.id)
            write.run(tx, "UNWIND $rows AS row CREATE (n:Rejection) SET n = row", rows=refused)
            write.run(tx, CHANGED)  # at the end: from here on, other writers wait

        self._write(replace)

    def replace_documents(self, told: Iterable[Told]) -> None:
        rest = iter(told)
        for first in islice(rest, 1):  # alone: what a server has not done for long, it learns once
            self.replace_document(*first)
        write.side_by_side(lambda each: self.replace_document(*each), rest)

    def remove_document(self, document_id: str) -> None:
        def remove(tx: ManagedTransaction) -> None:
            write.run(tx, CHANGED)
            _drop(tx, document_id)

        self._write(remove)

    def remove_source(self, source: str) -> None:
        def remove(tx: ManagedTransaction) -> None:
            write.run(tx, CHANGED)
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
        those = "(n:Mentions)" if document_id is None else "(n:Mentions {document: $id})"
        query = f"MATCH {those} {_MENTIONS}"
        found = sorted(pair for record in self._stream(query, id=document_id) for pair in _mentions(record))
        return (Mention.model_validate_json(text) for _, text in found)

    def mention(self, mention_id: str) -> Mention:
        for record in self._read(f"MATCH (n:Mentions) WHERE $id IN n.ids {_MENTIONS}", id=mention_id):
            return Mention.model_validate_json(dict(_mentions(record))[mention_id])
        raise KeyError(mention_id)

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

    def contents(self) -> dict[str, str]:
        found = self._read("MATCH (d:Document) RETURN d.id AS id, d.content AS content")
        return {record["id"]: record["content"] for record in found}


_MENTIONS = "RETURN n.ids AS ids, n.json AS json"


def _mentions(held: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the id and the JSON of each mention of a passage."""
    return zip(held["ids"], held["json"], strict=True)


def _told(given: list[rows.Row]) -> Iterator[str]:
    """Yield the records of rows as JSON, by id."""
    return (row["json"] for row in sorted(given, key=lambda row: str(row["id"])))


def _drop(tx: ManagedTransaction, document_id: str) -> None:
    for label in ("Chunk", "Mentions", "Claim", "Rejection"):
        write.run(tx, f"MATCH (n:{label} {{document: $id}}) DETACH DELETE n", id=document_id)
    write.run(tx, "MATCH (d:Document {id: $id}) DETACH DELETE d", id=document_id)


def _replace_nodes(tx: ManagedTransaction, label: str, document_id: str, wanted: list[rows.Row]) -> None:
    found = write.run(tx, f"MATCH (n:{label} {{document: $id}}) RETURN n.id AS id, n.state AS state", id=document_id)
    there = {record["id"]: record["state"] for record in found}
    gone = sorted(there.keys() - {row["id"] for row in wanted})
    write.run(tx, f"UNWIND $rows AS id MATCH (n:{label} {{id: id}}) DETACH DELETE n", rows=gone)
    write.run(tx, write.upsert(label), rows=write.differing(wanted, there))


def _link(tx: ManagedTransaction, document_id: str) -> None:
    """Join a document's passages to it, and its claims to their passages; part the passages from one another."""
    for query in (
        "MATCH (c:Chunk {document: $id}) MATCH (d:Document {id: $id}) MERGE (c)-[:FROM_DOCUMENT]->(d)",
        "MATCH (:Chunk {document: $id})-[next:NEXT_CHUNK]->() DELETE next",
        "MATCH (n:Claim {document: $id}) MATCH (c:Chunk {id: n.chunk}) MERGE (n)-[:FROM_CHUNK]->(c)",
    ):
        write.run(tx, query, id=document_id)
