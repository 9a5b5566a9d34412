"""A PDF, read: glyphs to lines, lines to regions and paragraphs, paragraphs to labelled blocks.

The engine behind it is one of `ENGINES`: pdfium for glyphs with LiteParse for tables, or PyMuPDF for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ingest.parse import figures, furniture, lattice, mupdf, pdfium, ruled, structure
from ingest.parse.columns import regions
from ingest.parse.draft import Beat, Draft, DraftCell, Piece, Read
from ingest.parse.failure import Unreadable
from ingest.parse.labels import Marked, body_style, mark, split_run_in
from ingest.parse.licence import licence_in
from ingest.parse.lines import Line, holding, lines, untold
from ingest.parse.numbering import spell_out
from ingest.parse.page import Opened, Page, Table, overlap
from ingest.parse.paragraphs import paragraphs
from ingest.parse.readings import Reading
from ingest.parse.tables import holds, plausible, refill, trim
from ingest.parse.words import wordless
from ingest.settings import IngestSettings
from kg.records import Label, Rejection

ENGINES: dict[str, Callable[[Path, int], Opened]] = {"pdfium": pdfium.read, "pymupdf": mupdf.read}

NOTICES = frozenset({Label.FRONT_MATTER, Label.FOOTNOTE, Label.FURNITURE})
OPENING = 3
"""Where a document speaks of itself: its first blocks too. A licence named in its prose may be of something else."""

UNTOLD = 0.25
"""Of a line's letters: with more of them unknown it says nothing that can be relied on."""

UNREADABLE = 0.5
"""The same of a document's."""

BULLET = re.compile(r"^[•‣▪●○◦■□▶►➢✓✔·∙⁃*–—-]\s+")


@dataclass(slots=True)
class Printed:
    """A page as lines: what is read, what is furniture, and the tables on it.

    `letters` counts those that are drawn, `untold` those among them that their fonts do not tell, `lost` the lines that
    were left out for it.
    """

    page: Page
    lines: list[Line]
    tables: list[Table]
    letters: int = 0
    untold: int = 0
    lost: int = 0
    furniture: list[Line] = field(default_factory=list)


def read_pdf(path: Path, settings: IngestSettings) -> Iterator[Read | Rejection | Beat]:
    """Yield the one document of a PDF, after a `Rejection` for the pages beyond `max_pages`; a `Beat` for each page.

    Raises `Unreadable` with the reason where it cannot be read.
    """
    opened = ENGINES[settings.reader](path, settings.max_pages)
    printed: list[Printed] = []
    known: dict[str, Reading] = {}
    for page, found in opened.pages:
        printed.append(_printed(page, found, known))
        yield Beat()
    if opened.total > len(printed):
        detail = f"{opened.total:,} pages, the first {len(printed):,} were read (max_pages)"
        yield Rejection(subject=str(path), step="read", reason="pages_over_limit", detail=detail)
    if not printed:
        raise Unreadable("no_pages", "the file opens but holds no page")
    damaged = [p.page.number for p in printed if p.page.damaged]
    if len(damaged) == len(printed):
        raise Unreadable("damaged", "no page of it can be opened")
    if damaged:
        yield _pages_lost(path, "page_damaged", "cannot open", damaged)
    unknown = sum(p.untold for p in printed) > UNREADABLE * sum(p.letters for p in printed)
    if unknown or wordless(line.text for p in printed for line in p.lines):
        why = "its fonts do not say which letters they draw; read it with OCR, or find another copy"
        raise Unreadable("letters_unknown", why)
    lost = [p.page.number for p in printed if p.lost]
    if lost:
        why = f"the fonts of {sum(p.lost for p in printed):,} lines do not say which letters they draw, on"
        yield _pages_lost(path, "letters_unknown", why, lost)
    if not any(p.lines for p in printed):
        if any(p.page.images for p in printed):
            raise Unreadable("no_text_layer", "a scan with no text layer; connect a vision-language model")
        raise Unreadable("no_text", "no page holds text that a reader can see")
    scans = [p.page.number for p in printed if not p.lines and p.page.images]
    if scans:
        yield _pages_lost(path, "page_without_text", "no text layer on", scans)
    blocks, left_out = _blocks(printed)
    drafts = [_draft(block) for block in blocks] + left_out
    notices = (draft.text for n, draft in enumerate(drafts) if n < OPENING or draft.label in NOTICES)
    yield Read(
        drafts=drafts,
        media_type="application/pdf",
        reader=settings.reader,
        title=structure.title_of(blocks),
        pages=len(printed),
        licence=licence_in("\n".join(notices)),
    )


def _pages_lost(path: Path, reason: str, why: str, numbers: list[int]) -> Rejection:
    shown = ", ".join(map(str, numbers[:9])) + (" …" if len(numbers) > 9 else "")
    return Rejection(subject=str(path), step="read", reason=reason, detail=f"{why} page {shown}")


def _printed(page: Page, found: list[Table], known: dict[str, Reading]) -> Printed:
    """Return a page as lines. Its glyphs are let go: a book's would not fit in memory."""
    spell_out(page, known)
    for table in found:
        refill(table, page)
    own = lattice.tables(page)
    own += [table for table in ruled.tables(page) if not any(overlap(table.box, other.box) > 0.3 for other in own)]
    found = own + [t for t in found if not any(overlap(t.box, o.box) > 0.3 or overlap(o.box, t.box) > 0.3 for o in own)]
    every = lines(page)
    kept = [line for line in every if line.untold <= UNTOLD]
    made = Printed(page, kept, found, lost=len(every) - len(kept))
    made.letters = sum(not g.text.isspace() for g in page.glyphs)
    made.untold = sum(untold(g) for g in page.glyphs)
    page.glyphs, page.programs = [], {}
    return made


def _blocks(printed: list[Printed]) -> tuple[list[Marked], list[Draft]]:
    """Return a document's blocks in reading order, and its furniture."""
    furniture.set_aside(printed)
    body = body_style([line for p in printed for line in p.lines])
    marked: list[Marked] = []
    left_out: list[Draft] = []
    region = 0
    for p in printed:
        kept = _with_tables(p)
        lettering, kept = figures.split(p.page, kept, body)
        for column in regions(kept):
            region += 1
            for group in paragraphs(column):
                marked += split_run_in(mark(group, body, p.page, region), body)
        left_out += [Draft(Label.FIGURE, [_piece(x)]) for x in lettering]
        left_out += [Draft(Label.FURNITURE, [_piece(x)]) for x in p.furniture]
        marks = " ".join(m for line in kept for m in (line.lead, line.marks) if m)
        left_out.append(Draft(Label.FURNITURE, [Piece(marks, p.page.number, (0, 0, p.page.width, p.page.height))]))
    return structure.structured(marked, body), left_out


def _with_tables(printed: Printed) -> list[Line]:
    """Return a page's lines with one tall line for each table in the place of those inside it."""
    kept = printed.lines
    for table in printed.tables:
        trim(table)
        inside = [x for x in kept if not x.table and overlap(x.box, table.box) > 0.5]
        if inside and plausible(table, printed.page, inside):
            taken = {id(x) for x in inside if holds(table, x)}
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
