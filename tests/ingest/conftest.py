"""PDFs written by hand, so that a test says what stands where on the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

FONTS = {"plain": "Helvetica", "bold": "Helvetica-Bold", "mono": "Courier"}
Words = tuple[float, float, float, str, str]
"""x and y from the top left in points, type size, font, text."""

MakePdf = Callable[..., Path]


def pdf(pages: Sequence[Sequence[Words]], extra: str = "") -> bytes:
    """Return a PDF of A4 pages with words at places; `extra` is drawn on the first page after them."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    fonts = {
        name: add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{base} /Encoding /WinAnsiEncoding >>")
        for name, base in FONTS.items()
    }
    resources = " ".join(f"/{name} {number} 0 R" for name, number in fonts.items())
    parent = len(objects) + 2 * len(pages) + 1
    kids = []
    for n, page in enumerate(pages):
        drawn = [
            f"BT /{font} {size} Tf 1 0 0 1 {x} {842 - y} Tm ({_escaped(text)}) Tj ET" for x, y, size, font, text in page
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


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(x: float, y: float, text: str, size: float = 10, leading: float = 12, font: str = "plain") -> list[Words]:
    """Return lines of text (parted by `|`) one below the other."""
    return [(x, y + n * leading, size, font, line) for n, line in enumerate(text.split("|"))]


@pytest.fixture
def make_pdf(tmp_path: Path) -> MakePdf:
    """Write a PDF: `make_pdf("name.pdf", page, page …, extra="…")`."""

    def make(name: str, *pages: Sequence[Words], extra: str = "") -> Path:
        path = tmp_path / name
        path.write_bytes(pdf(pages, extra))
        return path

    return make


@pytest.fixture
def lay() -> Callable[..., list[Words]]:
    """Return `column`, which sets lines of text one below the other."""
    return column
