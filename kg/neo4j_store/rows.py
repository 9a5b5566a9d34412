"""Records as the rows that Cypher is given: an id, a digest of all that is written, and the properties.

`state` is what tells a row that has changed from one that is there already: only the difference is ever written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from kg.neo4j_store.schema import relationship_type, type_labels
from kg.records import Certainty, Chunk, Claim, Document, Entity, Mention, Merge, Relation
from kg.store import state_of

Row = dict[str, Any]

LONGEST = 20_000
"""Characters of a property that is there to be read; the record itself is whole."""


def document_row(document: Document, content: str) -> Row:
    """Return a document; `content` is the digest of it and all that rests on it."""
    told = document.model_dump_json()
    return _row(
        document.id,
        {
            "title": _plain(document.title or document.source),
            "source": document.source,
            "part": document.part or "",
            "sha256": document.sha256,
            "licence": document.licence,
            "pages": document.pages,
            "content": content,
            "json": told,
        },
        told,
    )


def chunk_row(chunk: Chunk) -> Row:
    page = next((span.page for span in chunk.spans if span.page is not None), None)
    told = chunk.model_dump_json()
    return _row(
        chunk.id,
        {
            "document": chunk.document,
            "ordinal": chunk.ordinal,
            "text": _plain(chunk.text),
            "section": _plain(" › ".join(chunk.section)),
            "page": page,
            "json": told,
        },
        told,
    )


def mention_rows(mentions: Iterable[Mention]) -> list[Row]:
    """Return one row a passage: its mentions by id, and each as JSON. As nodes of their own they would be most of all
    that a server holds, and nobody looks at them."""
    of: dict[str, dict[str, Mention]] = {}
    for mention in mentions:
        of.setdefault(mention.evidence.chunk, {})[mention.id] = mention
    found = []
    for chunk, held in of.items():
        ids = sorted(held)
        told = [held[identity].model_dump_json() for identity in ids]
        props = {"document": held[ids[0]].evidence.document, "ids": ids, "json": told}
        found.append(_row(chunk, props, "\n".join(told)))
    return found


def claim_row(claim: Claim) -> Row:
    said = f"{claim.head.phrase} – {claim.predicate.text} – {claim.tail.phrase}"
    told = claim.model_dump_json()
    return _row(
        claim.id,
        {
            "name": _plain(said),
            "quote": _plain(claim.evidence.quote),
            "place": _place(claim.evidence.source, claim.evidence.page),
            "page": claim.evidence.page,
            "relation": claim.relation,
            "document": claim.evidence.document,
            "chunk": claim.evidence.chunk,
            "evidence": claim.evidence.id,
            "json": told,
        },
        told,
    )


CHUNK = ("document", "ordinal", "text", "section", "page", "json", "state")
MENTIONS = ("document", "ids", "json", "state")
CLAIM = ("name", "quote", "place", "page", "relation", "document", "chunk", "evidence", "json", "state")
ENTITY = ("name", "type", "aliases", "documents", "passages", "json", "state")
"""Properties of nodes besides their ids."""


def entity_row(entity: Entity, chunk_of: Mapping[str, str]) -> Row:
    """Return an entity with the passages that name it, and how many; `chunk_of` gives each mention's."""
    chunks = sorted({chunk_of[m] for m in entity.mentions if m in chunk_of})
    told = entity.model_dump_json()
    found = _row(
        entity.id,
        {
            "name": _plain(entity.name),
            "type": entity.type,
            "aliases": [_plain(alias) for alias in entity.aliases],
            "documents": list(entity.documents),
            "passages": len(chunks),
            "json": told,
        },
        told,
    )
    return {**found, "labels": type_labels(entity.type), "chunks": chunks}


EDGE = ("id", "relation", "predicate", "affirmed", "certainty", "claims", "quotes", "places", "state")
"""Properties of an edge; `relation` only where the class could not be the relationship's type, `affirmed` only where it
is denied, `certainty` only where it is not asserted: most are neither, and every property takes its time."""


def edge_values(relation: Relation, state: int) -> list[Any]:
    """Return the values of `EDGE`; the record is put together again from the claims that are named."""
    claims, quotes, places = [], [], []
    for claim in relation.claims:
        found = claim.evidence
        claims.append(claim.id)
        quotes.append(_plain(found.quote))
        places.append(_place(found.source, found.page))
    kind = relation.relation
    return [
        relation.id,
        None if relationship_type(kind) == kind else kind,
        relation.predicate,
        None if relation.affirmed else False,
        None if relation.certainty is Certainty.ASSERTED else relation.certainty.value,
        claims,
        quotes,
        places,
        state,
    ]


def merge_row(merge: Merge) -> Row:
    told = merge.model_dump_json()
    shown = {"kept": merge.kept, "absorbed": merge.absorbed, "reason": merge.reason, "json": told}
    return _row(merge.id, shown, told)


def sample_row(identity: str, text: str) -> Row:
    """Return a sample from its JSON, of which only the public fields are read: also what its path leads over, in order,
    and the quotes that it rests on with their pages, as an edge has them."""
    told = json.loads(text)
    persona = told.get("persona") or {}
    evidence = {quote["id"]: quote for quote in told.get("evidence", ()) if "id" in quote}
    shown = {key: told[key] for key in ("question", "answer", "task", "stage", "hops", "topic") if key in told}
    path = [hop[end] for hop in told.get("path", ()) for end in ("head", "tail")]
    return {
        "id": identity,
        "props": {
            **{key: _plain(value) if isinstance(value, str) else value for key, value in shown.items()},
            "entities": [_plain(name) for name in dict.fromkeys(path)],
            "quotes": [_plain(quote.get("quote", "")) for quote in evidence.values()],
            "places": [_place(quote.get("source", ""), quote.get("page")) for quote in evidence.values()],
        },
        "evidence": list(evidence),
        "passages": [quote.get("chunk", "") for quote in evidence.values()],
        "persona": persona.get("id"),
        "persona_text": _plain(persona.get("text", "")),
    }


@lru_cache(10_000)
def _place(source: str, page: int | None) -> str:
    """Return where a quote stands, to be read: *paper.pdf, page 3*."""
    return _plain(source if page is None else f"{source}, page {page}")


def values(row: Row, keys: Iterable[str]) -> list[Any]:
    """Return the id of a row and some of its properties."""
    return [row["id"], *(row["props"][key] for key in keys)]


def _row(identity: str, props: Row, told: str) -> Row:
    """Return a row from its properties and the record as JSON."""
    state = state_of(told)
    return {"id": identity, "state": state, "json": told, "props": {**props, "state": state}}


def _plain(text: str) -> str:
    """Return text as a property to be read: no control characters, not endless."""
    if text.isprintable() and len(text) <= LONGEST:
        return text
    kept = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text[:LONGEST])
    return kept.encode("utf-8", "replace").decode()
