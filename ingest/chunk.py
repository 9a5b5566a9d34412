"""A document to passages: whole blocks of one section, as many as make a good few sentences.

A passage is `Document.text[start:end]`. Headings, and a title without authors, lead the passage that follows them, a
caption stays with its table, and a block of many pages (a text file with no blank lines) is cut at the ends of
sentences. Furniture and the lettering of figures are in no passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.records import Block, Chunk, Document, Label, Span, content_id

WORDS = 180
MOST = 260
OUTSIDE = frozenset({Label.FURNITURE, Label.FIGURE})
FRONT = frozenset({Label.TITLE, Label.FRONT_MATTER})
SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9])")


def chunk(document: Document, words: int = WORDS, most: int = MOST) -> Iterator[Chunk]:
    """Yield the passages of a document in reading order, each closed at about `words` words and before `most`."""
    ordinal = 0
    for group in _groups(document, words, most):
        for start, end in _pieces(document, group, most):
            yield _chunk(document, group, start, end, ordinal)
            ordinal += 1


def _groups(document: Document, words: int, most: int) -> Iterator[list[Block]]:
    """Yield runs of neighbouring blocks that belong in one passage."""
    group: list[Block] = []
    held = 0
    for block in document.blocks:
        if block.label in OUTSIDE:
            continue
        length = len(document.quote(block.start, block.end).split())
        if group and _closes(group, block, held, length, words, most):
            yield group
            group, held = [], 0
        group.append(block)
        held += length
    if group:
        yield group


def _closes(group: list[Block], block: Block, held: int, length: int, words: int, most: int) -> bool:
    last = group[-1]
    if last.label is Label.HEADING or (len(group) == 1 and last.label is Label.TITLE and block.label not in FRONT):
        return False
    if block.label is Label.HEADING or (last.label in FRONT) != (block.label in FRONT) or block.section != last.section:
        return True
    if {last.label, block.label} == {Label.CAPTION, Label.TABLE}:
        return False
    return held >= words or held + length > most


def _pieces(document: Document, group: list[Block], most: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of a group, cut at the ends of sentences where it is far too long."""
    start, end = group[0].start, group[-1].end
    text = document.quote(start, end)
    if len(text.split()) <= 2 * most or group[-1].label is Label.TABLE:
        yield start, end
        return
    first = 0
    cuts = [match.end() for match in SENTENCE_END.finditer(text)] or [m.end() for m in re.finditer(r"\s+", text)]
    for cut, following in zip(cuts, [*cuts[1:], len(text)], strict=True):
        if len(text[first:following].split()) > most:
            yield start + first, start + first + len(text[first:cut].rstrip())
            first = cut
    if first < len(text):
        yield start + first, end


def _chunk(document: Document, group: list[Block], start: int, end: int, ordinal: int) -> Chunk:
    text = document.quote(start, end)
    blocks = [b for b in group if b.start < end and b.end > start]
    return Chunk(
        id=content_id("chk", document.id, start, end, text),
        document=document.id,
        ordinal=ordinal,
        start=start,
        end=end,
        text=text,
        section=blocks[-1].section,
        blocks=tuple(b.id for b in blocks),
        spans=tuple(_clip(s, start, end) for b in blocks for s in b.spans if s.start < end and s.end > start),
    )


def _clip(span: Span, start: int, end: int) -> Span:
    return span.model_copy(update={"start": max(span.start, start), "end": min(span.end, end)})
