"""Tables whose cells can be asked for: what one row has under one column, which the source tells and nobody guesses.

A table is taken where it can be named (its caption, or the names of its columns), where every row has every cell, and
where its rows are told apart by their first. A cell is a fact: its row *has*, under its column, what stands in it. It
is no edge of the graph: what *2D* is, or lecture 4, the table alone tells.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generate import form
from generate.beside import off_graph
from generate.cells import CELL, FEWEST, HAVE, ROW, number
from generate.morphology import listing
from generate.phrases import words
from kg.records import (
    Argument,
    Block,
    Cell,
    Chunk,
    Claim,
    Document,
    Entity,
    Evidence,
    Hop,
    Label,
    Predicate,
    content_id,
    evidence,
)

MOST, WIDEST = 40, 10
"""Rows of a table below its head, and its columns."""
LONGEST = 1_500
"""Letters of a quote: from a table's head to the row that is asked for."""
NAME = 16
"""Words of a row's or column's name, at most."""
SHOWN = 3
"""Columns that tell a table without a caption from others."""
CAPTION = 14
"""Words of a caption's first sentence that goes into the name of its table."""
_TABLE = re.compile(r"(?i:table|tab\.)\s+(\d+(?:\.\d+)*|[A-Z]\.?\d+|[IVX]+)\b\s*[.:|–—-]*\s*")
_HYPHEN = re.compile(r"(?<=[a-z])-\s+(?=[a-z])")


@dataclass(frozen=True)
class Grid:
    """A table: how a question names it, its head (none where each row is a name and a value), and its rows."""

    name: str
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: int
    """The column that names the rows."""


def tabulated(documents: Iterable[Document], chunks: Iterable[Chunk]) -> Iterator[Hop]:
    """Yield a hop from a row's name to each of its cells, by document, table, row and column.

    The claim's predicate is the column's name, its scope the table's; its quote runs from the head to the row.
    """
    passages: dict[str, list[Chunk]] = defaultdict(list)
    for chunk in chunks:
        passages[chunk.document].append(chunk)
    for document in documents:
        captions = _captions(document)
        found = [(block, _grid(document, block, captions.get(block.id))) for block in document.blocks]
        names = Counter(grid.name for _, grid in found if grid)
        for block, grid in found:
            home = next((c for c in passages[document.id] if c.start <= block.start and block.end <= c.end), None)
            if home and grid and names[grid.name] == 1:
                yield from _hops(document, home, grid)


def _hops(document: Document, chunk: Chunk, grid: Grid) -> Iterator[Hop]:
    named = [_text(document, cell) for cell in grid.head]
    kind = named[grid.key] if named else ""
    for row in grid.rows:
        start, end = (grid.head[0] if grid.head else row[0]).start, row[-1].end
        if end - start > LONGEST:
            return
        quote = evidence(document, chunk, start, end)
        for place, cell in enumerate(row):
            column = named[place] if named else ""
            if place != grid.key and _is_name(_text(document, row[grid.key])) and (not named or _is_name(column)):
                yield _hop(document, quote, grid.name, kind, row[grid.key], column, cell)


def _hop(document: Document, quote: Evidence, table: str, kind: str, row: Cell, column: str, cell: Cell) -> Hop:
    head, tail = (_entity(document, quote, place, of) for place, of in ((row, kind or ROW), (cell, "value")))
    claim = Claim(
        id=content_id("cl", CELL, quote.id, cell.start),
        head=Argument(mention=head.id, phrase=_text(document, row), start=row.start, end=row.end),
        predicate=Predicate(text=column or HAVE, verb=HAVE),
        relation="HAS_PROPERTY",
        tail=Argument(mention=tail.id, phrase=_text(document, cell), start=cell.start, end=cell.end),
        evidence=quote,
        extractor=CELL,
        scope=table,
    )
    return off_graph(claim, head, tail)


def _entity(document: Document, quote: Evidence, cell: Cell, kind: str) -> Entity:
    text = _text(document, cell)
    name = text if kind in (ROW, "value") or re.search(r"[^\W\d]", text) else f"{kind} {text}"
    return Entity(id=content_id("en", CELL, document.id, cell.start), name=name, type=kind, evidence=quote)


def _captions(document: Document) -> dict[str, str]:
    """Return the number and title that its caption gives each table, by its block's id."""
    blocks = document.blocks
    captioned: dict[str, list[str]] = defaultdict(list)
    beside: dict[str, tuple[str | None, str | None]] = {}
    for place, block in enumerate(blocks):
        if block.label is Label.TABLE and block.cells:
            before = _caption(document, blocks[place - 1]) if place else None
            behind = _caption(document, blocks[place + 1]) if place + 1 < len(blocks) else None
            beside[block.id] = (before, behind)
    below = sum(before is None and behind is not None for before, behind in beside.values())
    above = sum(before is not None and behind is None for before, behind in beside.values())
    for table, (before, behind) in beside.items():
        chosen = (behind or before) if below > above else (before or behind)
        if chosen:
            captioned[chosen].append(table)
    # One caption of two tables: pieces of one, or one of them is not what it says.
    return {tables[0]: caption for caption, tables in captioned.items() if len(tables) == 1}


def _caption(document: Document, block: Block) -> str | None:
    """Return the name that a caption gives its table: *Table 2: Summary of course exercises*."""
    if block.label not in (Label.CAPTION, Label.PARAGRAPH, Label.HEADING):
        return None
    said = " ".join(document.text[block.start : block.end].split())
    found = _TABLE.match(said)
    if found is None or (block.label is not Label.CAPTION and not said[found.end() :][:1].isupper()):
        return None
    title = re.split(r"(?<=[\w%])[.*](?:\s|$)", re.sub(r"\s*\([^()]*\)", "", said[found.end() :]))[0].rstrip(" .*:")
    number = f"Table {found[1]}"
    plain = title and len(words(title)) <= CAPTION and not form.flaw(f"{title[0].upper()}{title[1:]}.")
    return f"{number}: {title}" if plain else number


def _grid(document: Document, block: Block, caption: str | None) -> Grid | None:
    """Return a table that has every cell, unlike rows under unlike columns and a name; None where anything is amiss."""
    if (
        block.label is not Label.TABLE
        or not block.cells
        or any(c.row_span > 1 or c.column_span > 1 for c in block.cells)
    ):
        return None
    by_row: dict[int, list[Cell]] = defaultdict(list)
    for cell in block.cells:
        by_row[cell.row].append(cell)
    rows = [tuple(sorted(by_row[row], key=lambda cell: cell.column)) for row in sorted(by_row)]
    if not 2 <= len(rows[0]) <= WIDEST or any(len(a) != len(b) for a, b in pairwise(rows)):
        return None
    texts = [[_text(document, cell) for cell in row] for row in rows]
    headed = _is_head(rows[0], texts)
    if not headed and len(rows[0]) > 2:
        return None
    body = rows[1:] if headed else rows
    if not FEWEST <= len(body) <= MOST or not all(map(all, texts[1 if headed else 0 :])):
        return None
    key = _key(texts[1:]) if headed else 0
    firsts = [row[key].lower() for row in texts[1 if headed else 0 :]]
    unlike = len(set(firsts)) == len(firsts) and (not headed or len(set(texts[0])) == len(texts[0]))
    name = f"“{caption}”" if caption else _by_columns(texts) if headed else ""
    return Grid(name, rows[0] if headed else (), tuple(body), key) if unlike and name else None


def _by_columns(texts: Sequence[Sequence[str]]) -> str:
    """Return what tells a table without a caption from others, its columns' names; nothing where these are none."""
    head, body = texts[0], texts[1:]
    named = all(_is_name(name) and name[:1].isalpha() and not any(map(str.isdigit, name)) for name in head)
    figured = any(all(number(row[place]) for row in body) for place in range(len(head)))
    first = [f"“{name}”" for name in head[:SHOWN]]
    return f"the table whose first columns are {listing(first)}" if named and figured and len(head) >= SHOWN else ""


def _key(texts: Sequence[Sequence[str]]) -> int:
    """Return which column names the rows: the first, or where that is of figures, the first of names behind it."""
    first = [number(row[0]) for row in texts]
    counted = [str(place) for place in range(1, len(texts) + 1)] == [(digits or "").lstrip("0") for digits in first]
    if not all(first) or counted:
        return 0
    named = (p for p in range(1, len(texts[0])) if len({row[p] for row in texts}) == len(texts))
    return next((p for p in named if all(row[p][:1].isalpha() for row in texts)), 0)


def _is_head(first: Sequence[Cell], texts: Sequence[Sequence[str]]) -> bool:
    """Return whether a table's first row names its columns: the reader says so, or it has no number above numbers."""
    if all(cell.header for cell in first):
        return True
    plain = not any(any(map(str.isdigit, text)) for text in texts[0]) and all(texts[0])
    return plain and any(all(number(row[place]) for row in texts[1:]) for place in range(len(first)))


def _is_name(text: str) -> bool:
    """Return whether words can name a row or a column."""
    return bool(text) and len(words(text)) <= NAME and form.flaw(text, sentence=False) in (None, "empty")


def _text(document: Document, cell: Cell) -> str:
    """Return what stands in a cell, on one line, a word that its width broke made whole."""
    return _HYPHEN.sub("", " ".join(document.text[cell.start : cell.end].split()))
