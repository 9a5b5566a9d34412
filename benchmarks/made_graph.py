"""A graph of any size with the documents that it rests on, drawn by Zipf's law: some of its entities are hubs.

Every record is whole, each quote standing in its document, so that a store can be filled, verified and synced.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import numpy as np

from kg.records import (
    Argument,
    Chunk,
    Claim,
    Document,
    Entity,
    Mention,
    Predicate,
    Relation,
    Span,
    content_id,
    evidence,
)
from kg.store import Store

TYPES = ("substance", "process", "place", "organism", "person", "method")
CLASSES = ("CAUSES", "INCREASES", "DECREASES", "CONTAINS", "PART_OF", "LOCATED_IN", "USES", "REQUIRES")
EACH = 3
"""Relations an entity."""

A_DOCUMENT, A_CHUNK = 1000, 10
"""Claims of a document, and of a passage."""


class Told(NamedTuple):
    """A document as `Store.replace_document` takes it."""

    document: Document
    chunks: list[Chunk]
    mentions: list[Mention]
    claims: list[Claim]


class Made(NamedTuple):
    """A graph and the documents that it rests on."""

    told: list[Told]
    entities: list[Entity]
    relations: list[Relation]


def graph(entities: int) -> Made:
    """Return a graph of so many entities and three times as many relations, of one claim each, with its documents."""
    rng = np.random.default_rng(0)
    number = entities * EACH
    drawn: dict[tuple[int, int, int], None] = {(n, (n + 1) % entities, n % len(CLASSES)): None for n in range(entities)}
    while len(drawn) < number:  # no triple twice: the peers would make one edge of both
        ranks = np.minimum(rng.zipf(1.6, number) - 1, entities - 1)
        starts = np.where(rng.random(number) < 0.5, ranks, rng.integers(0, entities, number))
        ends = (starts + 1 + rng.integers(0, entities - 1, number)) % entities
        kinds_of = rng.integers(0, len(CLASSES), number)
        drawn.update(dict.fromkeys(zip(starts.tolist(), ends.tolist(), kinds_of.tolist(), strict=True)))
    heads, tails, kinds = zip(*list(drawn)[:number], strict=True)
    told: list[Told] = []
    nodes: list[Entity] = []
    edges: dict[str, Relation] = {}
    for start in range(0, number, A_DOCUMENT):
        places = range(start, min(start + A_DOCUMENT, number))
        each, mentioned = document(start // A_DOCUMENT, [(heads[i], CLASSES[kinds[i]], tails[i]) for i in places])
        told.append(each)
        for i, claim in zip(places, each.claims, strict=True):
            if i < entities:
                nodes.append(entity(i, mentioned[i]))
            relation = edge(claim, int(heads[i]), int(tails[i]))
            edges[relation.id] = relation
    return Made(told, nodes, list(edges.values()))


def document(number: int, facts: list[tuple[int, str, int]], said: str = "") -> tuple[Told, dict[int, Mention]]:
    """Return a document that says some facts, and its mentions by the number of the entity."""
    source = f"paper-{number}.pdf"
    sentences = [f"term {head} {kind.lower().replace('_', ' ')} term {tail}{said}." for head, kind, tail in facts]
    text = " ".join(sentences)
    sha = hashlib.sha256(text.encode()).hexdigest()
    whole = Document(
        id=content_id("doc", source, sha),
        source=source,
        sha256=sha,
        media_type="application/pdf",
        reader="made",
        text=text,
        title=f"Paper {number}",
    )
    chunks, claims, mentions, at = [], [], {}, 0
    for first in range(0, len(facts), A_CHUNK):
        own = sentences[first : first + A_CHUNK]
        passage = " ".join(own)
        page = first // 100 + 1
        span = Span(start=at, end=at + len(passage), page=page, bbox=(72.0, 90.0, 523.0, 700.0))
        chunk = Chunk(
            id=content_id("chk", whole.id, at),
            document=whole.id,
            ordinal=first // A_CHUNK,
            start=at,
            end=at + len(passage),
            text=passage,
            spans=(span,),
        )
        chunks.append(chunk)
        for (head, kind, tail), sentence in zip(facts[first : first + A_CHUNK], own, strict=True):
            ends = []
            for name, start in ((head, at), (tail, at + sentence.rindex(" term ") + 1)):
                phrase = f"term {name}"
                place = evidence(whole, chunk, start, start + len(phrase))
                mention = Mention(id=content_id("men", place.id), name=phrase, type="concept", evidence=place)
                mentions[int(name)] = mention
                ends.append(Argument(mention=mention.id, phrase=phrase, start=start, end=start + len(phrase)))
            quote = evidence(whole, chunk, at, at + len(sentence))
            verb = kind.lower().replace("_", " ")
            claims.append(
                Claim(
                    id=content_id("clm", quote.id),
                    head=ends[0],
                    predicate=Predicate(text=verb, verb=verb),
                    relation=kind,
                    tail=ends[1],
                    evidence=quote,
                    extractor="made",
                )
            )
            at += len(sentence) + 1
    return Told(whole, chunks, list(mentions.values()), claims), mentions


def entity(number: int, mention: Mention) -> Entity:
    """Return an entity as its first mention gives it."""
    name = f"term {number}"
    return Entity(
        id=content_id("ent", name),
        name=name,
        type=TYPES[number % len(TYPES)],
        aliases=(name, f"terms {number}"),
        mentions=(mention.id,),
        documents=(mention.evidence.document,),
        evidence=mention.evidence,
    )


def edge(claim: Claim, head: int, tail: int) -> Relation:
    """Return the edge of a claim, with the id that it has from `kg.resolve`: that of what is said, wherever it is."""
    ends = content_id("ent", f"term {head}"), content_id("ent", f"term {tail}")
    return Relation(
        id=content_id("rel", ends[0], claim.relation, claim.predicate.text, ends[1], True),
        head=ends[0],
        predicate=claim.predicate.text,
        relation=claim.relation,
        tail=ends[1],
        claims=(claim,),
    )


def fill(store: Store, made: Made) -> None:
    """Put a graph and its documents into a store."""
    for told in made.told:
        store.replace_document(*told, [])
    store.replace_graph(made.entities, made.relations, [])


def change(store: Store, made: Made, share: float) -> None:
    """Say the facts of a share of the documents, spread evenly, in other words."""
    entities = {int(e.name.split()[1]): e for e in made.entities}
    relations = {relation.claims[0].id: relation for relation in made.relations}
    step = max(1, round(1 / share))
    for number in range(0, len(made.told), step):
        old = made.told[number]
        facts = []
        for claim in old.claims:
            facts.append((int(claim.head.phrase.split()[1]), claim.relation, int(claim.tail.phrase.split()[1])))
        new, mentions = document(number, facts, " today")
        store.replace_document(*new, [])
        for place, (before, claim) in enumerate(zip(old.claims, new.claims, strict=True)):
            del relations[before.id]
            relations[claim.id] = edge(claim, facts[place][0], facts[place][2])
        for one, mention in mentions.items():
            if entities[one].evidence.document == old.document.id:
                entities[one] = entity(one, mention)
    store.replace_graph(list(entities.values()), list(relations.values()), [])
