"""PDFs written by hand, so that a test says what stands where on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.records import Block, Chunk, Document, Label, content_id

FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold", "mono": "Courier"}
Words = tuple[float, float, float, str, str]
"""x and y from the top left in points, type size, font, text."""

MakePdf = Callable[..., Path]


class Unmapped(NamedTuple):
    """A font without a Unicode map: its name (none: bitmaps, as of TeX's drivers), and the letters by glyph number."""

    name: str
    letters: str
    told: bool = False
    """Whether its program has a character map."""

    lies: bool = False
    """Whether it has a Unicode map after all, one that gives out the glyph numbers as letters."""


def pdf(pages: Sequence[Sequence[Words]], extra: str = "", unmapped: Mapping[str, Unmapped] | None = None) -> bytes:
    """Return a PDF of A4 pages with words at places; `extra` is drawn on the first page after them.

    `unmapped` are fonts beside `FONTS`; all their letters are boxes.
    """
    unmapped = unmapped or {}
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    fonts = {
        name: add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>")
        for name, base in FONTS.items()
    }
    for name, font in unmapped.items():
        fonts[name] = _composite(font, add) if font.name else _bitmaps(font, add)
    resources = " ".join(f"/{name} {number} 0 R" for name, number in fonts.items())
    parent = len(objects) + 2 * len(pages) + 1
    kids = []
    for n, page in enumerate(pages):
        drawn = [
            f"BT /{font} {size} Tf 1 0 0 1 {x} {842 - y} Tm {_string(text, unmapped.get(font))} Tj ET"
            for x, y, size, font, text in page
        ]
        stream = "\n".join([*drawn, extra if n == 0 else ""]).encode("cp1252")
        content = add(b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream")
        kids.append(
            add(
                f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R "
                f"/Resources << /Font << {resources} >> >> >>"
            )
        )
    add(f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>")
    root = add(f"<< /Type /Catalog /Pages {parent} 0 R >>")
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return bytes(out)


def _composite(font: Unmapped, add: Callable[[str | bytes], int]) -> int:
    """Add a TrueType font whose characters are glyph numbers (Identity-H, no ToUnicode)."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    names = [f"glyph{n}" for n in range(len(font.letters))]
    box, blank = TTGlyphPen(None), TTGlyphPen(None).glyph()
    box.moveTo((50, 0))
    for corner in ((50, 700), (450, 700), (450, 0)):
        box.lineTo(corner)
    box.closePath()
    drawn = box.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names[1:]])
    told = {ord(letter): name for letter, name in zip(font.letters, names, strict=True)} if font.told else {}
    builder.setupCharacterMap({code: name for code, name in told.items() if name != "glyph0"})
    builder.setupGlyf(
        {name: blank if font.letters[n] == " " else drawn for n, name in enumerate([".notdef", *names[1:]])}
    )
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", *names[1:]), (500, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupPost(keepGlyphNames=False)
    file = BytesIO()
    builder.save(file)
    data = file.getvalue()
    program = add(b"<< /Length %d /Length1 %d >>\nstream\n" % (len(data), len(data)) + data + b"\nendstream")
    descriptor = add(
        f"<< /Type /FontDescriptor /FontName /{font.name} /Flags 4 /FontBBox [0 -200 500 800] /ItalicAngle 0 "
        f"/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 /FontFile2 {program} 0 R >>"
    )
    descendant = add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.name} /DW 500 /FontDescriptor {descriptor} 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity >>"
    )
    last = len(font.letters) - 1
    mapping = (
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> "
        f"<FFFF> endcodespacerange 1 beginbfrange <0001> <{last:04X}> <0001> endbfrange endcmap end end"
    ).encode()
    to_unicode = add(b"<< /Length %d >>\nstream\n" % len(mapping) + mapping + b"\nendstream")
    return add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{font.name} /Encoding /Identity-H "
        f"/DescendantFonts [{descendant} 0 R] {f'/ToUnicode {to_unicode} 0 R' if font.lies else ''} >>"
    )


def _bitmaps(font: Unmapped, add: Callable[[str | bytes], int]) -> int:
    """Add a Type 3 font with names that say nothing, as a driver of TeX writes it."""
    drawing = b"500 0 50 0 450 700 d1 50 0 400 700 re f"
    box = add(b"<< /Length %d >>\nstream\n" % len(drawing) + drawing + b"\nendstream")
    blank = add(b"<< /Length 8 >>\nstream\n500 0 d0\nendstream")
    used = [n for n, letter in enumerate(font.letters) if letter != "\ufffd"]
    drawings = " ".join(f"/a{n} {blank if font.letters[n] == ' ' else box} 0 R" for n in used)
    names = " ".join(f"{n} /a{n}" for n in used)
    return add(
        f"<< /Type /Font /Subtype /Type3 /FontBBox [0 -200 500 800] /FontMatrix [0.001 0 0 0.001 0 0] "
        f"/FirstChar 0 /LastChar {len(font.letters) - 1} /Widths [{'500 ' * len(font.letters)}] "
        f"/CharProcs << {drawings} >> /Encoding << /Type /Encoding /Differences [{names}] >> /Resources << >> >>"
    )


def _string(text: str, font: Unmapped | None) -> str:
    if font is None:
        return f"({_escaped(text)})"
    return f"<{''.join(format(font.letters.index(letter), '04X' if font.name else '02X') for letter in text)}>"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(x: float, y: float, text: str, size: float = 10, leading: float = 12, font: str = "plain") -> list[Words]:
    """Return lines of text (parted by `|`) one below the other."""
    return [(x, y + n * leading, size, font, line) for n, line in enumerate(text.split("|"))]


@pytest.fixture
def make_pdf(tmp_path: Path) -> MakePdf:
    """Write a PDF: `make_pdf("name.pdf", page, page …, extra="…", unmapped={…})`."""

    def make(
        name: str, *pages: Sequence[Words], extra: str = "", unmapped: Mapping[str, Unmapped] | None = None
    ) -> Path:
        path = tmp_path / name
        path.write_bytes(pdf(pages, extra, unmapped))
        return path

    return make


@pytest.fixture
def lay() -> Callable[..., list[Words]]:
    """Return `column`, which sets lines of text one below the other."""
    return column


def prose(text: str, title: str = "") -> tuple[Document, Chunk]:
    """Return a document that is one paragraph, and its one chunk."""
    document = Document(
        id=content_id("doc", text, title),
        source="x.txt",
        sha256="0",
        media_type="text/plain",
        reader="t",
        title=title,
        text=text,
        blocks=(Block(id="b", label=Label.PARAGRAPH, order=0, start=0, end=len(text)),),
    )
    return document, Chunk(id="c", document=document.id, ordinal=0, start=0, end=len(text), text=text)


@pytest.fixture(scope="session", name="prose")
def prose_of() -> Callable[..., tuple[Document, Chunk]]:
    """Return what makes a document of one paragraph."""
    return prose
