"""PDFs whose fonts number their letters and do not say which letters those are."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.parse import Unreadable
from ingest.parse.fontfile import letters_of
from ingest.parse.letters import spell
from ingest.parse.page import Glyph
from ingest.parse.readers import read_here
from ingest.parse.readings import LATIN_MODERN, MODERN, OT1, TEX_GYRE
from ingest.parse.words import wordless
from ingest.settings import IngestSettings
from kg.records import Document, Label, Rejection
from tests.ingest.conftest import Unmapped

Make = Callable[..., Path]
Lay = Callable[..., list[tuple[float, float, float, str, str]]]

PROSE = (
    "Springs are fed by the rain that falls|on the hills above them, which sinks|through the soil and the rock, until"
    "|it meets a layer that holds it back. The|water then moves sideways along that|layer, and it comes to the light"
    "|where the layer meets the side of the hill.|What does such a spring give? Water,|all the year, for the rock above"
    "|lets go of what it holds only slowly."
)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-?"
SHUFFLED = "\ufffd" + "".join(random.Random(7).sample(LETTERS, len(LETTERS)))
IN_ORDER = "".join(chr(n) for n in range(32, 127))


def read(path: Path, reader: str = "pdfium") -> list[Document | Rejection]:
    if reader == "pymupdf":
        pytest.importorskip("pymupdf", reason="the extra [pymupdf] is not installed")
    return [d for d in read_here(path, IngestSettings(reader=reader)) if isinstance(d, Document | Rejection)]


def paragraphs(document: Document | Rejection) -> list[str]:
    assert isinstance(document, Document)
    return [document.quote(b.start, b.end) for b in document.blocks if b.label is Label.PARAGRAPH]


@pytest.mark.parametrize("reader", ["pdfium", "pymupdf"])
@pytest.mark.parametrize(
    "font",
    [
        Unmapped("LMRoman10-Regular", LATIN_MODERN),
        Unmapped("ABCDEF+TeXGyreTermes-Regular", TEX_GYRE),
        Unmapped("ABCDEF+ArialMT", "\ufffd" * 3 + IN_ORDER),
        Unmapped("ABCDEF+SourceSansPro", "\ufffd" + IN_ORDER),
        Unmapped("ABCDEF+Told", SHUFFLED, told=True),
        Unmapped("LMRoman10-Regular", LATIN_MODERN[:256], lies=True),
    ],
    ids=["Latin Modern", "TeX Gyre", "a TrueType font", "an OpenType font", "a font's own map", "a map that lies"],
)
def test_a_font_without_a_map_is_read_by_its_glyph_order(make_pdf: Make, lay: Lay, font: Unmapped, reader: str) -> None:
    path = make_pdf("a.pdf", lay(60, 100, PROSE, font="odd"), unmapped={"odd": font})
    (document,) = read(path, reader)
    assert paragraphs(document) == [PROSE.replace("|", " ")]


def test_a_heading_too_short_to_judge_is_read_like_the_text_below_it(make_pdf: Make, lay: Lay) -> None:
    numbered = "\ufffd" * 3 + IN_ORDER
    unmapped = {"odd": Unmapped("ArialMT", numbered), "strong": Unmapped("Arial-BoldMT", numbered)}
    page = lay(60, 100, "2 Wells", size=14, font="strong") + lay(60, 130, PROSE, font="odd")
    (document,) = read(make_pdf("a.pdf", page, unmapped=unmapped))
    assert isinstance(document, Document)
    assert "2 Wells" in document.text


@pytest.mark.parametrize("reader", ["pdfium", "pymupdf"])
def test_letters_that_nobody_can_know_fail_the_file_with_what_to_do(make_pdf: Make, lay: Lay, reader: str) -> None:
    path = make_pdf("a.pdf", lay(60, 100, PROSE, font="odd"), unmapped={"odd": Unmapped("ABCDEF+Odd", SHUFFLED)})
    with pytest.raises(Unreadable) as error:
        read(path, reader)
    assert error.value.reason == "letters_unknown"
    assert "OCR" in str(error.value)


def test_a_long_text_without_one_word_fails_however_its_font_maps_it(make_pdf: Make, lay: Lay) -> None:
    font = Unmapped("ABCDEF+Odd", "\ufffd" * 40 + SHUFFLED, lies=True)
    pages = [lay(60, 100 + n, PROSE, font="odd") for n in range(9)]
    with pytest.raises(Unreadable) as error:
        read(make_pdf("a.pdf", *pages, unmapped={"odd": font}))
    assert error.value.reason == "letters_unknown"


@pytest.mark.parametrize(
    "text", ["", "0.5 1.5 2.5 " * 900, "Жители города " * 200, "for (i in seq_len(n)) print(i) " * 90]
)
def test_only_long_texts_in_latin_letters_are_judged(text: str) -> None:
    assert not wordless([text])


@pytest.mark.parametrize("reader", ["pdfium", "pymupdf"])
def test_lines_that_nobody_can_read_are_left_out_and_counted(make_pdf: Make, lay: Lay, reader: str) -> None:
    page = lay(60, 100, PROSE) + lay(60, 400, PROSE, font="odd")
    path = make_pdf("a.pdf", page, lay(60, 300, PROSE), unmapped={"odd": Unmapped("ABCDEF+Odd", SHUFFLED)})
    rejection, document = read(path, reader)
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.step) == ("letters_unknown", "read")
    assert rejection.detail == "the fonts of 10 lines do not say which letters they draw, on page 1"
    assert paragraphs(document) == [PROSE.replace("|", " ")] * 2


@pytest.mark.parametrize("reader", ["pdfium", "pymupdf"])
def test_bitmaps_of_tex_have_their_dashes_quotes_ligatures_and_bullets(make_pdf: Make, lay: Lay, reader: str) -> None:
    letters = "".join(OT1.get(n, "\ufffd") for n in range(128))
    text = f"{PROSE} The “ﬁrst” ﬂow was measured|in the years 1986–1992, and none of it|was oﬀ the mark. ".rstrip()
    page = [
        *lay(60, 100, text, font="odd"),
        (60.0, 300.0, 10.0, "sign", "•"),
        (75.0, 300.0, 10.0, "odd", "One spring is not another"),
    ]
    odd, sign = Unmapped("", letters), Unmapped("", "\ufffd" * 15 + "•")
    (document,) = read(make_pdf("a.pdf", page, unmapped={"odd": odd, "sign": sign}), reader)
    assert paragraphs(document) == [text.replace("|", " ").replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff")]
    assert isinstance(document, Document)
    assert "One spring is not another" in [
        document.quote(b.start, b.end) for b in document.blocks if b.label is Label.LIST_ITEM
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0.25 1.50 2.75|10.00 12.50 15.00|17 18 19 20",
        "Quellen werden vom Regen gespeist, der|auf die Berge darüber fällt und durch|den Boden sickert, bis er auf"
        "|eine Schicht trifft, die ihn nicht weiter|hinunter lässt, und dann an ihr entlang.",
        "spring <- flow(rain, rock = 0.3)|plot(spring$water ~ spring$year)|for (well in wells) print(well)",
    ],
    ids=["figures", "another language", "code"],
)
def test_what_is_no_english_prose_is_no_garbage(make_pdf: Make, lay: Lay, text: str) -> None:
    plain = Unmapped("", "".join(chr(n) if 32 <= n < 127 or n >= 160 else "\ufffd" for n in range(256)))
    page = lay(60, 100, text, font="odd")
    (document,) = read(make_pdf("a.pdf", page, unmapped={"odd": plain}))
    assert isinstance(document, Document)
    assert "".join(document.text.split()) == "".join(text.replace("|", "").split())


def test_a_formula_of_word_has_each_letter_once_though_its_map_has_it_twice() -> None:
    def glyph(text: str, x: float, joined: bool = False) -> Glyph:
        return Glyph(text, x, 0, x + 5, 10, 10, 10, "CambriaMath", False, True, joined=joined)

    twice = [
        glyph("𝑛", 0, False),
        glyph("𝑛", 0, True),
        glyph("=", 7, False),
        glyph("𝜆", 14, False),
        glyph("𝜆", 14, True),
    ]
    assert spell(twice, 10, 10).text == "n = λ"
    assert spell([glyph("f", 0), glyph("f", 0, True)], 10, 10).text == "ff"


def test_the_glyph_order_of_latin_modern_is_the_one_that_puzzles_readers_of_corpora() -> None:
    assert "".join(MODERN[ord(letter)] for letter in "i?2") == "the"
    assert "".join(MODERN[ord(letter)] for letter in "Q/b") == "ods"


@pytest.mark.parametrize("program", [b"", b"%!PS", b"\x01\x00", b"\x00\x01\x00\x00garbage", b"OTTO\x00\xff"])
def test_a_damaged_font_program_tells_nothing(program: bytes) -> None:
    assert letters_of(program) == ({}, {})
