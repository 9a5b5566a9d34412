"""Small documents whose claims are given, with everything that a real one has but a page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.records import (
    Argument,
    Block,
    Chunk,
    Claim,
    Document,
    Label,
    Mention,
    Predicate,
    Rejection,
    content_id,
    evidence,
)
from kg.resolve import refresh
from kg.store import Store
from kg.walk import Graph
from kg.workspace import open_store

Fact = tuple[str, str, str]


class Told(NamedTuple):
    """A document and what rests on it, in the order that `Store.replace_document` takes them."""

    document: Document
    chunks: tuple[Chunk, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    rejections: tuple[Rejection, ...] = ()


Tell = Callable[..., Told]


def _tell(source: str, *passages: Sequence[Fact], **changes: object) -> Told:
    """Return a document of one passage for each list of (head, relation class, tail); `changes` go into every claim."""
    sentences = [[f"{head} {relation.lower()} {tail}." for head, relation, tail in facts] for facts in passages]
    texts = [" ".join(rows) for rows in sentences]
    text = "\n".join(texts)
    digest = hashlib.sha256(text.encode()).hexdigest()
    document = Document(
        id=content_id("doc", source, digest),
        source=source,
        sha256=digest,
        media_type="text/plain",
        reader="text",
        text=text,
        title=f"On {source}",
    )
    chunks, mentions, claims, begin = [], {}, {}, 0
    for ordinal, (facts, rows, passage) in enumerate(zip(passages, sentences, texts, strict=True)):
        end = begin + len(passage)
        block = Block(id=f"blk_{ordinal}", label=Label.PARAGRAPH, order=ordinal, start=begin, end=end)
        chunk = Chunk(
            id=content_id("chk", document.id, begin, end),
            document=document.id,
            ordinal=ordinal,
            start=begin,
            end=end,
            text=passage,
            blocks=(block.id,),
        )
        chunks.append(chunk)
        at = begin
        for (head, relation, tail), sentence in zip(facts, rows, strict=True):
            ends = []
            for name, start in ((head, at), (tail, at + len(sentence) - 1 - len(tail))):
                place = evidence(document, chunk, start, start + len(name))
                mention = Mention(id=content_id("men", place.id, name), name=name, type="concept", evidence=place)
                mentions[mention.id] = mention
                ends.append(Argument(mention=mention.id, phrase=name, start=start, end=start + len(name)))
            quote = evidence(document, chunk, at, at + len(sentence))
            verb = relation.lower()
            fields: dict[str, object] = {
                "id": content_id("clm", quote.id, head, tail),
                "head": ends[0],
                "predicate": Predicate(text=verb, verb=verb),
                "relation": relation,
                "tail": ends[1],
                "evidence": quote,
                "extractor": "test",
            }
            claim = Claim.model_validate({**fields, **changes})
            claims[claim.id] = claim
            at += len(sentence) + 1
        begin = end + 1
    return Told(document, tuple(chunks), tuple(mentions.values()), tuple(claims.values()))


@pytest.fixture(scope="session")
def tell() -> Tell:
    """Makes a document: `tell("a.txt", [("rain", "CAUSES", "flood")], [...])`, one passage a list."""
    return _tell


@pytest.fixture(scope="session")
def graph_of(tell: Tell) -> Callable[..., Graph]:
    """Makes the graph of some documents."""
    from kg.resolve import resolve

    def make(*told: Told) -> Graph:
        mentions = [m for t in told for m in t.mentions]
        entities, relations, _, _ = resolve(mentions, [c for t in told for c in t.claims])
        chunks = [c for t in told for c in t.chunks]
        return Graph(entities, relations, mentions, chunks, {t.document.id: t.document.title for t in told})

    return make


@pytest.fixture(scope="session")
def water(tell: Tell) -> tuple[Told, ...]:
    """Two documents that a three-hop path crosses: rain → runoff → river → delta."""
    return (
        tell("rain.txt", [("rain", "CAUSES", "runoff")], [("rain", "CAUSES", "mud"), ("mud", "PREVENTS", "farming")]),
        tell("river.txt", [("runoff", "ENABLES", "river")], [("river", "CAUSES", "delta")]),
    )


@pytest.fixture
def workspace(tmp_path: Path, water: tuple[Told, ...]) -> Path:
    """A workspace that holds `water`, resolved."""
    folder = tmp_path / "workspace"
    with open_store(folder, write=True) as store:
        for told in water:
            store.replace_document(*told)
        refresh(store)
    return folder


@pytest.fixture
def store(workspace: Path) -> Iterator[Store]:
    """The store of `workspace`, to be written."""
    with open_store(workspace, write=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def papers(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with three of the sample papers, a PDF among them, and some samples of each stage asked of them."""
    from generate.pipeline import generate
    from generate.settings import GenerateSettings
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    folder = tmp_path_factory.mktemp("papers") / "workspace"
    chosen = [examples / name for name in ("the-green-pump.pdf", "groundwater.html", "a-walk-down-the-hill.md")]
    with open_store(folder, write=True) as store:
        ingest(chosen, store, IngestSettings(embed=False))
        generate(store, GenerateSettings(n=12, seed=7))
    return folder
