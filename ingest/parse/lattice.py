"""Tables whose cells are drawn: rules across and upright that cross, or boxes side by side, make a lattice.

Where a rule between two fields of the lattice is missing, they are one cell (the *lattice* mode of Camelot and Tabula).
What looks like a lattice and is none (a chart's grid, a frame around a text) has fields without words, or one with all.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import NamedTuple

from ingest.parse.lines import lines
from ingest.parse.page import Glyph, Page, Table, TableCell
from kg.records import Box

THICKEST = 3.0
"""Points: a thicker shape is a box, whose four sides are rules."""
SHORTEST = 5.0
"""Points: a shorter shape is no rule."""
SNAP = 2.5
"""Points: rules that lie nearer to one another are one, and reach one another."""
NARROWEST = 6.0
"""Points between two rules that part cells; nearer ones are one, drawn double."""
COVERED = 0.7
"""Of a field's side: where less is drawn, nothing parts it from the next."""
MOST_ROWS, MOST_COLUMNS = 200, 30
MOST_PAIRS = 250_000
"""Rules across the page times those upright: where there are more, it is a drawing."""
WORD_GAP = 0.2
"""Of the type size: letters nearer to one another are of one word."""
EMPTY = 0.5
"""Of a lattice: where more has no words, it is the grid of a chart, or a form."""
FEWEST = 4
"""Cells with words."""
LARGEST = 0.6
"""Of the letters: where one cell has more, it is a frame around a text."""


class Rule(NamedTuple):
    """A line at `at` across the page (or upright), from `start` to `end`."""

    at: float
    start: float
    end: float


def tables(page: Page) -> list[Table]:
    """Return the tables on a page whose cells are drawn; needs its glyphs."""
    across, upright = map(_joined, _rules(page))
    if len(across) * len(upright) > MOST_PAIRS:
        return []
    found = (_table(page, *lattice) for lattice in _lattices(across, upright))
    return [table for table in found if table is not None]


def _rules(page: Page) -> tuple[list[Rule], list[Rule]]:
    """Return what is drawn as rules across the page and upright ones; a box has two of each."""
    across: list[Rule] = []
    upright: list[Rule] = []
    for x0, top, x1, bottom in page.drawings:
        wide, high = x1 - x0, bottom - top
        if wide >= 0.95 * page.width and high >= 0.95 * page.height:
            continue
        if high <= THICKEST and wide >= SHORTEST:
            across.append(Rule((top + bottom) / 2, x0, x1))
        elif wide <= THICKEST and high >= SHORTEST:
            upright.append(Rule((x0 + x1) / 2, top, bottom))
        elif wide >= NARROWEST and high >= NARROWEST:
            across += [Rule(top, x0, x1), Rule(bottom, x0, x1)]
            upright += [Rule(x0, top, bottom), Rule(x1, top, bottom)]
    return across, upright


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Return rules with those made one that lie on one another or go on in line."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules):
        if groups and rule.at - groups[-1][0].at <= SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    found = []
    for group in groups:
        at = sum(rule.at for rule in group) / len(group)
        start, end = 0.0, -SNAP
        for rule in sorted(group, key=lambda rule: rule.start):
            if end < start:
                start, end = rule.start, rule.end
            elif rule.start <= end + SNAP:
                end = max(end, rule.end)
            else:
                found.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        found.append(Rule(at, start, end))
    return found


def _lattices(across: Sequence[Rule], upright: Sequence[Rule]) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the rules that hang together, by crossing one another."""
    owner = list(range(len(across) + len(upright)))

    def root(place: int) -> int:
        while owner[place] != place:
            place = owner[place]
        return place

    for i, one in enumerate(across):
        for j, other in enumerate(upright, len(across)):
            meets = one.start - SNAP <= other.at <= one.end + SNAP and other.start - SNAP <= one.at <= other.end + SNAP
            if meets:
                owner[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for place, rule in enumerate((*across, *upright)):
        groups[root(place)][place >= len(across)].append(rule)
    yield from groups.values()


def _table(page: Page, across: list[Rule], upright: list[Rule]) -> Table | None:
    tops, lefts = _edges(across), _edges(upright)
    if not 3 <= len(tops) <= MOST_ROWS or not 3 <= len(lefts) <= MOST_COLUMNS:
        return None
    box = (lefts[0], tops[0], lefts[-1], tops[-1])
    inside = [g for g in page.glyphs if box[0] <= (g.x0 + g.x1) / 2 <= box[2] and box[1] <= _middle(g) <= box[3]]
    fields = _cells(tops, lefts, across, [rule for part in upright for rule in _apart(part, inside, tops)])
    found = [_filled(page, inside, tops, lefts, field) for field in fields]
    if any(_several_rows(row) for row in _by_row(found)):
        return None
    cells = _without_empty([cell for cell, _ in found])
    empty = sum(_area(cell.box) for cell, _ in found if cell.box and not cell.text)
    sound = empty <= EMPTY * _area(box) and _sound(cells)
    return Table(page.number, box, cells) if sound else None


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _apart(rule: Rule, glyphs: Iterable[Glyph], tops: Sequence[float]) -> Iterator[Rule]:
    """Yield the parts of an upright rule that run through rows where it crosses no word, as the side of a box may."""
    near = sorted((g for g in glyphs if abs((g.x0 + g.x1) / 2 - rule.at) < 1.5 * g.size), key=lambda g: (g.base, g.x0))
    crossed = {
        bisect(tops, _middle(one))
        for one, other in pairwise(near)
        if abs(one.base - other.base) < 0.1 * one.size
        and not (one.text.isspace() or other.text.isspace() or other.spaced)
        and (one.x0 + one.x1) / 2 < rule.at < (other.x0 + other.x1) / 2
        and other.x0 - one.x1 < WORD_GAP * one.size
    }
    for row, (top, bottom) in enumerate(pairwise(tops), 1):
        start, end = max(top, rule.start), min(bottom, rule.end)
        if end > start and row not in crossed:
            yield Rule(rule.at, start, end)


def _edges(rules: Iterable[Rule]) -> list[float]:
    """Return where rules lie, those that are drawn double once."""
    found: list[float] = []
    for at in sorted({rule.at for rule in rules}):
        if not found or at - found[-1] >= NARROWEST:
            found.append(at)
    return found


Field = tuple[int, int, int, int]
"""A cell: its first row and column, and the rows and columns that it spans."""


def _cells(
    tops: Sequence[float], lefts: Sequence[float], across: Sequence[Rule], upright: Sequence[Rule]
) -> list[Field]:
    """Return the cells of a lattice, each as far as no rule parts its fields."""
    below = [[_parts(rules, *side) for side in pairwise(lefts)] for rules in _near(tops, across)]
    right = [[_parts(rules, *side) for side in pairwise(tops)] for rules in _near(lefts, upright)]
    taken: set[tuple[int, int]] = set()
    found = []
    for row in range(len(tops) - 1):
        for column in range(len(lefts) - 1):
            if (row, column) in taken:
                continue
            wide, high = 1, 1
            while column + wide < len(lefts) - 1 and not right[column + wide][row]:
                wide += 1
            while row + high < len(tops) - 1 and not any(below[row + high][column : column + wide]):
                high += 1
            fields = {(r, c) for r in range(row, row + high) for c in range(column, column + wide)}
            if fields & taken:
                wide, high, fields = 1, 1, {(row, column)}
            taken |= fields
            found.append((row, column, high, wide))
    return found


def _near(edges: Sequence[float], rules: Sequence[Rule]) -> list[list[Rule]]:
    """Return the rules that lie on each edge."""
    return [[rule for rule in rules if abs(rule.at - edge) < NARROWEST] for edge in edges]


def _parts(rules: Iterable[Rule], start: float, end: float) -> bool:
    """Return whether rules are drawn along most of one side of a field."""
    return sum(max(min(rule.end, end) - max(rule.start, start), 0.0) for rule in rules) >= COVERED * (end - start)


Filled = tuple[TableCell, list[float]]
"""A cell, and the baselines of its lines."""


def _filled(page: Page, glyphs: Sequence[Glyph], tops: Sequence[float], lefts: Sequence[float], field: Field) -> Filled:
    row, column, high, wide = field
    box: Box = (lefts[column], tops[row], lefts[column + wide], tops[row + high])
    own = [g for g in glyphs if box[0] <= (g.x0 + g.x1) / 2 < box[2] and box[1] <= _middle(g) < box[3]]
    said = sorted(lines(Page(page.number, page.width, page.height, own)), key=lambda line: (round(line.base), line.x0))
    text = " ".join(line.text for line in said if line.text)
    bases = sorted({round(line.base) for line in said if line.text})
    return TableCell(row, column, text, box, row == 0, row_span=high, column_span=wide), [float(base) for base in bases]


def _by_row(found: Iterable[Filled]) -> Iterator[list[list[float]]]:
    """Yield the baselines of the cells of each row that have words."""
    rows: dict[int, list[list[float]]] = defaultdict(list)
    for cell, bases in found:
        if bases and cell.row_span == 1:
            rows[cell.row].append(bases)
    yield from rows.values()


def _several_rows(bases: list[list[float]]) -> bool:
    """Return whether what is drawn as one row is several: two of its cells have the same lines, three or more."""
    return any(
        len(one) > 2 and len(one) == len(other) and all(abs(a - b) <= 2 for a, b in zip(one, other, strict=True))
        for one, other in combinations(bases, 2)
    )


def _without_empty(cells: list[TableCell]) -> list[TableCell]:
    """Return cells without the rows and columns that only their borders make: nothing begins in them."""
    rows = sorted({cell.row for cell in cells if cell.text})
    columns = sorted({cell.column for cell in cells if cell.text})
    kept = []
    for cell in cells:
        high = sum(cell.row <= row < cell.row + cell.row_span for row in rows)
        wide = sum(cell.column <= column < cell.column + cell.column_span for column in columns)
        if high and wide and (cell.text or (cell.row in rows and cell.column in columns)):
            row, column = (sum(other < at for other in held) for held, at in ((rows, cell.row), (columns, cell.column)))
            kept.append(replace(cell, row=row, column=column, row_span=high, column_span=wide, header=row == 0))
    return kept


def _middle(glyph: Glyph) -> float:
    return glyph.base - 0.3 * glyph.size


def _shared(places: Counter[int]) -> int:
    """Return how many rows, or columns, more than one cell begins in."""
    return sum(count > 1 for count in places.values())


def _sound(cells: Sequence[TableCell]) -> bool:
    """Return whether cells are a table's: several have words, in rows and columns, and none has nearly all."""
    filled = [cell for cell in cells if cell.text]
    rows, columns = Counter(cell.row for cell in filled), Counter(cell.column for cell in filled)
    if len(filled) < FEWEST or min(_shared(rows), _shared(columns)) < 2:
        return False
    return max(len(cell.text) for cell in filled) <= LARGEST * sum(len(cell.text) for cell in filled)
