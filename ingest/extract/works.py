"""The works in a document's list of references: who wrote each, when, what it is called, and where it was published.

An entry is read only where its form is sure: author and date (APA, Chicago), or a title in quotation marks after the
authors, numbered or not. Everything is found as a span of the document, so that it can be pointed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.parse.labels import REFERENCES
from kg.records import Block, Document, Label

Span = tuple[int, int]

LONGEST = 25
"""Words of a title; longer ones are read wrong, or no one would say them."""

_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_MARK = re.compile(r"\s*(?:\[(?P<bracketed>\d{1,3})\]|(?P<plain>\d{1,3})\.)\s*")
_RUN_ON = re.compile(r"(?:https?://|doi:)\S+(\s+)(?=[\w’'-]+(?: [A-Z][\w’'-]+)?, (?:[A-Z]\.[ ,-]*)+)")
"""Where an entry that ends with its address is followed by the authors of another."""
_BARE_MARKS = re.compile(r"(?:\s*(?:\[\d{1,3}\]|\d{1,3}\.))+\s*")
_DATED = re.compile(rf"(?P<authors>[^“”]{{3,900}}?)\s*\((?P<year>{_YEAR}|n\.\s?d\.)(?:,[^)]*)?\)\.\s+", re.DOTALL)
_DATED_PLAIN = re.compile(rf"(?P<authors>[^“”()]{{3,600}}?)\.\s+(?P<year>{_YEAR})\.\s+", re.DOTALL)
_INITIALS_FIRST = re.compile(
    r"(?P<authors>(?:(?:[A-Z]\.[\s-]?)+\s?[^\W\d_][^\s,.]+(?:,\s+and\s+|,\s+|\s+and\s+)?)+)\.\s+", re.DOTALL
)
_QUOTED = re.compile(r"“(?P<title>[^“”]{5,300}?)[.,]?”", re.DOTALL)
_AFTER_QUOTE = re.compile(
    r"[\s.,]*(?:In:?\s+(?:[^“”()]{3,120}\([Ee]ds?\.?\),?\s+)?)?(?P<venue>(?:[A-Z]|arXiv|bioRxiv)[^.,“”\d():/]{2,110}?)(?=\s+(?!\d{4}:)(?:\d|\()|,|\.\s+\d|\.?\s*$)",
    re.DOTALL,
)
_JOURNAL = re.compile(
    r"[.?!]\s+(?:In\s+)?(?P<venue>[A-Z](?:[^.?!“”,]|,(?!\s*\d)){3,110}?)"
    r"(?:,\s*(?:\d+(?:[-–]\d+)?\s*(?:\(|,|\.|$)|\d+[-–]\d+)|\s*\(pp?\.)",
    re.DOTALL,
)
_VOLUME = re.compile(r",?\s+[Vv]ol(?:ume|\.)?\s*\d.*$", re.DOTALL)
_EDITION = re.compile(
    r"\s*(?:\((?:\d+\w*\s+ed\.|[Vv]ersion[^)]*|[Ee]ds?\.?[^)]*|v\.?\s?\d[^)]*|pp?\.[^)]*)\)|\[[^\]]*\])\s*$"
)
_TITLE_END = re.compile(r"[.?!](?=\s+(?:[A-Z]|https?|\d)|\s*$)")
_SUBTITLE = re.compile(r"\s+(?:The|A|An|On|How|Why|What|Towards?) [a-z]")
"""How a second sentence of a title begins: no publisher does."""
_NO_VENUE = re.compile(
    r"https?|www\.|[/:|_]|-$|package version|verlag|springer|new york|"
    r"^(?:pp?|vol|no|retrieved|accessed|url|doi|isbn|from)\b|"
    r"\b(?:eds?|press|wiley|elsevier|publish\w*|preprint|hall|books?|university|lulu|reilly)$",
    re.IGNORECASE,
)
"""What stands in a venue's place and is none: addresses, pages, publishers."""
_ONE_AUTHOR = re.compile(
    r"[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+)?,\s+(?:[A-Z]\.[\s-]*)*[A-Z]\.?|(?:[A-Z]\.[\s-]?)+\s?[A-Z][\w’'-]+"
    r"|[^\W\d_][\w’'-]+ [A-Z]{1,3}"
)
_INITIALS_LAST = re.compile(r"(?P<surname>[^\W\d_][^\s,]*[a-z](?: [^\W\d_][^\s,]*[a-z])?) (?P<initials>[A-Z]{1,4})")
"""A name without stops or comma: `Andrews DWK`."""


@dataclass(frozen=True)
class Work:
    """An entry: `number` is its place in a numbered list, `surname` its first author's; the rest are spans of text.

    `author` is given only where there is no other.
    """

    number: int
    surname: str
    year: str
    entry: Span
    title: Span
    venue: Span | None
    author: Span | None


def entries(document: Document) -> Iterator[Block]:
    """Yield the entries of the list of references, each a block, without numbers that stand alone.

    Where one entry's address ends and the next one's authors begin in the same block, they are two.
    """
    for block in _listed(document):
        if _is_bare_marks(document, block):
            continue
        start = block.start
        for end in _RUN_ON.finditer(document.quote(block.start, block.end)):
            yield block.model_copy(update={"start": start, "end": block.start + end.start(1)})
            start = block.start + end.end(1)
        yield block.model_copy(update={"start": start}) if start > block.start else block


def _is_bare_marks(document: Document, block: Block) -> bool:
    """Return whether a block of the list holds numbers of entries and nothing else."""
    return _BARE_MARKS.fullmatch(document.quote(block.start, block.end)) is not None


def _listed(document: Document) -> Iterator[Block]:
    """Yield the blocks of the list of references."""
    for block in document.blocks:
        listed = block.label in (Label.LIST_ITEM, Label.PARAGRAPH) and block.section
        if block.label is Label.REFERENCE or (listed and REFERENCES.match(block.section[-1])):
            yield block


def works(document: Document) -> Iterator[Work | Block]:
    """Yield the work of every entry, in place of one whose form is not sure the entry itself."""
    found = list(entries(document))
    marks = (document.quote(b.start, b.end) for b in _listed(document) if _is_bare_marks(document, b))
    apart = sum(len(re.findall(r"\d+", text)) for text in marks)
    for place, block in enumerate(found, 1):
        raw = document.quote(block.start, block.end)
        mark = _MARK.match(raw)
        unsure = apart not in (0, len(found))  # numbers in a column of their own, entries run together
        number = int(mark["bracketed"] or mark["plain"]) if mark else 0 if unsure else place
        yield _work(raw, mark.end() if mark else 0, block.start, number) or block


def _work(raw: str, begin: int, offset: int, number: int) -> Work | None:
    quoted = _QUOTED.search(raw, begin)
    head = _DATED.match(raw, begin) or _DATED_PLAIN.match(raw, begin)
    year = head["year"] if head else ""
    if quoted is not None:
        authors = (begin, head.end("authors") if head and head.end() <= quoted.start() else quoted.start())
        title, after = quoted.span("title"), _AFTER_QUOTE.match(raw, quoted.end())
        venue = after.span("venue") if after else None
        if not year:
            dates = re.findall(rf"{_YEAR}(?!\d*:\s[a-z])", raw[quoted.end() :])  # not of *Wildlife 2000: a model*
            year = dates[0] if dates else ""
    else:
        head = head or _INITIALS_FIRST.match(raw, begin)
        if head is None:
            return None
        authors, journal = head.span("authors"), _JOURNAL.search(raw, head.end())
        ends = _TITLE_END.search(raw, head.end())
        if journal is None and ends and (more := _SUBTITLE.match(raw, ends.end())):
            ends = _TITLE_END.search(raw, more.end()) or ends
        stop = journal.start() if journal else ends.start() if ends else len(raw)
        title, venue = (head.end(), stop), journal.span("venue") if journal else None
        year = year or next(iter(re.findall(_YEAR, raw[stop:])), "")
    title = _trimmed(raw, title)
    names = raw[slice(*authors)].strip(" .,\n")
    surname = _surname(names)
    if not surname or not _is_title(raw[slice(*title)]):
        return None
    if venue is not None:
        venue = _trimmed(raw, (venue[0], venue[0] + len(_VOLUME.sub("", raw[slice(*venue)]))))
        goes_on = re.match(r",\s+[A-Z]\w+,?\s+and\s+[A-Z]", raw[venue[1] :])
        if goes_on or _NO_VENUE.search(raw[slice(*venue)]) or len(raw[slice(*venue)].split()) > 14:
            venue = None
    first = raw.find(names, authors[0])
    if re.search(r"(?:^|[\s.-])[A-Z]$", names) and raw[first + len(names) :].startswith("."):
        names += "."
    alone = _ONE_AUTHOR.fullmatch(names)
    return Work(
        number=number,
        surname=surname,
        year=year,
        entry=(offset, offset + len(raw.rstrip())),
        title=_moved(title, offset),
        venue=_moved(venue, offset) if venue else None,
        author=(offset + first, offset + first + len(names)) if alone else None,
    )


def _moved(span: Span, offset: int) -> Span:
    return span[0] + offset, span[1] + offset


def _trimmed(raw: str, span: Span) -> Span:
    """Return a span without the white space, stops and edition at its ends."""
    text = raw[slice(*span)]
    start = span[0] + len(text) - len(text.lstrip())
    text = _EDITION.sub("", text.strip()).rstrip(" .,\n")
    return start, start + len(text)


def _is_title(text: str) -> bool:
    count = len(text.split())
    letters = sum(c.isalpha() or c.isspace() for c in text)
    whole = all(text.count(a) == text.count(b) for a, b in ("()", "[]", "‘’" if "‘" in text else "()"))
    named = count > 1 or (len(text) > 4 and text[:1].isupper())
    sound = named and whole and count <= LONGEST and letters > 0.8 * len(text)
    return sound and not text.isupper() and not re.search(r"https?:|[|=]|^In\s|\s[+−-]\s|\.\s+(?:In|\d)\b", text)


def _surname(names: str) -> str:
    """Return the first author's surname, whichever way round the names are written."""
    first = re.split(r",|\s+and\s|\s*&\s|\s+et\s+al", names)[0].strip(" .")
    bare = _INITIALS_LAST.fullmatch(first)
    first = bare["surname"] if bare else first
    words = [word for word in first.split() if not re.fullmatch(r"(?:[A-Z]\.-?)+", word)]
    return words[-1] if words and len(words) <= 5 and words[-1][:1].isalpha() else ""


def author_name(text: str) -> str:
    """Return a person's name as one says it: `P. Pulay` of `Pulay, P.` and of `Pulay P`."""
    whole = " ".join(text.split())
    bare = _INITIALS_LAST.fullmatch(whole)
    if bare:
        return f"{'. '.join(bare['initials'])}. {bare['surname']}"
    last, comma, first = whole.partition(", ")
    return f"{first} {last}" if comma else last
