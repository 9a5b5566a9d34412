"""A PDF, read: glyphs to lines, lines to regions and paragraphs, paragraphs to labelled blocks.

The engine behind it is one of `ENGINES`: pdfium for glyphs with LiteParse for tables, or PyMuPDF for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.parse import figures, furniture, mupdf, pdfium, structure
from ingest.parse.columns import regions
from ingest.parse.draft import Draft, DraftCell, Piece, Read
from ingest.parse.failure import Unreadable
from ingest.parse.labels import Marked, body_style, mark, split_run_in
from ingest.parse.lines import Line, holding, lines
from ingest.parse.page import Page, Table, overlap
from ingest.parse.paragraphs import paragraphs
from ingest.parse.tables import plausible, refill, tables
from ingest.settings import IngestSettings
from kg.records import Label, Rejection

Engine = tuple[int, list[Page], list[Table]]
"""What an engine returns: how many pages the file has, the pages that were read, the tables on them."""


def read_pdf(path: Path, settings: IngestSettings) -> Iterator[Read | Rejection]:
    """Yield the one document of a PDF, after a `Rejection` for the pages beyond `max_pages`.

    Raises `Unreadable` with the reason where it cannot be read.
    """
    count, pages, found = ENGINES[settings.reader](path, settings)
    if count > len(pages):
        detail = f"{count:,} pages, the first {len(pages):,} were read (max_pages)"
        yield Rejection(subject=str(path), step="read", reason="pages_over_limit", detail=detail)
    if not pages:
        raise Unreadable("no_pages", "the file opens but holds no page")
    if not any(page.glyphs for page in pages):
        if any(page.images for page in pages):
            raise Unreadable("no_text_layer", "a scan with no text layer; connect a vision-language model")
        raise Unreadable("no_text", "no page holds text that a reader can see")
    blocks, left_out = _blocks(pages, found)
    yield Read(
        drafts=[_draft(block) for block in blocks] + left_out,
        media_type="application/pdf",
        reader=settings.reader,
        title=structure.title_of(blocks),
        pages=len(pages),
    )


def _blocks(pages: list[Page], found: list[Table]) -> tuple[list[Marked], list[Draft]]:
    """Return a document's blocks in reading order, and its furniture."""
    printed = [(page, lines(page)) for page in pages]
    marked: list[Marked] = []
    left_out: list[Draft] = []
    parts = furniture.split(printed)
    body = body_style([line for kept, _ in parts for line in kept])
    region = 0
    for page, (kept, dropped) in zip(pages, parts, strict=True):
        kept = _with_tables(page, [t for t in found if t.page == page.number], kept)
        lettering, kept = figures.split(page, kept, body)
        for column in regions(kept):
            region += 1
            for group in paragraphs(column):
                marked += split_run_in(mark(group, body, page, region), body)
        left_out += [Draft(Label.FIGURE, [_piece(x)]) for x in lettering]
        left_out += [Draft(Label.FURNITURE, [_piece(x)]) for x in dropped]
        marks = [m for line in kept for m in (line.lead, line.marks) if m]
        if marks:
            left_out.append(
                Draft(Label.FURNITURE, [Piece(" ".join(marks), page.number, (0, 0, page.width, page.height))])
            )
    return structure.structured(marked, body), left_out


def _with_tables(page: Page, found: list[Table], kept: list[Line]) -> list[Line]:
    """Put one tall line for each table in the place of the lines inside it, and our own words into its cells."""
    for table in found:
        inside = [x for x in kept if not x.table and overlap(x.box, table.box) > 0.5]
        refill(table, page)
        if not inside or not plausible(table, page, inside):
            continue
        taken = {id(x) for x in inside}
        kept = [x for x in kept if id(x) not in taken] + [holding(table)]
    return kept


def _piece(line: Line) -> Piece:
    return Piece(line.text, line.page, line.box)


def _draft(block: Marked) -> Draft:
    if block.table is None:
        pieces = [_piece(x) for x in block.lines]
        if block.label is Label.LIST_ITEM:
            pieces[0].text = BULLET.sub("", pieces[0].text)
        return Draft(block.label, pieces, block.level)
    cells = [
        DraftCell(c.row, c.column, c.text, block.table.page, c.box, c.header, c.row_span, c.column_span)
        for c in block.table.cells
    ]
    return Draft(Label.TABLE, [], None, cells)


def _pdfium(path: Path, settings: IngestSettings) -> Engine:
    import pypdfium2

    try:
        count = pdfium.count(path)
        pages = list(pdfium.pages(path, settings.max_pages))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise Unreadable("encrypted", "needs a password; save a copy without one") from error
        raise Unreadable("not_a_pdf", f"pdfium cannot open it ({error})") from error
    return count, pages, tables(path, settings.max_pages)


def _pymupdf(path: Path, settings: IngestSettings) -> Engine:
    return mupdf.read(path, settings.max_pages)


BULLET = re.compile(r"^[•‣▪●○◦■□▶►➢✓✔·∙⁃*–—-]\s+")
ENGINES: dict[str, Callable[[Path, IngestSettings], Engine]] = {"pdfium": _pdfium, "pymupdf": _pymupdf}
