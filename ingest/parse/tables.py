"""Tables of a PDF, as LiteParse finds them; the words in their cells are taken from our own lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ingest.parse.page import Table, TableCell
from kg.records import Box, union

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


def _table(block: Any, page: int) -> Table | None:  # noqa: ANN401 - LiteParse's record
    rows = ([block.header] if block.header else []) + (block.rows or [])
    cells = [
        TableCell(
            r,
            c,
            re.sub(r"\s+", " ", re.sub(r"[*`$]|<br>", " ", cell.text)).strip(),
            _box(cell.bbox),
            bool(block.header) and r == 0,
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
    return Table(page, box, cells)


def _box(rectangle: Any) -> Box | None:  # noqa: ANN401 - LiteParse's record
    if rectangle is None:
        return None
    return (rectangle.x, rectangle.y, rectangle.x + rectangle.width, rectangle.y + rectangle.height)
