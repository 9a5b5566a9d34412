"""What was read: a document goes in whole, in one transaction, and so does it go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.records import Chunk, Claim, Document, Mention, Rejection
from kg.sqlite_store.held import CHANGED, Held
from kg.store import Told, content

_OF_A_DOCUMENT = ("chunks", "mentions", "claims", "rejections")


class Documents(Held):
    """The part of the store that holds documents and what rests on each."""

    def sources(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT source, sha256 FROM documents ORDER BY source, part"))

    def document_ids(self, source: str) -> tuple[str, ...]:
        return tuple(
            row[0] for row in self._db.execute("SELECT id FROM documents WHERE source = ? ORDER BY id", (source,))
        )

    def replace_document(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        mentions: Sequence[Mention],
        claims: Sequence[Claim],
        rejections: Sequence[Rejection],
    ) -> None:
        identity, part = document.id, document.part or ""
        with self._transaction() as db:
            old = db.execute("SELECT id FROM documents WHERE source = ? AND part = ?", (document.source, part))
            for stale in {identity, *(row[0] for row in old)}:
                self._drop(stale)
            row = (identity, document.source, part, document.sha256, document.model_dump_json())
            db.execute("INSERT INTO documents (id, source, part, sha256, json) VALUES (?, ?, ?, ?, ?)", row)
            db.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?)",
                ((c.id, identity, c.ordinal, c.model_dump_json()) for c in chunks),
            )
            for table, records in (("mentions", mentions), ("claims", claims)):
                rows = ((r.id, identity, r.model_dump_json()) for r in records)
                db.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)
            db.executemany(
                "INSERT INTO rejections (document, json) VALUES (?, ?)",
                ((identity, r.model_dump_json()) for r in rejections),
            )
            db.execute("UPDATE documents SET content = ? WHERE id = ?", (self._content(identity), identity))
            db.execute(CHANGED)

    def replace_documents(self, told: Iterable[Told]) -> None:
        for each in told:
            self.replace_document(*each)

    def remove_document(self, document_id: str) -> None:
        with self._transaction() as db:
            self._drop(document_id)
            db.execute(CHANGED)

    def remove_source(self, source: str) -> None:
        with self._transaction() as db:
            for identity in self.document_ids(source):
                self._drop(identity)
            db.execute(CHANGED)

    def documents(self) -> Iterator[Document]:
        return self._all("documents", Document)

    def document(self, document_id: str) -> Document:
        return self._one("documents", document_id, Document)

    def chunks(self, document_id: str | None = None) -> Iterator[Chunk]:
        if document_id is None:
            return self._all("chunks", Chunk)
        rows = self._db.execute("SELECT json FROM chunks WHERE document = ? ORDER BY ordinal, id", (document_id,))
        return (self._read(Chunk, row[0]) for row in rows)

    def chunk(self, chunk_id: str) -> Chunk:
        return self._one("chunks", chunk_id, Chunk)

    def mentions(self, document_id: str | None = None) -> Iterator[Mention]:
        return self._all("mentions", Mention) if document_id is None else self._of("mentions", document_id, Mention)

    def mention(self, mention_id: str) -> Mention:
        return self._one("mentions", mention_id, Mention)

    def claims(self, document_id: str | None = None) -> Iterator[Claim]:
        return self._all("claims", Claim) if document_id is None else self._of("claims", document_id, Claim)

    def claim(self, claim_id: str) -> Claim:
        return self._one("claims", claim_id, Claim)

    def rejections(self) -> Iterator[Rejection]:
        return (
            self._read(Rejection, row[0])
            for row in self._db.execute("SELECT json FROM rejections ORDER BY document, number")
        )

    def rejections_of(self, document_id: str | None) -> Iterator[Rejection]:
        rows = self._db.execute("SELECT json FROM rejections WHERE document IS ? ORDER BY number", (document_id,))
        return (self._read(Rejection, row[0]) for row in rows)

    def contents(self) -> dict[str, str]:
        # Empty where the document was stored by an older version of the program.
        found = self._db.execute("SELECT id, content FROM documents").fetchall()
        return {identity: whole or self._content(identity) for identity, whole in found}

    def _drop(self, document_id: str) -> None:
        chunks = "SELECT id FROM chunks WHERE document = ?"
        self._db.execute(f"DELETE FROM vectors WHERE kind = 'chunk' AND id IN ({chunks})", (document_id,))
        self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        for table in _OF_A_DOCUMENT:
            self._db.execute(f"DELETE FROM {table} WHERE document = ?", (document_id,))

    def _content(self, document_id: str) -> str:
        parts = [self._db.execute("SELECT json FROM documents WHERE id = ?", (document_id,))]
        for table, order in (("chunks", "id"), ("mentions", "id"), ("claims", "id"), ("rejections", "number")):
            query = f"SELECT json FROM {table} WHERE document = ? ORDER BY {order}"
            parts.append(self._db.execute(query, (document_id,)))
        return content(*((row[0] for row in rows) for rows in parts))
