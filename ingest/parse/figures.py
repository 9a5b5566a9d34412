"""Which lines are the lettering of a figure: axis labels, legends, boxes in a diagram."""

from __future__ import annotations

from ingest.parse.labels import CAPTION, Style
from ingest.parse.lines import Line
from ingest.parse.page import Page, overlap
from kg.records import Box, union

LARGEST = 0.7
"""Of the page: a larger picture is a background."""

SMALLEST = 36.0
"""Points: a lower picture is a banner behind words."""

AXIS = 16.0
"""Points around a diagram, where the numbers of its axes stand."""

STROKES = 6
"""Drawn shapes, not counting thin rules, that make a diagram."""

NEAR = 6.0
"""Points between shapes of one diagram."""


def split(page: Page, lines: list[Line], body: Style) -> tuple[list[Line], list[Line]]:
    """Return (the lettering of figures, the other lines)."""
    areas = [(box, 3.0) for box in page.images if _figure(box, page)] + [(box, AXIS) for box in _diagrams(page)]
    grids = [x.box for x in lines if x.table]
    areas = [(box, around) for box, around in areas if not any(overlap(grid, box) > 0.5 for grid in grids)]
    lettering: list[Line] = []
    for area, around in areas:
        inside = [x for x in lines if _within(x, area, around if len(x.text.split()) <= 3 else 3.0) and x.table is None]
        prose = sum(len(x.text) for x in inside if _prose(x, body))
        if prose < 0.5 * sum(len(x.text) for x in inside):
            lettering += [x for x in inside if not CAPTION.match(x.text)]
    taken = {id(x) for x in lettering}
    return [x for x in lines if id(x) in taken], [x for x in lines if id(x) not in taken]


def _figure(box: Box, page: Page) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) >= SMALLEST and _area(box) < LARGEST * page.width * page.height


def _within(line: Line, area: Box, around: float) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    return area[0] - around <= x <= area[2] + around and area[1] - around <= y <= area[3] + around


def _prose(line: Line, body: Style) -> bool:
    return len(line.text.split()) >= 7 and line.size >= 0.85 * body.size


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0) * max(box[3] - box[1], 0)


def _diagrams(page: Page) -> list[Box]:
    """Return the boxes around clusters of shapes. Thin rules and page-wide backgrounds belong to none."""
    shapes = [
        box
        for box in page.drawings
        if min(box[2] - box[0], box[3] - box[1]) >= 2.5 and _area(box) < 0.3 * page.width * page.height
    ][:2000]
    clusters: list[tuple[Box, int]] = []
    for shape in shapes:
        box, count = shape, 1
        apart = []
        for other, held in clusters:
            if _touch(box, other):
                joined = union((box, other))
                box, count = joined or box, count + held
            else:
                apart.append((other, held))
        clusters = [*apart, (box, count)]
    return [box for box, count in clusters if count >= STROKES and box[2] - box[0] > 40 and box[3] - box[1] > 40]


def _touch(a: Box, b: Box) -> bool:
    return a[0] - NEAR <= b[2] and b[0] - NEAR <= a[2] and a[1] - NEAR <= b[3] and b[1] - NEAR <= a[3]
