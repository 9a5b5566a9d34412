"""Glyphs of a PDF, through pdfium, without those that a reader of the page cannot see.

Beside what `visible` rules out, text drawn in an invisible mode or with no opacity is hidden. The text layer of a scan
is the exception: it stays where a picture of the page lies under it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ingest.parse.failure import Unreadable
from ingest.parse.page import UNKNOWN, Glyph, Opened, Page, Table, overlap
from ingest.parse.tables import tables
from ingest.parse.visible import inked, on_page, scale_for
from kg.records import Box

HYPHENS = {"\ufffe", "\x02", "\u00ad"}
INVISIBLE = (3, 7)
IMAGE, DRAWING, FORM = 3, 2, 5


class _Style(NamedTuple):
    size: float
    font: str
    face: str
    bold: bool
    italic: bool
    upright: bool
    invisible: bool


def read(path: Path, limit: int) -> Opened:
    """Return how many pages a PDF has, and the first `limit` of them with the tables that LiteParse finds there.

    Raises `Unreadable` where pdfium cannot open the file.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise Unreadable("encrypted", "needs a password; save a copy without one") from error
        raise Unreadable("not_a_pdf", f"pdfium cannot open it ({error})") from error
    return Opened(len(document), _pages(document, path, limit))


def _pages(document: Any, path: Path, limit: int) -> Iterator[tuple[Page, list[Table]]]:  # noqa: ANN401 - untyped
    import pypdfium2

    try:
        found = tables(path, limit)
        for number in range(min(len(document), limit)):
            try:
                page = document[number]
            except pypdfium2.PdfiumError:
                yield Page(number + 1, 0, 0, damaged=True), []
                continue
            try:
                yield _page(page, number + 1), [t for t in found if t.page == number + 1]
            finally:
                page.close()
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
        glyphs = list(_glyphs(text, place, result.programs))
    finally:
        text.close()
    seen = [g for g, style in glyphs if on_page(g, width, height) and (scanned or not style.invisible)]
    scale = scale_for(width, height)
    result.glyphs = inked(seen, _rendered(page, scale), scale) if seen else []
    result.hidden = sum(not g.text.isspace() for g, _ in glyphs) - sum(not g.text.isspace() for g in result.glyphs)
    return result


def _rendered(page: Any, scale: float) -> Any:  # noqa: ANN401 - an array of grey values
    image = page.render(scale=scale, grayscale=True).to_numpy()
    return image.reshape(image.shape[0], image.shape[1])


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


def _glyphs(
    text: Any,  # noqa: ANN401 - pypdfium2 is untyped
    place: Any,  # noqa: ANN401
    programs: dict[str, bytes],
) -> Iterator[tuple[Glyph, _Style]]:
    """Yield every glyph in the order it was drawn; `programs` takes the font files that leave letters untold."""
    from pypdfium2 import raw

    styles: dict[int, _Style] = {}
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    high = 0xD800
    plain = _Style(0, "", "", False, False, True, False)
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if 0xD800 <= code <= 0xDBFF:
            high = code
            continue
        if 0xDC00 <= code <= 0xDFFF:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        if code == 0:
            continue
        owner = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.addressof(owner.contents) if owner else 0
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(text, index, owner) if owner else plain
        # Without a map pdfium gives the character's number in its font, which ends no line.
        numbered = raw.FPDFText_HasUnicodeMapError(text, index) == 1
        if code in (10, 13) and not numbered:
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        x0, top, x1, bottom = place(box.left, box.bottom, box.right, box.top)
        base = place(x.value, y.value, x.value, y.value)[3]
        character = chr(code) if code <= 0x10FFFF else UNKNOWN
        if character in HYPHENS and not numbered:
            # At a line's end pdfium takes number 45 for a hyphen.
            character, code, numbered = "-", ord("-"), style.face in programs
        elif character < " ":
            character, numbered = UNKNOWN, True
        size = style.size or (bottom - top)
        glyph = Glyph(character, x0, top, x1, bottom, base, size, style.font, style.bold, style.italic, style.upright)
        glyph.face = style.face
        if numbered:
            glyph.code = code
            if style.face not in programs:
                programs[style.face] = _program(owner)
        yield glyph, style


def _program(owner: Any) -> bytes:  # noqa: ANN401 - pypdfium2 is untyped
    """Return the font file that a text object is drawn with, empty where none is embedded."""
    from pypdfium2 import raw

    font = raw.FPDFTextObj_GetFont(owner) if owner else None
    size = ctypes.c_size_t()
    if not font or raw.FPDFFont_GetIsEmbedded(font) != 1 or not raw.FPDFFont_GetFontData(font, None, 0, size):
        return b""
    data = (ctypes.c_uint8 * max(size.value, 1))()
    raw.FPDFFont_GetFontData(font, data, size.value, size)
    return bytes(data[: size.value])


def _style(text: Any, index: int, owner: Any) -> _Style:  # noqa: ANN401 - pypdfium2 is untyped
    from pypdfium2 import raw

    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * abs(matrix.a * matrix.d - matrix.b * matrix.c) ** 0.5
    font = raw.FPDFTextObj_GetFont(owner)
    name, face, weight, flags = "", "", 400, 0
    if font:
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, 256)
        full = buffer.value.decode("utf-8", "replace")
        # The fonts of bitmaps have no name. Where a font lies in memory tells it from another of its page.
        name, face = full.split("+")[-1], full or f"#{ctypes.addressof(font.contents):x}"
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
        face=face,
        bold=bold or (weight >= 650 and not low.startswith(("cm", "lm"))),
        italic=italic,
        upright=abs(matrix.b) <= 0.2 * abs(matrix.a) if matrix.a or matrix.b else True,
        invisible=mode in INVISIBLE or (alpha.value < 13 and mode in (0, 4)),
    )
