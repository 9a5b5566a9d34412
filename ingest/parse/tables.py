"""Tables of a PDF, as LiteParse finds them; the words in their cells are taken from our own lines."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.parse.lines import Line, lines
from ingest.parse.page import Page, Table, TableCell, overlap
from kg.records import Box, union

NARROWEST = 0.2
"""Of the page's width: a narrower grid is a note in the margin."""

JOURNAL = "journal homepage"
"""What stands below the name of the journal in the head of a paper of Elsevier's."""

TEX = re.compile(r"\\\w+|[{}^_\\]")
PROSE_CELL = 220
"""Characters: a grid with cells longer than this is running text that was taken for a table."""


def tables(path: Path, limit: int) -> list[Table]:
    """Return the tables of the first `limit` pages, in page order; none where LiteParse cannot read the file."""
    import liteparse

    parser = liteparse.LiteParse(
        ocr_enabled=False,
        quiet=True,
        max_pages=limit,
        output_format="json",
        extract_blocks=True,
        image_mode="off",
        extract_links=False,
        continue_on_page_error=True,
    )
    try:
        result = parser.parse(path)
    except liteparse.ParseError:
        return []
    found = []
    for page in result.pages:
        for block in page.blocks or ():
            table = _table(block, page.page_num) if block.kind == "table" else None
            if table is not None:
                found.append(table)
    return found


def refill(table: Table, page: Page) -> None:
    """Give each cell that has a box the words that we read in it, where they are better than the engine's.

    LiteParse writes formulas as TeX, and no engine knows the letters that fonts do not tell.
    """
    for cell in table.cells:
        if cell.box is None or not (cell.formula or page.ciphered or page.encoded):
            continue
        x0, top, x1, bottom = cell.box
        inside = [
            g
            for g in page.glyphs
            if x0 - 1 <= (g.x0 + g.x1) / 2 <= x1 + 1 and top - 1 <= (g.top + g.bottom) / 2 <= bottom + 1
        ]
        found = sorted(lines(Page(page.number, page.width, page.height, inside)), key=lambda x: (round(x.base), x.x0))
        text = " ".join(x.text for x in found if x.text)
        whole = cell.formula and len(text) >= 0.5 * len(TEX.sub("", cell.text))
        if whole or page.ciphered or (page.encoded and _letters(text) == _letters(cell.text)):
            cell.text = text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def plausible(table: Table, page: Page, inside: list[Line]) -> bool:
    """Say whether a grid is a table, and not running text, a matrix, the lettering of a figure, or a paper's head."""
    if any(x.text.startswith(JOURNAL) for x in inside):
        return False
    whole = (0.0, 0.0, page.width, page.height)
    pictures = [box for box in page.images if 0.02 < overlap(whole, box) < 0.7]
    boxes = [cell.box for cell in table.cells if cell.box and cell.text]
    drawn = sum(any(overlap(cell, box) > 0.5 for box in pictures) for cell in boxes)
    if drawn > 0.5 * len(boxes) or table.box[2] - table.box[0] < NARROWEST * page.width:
        return False
    if sum(x.math * len(x.text) for x in inside) > 0.5 * sum(len(x.text) for x in inside):
        return False
    # Names with marks that lead to addresses are authors.
    if sum(bool(x.marks) for x in inside) > 0.4 * len(inside):
        return False
    columns: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        columns.setdefault(cell.column, []).append(cell)
    return not any(_runs_on(cells, inside) for cells in columns.values())


def holds(table: Table, line: Line) -> bool:
    """Say whether a table's cells hold a line's words: what they lack stays outside, so that no word is lost."""
    held = {word for cell in table.cells for word in re.findall(r"\w+", cell.text)}
    words = re.findall(r"\w+", line.text)
    return sum(word in held for word in words) >= 0.5 * len(words)


def trim(table: Table) -> None:
    """Drop a first row that is the end of the paragraph above: its cells, read together, end a sentence in full."""
    first = [c for c in table.cells if c.row == 0]
    text = " ".join(c.text for c in first if c.text)
    last = max((c.row for c in table.cells), default=0)
    boxes = [c.box for c in table.cells if c.box and c.row > 0]
    if last < 2 or not boxes or not text[:1].islower() or not re.search(r"[a-z]\.$", text):
        return
    table.cells = [replace(c, row=c.row - 1, header=c.row == 1) for c in table.cells if c.row > 0]
    table.box = (table.box[0], min(b[1] for b in boxes), table.box[2], table.box[3])


def _runs_on(cells: list[TableCell], inside: list[Line]) -> bool:
    """Say whether the cells of a column are lines of one text: full ones, with the sentence going on in the next."""
    lasts = [max((x for x in inside if _holds(c.box, x)), key=lambda x: x.base, default=None) for c in cells]
    right = max((x.x1 for x in inside if any(_holds(c.box, x) for c in cells)), default=0.0)
    pairs = [(a, x, b) for a, x, b in zip(cells, lasts, cells[1:], strict=False) if a.text and b.text]
    on = 0
    for a, last, b in pairs:
        goes_on = b.text[:1].islower() and not a.text.endswith((".", ":", ";"))
        if goes_on and re.search(r"[a-z]-$", a.text):
            return True
        on += goes_on and last is not None and last.x1 > right - 4 and len(last.text.split()) >= 5
    return on >= max(0.4 * len(pairs), 1)


def _holds(box: Box | None, line: Line) -> bool:
    if box is None:
        return False
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    return box[0] - 2 <= x <= box[2] + 2 and box[1] - 1 <= y <= box[3] + 1


def _table(block: Any, page: int) -> Table | None:  # noqa: ANN401 - LiteParse's record
    rows = ([block.header] if block.header else []) + (block.rows or [])
    cells = [
        TableCell(
            r,
            c,
            re.sub(r"\s+", " ", re.sub(r"[*`$]|<br>", " ", cell.text)).strip(),
            _box(cell.bbox),
            bool(block.header) and r == 0,
            formula="$" in cell.text or "\\" in cell.text,
        )
        for r, row in enumerate(rows)
        for c, cell in enumerate(row)
    ]
    box = _box(block.bbox) or union(cell.box for cell in cells if cell.box)
    filled = [cell for cell in cells if cell.text]
    width = max((cell.column for cell in cells), default=0) + 1
    if box is None or len(rows) < 2 or width < 2 or len(filled) < 3:
        return None
    if sum(len(cell.text) for cell in filled) / len(filled) > PROSE_CELL or 2 * len(filled) < len(cells) * 0.5:
        return None
    return Table(page, box, [_widened(cell, cells) for cell in cells])


def _widened(cell: TableCell, cells: list[TableCell]) -> TableCell:
    """Give a cell whose box has no width that of its column: LiteParse loses one here and there."""
    if cell.box is None or cell.box[2] > cell.box[0]:
        return cell
    column = union(other.box for other in cells if other.column == cell.column and other.box)
    return replace(cell, box=(column[0], cell.box[1], column[2], cell.box[3])) if column else cell


def _box(rectangle: Any) -> Box | None:  # noqa: ANN401 - LiteParse's record
    if rectangle is None:
        return None
    return (rectangle.x, rectangle.y, rectangle.x + rectangle.width, rectangle.y + rectangle.height)
