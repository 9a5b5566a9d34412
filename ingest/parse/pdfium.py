"""Glyphs of a PDF, through pdfium, without those that a reader of the page cannot see.

A glyph is hidden where it lies off the page, is smaller than 2 points, is drawn in an invisible mode or with no
opacity, or leaves no ink on the rendered page (white on white, covered, on a layer that is switched off). The invisible
text layer of a scan is the exception: it stays where a picture of the page lies under it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ingest.parse.page import Glyph, Page, overlap
from kg.records import Box

SMALLEST = 2.0
"""Points; smaller text cannot be read."""

CONTRAST = 24
"""Of 255: the least difference between a word's darkest and lightest point that a reader can see."""

LARGEST_RENDER = 25_000_000
"""Pixels."""

HYPHENS = {"\ufffe", "\x02", "\u00ad"}
INVISIBLE = (3, 7)
IMAGE, DRAWING, FORM = 3, 2, 5


class _Style(NamedTuple):
    size: float
    font: str
    bold: bool
    italic: bool
    upright: bool
    invisible: bool


def pages(path: Path, limit: int) -> Iterator[Page]:
    """Yield the first `limit` pages of a PDF. Raises `pypdfium2.PdfiumError` where pdfium cannot open the file."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        for number in range(min(len(document), limit)):
            page = document[number]
            try:
                yield _page(page, number + 1)
            finally:
                page.close()
    finally:
        document.close()


def count(path: Path) -> int:
    """Return how many pages a PDF has."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def _page(page: Any, number: int) -> Page:  # noqa: ANN401 - pypdfium2 is untyped
    width, height = page.get_size()
    place = _placer(page, width, height)
    result = Page(number, width, height)
    for thing in page.get_objects(max_depth=1):
        if thing.type not in (IMAGE, DRAWING, FORM):
            continue
        left, bottom, right, top = thing.get_bounds()
        box = place(left, bottom, right, top)
        # A form that fills the page is a wrapper round the whole of it, not a figure.
        if thing.type == IMAGE or (thing.type == FORM and overlap((0, 0, width, height), box) < 0.6):
            result.images.append(box)
        elif thing.type == DRAWING:
            result.drawings.append(box)
    scanned = any(overlap((0, 0, width, height), box) > 0.8 for box in result.images)
    text = page.get_textpage()
    try:
        glyphs = list(_glyphs(text, place))
    finally:
        text.close()
    seen = [g for g, style in glyphs if _on_page(g, width, height) and (scanned or not style.invisible)]
    result.glyphs = _inked(page, seen, width, height)
    result.hidden = sum(not g.text.isspace() for g, _ in glyphs) - sum(not g.text.isspace() for g in result.glyphs)
    return result


def _placer(page: Any, width: float, height: float) -> Any:  # noqa: ANN401 - pypdfium2 is untyped
    """Return a function from a box in PDF user space to one from the top left, with crop and rotation applied."""
    from pypdfium2 import raw

    fine = 1000
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> tuple[float, float]:
        raw.FPDF_PageToDevice(page, 0, 0, int(width * 10), int(height * 10), 0, px, py, x, y)
        return x.value / 10, y.value / 10

    origin, right, up = device(0, 0), device(fine, 0), device(0, fine)
    a, b = (right[0] - origin[0]) / fine, (right[1] - origin[1]) / fine
    c, d = (up[0] - origin[0]) / fine, (up[1] - origin[1]) / fine

    def place(left: float, bottom: float, right_: float, top: float) -> Box:
        x0, x1 = origin[0] + a * left + c * bottom, origin[0] + a * right_ + c * top
        y0, y1 = origin[1] + b * left + d * bottom, origin[1] + b * right_ + d * top
        return (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    return place


def _glyphs(text: Any, place: Any) -> Iterator[tuple[Glyph, _Style]]:  # noqa: ANN401 - pypdfium2 is untyped
    from pypdfium2 import raw

    styles: dict[int, _Style] = {}
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    plain = _Style(0, "", False, False, True, False)
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0, 10, 13):
            continue
        owner = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.addressof(owner.contents) if owner else 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(text, index, owner) if owner else plain
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        x0, top, x1, bottom = place(box.left, box.bottom, box.right, box.top)
        base = place(x.value, y.value, x.value, y.value)[3]
        character = chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if character in HYPHENS:
            character = "-"
        elif character < " ":
            character = "\ufffd"
        size = style.size or (bottom - top)
        yield (
            Glyph(character, x0, top, x1, bottom, base, size, style.font, style.bold, style.italic, style.upright),
            style,
        )


def _style(text: Any, index: int, owner: Any) -> _Style:  # noqa: ANN401 - pypdfium2 is untyped
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    font = raw.FPDFTextObj_GetFont(owner)
    name, weight, flags = "", 400, 0
    if font:
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = buffer.value.decode("utf-8", "replace").split("+")[-1]
        weight, flags = raw.FPDFFont_GetWeight(font), raw.FPDFFont_GetFlags(font)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    mode = raw.FPDFTextObj_GetTextRenderMode(owner)
    low = name.lower()
    bold = any(word in low for word in ("bold", "black", "heavy", "-medi", "cmbx", "demi")) or bool(flags & 1 << 18)
    italic = any(word in low for word in ("ital", "obli", "cmti")) or bool(flags & 1 << 6)
    return _Style(
        size=size,
        font=name,
        bold=bold or (weight >= 650 and not low.startswith(("cm", "lm"))),
        italic=italic,
        upright=abs(matrix.b) <= 0.2 * abs(matrix.a) if matrix.a or matrix.b else True,
        invisible=mode in INVISIBLE or (alpha.value < 13 and mode in (0, 4)),
    )


def _on_page(glyph: Glyph, width: float, height: float) -> bool:
    if glyph.text.isspace():
        return True
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return glyph.size >= SMALLEST and -1 <= x <= width + 1 and -1 <= y <= height + 1


def _inked(page: Any, glyphs: list[Glyph], width: float, height: float) -> list[Glyph]:  # noqa: ANN401
    """Return the glyphs of the words that leave ink on the rendered page."""
    import numpy

    if not glyphs:
        return []
    scale = min(1.5, (LARGEST_RENDER / max(width * height, 1)) ** 0.5)
    if scale < 0.5:
        return glyphs
    image = page.render(scale=scale, grayscale=True).to_numpy()
    image = image.reshape(image.shape[0], image.shape[1])
    kept: list[Glyph] = []
    for word in _words(glyphs):
        marks = [g for g in word if not g.text.isspace()]
        if not marks:
            kept += word
            continue
        x0, top, x1, bottom = _core(marks)
        patch = image[max(int(top * scale), 0) : int(bottom * scale) + 1, max(int(x0 * scale), 0) : int(x1 * scale) + 1]
        if patch.size and int(numpy.ptp(patch)) >= CONTRAST:
            kept += word
    return kept


def _core(marks: list[Glyph]) -> Box:
    """Return where a word must have ink: between its baseline and the height of an x, clear of the lines around it."""
    x0, x1 = min(g.x0 for g in marks), max(g.x1 for g in marks)
    if all(g.text.isalnum() and g.upright for g in marks):
        return (x0, min(g.base - 0.5 * g.size for g in marks), x1, max(g.base for g in marks))
    return (x0, min(g.top for g in marks), x1, max(g.bottom for g in marks))


def _words(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and (glyph.text.isspace() != word[-1].text.isspace() or abs(glyph.base - word[-1].base) > glyph.size):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word
