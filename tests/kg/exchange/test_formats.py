"""A workspace out to every format and back: the same digest, every record the same to the byte."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exchange import FORMATS, export_to, fill, load
from kg.exchange.tables import TABLES
from kg.records import (
    Argument,
    Chunk,
    Claim,
    Document,
    Entity,
    Evidence,
    Mention,
    Predicate,
    Rejection,
    Relation,
    Span,
)
from kg.store import Store
from kg.workspace import open_store

Everything = Callable[[Store], dict[str, list[str]]]
HOSTILE = "a\x00\x0b\x1f\x7f\x85\u2028\ufffe\uffff\r\n]]><!-- &amp; </data> \t 𝔊 \u202e"


def passed_through(store: Store, form: str, folder: Path, everything: Everything) -> dict[str, list[str]]:
    """Everything that a new store holds after `store` was exported to a format and imported there."""
    out = folder / f"out{FORMATS[form].suffix}"
    export_to(store, out, form)
    with open_store(folder / f"copy-{form}", write=True) as copy:
        fill(copy, load(out))
        return everything(copy)


@pytest.mark.parametrize("form", FORMATS)
def test_what_goes_out_comes_back_to_the_byte(full: Store, form: str, tmp_path: Path, everything: Everything) -> None:
    held = everything(full)
    assert all(held[table] for table in TABLES)
    assert passed_through(full, form, tmp_path, everything) == held


@pytest.mark.parametrize("form", FORMATS)
def test_the_sample_papers_come_back_to_the_byte(
    form: str, papers: Path, tmp_path: Path, everything: Everything
) -> None:
    with open_store(papers) as store:
        assert passed_through(store, form, tmp_path, everything) == everything(store)


# ── whatever the records hold ──

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.just(HOSTILE)
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
numbers = st.integers(0, 2**40)
boxes = st.none() | st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 4)


@st.composite
def stores(draw: st.DrawFn) -> Callable[[Store], None]:
    """What fills a store: documents of any text, and records of any fields that rest on them."""
    sources = draw(st.lists(words, max_size=3, unique=True))
    documents = [
        Document(
            id=f"doc_{n}",
            source=source,
            sha256=draw(texts),
            media_type=draw(texts),
            reader="text",
            text=draw(texts),
            title=draw(texts),
            part=draw(st.none() | words),
        )
        for n, source in enumerate(sources)
    ]

    def evidence(document: str) -> Evidence:
        place = st.builds(
            Evidence,
            id=words,
            document=st.just(document),
            source=texts,
            sha256=texts,
            chunk=texts,
            start=numbers,
            end=numbers,
            quote=texts,
            page=st.none() | numbers,
            bbox=boxes,
        )
        return draw(place)

    def ids(prefix: str) -> list[str]:
        return [f"{prefix}_{n}" for n in range(draw(st.integers(0, 3)))]

    told = []
    for number, document in enumerate(documents):
        span = st.builds(Span, start=numbers, end=numbers, page=st.none() | numbers, bbox=boxes)
        chunks = [
            Chunk(
                id=i,
                document=document.id,
                ordinal=n,
                start=0,
                end=1,
                text=draw(texts),
                section=tuple(draw(st.lists(texts, max_size=2))),
                spans=tuple(draw(st.lists(span, max_size=2))),
            )
            for n, i in enumerate(ids(f"chk{number}"))
        ]
        mentions = [
            Mention(id=i, name=draw(texts), type=draw(texts), evidence=evidence(document.id), long_form=draw(texts))
            for i in ids(f"men{number}")
        ]
        claims = [
            Claim(
                id=i,
                head=Argument(mention=draw(texts), phrase=draw(texts), start=0, end=1),
                predicate=Predicate(
                    text=draw(texts), verb=draw(texts), tense=draw(st.sampled_from(["past", "future"]))
                ),
                relation=draw(texts),
                tail=Argument(mention=draw(texts), phrase=draw(texts), start=0, end=1, plural=draw(st.booleans())),
                evidence=evidence(document.id),
                extractor="test",
                condition=draw(st.none() | texts),
            )
            for i in ids(f"clm{number}")
        ]
        refused = draw(
            st.lists(st.builds(Rejection, subject=texts, step=texts, reason=texts, detail=texts), max_size=2)
        )
        told.append((document, chunks, mentions, claims, refused))
    all_claims = [claim for _, _, _, claims, _ in told for claim in claims]
    entities = [
        Entity(
            id=i, name=draw(texts), type=draw(texts), aliases=tuple(draw(st.lists(texts))), evidence=evidence("doc_0")
        )
        for i in ids("ent")
    ]
    relations = [
        Relation(
            id=f"rel_{n}",
            head=draw(st.sampled_from(entities)).id,
            predicate=draw(texts),
            relation=draw(texts),
            tail=draw(st.sampled_from(entities)).id,
            claims=(claim,),
        )
        for n, claim in enumerate(all_claims if entities else [])
    ]

    def write(store: Store) -> None:
        for each in told:
            store.replace_document(*each)
        store.replace_graph(entities, relations, ())

    return write


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=25, deadline=None)
@given(write=stores())
def test_any_text_survives_any_format(everything: Everything, form: str, write: Callable[[Store], None]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "from", write=True) as store:
        write(store)
        assert passed_through(store, form, Path(folder), everything) == everything(store)
