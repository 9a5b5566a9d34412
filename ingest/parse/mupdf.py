"""Glyphs and tables of a PDF, through PyMuPDF: the second engine behind the same layout (`--reader pymupdf`).

PyMuPDF is AGPL-3.0 or commercial, and therefore an extra: `pip install 'kindergraph[pymupdf]'`. What cannot be seen is
left out by the same rules as in `pdfium`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.parse.failure import Unreadable
from ingest.parse.letters import MATHEMATICAL
from ingest.parse.page import UNKNOWN, Glyph, Opened, Page, Table, TableCell, overlap
from ingest.parse.visible import inked, on_page, scale_for
from kg.errors import missing_extra

ITALIC, BOLD = 1 << 1, 1 << 4


def read(path: Path, limit: int) -> Opened:
    """Return how many pages a PDF has, and the first `limit` of them with their tables.

    Raises `Unreadable` where PyMuPDF cannot open the file, UserError where it is not installed.
    """
    pymupdf = _engine()
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.set_subset_fontnames(True)
    try:
        document = pymupdf.open(path, filetype="pdf")
    except (pymupdf.FileDataError, RuntimeError, ValueError) as error:
        raise Unreadable("not_a_pdf", f"PyMuPDF cannot open it ({error})") from error
    if document.needs_pass:
        raise Unreadable("encrypted", "needs a password; save a copy without one")
    return Opened(document.page_count, _pages(document, limit))


def _pages(document: Any, limit: int) -> Iterator[tuple[Page, list[Table]]]:  # noqa: ANN401 - PyMuPDF is untyped
    with document:
        for number in range(min(document.page_count, limit)):
            page = document[number]
            yield _page(page, number + 1), _tables(page, number + 1)


def _engine() -> Any:  # noqa: ANN401 - PyMuPDF is untyped
    try:
        return importlib.import_module("pymupdf")
    except ImportError as error:
        raise missing_extra("PyMuPDF", "pymupdf") from error


def _page(page: Any, number: int) -> Page:  # noqa: ANN401 - PyMuPDF is untyped
    width, height = page.rect.width, page.rect.height
    result = Page(number, width, height)
    whole = (0.0, 0.0, width, height)
    result.images = [tuple(image["bbox"]) for image in page.get_image_info()]
    result.drawings = [tuple(shape["rect"]) for shape in page.get_drawings()]
    scanned = any(overlap(whole, box) > 0.8 for box in result.images)
    found = list(_glyphs(page, result.programs))
    seen = [g for g, visible in found if (visible or scanned) and on_page(g, width, height)]
    scale = scale_for(width, height)
    result.glyphs = inked(seen, _rendered(page, scale), scale) if seen else []
    result.hidden = len(found) - len(result.glyphs)
    return result


def _rendered(page: Any, scale: float) -> Any:  # noqa: ANN401 - an array of grey values
    import numpy

    pymupdf = _engine()
    pixels = page.get_pixmap(matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY)
    return numpy.frombuffer(pixels.samples, dtype=numpy.uint8).reshape(pixels.height, pixels.stride)


def _glyphs(page: Any, programs: dict[str, bytes]) -> Iterator[tuple[Glyph, bool]]:  # noqa: ANN401 - untyped
    """Yield every glyph in the order it was drawn, and whether its mode and opacity show it.

    `programs` takes the font files that leave letters untold.
    """
    # Only the numbers of composite fonts stand for a letter; a simple one's glyphs are numbered as its subset fell out.
    fonts = page.get_fonts(full=True)
    composite = {font[3]: font[0] for font in fonts if font[2] == "Type0"}
    nameless = {font[3] or f"Type3 ({font[0]} 0 R)" for font in fonts if font[2] == "Type3"}
    for span in page.get_texttrace():
        size, face, flags = span["size"], span["font"], span["flags"]
        font = "" if face in nameless else face.split("+")[-1]
        low = font.lower()
        bold = bool(flags & BOLD) or "bold" in low
        italic = bool(flags & ITALIC) or "ital" in low or "obli" in low
        visible = span["type"] != 3 and span["opacity"] >= 0.05
        x, y = span["dir"]
        last: Glyph | None = None
        for code, glyph_id, origin, box in span["chars"]:
            text = chr(code) if code >= 32 and not 0xD800 <= code <= 0xDFFF else UNKNOWN
            text = "-" if text == "\u00ad" else text
            top, bottom = origin[1] - span["ascender"] * size, origin[1] - span["descender"] * size
            if glyph_id < 0 and last is not None:
                # A further letter of the ligature before it, or Word's second letter for one in a formula.
                last.text += "" if text == last.text and MATHEMATICAL.match(text) else text
                continue
            last = Glyph(text, box[0], top, box[2], bottom, origin[1], size, font, bold, italic, abs(y) <= 0.2 * x)
            last.face = face
            if 0 < code < 32 or (face in nameless and code == glyph_id):
                last.code = code
            elif text == UNKNOWN and face in composite:
                last.code = glyph_id
                if face not in programs:
                    programs[face] = page.parent.extract_font(composite[face])[3]
            yield last, visible


def _tables(page: Any, number: int) -> list[Table]:  # noqa: ANN401 - PyMuPDF is untyped
    found = []
    finder = page.find_tables()
    for table in finder.tables if finder else ():
        cells = [
            TableCell(r, c, " ".join((text or "").split()), tuple(box) if box else None, header=r == 0)
            for r, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=False))
            for c, (box, text) in enumerate(zip(row.cells, texts, strict=False))
            if box is not None or text
        ]
        if table.row_count > 1 and table.col_count > 1:
            found.append(Table(number, tuple(table.bbox), cells))
    return found
