"""The parts of extraction that need no parser: cleaning, abbreviations, classes, types, tables."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.abbreviations import abbreviations
from ingest.extract.kinds import KINDS, kind_of
from ingest.extract.pipeline import LONGEST, extract
from ingest.extract.reading import reading
from ingest.extract.relation_class import relation_class
from ingest.extract.tables import readings, sentence_cells
from kg.config import config_file, read_yaml
from kg.records import Block, Cell, Document, Label


@given(st.text(alphabet="ab .()[]\n\t\u00a0é", max_size=60), st.integers(0, 9))
def test_every_letter_that_is_read_keeps_its_place(raw: str, offset: int) -> None:
    read = reading(raw, offset)
    assert len(read.text) == len(read.places)
    for letter, place in zip(read.text, read.places, strict=True):
        original = raw[place - offset]
        assert letter == original or (letter == " " and original.isspace())


def test_brackets_are_left_out_and_a_span_over_them_is_broken() -> None:
    read = reading("Wetlands (Smith, 2020) store water [1].", 10)
    assert read.text == "Wetlands store water."
    assert read.unbroken(0, 8)
    assert not read.unbroken(0, 14)
    assert read.span(0, 8) == (10, 18)


def test_white_space_does_not_break_a_span() -> None:
    read = reading("soil\n  moisture", 0)
    assert read.text == "soil moisture"
    assert read.span(0, 13) == (0, 15)


def test_short_forms_are_joined_to_their_long_ones() -> None:
    text = "Soil organic matter (SOM) and the central processing units (CPUs) differ; the end (NASA) does not."
    assert [(a.short, a.long) for a in abbreviations(text)] == [
        ("SOM", "Soil organic matter"),
        ("CPU", "central processing units"),
    ]


def test_a_short_form_points_at_its_own_letters() -> None:
    text = "Molecular dynamics (MD) is used."
    found = next(abbreviations(text))
    assert text[found.start : found.end] == "MD"
    assert text[found.long_start : found.long_end] == "Molecular dynamics"


def test_no_verb_has_two_classes() -> None:
    table = read_yaml(config_file("relations.yaml"))
    verbs = [verb for row in table.values() for verb in row["verbs"]]
    assert len(verbs) == len(set(verbs))


def test_classes_follow_the_predicate_and_the_kind_of_tail() -> None:
    assert relation_class("cause", "process") == "CAUSES"
    assert relation_class("help reduce", "process") == "DECREASES"
    assert relation_class("have", "object") == "CONTAINS"
    assert relation_class("have", "property") == "HAS_PROPERTY"
    assert relation_class("be found in", "time") == "OTHER"
    assert relation_class("be", "property", adjective=True) == "HAS_PROPERTY"
    assert relation_class("juggle", "object") == "OTHER"


@given(st.text(max_size=20), st.booleans(), st.sampled_from([None, "abstract", "place", "person", "GPE"]))
def test_every_term_has_one_of_the_known_types(head: str, proper: bool, seen: str | None) -> None:
    assert kind_of(head, proper, seen) in KINDS


def table_of(rows: list[list[str]]) -> tuple[Document, Block]:
    text, cells = "", []
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            cells.append(Cell(row=r, column=c, start=len(text), end=len(text) + len(value)))
            text += value + ("\t" if c < len(row) - 1 else "\n")
    block = Block(id="t", label=Label.TABLE, order=0, start=0, end=len(text), cells=tuple(cells))
    document = Document(
        id="d", source="t.md", sha256="0", media_type="text/markdown", reader="t", text=text, blocks=(block,)
    )
    return document, block


def test_a_clean_table_is_read_by_row_and_column() -> None:
    document, block = table_of([["Soil", "Drainage", "Porosity"], ["Sand", "fast", "38 %"], ["Clay", "slow", "45 %"]])
    found = [
        tuple(document.quote(c.start, c.end) for c in (r.row, r.column, r.cell)) for r in readings(document, block)
    ]
    assert found == [
        ("Sand", "Drainage", "fast"),
        ("Sand", "Porosity", "38 %"),
        ("Clay", "Drainage", "slow"),
        ("Clay", "Porosity", "45 %"),
    ]


def test_a_ragged_or_nameless_table_is_not_read() -> None:
    for rows in (
        [["Soil", "Drainage"], ["Sand", "fast", "x"], ["Clay", "slow"]],
        [["", "Drainage"], ["Sand", "fast"], ["Clay", "slow"]],
        [["Soil", "Drainage"], ["12", "fast"], ["13", "slow"]],
        [["Soil", "Drainage"], ["Sand", "fast"], ["Sand", "slow"]],
    ):
        assert not list(readings(*table_of(rows)))


def test_a_sentence_in_a_cell_is_read_as_one() -> None:
    document, block = table_of([["Part", "What it does"], ["Root", "A root takes up water."]])
    assert [document.quote(c.start, c.end) for c in sentence_cells(document, block)] == ["A root takes up water."]


@pytest.mark.parametrize("run", [" ", "(", "["])
def test_long_runs_of_one_letter_are_read_in_no_time(run: str) -> None:
    read = reading("Rain" + run * 40_000 + "falls.", 0)
    assert read.text.startswith("Rain")
    assert read.text.endswith("falls.")


def test_what_is_too_long_for_a_paragraph_is_turned_away_by_name() -> None:
    text = "rain " * (LONGEST // 5) + "falls."
    block = Block(id="b", label=Label.PARAGRAPH, order=0, start=0, end=len(text))
    document = Document(
        id="d", source="t.txt", sha256="0", media_type="text/plain", reader="t", text=text, blocks=(block,)
    )
    mentions, claims, rejections = extract(document, (), spacy.blank("en"))
    assert (mentions, claims) == ((), ())
    assert [r.reason for r in rejections] == ["block_too_long"]
