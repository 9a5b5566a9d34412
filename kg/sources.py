"""A question that names a document says where to look: which one, and what the question is without its name.

A paper's title only says where to look, and its words would draw the search to the abstract that has them too. What a
page of an encyclopedia is called is what a question asks of, and stays. A document is named by its title, by what
stands in it before a colon, or by its file, in any case and with any quotation marks:

    In “Rivers of Asia”, …                after a word that leads to a source, or two words and more, in quotation marks
    According to Rivers of Asia, …        two words and more in capitals after what leads to nothing but a source
    … how rivers of south asia end …      four words and more, wherever: no accident, though they stay
    … rivers.pdf …                        a file's name with its ending
    According to “Kiss and Tell”, …       the one way to name a page
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kg.spot import STOP, Lexicon, PackedLexicon, Word, key, split

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 40
"""Words of a title; longer ones are not looked for."""

NAMESAKES = 8
"""Documents that may share a title; what more of them bear tells none from another."""

LONG, TELLING = 4, 3
"""Words of a title that is no accident wherever it stands, and how many of them say something."""

# fmt: off
KINDS = frozenset((
    "the", "this", "a", "an", "paper", "article", "book", "chapter", "document", "file", "note", "report", "source",
    "study", "text", "titled", "called", "entitled", "vignette", "manual", "page", "section",
))
LEADING = frozenset((
    "at", "by", "check", "consider", "consult", "from", "in", "on", "open", "per", "read", "see", "take", "to", "use",
))
FRAME = STOP | KINDS | LEADING | frozenset((
    "according", "alone", "answer", "answered", "answering", "ask", "asked", "back", "based", "basis", "did",
    "find", "front", "given", "go", "going", "help", "here", "judging", "look", "please", "question", "reading", "say",
    "said", "saying", "says", "search", "state", "stated", "states", "tell", "tells", "think", "told", "turn", "upon",
    "using", "words", "write", "written",
))
# fmt: on
"""What may stand before a title; before that; and what else a clause may have that does nothing but name a source."""

STRICT = (
    (frozenset(("according",)), "to"),
    (frozenset(("based",)), "on"),
    (frozenset(("going", "go", "judging")), "by"),
    (frozenset(("answer", "answered")), "from"),
)
"""What leads to a source and to nothing else."""

JOINS = frozenset(("and", "or"))

_TOWARDS = LEADING | KINDS | {word for words, _ in STRICT for word in words}
_OPEN, _CLOSE = "“\"‘'«„`", "”\"’'»“`"
_BEFORE = re.compile(rf"[{_OPEN}][^\w\s]{{0,3}}$")
_AFTER = re.compile(rf"[^\w\s]{{0,3}}?[{_CLOSE}]")
_BREAK = re.compile(r"[,.:;?!](?=\s|$)|\n|\s[–—-]+\s|—")


class Bearer(NamedTuple):
    """A document's title, the name of its file (empty for a row of a corpus), and whether it is a page: a row so short
    that its title names what it is about.
    """

    title: str
    file: str = ""
    page: bool = False


class Titles(NamedTuple):
    """What documents are called: `documents[starts[i]:starts[i + 1]]` bear the title of number `i` in the lexicon."""

    lexicon: PackedLexicon
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    files: NDArray[np.bool_]
    """Whether a title is the name of a file, with its ending."""
    pages: NDArray[np.bool_]
    """Whether a document is a page."""


class Sourced(NamedTuple):
    """A question without the names of the documents that it is to be answered from, and their numbers."""

    text: str
    documents: tuple[int, ...] = ()


class _Span(NamedTuple):
    """Where a question names documents, quotation marks included."""

    start: int
    end: int
    first: int
    """Its first word."""
    last: int
    """The word after it."""
    documents: tuple[int, ...]
    quoted: bool
    leads: bool
    """Whether it only says where to look."""


def titles_of(bearers: Sequence[Bearer]) -> Titles:
    """Return the index of documents by title, by what stands in it before a colon, and by file."""
    found: dict[str, set[int]] = defaultdict(set)
    files = set()
    for number, bearer in enumerate(bearers):
        stem = PurePath(bearer.file).stem
        for name in (bearer.title, bearer.title.partition(": ")[0], bearer.file, stem):
            if spelled := key(name):
                found[spelled].add(number)
        if stem != bearer.file:
            files.add(key(bearer.file))
    kept = {name: sorted(numbers) for name, numbers in found.items() if len(numbers) <= NAMESAKES}
    return Titles(
        Lexicon(((name, i) for i, name in enumerate(kept)), LONGEST).packed(),
        np.cumsum([0, *map(len, kept.values())], dtype=np.int64),
        np.asarray([number for numbers in kept.values() for number in numbers], np.int32),
        np.asarray([name in files for name in kept], np.bool_),
        np.asarray([bearer.page for bearer in bearers], np.bool_),
    )


def sourced(known: Titles, question: str) -> Sourced:
    """Return what a question asks and the documents that it names; the question as it is where it names none.

    A name is taken out only where it says no more than where to look, and where something is left to ask.
    """
    words = split(question)
    spans = list(_spans(known, question, words))
    if not spans:
        return Sourced(question)
    documents = tuple(dict.fromkeys(number for span in spans for number in span.documents))
    text = _without(question, words, [span for span in spans if span.quoted or span.leads])
    telling = any(word.text.casefold() not in FRAME for word in split(text))
    return Sourced(text if telling else question, documents)


def _spans(known: Titles, question: str, words: list[Word]) -> Iterator[_Span]:
    before: _Span | None = None
    for number, i, j in known.lexicon.find(words, strict=False):
        start, end = words[i].start, words[j - 1].end
        opened, closed = _BEFORE.search(question[max(0, start - 4) : start]), _AFTER.match(question, end)
        quoted = bool(opened and closed)
        if opened and closed:
            start, end = start - len(opened.group()), closed.end()
        led, strict = _led(words[max(0, i - 6) : i])
        if before is not None and set(_plain(words[before.last : i])) <= JOINS:
            led = before.leads
        of = known.documents[known.starts[number] : known.starts[number + 1]]
        file = bool(known.files[number])
        telling = sum(word.plain not in STOP for word in words[i:j])
        capitals = all(word.text[0].isupper() for word in words[i:j] if word.plain not in STOP)
        long = j - i >= LONG and telling >= TELLING
        if file or (quoted and strict):
            chosen = of
        elif long or (quoted and (led or j - i > 1)) or (strict and capitals and j - i > 1):
            chosen = of[~known.pages[of]]
        else:
            continue
        if len(chosen):
            before = _Span(start, end, i, j, tuple(map(int, chosen)), quoted, led or file or (quoted and long))
            yield before


def _led(before: list[Word]) -> tuple[bool, bool]:
    """Return whether words lead to a source, and whether they lead to nothing else."""
    words = _plain(before)
    while words and words[-1] in KINDS:
        words.pop()
    strict = len(words) > 1 and any(words[-2] in first and words[-1] == last for first, last in STRICT)
    return bool(words) and words[-1] in LEADING, strict


def _without(question: str, words: list[Word], spans: list[_Span]) -> str:
    """Return a question without those names in it that only say where to look, and without the clauses that do."""
    breaks = [m.end() for m in _BREAK.finditer(question) if not any(s.start <= m.start() < s.end for s in spans)]
    gone: list[tuple[int, int]] = []
    for begin, end in zip((0, *breaks), (*breaks, len(question)), strict=True):
        inside = [span for span in spans if begin <= span.start < end]
        titled = {place for span in inside for place in range(span.first, span.last)}
        others = [w for place, w in enumerate(words) if begin <= w.start < end and place not in titled]
        if inside and all(word.text.casefold() in FRAME for word in others):
            gone.append((begin, end))
            continue
        for span in (span for span in inside if span.leads):
            first = span.first
            while first and words[first - 1].start >= begin and words[first - 1].text.casefold() in _TOWARDS:
                first -= 1
            start = words[first].start if first < span.first else span.start
            if gone and set(_plain(split(question[gone[-1][1] : start]))) <= JOINS:
                start = gone[-1][1]
            gone.append((start, span.end))
    kept, at = [], 0
    for begin, end in gone:
        kept.append(question[at:begin])
        at = max(at, end)
    text = " ".join("".join([*kept, question[at:]]).split())
    return re.sub(r" (?=[,.:;?!])", "", text).strip(" ,;:–—-") or question


def _plain(words: Iterable[Word]) -> list[str]:
    return [word.text.casefold() for word in words]
