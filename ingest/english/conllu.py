"""Read treebanks: CoNLL-U files (plain or xz) as sentences of words, with GUM's nested mentions where they stand."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BRACKET = re.compile(r"\(([^()]+)\)?|([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Word:
    """One syntactic word; `head` counts words of its sentence from 1, 0 is the root; `glued`: no space follows."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    glued: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A mention: words `start` up to but not including `end`, counted from 0, and its entity type."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a treebank; `mentions` is None where the treebank marks none."""

    words: tuple[Word, ...]
    new_document: bool
    new_paragraph: bool
    mentions: tuple[Span, ...] | None = None


@dataclass(slots=True)
class _Draft:
    words: list[Word] = field(default_factory=list)
    entities: list[str] = field(default_factory=list)
    new_document: bool = False
    new_paragraph: bool = False


def read_treebank(path: Path) -> list[Sentence]:
    """Return the sentences of one CoNLL-U file in their order."""
    content = path.read_bytes()
    text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode("utf-8")
    return list(_sentences(text.split("\n")))


def text_of(sentences: list[Sentence]) -> str:
    """Return the raw text: words with their spaces, a blank line at each paragraph and document."""
    parts: list[str] = []
    for sentence in sentences:
        if parts and (sentence.new_document or sentence.new_paragraph):
            parts.append("\n\n")
        parts.extend(word.form if word.glued else word.form + " " for word in sentence.words)
    return "".join(parts)


def _sentences(lines: Iterable[str]) -> Iterator[Sentence]:
    draft, tail, glued_until, entities_marked = _Draft(), 0, False, False
    for raw in lines:
        line = raw.rstrip("\r")
        if not line:
            if draft.words:
                yield _finish(draft, entities_marked)
            draft, tail = _Draft(), 0
        elif line.startswith("#"):
            entities_marked |= line.startswith("# global.Entity")
            draft.new_document |= line.startswith("# newdoc")
            draft.new_paragraph |= line.startswith("# newpar")
        else:
            cells = line.split("\t")
            if "-" in cells[0]:
                # A contraction: its parts are glued to each other, and the last one has the spacing of the whole.
                tail, glued_until = int(cells[0].split("-")[1]), "SpaceAfter=No" in cells[9]
            elif "." not in cells[0]:
                here = int(cells[0])
                glued = (here < tail or glued_until) if here <= tail else "SpaceAfter=No" in cells[9]
                head = 0 if cells[6] == "_" else int(cells[6])
                draft.words.append(Word(cells[1], cells[2], cells[3], cells[4], cells[5], head, cells[7], glued))
                draft.entities.append(next((c[7:] for c in cells[9].split("|") if c.startswith("Entity=")), ""))
    if draft.words:
        yield _finish(draft, entities_marked)


def _finish(draft: _Draft, entities_marked: bool) -> Sentence:
    mentions = tuple(_spans(draft.entities)) if entities_marked else None
    return Sentence(tuple(draft.words), draft.new_document, draft.new_paragraph, mentions)


def _spans(entities: list[str]) -> Iterator[Span]:
    """GUM brackets: `(1-abstract-…` opens, `1)` closes, `(1-abstract-…)` is one word."""
    opened: dict[str, list[tuple[int, str]]] = {}
    for position, cell in enumerate(entities):
        for match in _BRACKET.finditer(cell):
            if match.group(1) is not None:
                number, kind = match.group(1).split("-")[:2]
                if match.group(0).endswith(")"):
                    yield Span(position, position + 1, kind)
                else:
                    opened.setdefault(number, []).append((position, kind))
            elif opened.get(match.group(2)):
                start, kind = opened[match.group(2)].pop()
                yield Span(start, position + 1, kind)
