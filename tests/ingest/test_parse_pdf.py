"""PDFs: what is prose, what is not, and where each line stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.parse import Unreadable
from ingest.parse.readers import read_here
from ingest.settings import IngestSettings
from kg.records import Document, Label, Rejection

Make = Callable[..., Path]
Lay = Callable[..., list[tuple[float, float, float, str, str]]]

LEFT = (
    "Springs are fed by the rain that falls|on the hills above them, which sinks|through the soil and the rock until it"
    "|meets a layer that holds it back. The|water then moves sideways along that|layer, and it comes to the light where"
)
RIGHT = (
    "the layer meets the side of the hill.|Such a spring gives water all year, for|the rock above it lets go of what it"
    "|holds only slowly. In dry years a small|spring may fail in the late summer, and|the stream below it falls dry."
)


def only(path: Path, **settings: object) -> Document:
    (document,) = [d for d in read_here(path, IngestSettings(**settings)) if isinstance(d, Document)]  # type: ignore[arg-type]
    return document


def of(document: Document, label: Label) -> list[str]:
    return [document.quote(b.start, b.end) for b in document.blocks if b.label is label]


def test_two_columns_are_read_one_after_the_other_and_a_paragraph_runs_on(make_pdf: Make, lay: Lay) -> None:
    document = only(make_pdf("a.pdf", lay(60, 100, LEFT) + lay(310, 100, RIGHT)))
    (paragraph,) = of(document, Label.PARAGRAPH)
    assert paragraph == f"{LEFT}|{RIGHT}".replace("|", " ")


def test_every_line_has_its_page_and_box(make_pdf: Make, lay: Lay) -> None:
    document = only(make_pdf("a.pdf", lay(60, 100, LEFT), lay(60, 100, RIGHT)))
    (block,) = [b for b in document.blocks if b.label is Label.PARAGRAPH]
    assert [span.page for span in block.spans] == [1] * 6 + [2] * 6
    assert [document.quote(s.start, s.end).strip() for s in block.spans] == f"{LEFT}|{RIGHT}".split("|")
    assert block.spans[0].start == block.start
    assert block.spans[-1].end == block.end
    assert all(a.end == b.start for a, b in zip(block.spans, block.spans[1:], strict=False))
    first = block.spans[0].bbox
    assert first is not None
    assert first == pytest.approx((60, 91, 217, 104), abs=4)


def test_broken_words_are_joined_and_real_hyphens_kept(make_pdf: Make, lay: Lay) -> None:
    text = "The plants of a dry environ-|ment need deep roots, and well-|known ones send them down for|metres."
    assert of(only(make_pdf("a.pdf", lay(60, 100, text))), Label.PARAGRAPH) == [
        "The plants of a dry environment need deep roots, and well-known ones send them down for metres."
    ]


def test_running_heads_and_page_numbers_are_furniture_at_the_end(make_pdf: Make, lay: Lay) -> None:
    def page(number: int, body: str) -> list[tuple[float, float, float, str, str]]:
        return [
            (60, 40, 8, "plain", "Journal of Springs 12"),
            *lay(60, 100, body),
            (290, 810, 8, "plain", str(number)),
        ]

    document = only(make_pdf("a.pdf", page(7, LEFT), page(8, RIGHT)))
    assert of(document, Label.PARAGRAPH) == [f"{LEFT}|{RIGHT}".replace("|", " ")]
    assert of(document, Label.FURNITURE) == ["Journal of Springs 12", "7", "Journal of Springs 12", "8"]
    assert document.blocks[0].label is Label.PARAGRAPH


def test_headings_make_sections(make_pdf: Make, lay: Lay) -> None:
    page = [
        (60, 80, 18, "bold", "Where Springs Come From"),
        (60, 120, 13, "bold", "1 Rain"),
        *lay(60, 140, LEFT),
        (60, 240, 11, "bold", "1.1 Hills"),
        *lay(60, 260, RIGHT),
    ]
    document = only(make_pdf("a.pdf", page))
    assert document.title == "Where Springs Come From"
    assert of(document, Label.HEADING) == ["1 Rain", "1.1 Hills"]
    sections = [b.section for b in document.blocks if b.label is Label.PARAGRAPH]
    assert sections == [("1 Rain",), ("1 Rain", "1.1 Hills")]


def test_a_numbered_heading_is_told_from_a_list_by_the_paragraph_below_it(make_pdf: Make, lay: Lay) -> None:
    first, rest = LEFT.split("|", 1)
    page = [
        (300.0, 60.0, 9.0, "plain", "7"),
        *lay(60, 100, "1. Motivation", font="bold"),
        (72.0, 115.0, 10.0, "plain", first),
        *lay(60, 127, f"{rest}|{RIGHT}"),
    ]
    assert of(only(make_pdf("a.pdf", page)), Label.HEADING) == ["1. Motivation"]


def test_a_heading_at_the_top_of_its_page_keeps_its_number(make_pdf: Make, lay: Lay) -> None:
    def page(number: str, heading: str) -> list[tuple[float, float, float, str, str]]:
        head = [(60.0, 60.0, 14.0, "bold", number), (90.0, 60.0, 14.0, "bold", heading)]
        return [*head, *lay(60, 80, LEFT + "|" + RIGHT), (300.0, 800.0, 10.0, "plain", number)]

    document = only(make_pdf("a.pdf", page("1", "Springs"), page("2", "Wells"), page("3", "Rain")))
    assert of(document, Label.HEADING) == ["1 Springs", "2 Wells", "3 Rain"]


def test_the_head_of_a_paper_between_rules_is_no_table_and_its_journal_no_title(make_pdf: Make, lay: Lay) -> None:
    page = [
        *lay(240, 100, "SpringsX", size=14),
        *lay(200, 120, "journal homepage: www.example.org/springs", size=7),
        *lay(60, 170, "How springs are fed by the rain on hills", size=14),
        *lay(60, 190, "A. Author, B. Writer"),
        *lay(60, 230, LEFT + "|" + RIGHT),
    ]
    rules = " ".join(f"60 {y} m 540 {y} l S" for y in (760, 715, 640))
    document = only(make_pdf("a.pdf", page, extra=rules))
    assert of(document, Label.TITLE) == ["How springs are fed by the rain on hills"]
    assert not of(document, Label.TABLE)


def test_a_title_may_stand_below_the_name_of_its_journal_or_go_on_in_another_font(make_pdf: Make, lay: Lay) -> None:
    below = [(60, 60, 24, "bold", "Journal of Springs"), (60, 95, 16, "bold", "Where Springs Come From")]
    page = [*below, (60, 120, 13, "bold", "1 Rain"), *lay(60, 140, LEFT)]
    assert only(make_pdf("a.pdf", page)).title == "Where Springs Come From"
    alone = [(60, 60, 24, "bold", "Journal of a Dry Year"), *lay(60, 140, LEFT)]
    assert only(make_pdf("c.pdf", alone)).title == "Journal of a Dry Year"
    on = [(60, 60, 16, "bold", "Getting Started with Springs and"), (60, 79, 16, "mono", "springr")]
    page = [*on, (60, 120, 13, "bold", "1 Rain"), *lay(60, 140, LEFT)]
    assert only(make_pdf("b.pdf", page)).title == "Getting Started with Springs and springr"


def test_lines_typed_at_a_prompt_are_code(make_pdf: Make, lay: Lay) -> None:
    typed = lay(60, 250, "R> wells <- read_wells(springs)|R> plot(wells, depth = 3)")
    assert len(of(only(make_pdf("a.pdf", [*lay(60, 100, LEFT), *typed])), Label.CODE)) == 1


def test_bold_words_that_open_a_paragraph_are_parted_from_it(make_pdf: Make, lay: Lay) -> None:
    page = [
        *lay(60, 60, RIGHT),
        (60, 160, 10, "bold", "Deep wells"),
        (118, 160, 10, "plain", "The wells of the plain reach"),
        *lay(60, 172, "water that fell as rain long ago, when|the climate of the plain was wetter than|it is today."),
    ]
    document = only(make_pdf("a.pdf", page))
    assert of(document, Label.HEADING) == ["Deep wells"]
    assert of(document, Label.PARAGRAPH)[1].startswith("The wells of the plain reach water that fell")


def test_note_marks_leave_the_sentence_and_exponents_stay(make_pdf: Make, lay: Lay) -> None:
    page = [
        (60, 100, 10, "plain", "The spring was measured"),
        (176, 96, 6, "plain", "3"),
        (182, 100, 10, "plain", "over an area of 5 km"),
        (273.8, 96, 6, "plain", "2"),
        (280, 100, 10, "plain", "by the people of the town."),
        *lay(60, 112, RIGHT),
    ]
    document = only(make_pdf("a.pdf", page))
    assert "was measured over an area of 5 km² by the people" in document.text
    assert of(document, Label.FURNITURE) == ["3"]


def test_references_are_no_prose(make_pdf: Make, lay: Lay) -> None:
    page = [
        *lay(60, 60, LEFT),
        (60, 160, 13, "bold", "References"),
        *lay(60, 180, "[1] A. Adams. On springs. 2001."),
        *lay(60, 194, "[2] B. Brown. On wells. 2002."),
    ]
    document = only(make_pdf("a.pdf", page))
    assert of(document, Label.REFERENCE) == ["[1] A. Adams. On springs. 2001.", "[2] B. Brown. On wells. 2002."]


def test_a_table_between_three_rules_is_read_row_by_row(make_pdf: Make, lay: Lay) -> None:
    page = [
        *lay(60, 60, LEFT),
        *lay(60, 160, "Table 1. What springs give."),
        *lay(60, 190, "Spring"),
        *lay(200, 190, "Litres"),
        *lay(60, 210, "The old well|by the church|Mill spring"),
        *lay(200, 210, "12"),
        *lay(200, 234, "7"),
        *lay(60, 290, RIGHT),
    ]
    rules = " ".join(f"60 {842 - y} m 300 {842 - y} l S" for y in (178, 196, 244))
    document = only(make_pdf("a.pdf", page, extra=rules))
    (table,) = of(document, Label.TABLE)
    assert table == "Spring | Litres\nThe old well by the church | 12\nMill spring | 7"
    (block,) = [b for b in document.blocks if b.label is Label.TABLE]
    assert [(c.row, c.column, c.header) for c in block.cells][:3] == [(0, 0, True), (0, 1, True), (1, 0, False)]
    assert of(document, Label.CAPTION) == ["Table 1. What springs give."]


@pytest.mark.parametrize(
    "hidden",
    [
        "BT /plain 11 Tf 3 Tr 1 0 0 1 60 500 Tm (SECRET payload) Tj ET",
        "BT /plain 11 Tf 1 1 1 rg 1 0 0 1 60 500 Tm (SECRET payload) Tj ET",
        "BT /plain 0.5 Tf 1 0 0 1 60 500 Tm (SECRET payload) Tj ET",
        "BT /plain 11 Tf 1 0 0 1 900 500 Tm (SECRET payload) Tj ET",
        "BT /plain 11 Tf 1 0 0 1 60 500 Tm (SECRET payload) Tj ET 1 1 1 rg 50 490 200 30 re f",
    ],
    ids=["invisible", "white", "tiny", "off the page", "covered"],
)
def test_text_that_no_reader_sees_is_not_read(make_pdf: Make, lay: Lay, hidden: str) -> None:
    document = only(make_pdf("a.pdf", lay(60, 100, LEFT), extra=hidden))
    assert "SECRET" not in document.text
    assert of(document, Label.PARAGRAPH) == [LEFT.replace("|", " ")]


def test_a_page_without_words_is_said_to_be_one(make_pdf: Make) -> None:
    with pytest.raises(Unreadable) as error:
        only(make_pdf("a.pdf", []))
    assert error.value.reason == "no_text"


def test_pages_over_the_limit_are_named(make_pdf: Make, lay: Lay) -> None:
    path = make_pdf("a.pdf", lay(60, 100, LEFT), lay(60, 100, RIGHT), lay(60, 100, LEFT))
    first, second = read_here(path, IngestSettings(max_pages=2))
    assert isinstance(first, Rejection)
    assert (first.reason, first.detail) == ("pages_over_limit", "3 pages, the first 2 were read (max_pages)")
    assert isinstance(second, Document)
    assert second.pages == 2


def test_the_second_engine_reads_the_same_words(make_pdf: Make, lay: Lay) -> None:
    pytest.importorskip("pymupdf", reason="the extra [pymupdf] is not installed")
    hidden = "BT /plain 11 Tf 3 Tr 1 0 0 1 60 500 Tm (SECRET payload) Tj ET"
    path = make_pdf("a.pdf", lay(60, 100, LEFT) + lay(310, 100, RIGHT), extra=hidden)
    one, other = only(path), only(path, reader="pymupdf")
    assert other.text == one.text
    assert (one.reader, other.reader) == ("pdfium", "pymupdf")
    assert one.id != other.id


def test_the_same_file_gives_the_same_document(make_pdf: Make, lay: Lay) -> None:
    path = make_pdf("a.pdf", lay(60, 100, LEFT))
    assert only(path) == only(path)


def test_real_papers_keep_their_prose_whole(shared: Path) -> None:
    for name in ("jose.00180", "rescience.3162890"):
        document = only(shared / "data" / "papers" / f"{name}.pdf")
        prose = of(document, Label.PARAGRAPH)
        text = " ".join(prose)
        assert len(text) > 4000
        assert not any(c in text for c in "\ufb01\ufb02\ufffd\u00ad")
        for block in document.blocks:
            if not block.cells:
                assert "".join(document.quote(s.start, s.end) for s in block.spans) == document.quote(
                    block.start, block.end
                )
        assert not any(p.endswith("-") for p in prose)


def test_hidden_injections_do_not_leak(shared: Path) -> None:
    document = only(shared / "data" / "hostile" / "made" / "injection.pdf")
    assert document.text == "Visible sentence."
