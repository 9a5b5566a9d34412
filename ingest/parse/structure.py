"""What only the whole document tells: title, heading levels, front matter, references, paragraphs that run on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from ingest.parse.labels import KNOWN, NUMBERED_HEADING, REFERENCES, SENTENCE_END, Marked, Style
from ingest.parse.lines import Line
from ingest.parse.paragraphs import NUMBERED, REFERENCE_MARK, is_list_mark
from ingest.parse.tables import JOURNAL
from kg.records import Label

MASTHEAD = re.compile(
    r"(?:The\s*)?(?:\w+\s*)?(?:Journal|Proceedings|Transactions|Annals)\s*(?:of|for|on|in)(?=\s|[A-Z])"
)
"""The name of a journal, which may be set larger than the title below it."""

_PERSON = r"(?:[A-Z][\w.’'-]*\s){1,3}[A-Z][\w’'-]+[\s\d*†‡]{0,6}"
BYLINE = re.compile(rf"(?=.*\b[A-Z]\.){_PERSON}(?:(?:,|;|\band\b|&)\s*{_PERSON})+")
"""Two names of people or more, one with an initial."""

OPEN_END = re.compile(r"\b(?:and|or|of|in|for|with|the|a|an|to|on|from|by|using|:)$", re.IGNORECASE)
"""A title that goes on in the next line, whatever that line's letters are."""

PART = re.compile(r"^\(?[a-h]\)")
NOTICES = {Label.PARAGRAPH, Label.HEADING, Label.LIST_ITEM, Label.FOOTNOTE}
RUN_IN = 6
FLOATS = {Label.FRONT_MATTER, Label.CAPTION, Label.TABLE, Label.FIGURE, Label.FOOTNOTE, Label.FURNITURE}
ADDRESS = re.compile(
    r"@|\b(universit|institut|department|dept\b|laborator|school of|faculty|college|center for|centre for|GmbH|Inc\.)"
    r"|\bORCID\b|\bdoi\b|https?://|copyright|©|licen[cs]e|correspond|received|published|submitted|accepted|editor"
    r"|reviewed by|e-?mail",
    re.IGNORECASE,
)


def structured(blocks: list[Marked], body: Style) -> list[Marked]:
    """Return the blocks of a document in reading order with the labels and levels that their neighbours decide."""
    _numbered_headings(blocks, body)
    _part_captions(blocks)
    _grids(blocks)
    blocks = _joined_headings(blocks)
    _title(blocks, body)
    _front_matter(blocks, body)
    _levels(blocks)
    _left_over(blocks)
    blocks = _references(blocks)
    return _run_on(blocks)


def title_of(blocks: Iterable[Marked]) -> str:
    """Return the words of the title, empty where none was found."""
    return next((b.text for b in blocks if b.label is Label.TITLE), "")


def _numbered_headings(blocks: list[Marked], body: Style) -> None:
    """Make a numbered bold line a heading where a paragraph at the margin follows it, and not a list's next line."""
    for block, after in pairwise(blocks):
        if (
            block.label is not Label.LIST_ITEM
            or len(block.lines) > 1
            or body.bold
            or after.label is not Label.PARAGRAPH
        ):
            continue
        line, margin = block.lines[0], min(x.x0 for x in after.lines)
        if line.bold > 0.85 and NUMBERED.match(line.text) and margin <= line.x0 + 2 and len(after.text) > 100:
            block.label = Label.HEADING


def _grids(blocks: list[Marked]) -> None:
    """Take a run of short lines that make no sentence, near a table's caption, as what they are: cells."""
    for n, block in enumerate(blocks):
        if block.label is not Label.PARAGRAPH or len(block.lines) < 3 or SENTENCE_END.search(block.text):
            continue
        near = [b for b in blocks[max(n - 3, 0) : n + 4] if b.label is Label.CAPTION and b.text.startswith("Tab")]
        opened = sum(not x.text[:1].islower() for x in block.lines)
        if near and opened >= 0.8 * len(block.lines) and not any(SENTENCE_END.search(x.text) for x in block.lines):
            block.label = Label.TABLE


def _left_over(blocks: list[Marked]) -> None:
    """Take a few words that make no sentence, near a table or a figure, as part of it."""
    for n, block in enumerate(blocks):
        if (
            block.label is not Label.PARAGRAPH
            or SENTENCE_END.search(block.text)
            or block.text.endswith((":", ",", "-"))
        ):
            continue
        words = re.findall(r"[A-Za-z]{2,}", block.text)
        numbers = re.findall(r"(?<!\S)[-−+]?\d[\d.,%()]*(?!\S)", block.text)
        wordy = len(words) > 8 and len(numbers) < 0.5 * len(words)
        if wordy or (len(block.lines) == 1 and len(block.text) > 90):
            continue
        page = block.lines[0].page
        near = [
            (abs(m - n), b)
            for m, b in enumerate(blocks[max(n - 6, 0) : n + 7], start=max(n - 6, 0))
            if b.lines and b.lines[0].page == page and b.label in (Label.TABLE, Label.CAPTION) and b is not block
        ]
        if near:
            closest = min(near, key=lambda pair: pair[0])[1]
            tabular = closest.label is Label.TABLE or closest.text.startswith("Tab")
            block.label = Label.TABLE if tabular else Label.FIGURE


def _part_captions(blocks: list[Marked]) -> None:
    """Take the names of a figure's parts, `(a) …`, as its lettering where its caption follows."""
    for n, block in enumerate(blocks):
        near = blocks[n + 1 : n + 4]
        named = any(b.label is Label.CAPTION for b in near) and len(block.text) < 250 and PART.match(block.text)
        if named and (PART.match(near[0].text) or near[0].label is Label.CAPTION):
            block.label = Label.FIGURE


def _joined_headings(blocks: list[Marked]) -> list[Marked]:
    """Join a heading that was set on two lines."""
    result: list[Marked] = []
    for block in blocks:
        last = result[-1] if result else None
        if (
            last
            and last.label is Label.HEADING
            and (block.label is Label.HEADING or (block.label is Label.CODE and OPEN_END.search(last.text)))
            and block.region == last.region
            and not block.run_in
            and not last.run_in
            and abs(block.lines[0].size - last.lines[-1].size) < 0.3
            and (block.lines[0].font == last.lines[-1].font or OPEN_END.search(last.text))
            and 0 < block.lines[0].base - last.lines[-1].base < 1.45 * block.lines[0].size
            and not NUMBERED_HEADING.match(block.text)
            and not KNOWN.match(last.text)
            and not KNOWN.match(block.text)
        ):
            last.lines = [*last.lines, *block.lines]
        else:
            result.append(block)
    return result


def _title(blocks: list[Marked], body: Style) -> None:
    headings = [b for b in blocks if b.lines and b.lines[0].page == 1 and b.label is Label.HEADING]
    headings = [b for b in headings if not BYLINE.fullmatch(b.text)]
    journals = {id(b) for b, after in pairwise(blocks) if after.text.startswith(JOURNAL)}
    first = [b for b in headings if not MASTHEAD.match(b.text) and id(b) not in journals] or headings
    if not first:
        return
    largest = max(b.lines[0].size for b in first)
    best = next(b for b in first if b.lines[0].size == largest)
    ahead = blocks.index(best)
    large = largest >= 1.18 * body.size and ahead <= 12
    capitals = ahead == 0 and best.text.isupper() and len(best.text.split()) > 2
    if (large or capitals) and not NUMBERED_HEADING.match(best.text) and not KNOWN.match(best.text):
        best.label = Label.TITLE


def _front_matter(blocks: list[Marked], body: Style) -> None:
    """Label what stands on the first page before the first section, and notes in its margin, unless it is prose."""
    title = next((n for n, b in enumerate(blocks) if b.label is Label.TITLE), None)
    first = _first_section(blocks, title or 0)
    zone = [b for b in blocks[title or 0 : first] if b.lines]
    named = any(ADDRESS.search(b.text) for b in zone) or sum(bool(x.lead or x.marks) for b in zone for x in b.lines) > 1
    edges = sorted(x.x0 for b in blocks for x in b.lines if x.page == 1 and len(x.text) > 45)
    margin = edges[len(edges) // 20] - 4 if len(edges) >= 5 else 0.0
    for n, block in enumerate(blocks):
        if not block.lines or block.lines[0].page != 1 or block.label in (Label.TITLE, Label.TABLE, Label.CAPTION):
            continue
        small = block.lines[0].size < 0.93 * body.size
        text = block.text
        prose = len(text) > 200 and SENTENCE_END.search(text) and not small
        before = title is not None and n < first and named
        notice = small and ADDRESS.search(text) and len(text) < 600 and block.label in NOTICES
        byline = title is not None and title < n < first and len(text) < 100 and not SENTENCE_END.search(text)
        if (before and not prose) or notice or byline or max(x.x1 for x in block.lines) < margin:
            block.label, block.level = Label.FRONT_MATTER, None


def _first_section(blocks: list[Marked], title: int) -> int:
    """Return where the front matter ends: at a heading that a section hangs on (no author's name), or at prose."""
    for n, block in enumerate(blocks):
        if n <= title:
            continue
        words = re.findall(r"\b[a-z]{3,}\b", block.text)
        sentence = block.label is Label.PARAGRAPH and SENTENCE_END.search(block.text) and len(words) >= 7
        if sentence and not ADDRESS.search(block.text):
            return n
        if block.label is not Label.HEADING:
            continue
        if KNOWN.match(block.text) or NUMBERED_HEADING.match(block.text):
            return n
        following = next((b for b in blocks[n + 1 :] if b.label is not Label.FURNITURE), None)
        if following is not None and following.label is Label.PARAGRAPH and len(following.text) > 200:
            return n
    return len(blocks)


def _levels(blocks: list[Marked]) -> None:
    """Give headings a level: by their numbers where they have them, else by the rank of their type."""
    headings = [b for b in blocks if b.label is Label.HEADING]
    looks = sorted({_look(b) for b in headings}, reverse=True)
    ranks: dict[tuple[float, bool], int] = {look: n + 1 for n, look in enumerate(looks)}
    shift: dict[tuple[float, bool], int] = {}
    for block in headings:
        depth = _depth(block.text)
        if depth:
            shift.setdefault(_look(block), depth)
    for block in headings:
        block.level = min(_depth(block.text) or shift.get(_look(block)) or ranks[_look(block)], 6)
        if block.run_in:
            block.level = RUN_IN


def _look(block: Marked) -> tuple[float, bool]:
    return (round(block.lines[0].size), block.lines[0].bold > 0.6)


def _depth(text: str) -> int:
    number = re.match(r"^(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S", text)
    return number.group(1).count(".") + 1 if number else 0


def _references(blocks: list[Marked]) -> list[Marked]:
    """Label the entries after a heading *References* until the next heading, one block an entry."""
    result: list[Marked] = []
    inside = False
    for block in blocks:
        if block.label is Label.HEADING:
            inside = bool(REFERENCES.match(block.text))
        elif inside and block.label in (Label.PARAGRAPH, Label.LIST_ITEM, Label.FORMULA, Label.FOOTNOTE, Label.CODE):
            block.label = Label.REFERENCE
            last = result[-1]
            if last.label is Label.REFERENCE and last.region == block.region:
                last.lines = [*last.lines, *block.lines]
                continue
        result.append(block)
    return [entry for block in result for entry in _entries(block)]


def _entries(block: Marked) -> list[Marked]:
    """Part the references of one region: each begins with a mark, or at the margin where the others hang."""
    if block.label is not Label.REFERENCE:
        return [block]
    left = min(x.x0 for x in block.lines)
    marked = sum(bool(REFERENCE_MARK.match(x.text)) for x in block.lines)
    hanging = sum(x.x0 > left + 4 for x in block.lines) >= 0.25 * len(block.lines)
    entries: list[list[Line]] = []
    for before, line in zip([None, *block.lines], block.lines, strict=False):
        if marked >= 0.2 * len(block.lines):
            opens = bool(REFERENCE_MARK.match(line.text))
        elif hanging:
            opens = line.x0 <= left + 4
        else:
            gap = before is not None and line.base - before.base > 1.35 * line.size
            opens = gap or (before is not None and bool(SENTENCE_END.search(before.text)) and before.x1 < line.x1 - 20)
        if opens or not entries:
            entries.append([])
        entries[-1].append(line)
    return [Marked(block.label, lines, region=block.region) for lines in entries]


def _run_on(blocks: list[Marked]) -> list[Marked]:
    """Join a paragraph that goes on in the next column or on the next page; floats between go after it."""
    result: list[Marked] = []
    open_: int | None = None
    for block in blocks:
        if block.label in FLOATS:
            result.append(block)
            continue
        if open_ is not None and _continues(result[open_], block):
            result[open_].lines = [*result[open_].lines, *block.lines]
            result[open_].region = block.region
            continue
        result.append(block)
        open_ = len(result) - 1
    return result


def _continues(before: Marked, after: Marked) -> bool:
    joinable = (Label.PARAGRAPH, Label.LIST_ITEM, Label.REFERENCE)
    if before.label not in joinable or after.label not in (before.label, Label.PARAGRAPH):
        return False
    last, first = before.lines[-1], after.lines[0]
    if (
        before.region == after.region
        or abs(last.size - first.size) > 0.1 * last.size
        or (last.bold > 0.85) != (first.bold > 0.85)
    ):
        return False
    if is_list_mark(after.text):
        return False
    text = before.text
    if before.label is Label.REFERENCE:
        return not SENTENCE_END.search(text) or first.text[:1].islower()
    if SENTENCE_END.search(text) or text.endswith(":"):
        return False
    return (
        first.text[:1].islower()
        or text.endswith("-")
        or (not after.lines[0].text[:1].isdigit() and len(text) > 60 and re.search(r"[\w,;)\]’”]$", text) is not None)
    )
