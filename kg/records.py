"""The nouns of Kindergraph. Read this file first: it is the program's table of contents.

A folder of papers becomes records in this order, each naming its parents by id:

    Document ─ Block ─ Chunk ─ Mention ┐
                                Claim ─┴─ Entity, Relation (and the Merges that made them) ─ Path

and a question becomes a SearchResult of Hits, RankedEntities and Paths.

Every record is frozen and holds tuples, so a change is a new record. Ids are content hashes: the same file read twice
gives the same ids. Character offsets always count Unicode code points in `Document.text`; boxes are PDF points with the
origin at the top left of the page, `(x0, top, x1, bottom)`; pages count from 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]


class Record(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def content_id(prefix: str, *parts: object) -> str:
    """Return `prefix_` plus 64 bits of the SHA-256 of `parts`, the id that the same content always gets."""
    payload = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=str)
    return f"{prefix}_{hashlib.sha256(payload.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


# ── what stands on the page ──────────────────────────────────────────────────────────────────────────────────────────


class Label(StrEnum):
    """What a block is to a reader of the page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"
    FIGURE = "figure"
    FORMULA = "formula"
    CODE = "code"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    FRONT_MATTER = "front_matter"
    FURNITURE = "furniture"


PROSE = frozenset({Label.PARAGRAPH, Label.LIST_ITEM, Label.CAPTION, Label.FOOTNOTE})
"""The labels whose text is sentences: what extraction reads."""


class Span(Record):
    """`Document.text[start:end]` stands on this page in this box; one span is at most one printed line."""

    start: int
    end: int
    page: int | None = None
    bbox: Box | None = None


class Cell(Record):
    """A table cell: `Document.text[start:end]`, at (row, column) counted from 0."""

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


class Block(Record):
    """A paragraph, heading, table …: `Document.text[start:end]`, in reading order, with the lines it was set in."""

    id: str
    label: Label
    order: int
    start: int
    end: int
    page: int | None = None
    bbox: Box | None = None
    section: tuple[str, ...] = ()
    level: int | None = None
    spans: tuple[Span, ...] = ()
    cells: tuple[Cell, ...] = ()


class Document(Record):
    """One document as read: its whole text once, and the blocks that point into it.

    `source` is the path as the user gave it (or a URL), `part` the row of a corpus file, `sha256` the digest of the
    file's bytes; `reader` read the file, and `parser` its sentences. Furniture (running heads, page numbers) stands at
    the end of `text`, so that what is read as prose is one unbroken run.
    """

    id: str
    source: str
    sha256: str
    media_type: str
    reader: str
    parser: str = "built-in"
    text: str
    title: str = ""
    part: str | None = None
    pages: int = 1
    licence: str = "unknown"
    blocks: tuple[Block, ...] = ()

    def quote(self, start: int, end: int) -> str:
        """Return the text between two offsets."""
        return self.text[start:end]


class Chunk(Record):
    """A passage: `Document.text[start:end]`, whole blocks of one section, with every line's place on its page."""

    id: str
    document: str
    ordinal: int
    start: int
    end: int
    text: str
    section: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


class Evidence(Record):
    """The place that something rests on: `quote` is exactly `Document.text[start:end]`, on `page` within `bbox`."""

    id: str
    document: str
    source: str
    sha256: str
    chunk: str
    start: int
    end: int
    quote: str
    page: int | None = None
    bbox: Box | None = None


def evidence(document: Document, chunk: Chunk, start: int, end: int) -> Evidence:
    """Return the evidence for `document.text[start:end]`; where it runs over a page, page and box are of its first.

    Raises ValueError where the span is empty or outside the chunk.
    """
    if not chunk.start <= start < end <= chunk.end:
        raise ValueError(f"{document.source}: span {start}-{end} is outside chunk {chunk.start}-{chunk.end}")
    touched = [s for s in chunk.spans if s.start < end and s.end > start]
    page = touched[0].page if touched else None
    boxes = [s.bbox for s in touched if s.bbox is not None and s.page == page]
    return Evidence(
        id=content_id("ev", document.id, start, end),
        document=document.id,
        source=document.source,
        sha256=document.sha256,
        chunk=chunk.id,
        start=start,
        end=end,
        quote=document.text[start:end],
        page=page,
        bbox=union(boxes),
    )


def union(boxes: Iterable[Box]) -> Box | None:
    """Return the smallest box around `boxes`, None where there are none."""
    rows = list(boxes)
    if not rows:
        return None
    return (min(b[0] for b in rows), min(b[1] for b in rows), max(b[2] for b in rows), max(b[3] for b in rows))


# ── what the text says ───────────────────────────────────────────────────────────────────────────────────────────────


class Mention(Record):
    """A term or name where it stands. `name` is its normal form: no determiner, head noun in the singular."""

    id: str
    name: str
    type: str
    evidence: Evidence
    proper: bool = False
    long_form: str | None = None


class Certainty(StrEnum):
    """How far the author stands behind a claim."""

    ASSERTED = "asserted"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class Argument(Record):
    """A claim's head or tail: the mention, and the noun phrase as the sentence has it, `Document.text[start:end]`."""

    mention: str
    phrase: str
    start: int
    end: int
    plural: bool = False


class Predicate(Record):
    """What a claim says of its head: `verb` is a lemma, `text` the base form with particle and preposition.

    *Springs depend on aquifers* → verb `depend`, preposition `on`, text `depend on`, tense `present`. A passive is
    turned round, so that the head is always the one who does it, unless the doer is not named (`passive` is then true:
    *maize is grown in Kenya* → text `be grown in`).
    """

    text: str
    verb: str
    preposition: str = ""
    particle: str = ""
    tense: Literal["present", "past", "future"] = "present"
    modal: str = ""
    passive: bool = False


REFERENCES = "references"
"""The `extractor` of what lists of references tell, where a work is cited among it."""


class Claim(Record):
    """One statement of one sentence. A claim whose qualifiers are dropped may be false: keep them or drop the claim."""

    id: str
    head: Argument
    predicate: Predicate
    relation: str
    tail: Argument
    evidence: Evidence
    extractor: str
    affirmed: bool = True
    certainty: Certainty = Certainty.ASSERTED
    quantity: str | None = None
    condition: str | None = None
    time: str | None = None
    scope: str | None = None

    @property
    def plain(self) -> bool:
        """True where the claim stands as it is: affirmed, asserted, with no condition, time or scope to carry."""
        return (
            self.affirmed
            and self.certainty is Certainty.ASSERTED
            and not (self.condition or self.time or self.scope or self.predicate.modal)
        )


# ── the graph ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Entity(Record):
    """One thing, whatever it is called: a node. `evidence` is where it is defined, or else first named."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    evidence: Evidence


class Relation(Record):
    """A directed, typed edge between two entities, resting on one or more claims."""

    id: str
    head: str
    predicate: str
    relation: str
    tail: str
    affirmed: bool = True
    certainty: Certainty = Certainty.ASSERTED
    claims: tuple[Claim, ...] = Field(min_length=1)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The quotes that the edge rests on, one a claim."""
        return tuple(claim.evidence for claim in self.claims)


Reason = Literal[
    "same_form",
    "plural",
    "abbreviation",
    "inflection",
    "spelling",
    "linking",
    "legal_form",
    "word_order",
    "short_name",
    "person_name",
    "sound",
    "derivation",
    "initials",
    "model",
]
"""How one name varies another (`kg.resolve.compare` says by which rules); `model` is for merges a model proposes."""


class Feature(Record):
    """One thing that speaks for a merge, or against it, and how strongly it holds."""

    name: str
    value: float


class Merge(Record):
    """Two names held to be one thing, and why. `kg unmerge` takes it back, for good.

    `absorbed` varies `beside` by `reason`, with `score` the odds that they are one thing and `detail` the features that
    it was made from; `beside` is `kept` itself or another name that was joined to it. `evidence` is one place of each
    of the two names, or the one place that explains an abbreviation.
    """

    id: str
    kept: str
    absorbed: str
    reason: Reason
    beside: str = ""
    score: float = 1.0
    detail: tuple[Feature, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Community(Record):
    """Entities that hold together more than with the rest, and what is said of them, in sentences that stand on a page.

    Level 0 is the coarsest; `parent` is the community of the level above it that this one is a part of. `relations` are
    the edges between two members, `report` three to eight quotes, fewer where there are not so many: the ones that say
    most of the most central members come first.
    """

    id: str
    level: int
    parent: str | None = None
    title: str
    members: tuple[str, ...] = Field(min_length=1)
    relations: tuple[str, ...] = ()
    report: tuple[Evidence, ...] = ()


class Hop(Record):
    """One step of a path: from head to tail, along `relation`, on the word of `claim`.

    An `inverse` step goes from the relation's tail to its head, and its claim is the same said the other way round:
    *groundwater is recharged by rain*. Where its verb has no passive, the claim's ends have changed places and the
    predicate has not, so that the step is to what *depends on* the aquifer.
    """

    head: Entity
    relation: Relation
    tail: Entity
    claim: Claim
    inverse: bool = False


class Path(Record):
    """Hops end to end, no entity twice."""

    hops: tuple[Hop, ...] = Field(min_length=1)

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities in order, one more than there are hops."""
        return (self.hops[0].head, *(hop.tail for hop in self.hops))


class Hit(Record):
    """A passage that search found: `id` is its chunk, `page` and `bbox` are where it begins."""

    id: str
    score: float
    document: str
    source: str
    page: int | None = None
    bbox: Box | None = None
    text: str


class RankedEntity(Record):
    """An entity that search holds relevant to a question."""

    id: str
    name: str
    score: float


class SearchResult(Record):
    """What search found: passages and entities, best first, and the paths of the graph that connect the entities.

    `named` are the documents that the question names, whose passages are preferred.
    """

    question: str
    named: tuple[str, ...] = ()
    hits: tuple[Hit, ...] = ()
    entities: tuple[RankedEntity, ...] = ()
    paths: tuple[Path, ...] = ()


class Cited(Record):
    """A piece of a context: words that stand in a document, and the id that `kg trace` follows back to the page."""

    id: str
    kind: Literal["quote", "chunk"]
    about: str
    text: str
    document: str
    source: str
    page: int | None = None
    tokens: int


class Context(Record):
    """What is handed to a reader of a question, within a budget of tokens: pieces in the order of their worth.

    `global` is gathered from the reports of communities, `local` from the entities that the question is about.
    """

    question: str
    scope: Literal["global", "local"]
    budget: int
    tokens: int
    pieces: tuple[Cited, ...] = ()


class Rejection(Record):
    """Something that was seen and not kept: nothing vanishes without one. `reason` is a snake_case name."""

    subject: str
    step: str
    reason: str
    detail: str = ""
