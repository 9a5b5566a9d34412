"""Tracing and verifying: every id leads to its page, and every span that lies is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import UserError
from kg.records import Block, Chunk, Document, Label, Mention, Span, content_id, evidence
from kg.store import Outcome, RunState, Store
from kg.trace import Step, trace
from kg.verify import verify

PAGE = """#set page(width: 300pt, height: 200pt, margin: 20pt)
#set text(size: 12pt, hyphenate: false)
#place(top + left, dx: 10pt, dy: 15pt)[Rain feeds the river.]
#place(top + left, dx: 10pt, dy: 95pt)[Efficient flow ﬁlls the well.]
"""


def kinds(step: Step) -> list[str]:
    """Return what lies on the way back, first branch first."""
    return [step.kind, *(kinds(step.rests_on[0]) if step.rests_on else [])]


def add_sample(store: Store, told: tuple, **changes: object) -> str:
    """Keep a sample that rests on the first claim of a document; `changes` go into its quote."""
    quote = {**told[3][0].evidence.model_dump(mode="json"), **changes}
    row = {"id": "smp_1", "question": "Why?", "answer": "Rain.", "evidence": [quote], "reasoning": []}
    run = store.start_run("print", "{}")
    store.append(run.id, [Outcome(position=0, kind="sample", id="smp_1", json_text=json.dumps(row))])
    store.close_run(run.id, RunState.FINISHED)
    return "smp_1"


def test_every_kind_of_id_leads_back_to_its_document(store: Store, water: tuple) -> None:
    sample = add_sample(store, water[0])
    relation = next(r for r in store.relations() if r.claims[0].id == water[0].claims[0].id)
    claim = relation.claims[0]
    for identity, way in {
        sample: ["sample", "quote", "document"],
        relation.id: ["relation", "claim", "quote", "chunk", "document"],
        claim.id: ["claim", "quote", "chunk", "document"],
        claim.head.mention: ["mention", "quote", "chunk", "document"],
        relation.head: ["entity", "mention", "quote", "chunk", "document"],
        claim.evidence.id: ["quote", "chunk", "document"],
        claim.evidence.chunk: ["chunk", "document"],
        claim.evidence.document: ["document"],
    }.items():
        step = trace(store, identity)
        assert kinds(step) == way
        while step.rests_on:
            step = step.rests_on[0]
        assert dict(step.facts)["sha256"] == water[0].document.sha256


def test_an_unknown_id_is_an_error(store: Store) -> None:
    with pytest.raises(UserError, match="nothing in this workspace has this id"):
        trace(store, "rel_0")


def test_what_was_read_is_sound(store: Store, water: tuple) -> None:
    add_sample(store, water[0])
    found = verify(store)
    assert found.sound
    claims = sum(len(t.claims) for t in water)
    assert found.spans == {"chunk": 4, "mention": 2 * claims, "claim": claims, "argument": 2 * claims, "sample": 1}
    assert found.files == {"not here": 2}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quote": "rain causes flood."}, "text_differs"),
        ({"start": 1}, "text_differs"),
        ({"sha256": "0" * 64}, "other_file"),
        ({"document": "doc_gone"}, "document_gone"),
    ],
)
def test_a_sample_that_lies_is_found(store: Store, water: tuple, changes: dict[str, object], reason: str) -> None:
    add_sample(store, water[0], **changes)
    found = verify(store)
    assert not found.sound
    assert {(f.kind, f.id, f.reason) for f in found.failures} == {("sample", "smp_1", reason)}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quote": "snow"}, "text_differs"),
        ({"end": 9999}, "text_differs"),
        ({"chunk": "chk_gone"}, "chunk_gone"),
        ({"source": "other.txt"}, "other_file"),
    ],
)
def test_a_mention_that_lies_is_found(store: Store, tell: Callable, changes: dict[str, object], reason: str) -> None:
    told = tell("more.txt", [("rain", "CAUSES", "mud")])
    false = told.mentions[0].model_copy(update={"evidence": told.mentions[0].evidence.model_copy(update=changes)})
    store.replace_document(told.document, told.chunks, (false,), (), ())
    assert reason in {f.reason for f in verify(store).failures}


def test_a_file_that_changed_is_named(store: Store, tell: Callable, tmp_path: Path) -> None:
    told = tell(str(tmp_path / "a.txt"), [("rain", "CAUSES", "mud")])
    store.replace_document(*told)
    Path(told.document.source).write_text(told.document.text)
    assert verify(store).files["unchanged"] == 1
    Path(told.document.source).write_text("something else")
    found = verify(store)
    assert found.changed == (told.document.source,)
    assert not found.sound


def a_pdf(path: Path, rotate: int) -> tuple[Document, Chunk]:
    """Return a page of two lines as a reader would give it, with the boxes that the lines were set in."""
    import pypdfium2
    import typst

    path.write_bytes(typst.compile(PAGE.encode()))
    if rotate:
        pdf = pypdfium2.PdfDocument(path.read_bytes())
        pdf[0].set_rotation(rotate)
        pdf.save(path)
        pdf.close()
    lines = ["Rain feeds the river.", "Eﬀicient flow fills the well."]
    upright = [(30.0, 33.0, 160.0, 49.0), (30.0, 113.0, 200.0, 129.0)]
    boxes = upright if not rotate else [(200 - b[3], b[0], 200 - b[1], b[2]) for b in upright]
    text = "\n".join(lines)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document = Document(
        id=content_id("doc", str(path), digest),
        source=str(path),
        sha256=digest,
        media_type="application/pdf",
        reader="pdfium",
        text=text,
    )
    starts = [0, len(lines[0]) + 1]
    spans = tuple(
        Span(start=s, end=s + len(line), page=1, bbox=box) for s, line, box in zip(starts, lines, boxes, strict=True)
    )
    block = Block(id="blk_0", label=Label.PARAGRAPH, order=0, start=0, end=len(text))
    chunk = Chunk(
        id="chk_pdf",
        document=document.id,
        ordinal=0,
        start=0,
        end=len(text),
        text=text,
        spans=spans,
        blocks=(block.id,),
    )
    return document, chunk


@pytest.mark.parametrize("rotate", [0, 90])
def test_quotes_of_a_pdf_are_looked_for_in_their_box(store: Store, tmp_path: Path, rotate: int) -> None:
    document, chunk = a_pdf(tmp_path / "page.pdf", rotate)
    quotes = ["Rain feeds", "river.", "Eﬀicient flow fills", "feeds the river.\nEﬀicient"]
    mentions = []
    for quote in quotes:
        begin = document.text.index(quote)
        place = evidence(document, chunk, begin, begin + len(quote))
        mentions.append(Mention(id=content_id("men", place.id), name=quote, type="concept", evidence=place))
    store.replace_document(document, (chunk,), mentions, (), ())
    found = verify(store)
    assert (found.on_page, found.off_page) == (len(quotes), ())

    upper, lower = (span.bbox for span in chunk.spans)
    moved = mentions[0].evidence.model_copy(update={"bbox": lower})
    store.replace_document(document, (chunk,), [mentions[0].model_copy(update={"evidence": moved})], (), ())
    found = verify(store)
    assert found.on_page == 0
    assert [f.reason for f in found.off_page] == ["not_in_its_box"]
    assert found.sound
    assert upper != lower
