"""What a document's references tell: where each work was published, who wrote it, and what the text cites it for.

A work goes by its title, however it is cited (`[4]`, `Pulay, 1980`), so that two documents that cite it meet in it.
What is cited for a whole sentence is cited for no one term, and yields nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import lru_cache

from ingest.extract.citations import Citation, citations, name_before
from ingest.extract.works import Span, Work, author_name, entries, works
from kg.records import (
    REFERENCES,
    Argument,
    Block,
    Chunk,
    Claim,
    Document,
    Evidence,
    Mention,
    Predicate,
    Rejection,
    content_id,
)
from kg.records import evidence as evidence_of

COMMON = 1.0
"""Zipf frequency above which one small word is no name: `nanoseconds` is none, `pyemu` is one."""

_VENUE = re.compile(r"\b(?:Journal|Proceedings|Transactions|Letters|Conference|Press)\b")
"""Names that a work appears in, and is not cited for."""

Found = Mention | Claim | Rejection
ChunkAt = Callable[[int, int], Chunk | None]


def references(
    document: Document, blocks: Iterable[Block], sentences: Sequence[Span], mentions: Iterable[Mention], at: ChunkAt
) -> Iterator[Found]:
    """Yield what the list of references and the citations in `blocks` tell; each mention comes before its claims.

    `sentences` are those that were read, `mentions` the terms found so far, `at` gives the passage of a span.
    """
    known: list[Work] = []
    for found in works(document):
        if isinstance(found, Work):
            known.append(found)
        else:
            yield Rejection(
                subject=found.id,
                step="extract",
                reason="reference_unread",
                detail=document.quote(found.start, found.end)[:120],
            )
    titles = Counter(_title(document, work).lower() for work in known)
    twice = [work for work in known if titles[_title(document, work).lower()] > 1]
    for work in twice:  # which of its entries is cited, or tells where it was published?
        subject = content_id("wrk", document.id, *work.entry)
        yield Rejection(subject=subject, step="extract", reason="listed_twice", detail=_title(document, work)[:120])
    known = [work for work in known if work not in twice]
    for work in known:
        yield from _published(document, work, known, at)
    terms = {m.evidence.end: m for m in sorted(mentions, key=lambda m: (-m.evidence.start, m.id))}
    for block in blocks:
        for cited in citations(document.quote(block.start, block.end), block.start, known):
            sentence = next((s for s in sentences if s[0] <= cited.brackets[0] and cited.brackets[1] <= s[1]), None)
            chunk = at(*sentence) if sentence else None
            if sentence is not None and chunk is not None:
                yield from _cited(document, cited, terms, sentence, chunk)


def _published(document: Document, work: Work, known: Sequence[Work], at: ChunkAt) -> Iterator[Found]:
    chunk = at(*work.entry)
    if chunk is None:
        return
    quote = evidence_of(document, chunk, *work.entry)
    told = (
        (work.venue, "published in", "publish", "PUBLISHED_IN", "publication"),
        (work.author, "written by", "write", "WRITTEN_BY", "person"),
    )
    for place, done, verb, relation, kind in told:
        if place is None or (relation == "PUBLISHED_IN" and not _all_read(document, place, known)):
            continue
        if relation == "WRITTEN_BY" and not (_in_print(document, work) and _always_alone(document, work, known)):
            continue
        title, other = _work(document, work, work.title, chunk), _named(document, place, kind, chunk)
        yield from (title, other)
        predicate = Predicate(text=f"be {done}", verb=verb, preposition=done.split()[1], passive=True, tense="past")
        dated = relation == "PUBLISHED_IN" and work.year[:4].isdigit()
        yield _claim(title, predicate, relation, other, quote, f"in {work.year[:4]}" if dated else None)


def _in_print(document: Document, work: Work) -> bool:
    """Return whether an entry names a journal, a publisher or a place behind the title: a web page has none."""
    behind = document.quote(max(work.title[1], work.author[1] if work.author else 0), work.entry[1])
    return re.search(r"[^\W\d_]{3}", re.sub(r"(?:https?|doi|www)[:.]\S*", "", behind)) is not None


def _all_read(document: Document, venue: Span, known: Sequence[Work]) -> bool:
    """Return whether every entry that names a venue was read so: else to ask what was published in it is a trap."""
    name = " ".join(document.quote(*venue).split())
    named = re.compile(rf"{re.escape(name)}[,.]?\s+\d", re.IGNORECASE)
    texts = (" ".join(document.quote(block.start, block.end).split()) for block in entries(document))
    read = sum(w.venue is not None and " ".join(document.quote(*w.venue).split()) == name for w in known)
    return sum(bool(named.search(text)) for text in texts) <= read


def _always_alone(document: Document, work: Work, known: Sequence[Work]) -> bool:
    """Return whether nothing that its author wrote with others is listed: else to ask what they wrote is a trap."""
    named = re.compile(rf"\b{re.escape(work.surname)}\b")
    alone = sum(w.author is not None and w.surname == work.surname for w in known)
    texts = (document.quote(block.start, block.end) for block in entries(document))
    return sum(bool(named.search(text)) for text in texts) <= alone


def _cited(
    document: Document, cited: Citation, terms: dict[int, Mention], sentence: Span, chunk: Chunk
) -> Iterator[Found]:
    """Yield that a work is cited for the term or the name right before its brackets."""
    before = document.text[sentence[0] : cited.brackets[0]].rstrip()
    term = terms.get(sentence[0] + len(before.removesuffix(")")))
    if term is None and (span := name_before(before)):
        term = _named(document, (sentence[0] + span[0], sentence[0] + span[1]), "artifact", chunk)
    if term is None or term.evidence.start < sentence[0] or not _cited_for(document, cited, term):
        return
    work = _work(document, cited.work, cited.cited, chunk)
    predicate = Predicate(text="be cited for", verb="cite", preposition="for", passive=True)
    yield from (term, work)
    yield _claim(work, predicate, "CITES", term, evidence_of(document, chunk, *sentence))


def _cited_for(document: Document, cited: Citation, term: Mention) -> bool:
    """Whether brackets stand behind a name: behind other words they are cited for all that the clause says."""
    words = term.evidence.quote
    last = words.split()[-1]
    if _VENUE.search(words):
        return False
    if last == last.lower() and (" " in words or _frequency(words) > COMMON):
        return False
    authors = document.quote(cited.work.entry[0], cited.work.title[0])
    named = get_close_matches(words, re.findall(r"[^\W\d_]{3,}", authors), cutoff=0.8)
    return term.type not in ("person", "time", "quantity") and not named


def _title(document: Document, work: Work) -> str:
    return " ".join(document.quote(*work.title).split())


def _work(document: Document, work: Work, place: Span, chunk: Chunk) -> Mention:
    """Return the mention of a work at a place."""
    return _mention(_title(document, work), "work", evidence_of(document, chunk, *place))


def _named(document: Document, place: Span, kind: str, chunk: Chunk) -> Mention:
    found = evidence_of(document, chunk, *place)
    name = " ".join(found.quote.split())
    return _mention(author_name(name) if kind == "person" else name, kind, found)


def _mention(name: str, kind: str, place: Evidence) -> Mention:
    return Mention(id=content_id("men", place.id, name), name=name, type=kind, evidence=place, proper=True)


def _claim(
    head: Mention, predicate: Predicate, relation: str, tail: Mention, quote: Evidence, time: str | None = None
) -> Claim:
    return Claim(
        id=content_id("clm", quote.id, head.id, predicate.text, tail.id),
        head=_argument(head),
        predicate=predicate,
        relation=relation,
        tail=_argument(tail),
        evidence=quote,
        extractor=REFERENCES,
        time=time,
    )


def _argument(mention: Mention) -> Argument:
    place = mention.evidence
    return Argument(mention=mention.id, phrase=place.quote, start=place.start, end=place.end)


@lru_cache(maxsize=4096)
def _frequency(word: str) -> float:
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, "en"))
