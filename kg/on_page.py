"""Whether the letters of a quote lie in its box on its page, as pdfium alone finds them: a second opinion on reading.

White space, hyphens and the shapes of letters (ligatures, full-width forms) do not count; every other character of the
quote must be in the box as often as the quote has it.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.records import Box, Chunk, Document, Evidence

SLACK = 1.5
"""Points around a box within which a character still counts as inside."""

_PER_POINT = 10
"""Steps that a point is cut into on the way between page and user space, which pdfium counts in whole numbers."""


def missing(document: Document, places: Iterable[tuple[Evidence, Chunk]]) -> Iterator[tuple[Evidence, str]]:
    """Yield each quote that has a box, with the letters of it that are not in that box (none: all are).

    A quote that runs over pages is looked for on its first one. The document's file must be a PDF that can be opened.
    """
    pages: dict[int, list[tuple[Evidence, Chunk]]] = defaultdict(list)
    for place, chunk in places:
        if place.page is not None and place.bbox is not None:
            pages[place.page].append((place, chunk))
    with _open(Path(document.source)) as text_in:
        for page in sorted(pages):
            for place, chunk in pages[page]:
                wanted = _letters(_on_first_page(document, chunk, place))
                left = wanted - _letters(text_in(page, place.bbox)) if place.bbox else wanted
                yield place, "".join(sorted(left.elements()))


def _letters(text: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", text)
    return Counter(
        c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Pd", "Cc", "Cf", "Cn", "Co")
    )


def _on_first_page(document: Document, chunk: Chunk, place: Evidence) -> str:
    return "".join(
        document.text[max(span.start, place.start) : min(span.end, place.end)]
        for span in chunk.spans
        if span.page == place.page and span.start < place.end and span.end > place.start
    )


@contextmanager
def _open(path: Path) -> Iterator[Callable[[int, Box], str]]:
    """Yield a function from a page's number and a box on it to the text that pdfium finds there."""
    import pypdfium2

    held: dict[int, tuple[Any, Any]] = {}
    pdf = pypdfium2.PdfDocument(path)

    def text_in(number: int, box: Box) -> str:
        if number not in held:
            for page, text in held.values():
                text.close()
                page.close()
            held.clear()
            page = pdf[number - 1]
            held[number] = (page, page.get_textpage())
        page, text = held[number]
        x0, top, x1, bottom = box
        one = _user_space(page, x0 - SLACK, top - SLACK)
        other = _user_space(page, x1 + SLACK, bottom + SLACK)
        return str(
            text.get_text_bounded(
                left=min(one[0], other[0]),
                bottom=min(one[1], other[1]),
                right=max(one[0], other[0]),
                top=max(one[1], other[1]),
            )
        )

    try:
        yield text_in
    finally:
        for page, text in held.values():
            text.close()
            page.close()
        pdf.close()


def _user_space(page: Any, x: float, y: float) -> tuple[float, float]:  # noqa: ANN401 - pypdfium2 is untyped
    """Return a point given from the top left of the page as shown in the PDF's own coordinates."""
    from pypdfium2 import raw

    width, height = page.get_size()
    across, up = ctypes.c_double(), ctypes.c_double()
    size = (int(width * _PER_POINT), int(height * _PER_POINT))
    raw.FPDF_DeviceToPage(page, 0, 0, *size, 0, int(x * _PER_POINT), int(y * _PER_POINT), across, up)
    return across.value, up.value
