"""Drafts to a `Document`: one text, and blocks, lines and cells as offsets into it.

Lines of a paragraph are joined by a space. A word broken by a hyphen is spelt as elsewhere in the document, else
joined where the joined form is the commoner one (`environ-` + `ment`), and keeps its hyphen where it is not (`well-` +
`known`). Figures' lettering and furniture are
put at the end, so that the prose before them is one unbroken run.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.parse.draft import Draft, Read
from kg.records import Block, Cell, Document, Label, Span, content_id, union

LAST = (Label.FIGURE, Label.FURNITURE)
HYPHENED = frozenset({"non", "self", "well", "ex", "all", "cross", "half", "co"})
PREFIXES = frozenset(
    {"re", "un", "de", "pre", "sub", "dis", "mis", "inter", "over", "under", "multi", "micro", "macro", "hyper"}
    | {"super", "trans", "anti", "bio", "geo"}
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
VERBATIM = (Label.CODE, Label.FORMULA)


def assemble(read: Read, source: str, sha256: str) -> Document:
    """Return the document that `read` makes; `source` and `sha256` name the file it was read from."""
    drafts = [d for d in read.drafts if d.cells or any(p.text for p in d.pieces)]
    drafts = [d for d in drafts if d.label not in LAST] + [d for d in drafts if d.label in LAST]
    words = frozenset(w for d in drafts for p in d.pieces for w in WORD.findall(p.text.casefold()))
    identity = content_id("doc", source, sha256, read.part, read.reader)
    text: list[str] = []
    length = 0
    section: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for order, draft in enumerate(drafts):
        if text:
            text.append("\n\n")
            length += 2
        start = length
        if draft.cells:
            body, spans, cells = _table(draft, start)
        else:
            (body, spans), cells = _lines(draft, start, words), ()
        text.append(body)
        length += len(body)
        if draft.label is Label.HEADING:
            level = draft.level or 1
            section = [(n, name) for n, name in section if n < level] + [(level, body)]
        first = spans[0].page if spans else None
        outside = draft.label in (*LAST, Label.TITLE, Label.FRONT_MATTER)
        blocks.append(
            Block(
                id=content_id("blk", identity, order, draft.label, start, body),
                label=draft.label,
                order=order,
                start=start,
                end=length,
                page=first,
                bbox=union(s.bbox for s in spans if s.bbox is not None and s.page == first),
                section=() if outside else tuple(name for _, name in section),
                level=draft.level,
                spans=spans,
                cells=cells,
            )
        )
    return Document(
        id=identity,
        source=source,
        sha256=sha256,
        media_type=read.media_type,
        reader=read.reader,
        text="".join(text),
        title=read.title,
        part=read.part,
        pages=read.pages,
        licence=read.licence,
        blocks=tuple(blocks),
    )


def _lines(draft: Draft, start: int, words: frozenset[str]) -> tuple[str, tuple[Span, ...]]:
    pieces = [p for p in draft.pieces if p.text]
    body, spans = "", []
    for n, piece in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        text = piece.text
        if following is not None:
            text = text + "\n" if draft.label in VERBATIM else _joined(text, following.text, words)
        spans.append(Span(start=start + len(body), end=start + len(body) + len(text), page=piece.page, bbox=piece.box))
        body += text
    return body, tuple(spans)


def _table(draft: Draft, start: int) -> tuple[str, tuple[Span, ...], tuple[Cell, ...]]:
    """Return a table as lines of cells between bars, each cell a span of its own."""
    body, spans, cells = "", [], []
    row = 0
    for cell in sorted(draft.cells, key=lambda c: (c.row, c.column)):
        if body:
            body += "\n" if cell.row != row else " | "
        row = cell.row
        first, last = start + len(body), start + len(body) + len(cell.text)
        body += cell.text
        if cell.text:
            spans.append(Span(start=first, end=last, page=cell.page, bbox=cell.box))
        cells.append(
            Cell(
                row=cell.row,
                column=cell.column,
                start=first,
                end=last,
                row_span=cell.row_span,
                column_span=cell.column_span,
                header=cell.header,
            )
        )
    return body, tuple(spans), tuple(cells)


def _joined(line: str, following: str, words: frozenset[str]) -> str:
    """Return `line` as it stands before `following`: with a space, or with its hyphen settled.

    `words` are those of the whole document: it spells a word that it breaks here as it spells it elsewhere.
    """
    broken = re.search(r"([^\W\d_]+)-$", line)
    rest = re.match(r"[^\W\d_]+", following)
    if not broken or not rest:
        return line if line.endswith(("-", "–", "—", "/")) and not line.endswith(" -") and rest else line + " "
    left, right = broken.group(1).casefold(), rest.group().casefold()
    if left + right in words:
        return line[:-1]
    if rest.group()[0].isupper() or f"{left}-{right}" in words or keeps_hyphen(left, right):
        return line
    return line[:-1]


@lru_cache(maxsize=20_000)
def keeps_hyphen(left: str, right: str) -> bool:
    """Say whether `left-right` is spelt with its hyphen: where both halves are words and the joined form is rare."""
    from wordfreq import zipf_frequency

    joined = zipf_frequency(left + right, "en")
    apart = min(zipf_frequency(left, "en"), zipf_frequency(right, "en"))
    if left.casefold() in HYPHENED and joined < 2.5:
        return True
    if joined < 2.2 and apart >= 4.3:
        return left.casefold() not in PREFIXES
    if joined > 1.0 or left.casefold() in PREFIXES:
        return False
    return apart >= (3.0 if joined == 0 else 3.4) and len(left) >= 2 and len(right) >= 3
