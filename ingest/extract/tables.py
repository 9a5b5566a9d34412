"""What the cells of a clean table say: `Barley | Salt tolerance | high` gives barley a salt tolerance, and says which.

A table is clean where its first row names the columns, its first column names the rows, and nothing is empty or merged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.records import Block, Cell, Document

NAME = re.compile(r"[A-Z]?[a-z]+(?:[ -][A-Za-z]+){0,3}|[A-Z]{2,8}")
VALUE = re.compile(r"[a-z]+(?:-[a-z]+)?|\d+(?:[.,]\d+)?(?: ?(?:%|[a-zA-Zµ°²³/]{1,6}))?")
FEWEST_ROWS, MOST_ROWS, MOST_COLUMNS = 3, 30, 8
NO_NAMES = frozenset({"total", "mean", "average", "sum", "other", "others", "all", "none", "overall", "note", "item"})


@dataclass(frozen=True)
class Reading:
    """One cell read: the row's name, the column's name, the cell itself."""

    row: Cell
    column: Cell
    cell: Cell


def readings(document: Document, block: Block) -> Iterator[Reading]:
    """Yield what the cells of a table say, nothing where it is not clean."""
    rows = _clean(document, block)
    if rows is None:
        return
    header, *body = rows
    for row in body:
        for column, cell in zip(header[1:], row[1:], strict=True):
            if VALUE.fullmatch(_text(document, cell)):
                yield Reading(row[0], column, cell)


def sentence_cells(document: Document, block: Block) -> Iterator[Cell]:
    """Yield the cells that hold a whole sentence, which is read as any other."""
    for cell in block.cells:
        text = _text(document, cell)
        if text[:1].isupper() and text.endswith(".") and len(text.split()) > 2:
            yield cell


def _clean(document: Document, block: Block) -> list[list[Cell]] | None:
    if any(c.row_span != 1 or c.column_span != 1 for c in block.cells):
        return None
    numbers = sorted({c.row for c in block.cells})
    rows = [sorted((c for c in block.cells if c.row == n), key=lambda c: c.column) for n in numbers]
    if not FEWEST_ROWS <= len(rows) <= MOST_ROWS or not 2 <= len(rows[0]) <= MOST_COLUMNS:
        return None
    if any(len(a) != len(b) for a, b in pairwise(rows)):
        return None
    names = [_text(document, c) for c in (*rows[0], *(row[0] for row in rows[1:]))]
    if not all(NAME.fullmatch(name) and name.lower() not in NO_NAMES for name in names):
        return None
    firsts = [_text(document, row[0]) for row in rows]
    return rows if len(set(firsts)) == len(firsts) else None


def _text(document: Document, cell: Cell) -> str:
    return re.sub(r"\s+", " ", document.quote(cell.start, cell.end)).strip()
