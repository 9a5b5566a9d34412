"""Which glyphs a reader of the page can see.

A glyph is hidden where it lies off the page, is smaller than 2 points, or leaves no ink on the rendered page (white on
white, covered, on a layer that is switched off). Invisible drawing modes are the engine's to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.parse.page import Glyph
from kg.records import Box

SMALLEST = 2.0
"""Points; smaller text cannot be read."""

CONTRAST = 24
"""Of 255: the least difference between a word's darkest and lightest point that a reader can see."""

SCALE = 1.5
"""Pixels a point, at which a page is rendered to look for ink."""

COARSEST = 0.5
"""Pixels a point; on a page so large that it is rendered more coarsely, ink cannot be judged."""

LARGEST_RENDER = 25_000_000
"""Pixels."""


def on_page(glyph: Glyph, width: float, height: float) -> bool:
    """Say whether a glyph lies on the page and is large enough to read."""
    if glyph.text.isspace():
        return True
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return glyph.size >= SMALLEST and -1 <= x <= width + 1 and -1 <= y <= height + 1


def scale_for(width: float, height: float) -> float:
    """Return the pixels a point at which to render a page of this size."""
    return min(SCALE, float((LARGEST_RENDER / max(width * height, 1)) ** 0.5))


def inked(glyphs: list[Glyph], image: Any, scale: float) -> list[Glyph]:  # noqa: ANN401 - an array of grey values
    """Return the glyphs of the words that leave ink on the page, rendered in grey as `image` at `scale`."""
    import numpy

    if scale < COARSEST:
        return glyphs
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
