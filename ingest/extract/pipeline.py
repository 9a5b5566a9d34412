"""A document's passages to mentions and claims: clean, parse, take clauses apart, judge, point at the page.

block ── reading ──▸ nlp ──▸ sentences ──▸ clauses ──▸ candidates ──▸ statements ──▸ Claim, Mention | Rejection
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingest.extract import compounds, tables
from ingest.extract.abbreviations import abbreviations
from ingest.extract.claims import Refusal, Statement, statements
from ingest.extract.entities import Term
from ingest.extract.reading import Reading, printed, reading
from ingest.extract.references import references
from ingest.extract.sentences import about_document, unfit
from ingest.extract.terms import candidates, terms
from ingest.extract.vocabulary import Vocabulary
from kg.records import (
    PROSE,
    Argument,
    Block,
    Cell,
    Chunk,
    Claim,
    Document,
    Evidence,
    Label,
    Mention,
    Predicate,
    Rejection,
    content_id,
)
from kg.records import evidence as evidence_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

EXTRACTOR = "grammar"
BATCH = 64
READ = PROSE - {Label.CAPTION}
"""Captions speak of their figure alone."""

LONGEST = 50_000
"""Letters of a block that can still be a paragraph; what is longer is data in a file of text."""

GARBLED = frozenset({"math", "unbalanced", "heading"})
"""What is wrong with a sentence whose nouns cannot be trusted either."""

Extraction = tuple[tuple[Mention, ...], tuple[Claim, ...], tuple[Rejection, ...]]


def extract(document: Document, chunks: Iterable[Chunk], nlp: Language) -> Extraction:
    """Return the mentions and claims of a document and a rejection for everything that was read and not kept.

    `nlp` is any spaCy pipeline with tags, morphology, lemmas and heads in Universal Dependencies.
    """
    passages = sorted(chunks, key=lambda c: c.start)
    ledger = _Ledger(document, passages)
    vocabulary = Vocabulary(document.text, document.title)
    prose = [b for b in document.blocks if b.label in READ and b.end > b.start]
    blocks = [b for b in prose if b.end - b.start <= LONGEST]
    for block in prose:
        if block.end - block.start > LONGEST:
            ledger.pass_over(block)
    readings = [
        (block, reading(document.quote(block.start, block.end), block.start))
        for block in blocks
        if not about_document(block.section)
    ]
    grids = [b for b in document.blocks if b.label is Label.TABLE and b.cells and not about_document(b.section)]
    for block in grids:
        cells = tables.sentence_cells(document, block)
        readings += [(block, reading(document.quote(c.start, c.end), c.start)) for c in cells]
    parsed = nlp.pipe((r.text for _, r in readings), batch_size=BATCH)
    for (_block, read), doc in zip(readings, parsed, strict=True):
        vocabulary.watch(doc)
        for sentence in doc.sents:
            ledger.read(sentence, read, vocabulary)
    for block in blocks:
        ledger.shorten(block)
    for block in grids:
        ledger.tabulate(block)
    ledger.name_terms(len(document.text.split()))
    ledger.classify(vocabulary.own.name)
    ledger.refer(blocks)
    return ledger.closed()


class _Ledger:
    """Holds what a document has yielded so far; every id is kept once."""

    def __init__(self, document: Document, passages: list[Chunk]) -> None:
        self._document, self._passages = document, passages
        self._mentions: dict[str, Mention] = {}
        self._claims: dict[str, Claim] = {}
        self._rejections: list[Rejection] = []
        self._candidates: list[tuple[Term, Reading, Chunk]] = []
        self._compounds: set[str] = set()
        self._sentences: list[tuple[int, int]] = []

    def pass_over(self, block: Block) -> None:
        """Note a block that is too long to be read."""
        self._reject(block.id, "block_too_long", f"{block.end - block.start:,} letters, at most {LONGEST:,} are read")

    def read(self, sentence: Span, read: Reading, vocabulary: Vocabulary) -> None:
        """Take in one parsed sentence."""
        if not str(sentence.text).strip():
            return
        span = _place(sentence, read)
        subject = content_id("sen", self._document.id, *span)
        chunk = self._chunk(*span)
        reason = unfit(sentence, vocabulary.own.name) or (None if chunk else "outside_chunks")
        if chunk is not None and reason not in GARBLED:
            named = (found for found in candidates(sentence, vocabulary) if not read.names_author(*_extent(found)))
            self._candidates += [(found, read, chunk) for found in named]
            self._sentences.append(span)
        if reason:
            self._reject(subject, reason, str(sentence.text))
            return
        for found in statements(sentence, vocabulary):
            refused = found.reason if isinstance(found, Refusal) else self._keep(found, sentence, read)
            if refused:
                detail = found.detail if isinstance(found, Refusal) else f"{found.head.name} / {found.tail.name}"
                self._reject(subject, refused, detail)

    def shorten(self, block: Block) -> None:
        """Join the short forms of a block to their long ones."""
        for found in abbreviations(self._document.quote(block.start, block.end)):
            start, end = block.start + found.start, block.start + found.end
            chunk = self._chunk(start, end)
            if chunk is not None:
                place = evidence_of(self._document, chunk, start, end)
                long = " ".join(w if any(c.isupper() for c in w[1:]) else w.lower() for w in found.long.split())
                self._mention(
                    Mention(
                        id=content_id("men", place.id, found.short),
                        name=found.short,
                        type="concept",
                        evidence=place,
                        proper=True,
                        long_form=long,
                    )
                )

    def name_terms(self, words: int) -> None:
        """Keep every mention of what has turned out to be a term, once all sentences are read."""
        known = {mention.name for mention in self._mentions.values()}
        names = terms((found for found, _, _ in self._candidates), words, known)
        for found, read, chunk in self._candidates:
            if found.name in names:
                self._argument(found, read, chunk)

    def classify(self, name: str) -> None:
        """Take in what the names of terms say of one another; nothing is a kind of what has this `name`."""
        mentions = sorted(self._mentions.values(), key=lambda m: (m.evidence.start, m.evidence.end, m.id))
        kind_of = {mention.name: mention.type for mention in mentions}
        told = [mention for mention in mentions if mention.id in self._compounds]
        for found in compounds.kinds(told, kind_of.keys() - {name}):
            place = found.mention.evidence
            chunk = self._chunk(place.start, place.end)
            if chunk is None:
                continue
            inner = evidence_of(self._document, chunk, place.start + found.start, place.end)
            general = Mention(
                id=content_id("men", inner.id, found.head), name=found.head, type=kind_of[found.head], evidence=inner
            )
            self._mention(general)
            claim = Claim(
                id=content_id("clm", place.id, found.mention.id, "be a kind of", general.id),
                head=Argument(mention=found.mention.id, phrase=place.quote, start=place.start, end=place.end),
                predicate=Predicate(text="be a kind of", verb="be", preposition="of"),
                relation="IS_A",
                tail=Argument(mention=general.id, phrase=inner.quote, start=inner.start, end=inner.end),
                evidence=place,
                extractor=compounds.EXTRACTOR,
            )
            self._claims.setdefault(claim.id, claim)

    def tabulate(self, block: Block) -> None:
        """Take in what the cells of a table say."""
        for found in tables.readings(self._document, block):
            last = max((c for c in block.cells if c.row == found.row.row), key=lambda c: c.end)
            chunk = self._chunk(min(found.column.start, found.row.start), last.end)
            if chunk is None:
                continue
            head, tail = (
                self._cell(cell, chunk, kind) for cell, kind in ((found.row, "concept"), (found.column, "property"))
            )
            quote = evidence_of(self._document, chunk, found.row.start, last.end)
            value = " ".join(self._document.quote(found.cell.start, found.cell.end).split())
            claim = Claim(
                id=content_id("clm", quote.id, head.mention, "have", tail.mention, value),
                head=head,
                predicate=Predicate(text="have", verb="have"),
                relation="HAS_PROPERTY",
                tail=tail,
                evidence=quote,
                extractor=EXTRACTOR,
                quantity=value,
            )
            self._claims.setdefault(claim.id, claim)

    def _cell(self, cell: Cell, chunk: Chunk, kind: str) -> Argument:
        place = evidence_of(self._document, chunk, cell.start, cell.end)
        text = " ".join(place.quote.split())
        name = text if any(c.isupper() for c in text[1:]) else text.lower()
        mention = Mention(id=content_id("men", place.id, name), name=name, type=kind, evidence=place)
        self._mention(mention)
        return Argument(mention=mention.id, phrase=place.quote, start=cell.start, end=cell.end)

    def refer(self, blocks: Iterable[Block]) -> None:
        """Take in what the references tell, and what the text cites them for."""
        for found in references(self._document, blocks, self._sentences, tuple(self._mentions.values()), self._chunk):
            if isinstance(found, Mention):
                self._mention(found)
            elif isinstance(found, Claim):
                self._claims.setdefault(found.id, found)
            else:
                self._rejections.append(found)

    def closed(self) -> Extraction:
        """Return everything, in the order of the document."""
        claims = sorted(self._claims.values(), key=lambda c: (c.evidence.start, c.head.start, c.tail.start, c.id))
        mentions = sorted(self._mentions.values(), key=lambda m: (m.evidence.start, m.evidence.end, m.id))
        return tuple(mentions), tuple(claims), tuple(self._rejections)

    def _keep(self, found: Statement, sentence: Span, read: Reading) -> str | None:
        start = read.span(found.opening.idx, found.opening.idx + 1)[0]
        end = _place(sentence, read)[1]
        chunk = self._chunk(start, end)
        if chunk is None:
            return "outside_chunks"
        if any(read.names_author(*_extent(end)) for end in (found.head, found.tail)):
            return "author_cited"
        if _extent(found.head)[1] in read.shown:
            return "figure_cited"  # so it is in that figure
        if any(_extent(end)[1] in read.numbered for end in (found.head, found.tail)):
            return "equation_cited"
        head, tail = self._argument(found.head, read, chunk), self._argument(found.tail, read, chunk)
        if head is None or tail is None:
            return "citation_inside"
        quote = evidence_of(self._document, chunk, start, end)
        claim = _claim(found, head, tail, quote)
        self._claims.setdefault(claim.id, claim)
        return None

    def _argument(self, found: Term, read: Reading, chunk: Chunk) -> Argument | None:
        begin, stop = _extent(found)
        if not read.unbroken(begin, stop):
            return None
        start, end = read.span(begin, stop)
        if not chunk.start <= start < end <= chunk.end:
            return None
        place = evidence_of(self._document, chunk, start, end)
        mention = Mention(
            id=content_id("men", place.id, found.name),
            name=found.name,
            type=found.kind,
            evidence=place,
            proper=found.proper,
        )
        self._mention(mention)
        if compounds.classifies(found):
            self._compounds.add(mention.id)
        return Argument(mention=mention.id, phrase=place.quote, start=start, end=end, plural=found.phrase.plural)

    def _mention(self, mention: Mention) -> None:
        self._mentions.setdefault(mention.id, mention)

    def _chunk(self, start: int, end: int) -> Chunk | None:
        return next((c for c in self._passages if c.start <= start and end <= c.end), None)

    def _reject(self, subject: str, reason: str, detail: str) -> None:
        self._rejections.append(Rejection(subject=subject, step="extract", reason=reason, detail=printed(detail[:120])))


def _claim(found: Statement, head: Argument, tail: Argument, quote: Evidence) -> Claim:
    held, predicate = found.candidate.standing, found.candidate.predicate
    qualified = (_join(held.conditions), _join(held.times), _join(held.scopes))
    return Claim(
        id=content_id("clm", quote.id, head.mention, predicate.text, tail.mention, held.affirmed, *qualified),
        head=head,
        predicate=predicate,
        relation=found.relation,
        tail=tail,
        evidence=quote,
        extractor=EXTRACTOR,
        affirmed=held.affirmed,
        certainty=held.certainty,
        quantity=found.quantity,
        condition=qualified[0],
        time=qualified[1],
        scope=qualified[2],
    )


def _extent(found: Term) -> tuple[int, int]:
    """The offsets of a term in the text that was parsed."""
    return int(found.tokens[0].idx), int(found.tokens[-1].idx) + len(found.tokens[-1].text)


def _join(parts: tuple[str, ...]) -> str | None:
    return ", ".join(dict.fromkeys(parts)) or None


def _place(sentence: Span, read: Reading) -> tuple[int, int]:
    """The offsets of a sentence in the document, without white space at its ends."""
    tokens = [t for t in sentence if not t.is_space]
    first, last = tokens[0], tokens[-1]
    return read.span(int(first.idx), int(last.idx) + len(last.text))
