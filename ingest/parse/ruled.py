"""Tables set between three rules: one above the header, one below it, one at the foot (the style of most papers).

Columns are where the white runs through the body from top to bottom; a new row opens where the lines stand further
apart, or else where most columns are filled again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ingest.parse.lines import Line, lines
from ingest.parse.page import Page, Table, TableCell
from kg.records import Box, union

THICKEST = 3.0
"""Points: a thicker shape is no rule."""

NARROWEST = 0.2
"""Of the page's width."""

HIGHEST_HEADER = 90.0
"""Points between the first two rules."""

CELL_GAP = 0.45
"""Of the type size: the white between two cells, wider than a space."""

COLUMN_GAP = 3.5
"""Points of white between two columns."""


def tables(page: Page) -> list[Table]:
    """Return the tables between three rules on a page; needs its glyphs."""
    found = []
    uprights = [b for b in page.drawings if b[2] - b[0] <= THICKEST and b[3] - b[1] >= 8]
    for top, middle, bottom in _triples(_rules(page)):
        # A grid with upright rules is LiteParse's to read.
        if any(top[0] - 2 <= u[0] <= top[2] + 2 and min(u[3], bottom[1]) - max(u[1], top[1]) > 5 for u in uprights):
            continue
        header = _within(page, (top[0], top[3], top[2], middle[1]))
        body = _within(page, (middle[0], middle[3], middle[2], bottom[1]))
        table = _table(page, header, body) if header and body else None
        # Where every row has its rule, the second and third enclose one row.
        if table is not None and (bottom[1] - middle[1] > 60 or max(c.row for c in table.cells) > 1):
            found.append(table)
    return found


def _rules(page: Page) -> list[list[Box]]:
    """Return the rules across the page, those of one width together, from top to bottom."""
    groups: dict[tuple[int, int], list[Box]] = {}
    for box in page.drawings:
        if box[3] - box[1] <= THICKEST and box[2] - box[0] >= NARROWEST * page.width:
            for key, held in groups.items():
                if abs(key[0] - box[0]) <= 4 and abs(key[1] - box[2]) <= 4:
                    held.append(box)
                    break
            else:
                groups[(round(box[0]), round(box[2]))] = [box]
    result = []
    for held in groups.values():
        held.sort(key=lambda b: b[1])
        apart = [held[0]] + [b for a, b in pairwise(held) if b[1] - a[1] > THICKEST]
        result.append(apart)
    return result


def _triples(groups: list[list[Box]]) -> Iterator[tuple[Box, Box, Box]]:
    for rules in groups:
        n = 0
        while n + 2 < len(rules):
            top, middle, bottom = rules[n : n + 3]
            if middle[1] - top[1] <= HIGHEST_HEADER and bottom[1] - middle[1] >= 8:
                yield top, middle, bottom
                n += 3
            else:
                n += 1


def _within(page: Page, area: Box) -> list[Line]:
    inside = [
        g
        for g in page.glyphs
        if area[0] - 4 <= (g.x0 + g.x1) / 2 <= area[2] + 8 and area[1] <= g.base - 0.3 * g.size <= area[3]
    ]
    return lines(Page(page.number, page.width, page.height, inside), gap=CELL_GAP)


def _table(page: Page, header: list[Line], body: list[Line]) -> Table | None:
    columns = _columns(body)
    if len(columns) < 2:
        columns = _columns([*header, *body])
    rows = _rows(body, columns)
    if not 2 <= len(columns) <= 20 or len(rows) < 1:
        return None
    cells = list(_cells(0, header, columns, True))
    for n, row in enumerate(rows, start=1):
        cells += _cells(n, row, columns, False)
    box = union(x.box for x in (*header, *body))
    return Table(page.number, box, cells) if box is not None else None


def _columns(found: list[Line]) -> list[tuple[float, float]]:
    """Return where lines stand from left to right, parted where white runs from top to bottom."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((x.x0, x.x1) for x in found):
        if columns and x0 - columns[-1][1] < COLUMN_GAP:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _rows(body: list[Line], columns: list[tuple[float, float]]) -> list[list[Line]]:
    printed: list[list[Line]] = []
    for line in sorted(body, key=lambda x: x.base):
        if printed and line.base - printed[-1][0].base < 0.5 * line.size:
            printed[-1].append(line)
        else:
            printed.append([line])
    steps = [b[0].base - a[0].base for a, b in pairwise(printed)]
    spaced = bool(steps) and max(steps) > 1.2 * min(steps)
    rows = [printed[0]]
    for step, pieces in zip(steps, printed[1:], strict=True):
        filled = {_column(x, columns) for x in pieces}
        opens = step > 1.12 * min(steps) if spaced else 0 in filled and 2 * len(filled) > len(columns)
        if opens or (not spaced and len(columns) == 2 and len(filled) == 2):
            rows.append(pieces)
        else:
            rows[-1] = [*rows[-1], *pieces]
    return rows


def _column(line: Line, columns: list[tuple[float, float]]) -> int:
    """Return the column that a line overlaps most, the nearest where it overlaps none."""
    shared = [min(line.x1, x1) - max(line.x0, x0) for x0, x1 in columns]
    return shared.index(max(shared))


def _cells(row: int, found: list[Line], columns: list[tuple[float, float]], header: bool) -> Iterator[TableCell]:
    for n in range(len(columns)):
        own = sorted((x for x in found if _column(x, columns) == n), key=lambda x: (round(x.base), x.x0))
        text = " ".join(x.text for x in own)
        yield TableCell(row, n, text, union(x.box for x in own), header)
