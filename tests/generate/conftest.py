"""A made-up waterworks: documents whose every sentence is one claim, so that what can be asked of them is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from generate.facts import Facts, survey
from kg.records import (
    Argument,
    Chunk,
    Claim,
    Document,
    Entity,
    Evidence,
    Hop,
    Mention,
    Predicate,
    Relation,
    content_id,
    evidence,
)
from kg.resolve import refresh
from kg.workspace import open_store

NOUNS = [
    *(
        "stone pump",
        "river gate",
        "copper valve",
        "garden hose",
        "water mill",
        "brass filter",
        "clay pipe",
        "rain tank",
    ),
    *("grain field", "plum tree", "market stall", "iron wheel", "wool press", "salt pan", "fish pond", "bread oven"),
    *("wind sail", "coal boiler", "steam engine", "signal lamp", "paper roll", "ink well", "bell tower", "rope bridge"),
    *("sand bed", "peat bog", "beaver dam", "reed belt", "hill spring", "lime kiln", "glass dome", "herb plot"),
]
VERBS = {
    "feed": ("feeds", "ENABLES"),
    "contain": ("contains", "CONTAINS"),
    "require": ("requires", "REQUIRES"),
    "reduce": ("reduces", "DECREASES"),
    "use": ("uses", "USES"),
    "increase": ("increases", "INCREASES"),
    "block": ("blocks", "PREVENTS"),
    "cause": ("causes", "CAUSES"),
}

Fact = tuple[str, str, str]


def facts(seed: int, count: int) -> list[Fact]:
    """Return `count` facts, no two with the same head and verb, none twice."""
    rng = Random(seed)
    found: dict[tuple[str, str], Fact] = {}
    pairs: set[frozenset[str]] = set()
    while len(found) < count:
        head, tail = rng.sample(NOUNS, 2)
        verb = rng.choice(sorted(VERBS))
        if frozenset((head, tail)) not in pairs and (head, verb) not in found:
            pairs.add(frozenset((head, tail)))
            found[head, verb] = (head, verb, tail)
    return list(found.values())


def put(store: object, number: int, rows: list[Fact]) -> None:
    """Store one document that says `rows`, one sentence and one passage each."""
    sentences = [f"The {head} {VERBS[verb][0]} the {tail}." for head, verb, tail in rows]
    text = "\n\n".join(sentences)
    document = Document(
        id=content_id("doc", number, text),
        source=f"works-{number}.txt",
        sha256=content_id("", text).removeprefix("_") * 4,
        media_type="text/plain",
        reader="text",
        text=text,
        title=f"The Waterworks of Town {number}",
        licence="CC0-1.0",
    )
    chunks, mentions, claims, start = [], [], [], 0
    for place, (sentence, (head, verb, tail)) in enumerate(zip(sentences, rows, strict=True)):
        chunk = Chunk(
            id=content_id("ch", document.id, place),
            document=document.id,
            ordinal=place,
            start=start,
            end=start + len(sentence),
            text=sentence,
        )
        ends = []
        for name in (head, tail):
            low = start + sentence.index(name)
            where = evidence(document, chunk, low, low + len(name))
            mentions.append(Mention(id=content_id("me", document.id, low), name=name, type="object", evidence=where))
            ends.append(Argument(mention=mentions[-1].id, phrase=f"the {name}", start=low - 4, end=low + len(name)))
        claims.append(
            Claim(
                id=content_id("cl", document.id, start),
                head=ends[0],
                predicate=Predicate(text=verb, verb=verb),
                relation=VERBS[verb][1],
                tail=ends[1],
                evidence=evidence(document, chunk, start, start + len(sentence)),
                extractor="test",
            )
        )
        chunks.append(chunk)
        start += len(sentence) + 2
    store.replace_document(document, chunks, mentions, claims, [])  # type: ignore[attr-defined]


Build = Callable[..., Path]


@pytest.fixture
def works(tmp_path: Path) -> Build:
    """Make a workspace of waterworks and return its folder."""

    def build(name: str = "workspace", documents: int = 6, each: int = 20, seed: int = 0) -> Path:
        with open_store(tmp_path / name, write=True) as store:
            rows = facts(seed, documents * each)
            for number in range(documents):
                put(store, number, rows[number::documents])
            refresh(store)
        return tmp_path / name

    return build


def made(
    quote: str,
    head: str,
    verb: str,
    tail: str,
    text: str = "",
    relation: str = "OTHER",
    named: str = "",
    **more: object,
) -> Hop:
    """Return the hop of a claim that a quote makes; `named` is the graph's name of its head."""

    def argument(phrase: str) -> Argument:
        start = quote.index(phrase)
        plural = phrase.endswith("s") and not phrase.startswith(("a ", "A "))
        return Argument(mention=phrase, phrase=phrase, start=start, end=start + len(phrase), plural=plural)

    place = Evidence(
        id="ev", document="doc", source="a.txt", sha256="0", chunk="chk", start=0, end=len(quote), quote=quote
    )
    claim = Claim(
        id="clm",
        head=argument(head),
        predicate=Predicate(text=text or verb, verb=verb),
        relation=relation,
        tail=argument(tail),
        evidence=place,
        extractor="test",
        **more,  # type: ignore[arg-type]
    )
    ends = [Entity(id=name, name=name, type="concept", evidence=place) for name in (named or head, tail)]
    edge = Relation(id="rel", head=ends[0].id, predicate=verb, relation=relation, tail=ends[1].id, claims=(claim,))
    return Hop(head=ends[0], relation=edge, tail=ends[1], claim=claim)


@pytest.fixture
def hop() -> Callable[..., Hop]:
    """Return what makes the hop of a claim from its quote."""
    return made


@pytest.fixture
def facts_of() -> Callable[..., Facts]:
    """Return what surveys a graph of these hops alone."""

    def graph(*hops: Hop) -> Facts:
        return survey(_Few(hops))

    return graph


class _Few:
    """A graph of a few hops."""

    def __init__(self, hops: tuple[Hop, ...]) -> None:
        self.entities = {end.id: end for hop in hops for end in (hop.head, hop.tail)}
        self.relations = {hop.relation.id: hop.relation for hop in hops}

    def title(self, document: str) -> str:
        return "Soil in Brief"
