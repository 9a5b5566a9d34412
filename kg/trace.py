"""Any id back to where it stands: sample, edge, claim, mention, chunk, quote → file, digest, page, box, characters."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import UserError
from kg.records import Box, Chunk, Claim, Document, Entity, Evidence, Mention, Record, Relation
from kg.store import Store

MOST = 20
"""Of an entity's mentions, how many are followed; the rest is counted."""


class Step(Record):
    """One thing on the way back, what is known of it, and what it rests on."""

    kind: str
    id: str
    says: str
    facts: tuple[tuple[str, str], ...] = ()
    rests_on: tuple[Step, ...] = ()


def trace(store: Store, identity: str) -> Step:
    """Return the way from an id back to the file. Raises UserError where the store holds no such thing."""
    for find, step in (
        (store.relation, _relation),
        (store.claim, _claim),
        (store.entity, _entity),
        (store.mention, _mention),
        (store.chunk, _chunk),
        (store.document, _document),
        (store.sample, _sample),
    ):
        try:
            found: Any = find(identity)
        except KeyError:
            continue
        return step(found, store)
    quote = _evidence_of(store, identity)
    if quote is None:
        raise UserError(
            f"{identity}: nothing in this workspace has this id; give that of a sample, entity, relation, claim, "
            "chunk, quote or document"
        )
    return _quote(quote, store)


def file_state(source: str, sha256: str) -> str:
    """Return `unchanged`, `changed` or `not here`: how the file of a source stands to the digest it was read with."""
    path = Path(source)
    if "://" in source or not path.is_file():
        return "not here"
    with path.open("rb") as file:
        return "unchanged" if hashlib.file_digest(file, "sha256").hexdigest() == sha256 else "changed"


def place(page: int | None, bbox: Box | None) -> str:
    """Return `page 3, box 72.0 100.5 300.2 112.0`, as far as it is known."""
    parts = [] if page is None else [f"page {page}"]
    if bbox is not None:
        parts.append("box " + " ".join(f"{edge:.1f}" for edge in bbox))
    return ", ".join(parts)


def _document(document: Document, store: Store) -> Step:
    facts = [
        ("file", document.source),
        ("sha256", document.sha256),
        ("on disk", file_state(document.source, document.sha256)),
        ("read by", f"{document.reader}, its sentences by {document.parser}"),
        ("licence", document.licence),
    ]
    if document.part is not None:
        facts.insert(1, ("row", document.part))
    pages = f"{document.pages} page{'s' * (document.pages != 1)}"
    title = document.title or Path(document.source).stem
    return Step(kind="document", id=document.id, says=f"{title} ({pages})", facts=tuple(facts))


def _chunk(chunk: Chunk, store: Store) -> Step:
    pages = sorted({span.page for span in chunk.spans if span.page is not None})
    facts = [("characters", f"{chunk.start}–{chunk.end}")]
    if pages:
        facts.append(("pages", ", ".join(map(str, pages))))
    if chunk.section:
        facts.append(("section", " › ".join(chunk.section)))
    return Step(
        kind="chunk",
        id=chunk.id,
        says=_cut(chunk.text),
        facts=tuple(facts),
        rests_on=_known(store.document, chunk.document, _document, store),
    )


def _quote(quote: Evidence, store: Store) -> Step:
    facts = [("characters", f"{quote.start}–{quote.end}")]
    if where := place(quote.page, quote.bbox):
        facts.append(("place", where))
    return Step(
        kind="quote",
        id=quote.id,
        says=f"“{quote.quote}”",
        facts=tuple(facts),
        rests_on=_known(store.chunk, quote.chunk, _chunk, store),
    )


def _mention(mention: Mention, store: Store) -> Step:
    facts = [("type", mention.type)]
    if mention.long_form:
        facts.append(("short for", mention.long_form))
    return Step(
        kind="mention",
        id=mention.id,
        says=mention.name,
        facts=tuple(facts),
        rests_on=(_quote(mention.evidence, store),),
    )


def _claim(claim: Claim, store: Store) -> Step:
    facts = [("class", claim.relation), ("certainty", claim.certainty.value), ("found by", claim.extractor)]
    for name in ("quantity", "condition", "time", "scope"):
        if value := getattr(claim, name):
            facts.append((name, value))
    denial = "" if claim.affirmed else "not: "
    return Step(
        kind="claim",
        id=claim.id,
        says=f"{denial}{claim.head.phrase} — {claim.predicate.text} → {claim.tail.phrase}",
        facts=tuple(facts),
        rests_on=(_quote(claim.evidence, store),),
    )


def _relation(relation: Relation, store: Store) -> Step:
    head, tail = (store.entity(end).name for end in (relation.head, relation.tail))
    denial = "" if relation.affirmed else "not: "
    return Step(
        kind="relation",
        id=relation.id,
        says=f"{denial}{head} — {relation.predicate} → {tail}",
        facts=(("class", relation.relation), ("certainty", relation.certainty.value)),
        rests_on=tuple(_claim(claim, store) for claim in relation.claims),
    )


def _entity(entity: Entity, store: Store) -> Step:
    facts = [("type", entity.type), ("mentions", str(len(entity.mentions)))]
    if entity.aliases:
        facts.append(("also", ", ".join(entity.aliases)))
    mentions = [m for identity in entity.mentions[:MOST] for m in _known(store.mention, identity, _mention, store)]
    return Step(kind="entity", id=entity.id, says=entity.name, facts=tuple(facts), rests_on=tuple(mentions))


def _sample(text: str, store: Store) -> Step:
    row: Mapping[str, Any] = json.loads(text)
    facts = [
        (key, str(row[key])) for key in ("task", "stage", "hops", "answer", "realised_by", "model") if row.get(key)
    ]
    facts += [("step", str(step.get("text", ""))) for step in row.get("reasoning", ())]
    return Step(
        kind="sample",
        id=str(row["id"]),
        says=str(row.get("question", "")),
        facts=tuple(facts),
        rests_on=tuple(_sample_quote(quote, store) for quote in row.get("evidence", ())),
    )


def _sample_quote(quote: Mapping[str, Any], store: Store) -> Step:
    facts = [("characters", f"{quote['start']}–{quote['end']}")]
    if where := place(quote.get("page"), quote.get("bbox")):
        facts.append(("place", where))
    return Step(
        kind="quote",
        id=str(quote["id"]),
        says=f"“{quote['quote']}”",
        facts=tuple(facts),
        rests_on=_known(store.document, str(quote["document"]), _document, store),
    )


def _known(find: Any, identity: str, step: Any, store: Store) -> tuple[Step, ...]:  # noqa: ANN401 - paired by caller
    try:
        return (step(find(identity), store),)
    except KeyError:
        return (Step(kind="lost", id=identity, says="no longer in the workspace"),)


def _evidence_of(store: Store, identity: str) -> Evidence | None:
    everything: Iterable[Iterator[Mention] | Iterator[Claim]] = (store.claims(), store.mentions())
    return next((r.evidence for rows in everything for r in rows if r.evidence.id == identity), None)


def _cut(text: str, most: int = 160) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rsplit(" ", 1)[0] + "…"
