"""What a PDF engine hands to the layout: glyphs with their places, and the drawn things around them.

Coordinates are PDF points from the top left of the page as it is shown (rotation and crop applied).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.records import Box

UNKNOWN = "\ufffd"
"""Stands for a letter that its font does not tell."""


@dataclass(slots=True)
class Glyph:
    """One character that a reader of the page can see.

    `base` is the height of its baseline, `size` in points; `spaced` says that a space was drawn (or seen by the engine)
    before it, `joined` that it is a further letter of the ligature before it. Where its font does not say which letter
    it is, `code` is its number in that font, else -1; `face` tells fonts apart that have one name or none.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    font: str
    bold: bool
    italic: bool
    upright: bool = True
    spaced: bool = False
    joined: bool = False
    code: int = -1
    face: str = ""


@dataclass(slots=True)
class Page:
    """One page, its visible glyphs in the order they were drawn; `hidden` counts those that cannot be seen.

    A `damaged` page could not be opened, and holds nothing. `programs` holds the font files of those faces that leave
    letters untold. Such a page is `ciphered` where an engine that reads a table of it has the letters wrong, `encoded`
    where it lacks some of the signs.
    """

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    hidden: int = 0
    damaged: bool = False
    programs: dict[str, bytes] = field(default_factory=dict)
    ciphered: bool = False
    encoded: bool = False


@dataclass(slots=True)
class TableCell:
    """A cell of a table that an engine found, at (row, column) counted from 0; `formula` where it wrote it as TeX."""

    row: int
    column: int
    text: str
    box: Box | None
    header: bool = False
    row_span: int = 1
    column_span: int = 1
    formula: bool = False


@dataclass(slots=True)
class Table:
    """A table that was found on a page."""

    page: int
    box: Box
    cells: list[TableCell]


class Opened(NamedTuple):
    """What an engine makes of a PDF: how many pages it has, and those within the limit, each with its tables."""

    total: int
    pages: Iterator[tuple[Page, list[Table]]]


def overlap(a: Box, b: Box) -> float:
    """Return the share of `a` that lies within `b`, 0 to 1."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    area = (a[2] - a[0]) * (a[3] - a[1])
    return width * height / area if width > 0 and height > 0 and area > 0 else 0.0
