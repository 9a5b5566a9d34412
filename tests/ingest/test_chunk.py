"""Passages: whole blocks of one section, every character at its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.chunk import chunk
from ingest.parse.assemble import assemble
from ingest.parse.draft import Draft, DraftCell, Piece, Read
from kg.records import Document, Label


def document(*parts: tuple[Label, str]) -> Document:
    drafts = [
        Draft(label, [Piece(text, 1, (0, 0, 9, 9))], 1 if label is Label.HEADING else None) for label, text in parts
    ]
    return assemble(Read(drafts, "text/plain", "test"), "a.txt", "0" * 64)


def words(count: int) -> str:
    return " ".join(["Water runs down."] * (count // 3))


def test_a_passage_stays_in_its_section_and_its_heading_leads_it() -> None:
    read = document(
        (Label.HEADING, "One"), (Label.PARAGRAPH, words(30)), (Label.HEADING, "Two"), (Label.PARAGRAPH, words(30))
    )
    passages = list(chunk(read))
    assert [p.section for p in passages] == [("One",), ("Two",)]
    assert [p.text.split("\n")[0] for p in passages] == ["One", "Two"]


def test_a_title_leads_its_text_and_stays_with_its_authors_where_there_are_any() -> None:
    title, text = (Label.TITLE, "Rain"), (Label.PARAGRAPH, words(30))
    assert [p.text.split("\n")[0] for p in chunk(document(title, text))] == ["Rain"]
    assert len(list(chunk(document(title, (Label.FRONT_MATTER, "Ada Lovelace"), text)))) == 2


def test_short_paragraphs_are_gathered_and_long_ones_stand_alone() -> None:
    read = document(*[(Label.PARAGRAPH, words(60))] * 6, (Label.PARAGRAPH, words(240)))
    sizes = [len(p.text.split()) for p in chunk(read)]
    assert sizes == [180, 180, 240]


def test_a_table_keeps_its_caption() -> None:
    read = Read(
        [
            Draft(Label.PARAGRAPH, [Piece(words(180))]),
            Draft(Label.CAPTION, [Piece("Table 1. Rain.")]),
            Draft(Label.TABLE, cells=[DraftCell(0, 0, words(90)), DraftCell(0, 1, words(90))]),
        ],
        "text/plain",
        "test",
    )
    passages = list(chunk(assemble(read, "a.txt", "0" * 64)))
    assert passages[1].text.startswith("Table 1. Rain.\n\nWater")
    assert len(passages) == 2


def test_furniture_and_lettering_are_in_no_passage() -> None:
    read = document((Label.FURNITURE, "Page 1"), (Label.PARAGRAPH, "Rain."), (Label.FIGURE, "x axis"))
    assert [p.text for p in chunk(read)] == ["Rain."]


def test_a_text_without_blank_lines_is_cut_at_sentences() -> None:
    passages = list(chunk(document((Label.PARAGRAPH, words(3000)))))
    assert len(passages) > 8
    assert all(p.text.endswith(".") and p.text.startswith("Water") for p in passages)
    assert all(len(p.text.split()) <= 260 for p in passages)


@given(st.lists(st.tuples(st.sampled_from(list(Label)), st.integers(1, 900)), max_size=8))
def test_passages_hold_every_block_once_and_point_at_their_own_words(parts: list[tuple[Label, int]]) -> None:
    read = document(*[(label, words(max(count, 3))) for label, count in parts])
    passages = list(chunk(read))
    end = 0
    for n, passage in enumerate(passages):
        assert passage.ordinal == n
        assert passage.text == read.text[passage.start : passage.end]
        assert passage.start >= end
        end = passage.end
        for span in passage.spans:
            assert passage.start <= span.start < span.end <= passage.end
        covered = "".join(read.text[s.start : s.end] for s in passage.spans)
        assert "".join(covered.split()) == "".join(passage.text.split())
    inside = {b for p in passages for b in p.blocks}
    assert inside == {b.id for b in read.blocks if b.label not in (Label.FURNITURE, Label.FIGURE)}
