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
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from generate import form
from generate.lemmas import content, lemmas
from generate.morphology import listing
from generate.phrases import words
from generate.unguessed import exact
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
    Relation,
    content_id,
    evidence,
)

EXTRACTOR = "cell"
ROW = "row"
"""The type of what a row is of, where nothing stands above the rows' names."""
_HAVE = "have"
DIFFERENCE, LETTERS = "difference", "letters"
"""Forms of questions whose answer is reckoned: it stands in no cell."""
FEWEST, MOST, WIDEST = 2, 40, 10
"""Rows of a table below its head, and its columns."""
LONGEST = 1_500
"""Letters of a quote: from a table's head to the row that is asked for."""
NAME, VALUE = 16, 12
"""Words of a row's or column's name, and of what stands in a cell, at most."""
SHOWN = 3
"""Columns that tell a table without a caption from others."""
CAPTION = 14
"""Words of a caption's first sentence that goes into the name of its table."""
_TABLE = re.compile(r"(?i:table|tab\.)\s+(\d+(?:\.\d+)*|[A-Z]\.?\d+|[IVX]+)\b\s*[.:|–—-]*\s*")
_HYPHEN = re.compile(r"(?<=[a-z])-\s+(?=[a-z])")
_NUMBER = re.compile(r"[<>~≈]?[+−–-]?\$?(\d[\d.,]*)\s?(?:%|(?:[kcmµn]?[a-zA-Z]{1,3}[²³]?(?:/[a-z]{1,3}[²³]?)?))?")
_COMMA = re.compile(r",(?!\d{3}(?!\d))")
"""A decimal comma, which in English is none."""
_SUMS = re.compile(r"\b(?:total|sum|mean|average|avg|overall|all|median|subtotal)\b", re.IGNORECASE)


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
    predicate = Predicate(text=column or _HAVE, verb=_HAVE)
    claim = Claim(
        id=content_id("cl", EXTRACTOR, quote.id, cell.start),
        head=Argument(mention=head.id, phrase=_text(document, row), start=row.start, end=row.end),
        predicate=predicate,
        relation="HAS_PROPERTY",
        tail=Argument(mention=tail.id, phrase=_text(document, cell), start=cell.start, end=cell.end),
        evidence=quote,
        extractor=EXTRACTOR,
        scope=table,
    )
    relation = Relation(
        id=content_id("re", EXTRACTOR, head.id, tail.id),
        head=head.id,
        predicate=predicate.text,
        relation="HAS_PROPERTY",
        tail=tail.id,
        claims=(claim,),
    )
    return Hop(head=head, relation=relation, tail=tail, claim=claim)


def _entity(document: Document, quote: Evidence, cell: Cell, kind: str) -> Entity:
    text = _text(document, cell)
    name = text if kind in (ROW, "value") or re.search(r"[^\W\d]", text) else f"{kind} {text}"
    return Entity(id=content_id("en", EXTRACTOR, document.id, cell.start), name=name, type=kind, evidence=quote)


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


def number(text: str) -> str | None:
    """Return the digits of a cell that is one number, with its unit or without; None where it is not."""
    found = _NUMBER.fullmatch(text)
    return found[1] if found else None


def by_column(hops: Iterable[Hop]) -> list[list[Hop]]:
    """Return the columns of all tables, each with its cells in the order of the rows."""
    found: dict[tuple[str, str], list[Hop]] = defaultdict(list)
    for hop in hops:
        found[table_of(hop), under(hop)].append(hop)
    return list(found.values())


def table_of(hop: Hop) -> str:
    """Return what tells the table of a cell from all others."""
    return f"{hop.claim.evidence.document} {hop.claim.scope}"


def named(hop: Hop) -> str:
    """Return how a row is named: by its name, one that is a number with what it counts: *lecture 01*."""
    name, kind = hop.claim.head.phrase, hop.head.type
    if kind == ROW or re.search(r"[^\W\d]", name):
        return quoted(name)
    return f"{kind.lower() if kind.istitle() else quoted(kind)} {name}"


def quoted(text: str) -> str:
    """Return the words of a table in quotation marks."""
    return f"“{text.rstrip('.').replace('“', '‘').replace('”', '’')}”"


def said(hops: Iterable[Hop]) -> str:
    """Return what a table has for some rows under one column, in the order of its rows."""
    rows = sorted(hops, key=lambda hop: hop.claim.head.start)
    what = f"what is given{asked_under(rows[0])} is"
    return (
        f"In {rows[0].claim.scope}, {what} {listing([f'{quoted(h.claim.tail.phrase)} for {named(h)}' for h in rows])}."
    )


def asked_under(hop: Hop) -> str:
    """Return the column of a cell as a question names it, with a space before it; nothing where it has no name."""
    return f" under {quoted(under(hop))}" if under(hop) else ""


def on_one_quote(hops: Sequence[Hop]) -> list[Hop]:
    """Return cells of one table, resting on the longest of their quotes, which has all of them."""
    longest = max((hop.claim.evidence for hop in hops), key=lambda quote: quote.end)
    return [hop.model_copy(update={"claim": hop.claim.model_copy(update={"evidence": longest})}) for hop in hops]


def under(hop: Hop) -> str:
    """Return the name of a cell's column, empty where the table has none."""
    return "" if hop.claim.predicate.text == _HAVE else hop.claim.predicate.text


def unforeseen(hop: Hop, column: Sequence[Hop]) -> bool:
    """Return whether nobody foresees a cell: a number that is not round, or words that no other row has.

    `column` are all cells of its column. What the row's own name tells is foreseen.
    """
    said, all_said = hop.claim.tail.phrase, Counter(other.claim.tail.phrase.lower() for other in column)
    often = all_said[said.lower()]
    if digits := number(said):
        return exact(digits) and 2 * often <= len(column) and not _COMMA.search(said)
    if number(hop.claim.head.phrase) and 2 * column.index(hop) < len(column):
        return False  # what comes first in an order is what anyone would begin with
    own = {form for word in content(hop.claim.head.phrase) for form in lemmas(word)}
    told = any(lemmas(word) & own for word in content(said))
    fit = said[:1].isalpha() and len(words(said)) <= VALUE and form.flaw(said, sentence=False) is None
    return fit and often == 1 and len(column) > FEWEST and len(content(said)) > 1 and not told


def furthest(column: Sequence[Hop], highest: bool) -> Hop | None:
    """Return the one cell of a column of numbers that is the highest or lowest, None where that cannot be said."""
    if len(column) <= FEWEST + 1 or not comparable(column):
        return None
    ordered = sorted(((value(hop) or Decimal(), place) for place, hop in enumerate(column)), reverse=highest)
    return column[ordered[0][1]] if ordered[0][0] != ordered[1][0] else None


def comparable(column: Sequence[Hop]) -> bool:
    """Return whether the cells of a column are numbers of one unit, and none of them a sum or mean of others."""
    if any(_SUMS.search(hop.claim.head.phrase) or value(hop) is None for hop in column):
        return False
    return len({_unit(hop.claim.tail.phrase) for hop in column}) == 1


def reckoned(form: str, cells: Sequence[Hop]) -> str | None:
    """Return the difference of two cells, or a sum of more with signs by turns; None where that cannot be written so.

    A difference is more than nothing; a unit would have to be said with it, and so would a decimal comma.
    """
    numbers, shown = [value(hop) for hop in cells], " ".join(hop.claim.tail.phrase for hop in cells)
    if _unit(shown) or _COMMA.search(shown):
        return None
    turns = form == DIFFERENCE or len(cells) > 2
    found = sum(
        ((-number if turns and place % 2 else number) for place, number in enumerate(filter(None, numbers))), Decimal()
    )
    if None in numbers or (form == DIFFERENCE and found <= 0):
        return None
    return f"{found:f}".replace("-", "−")


def value(hop: Hop) -> Decimal | None:
    """Return the number of a cell: *1,490* is a thousand and more, *3,8* and *3.8* are less than four."""
    text = hop.claim.tail.phrase
    digits = number(text)
    if digits is None:
        return None
    whole = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
    try:
        found = Decimal(digits.replace(",", "" if whole else "."))
    except InvalidOperation:
        return None
    return -found if text[0] in "−–-" else found


def _unit(text: str) -> str:
    return re.sub(r"[\d.,\s+−–-]", "", text)
