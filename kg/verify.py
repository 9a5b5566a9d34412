"""Reads every span again: each passage, mention, claim and sample quote against its document, its file and its page.

A span is sound where its text is `Document.text[start:end]`, character for character. Two figures are told apart from
that: files that are no longer what was read, and quotes whose letters pdfium does not find in their box on their page.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.console import Progress, Quiet
from kg.on_page import missing
from kg.records import Chunk, Claim, Document, Evidence, Mention, Record
from kg.store import Store
from kg.trace import file_state

Row = Mapping[str, Any]
"""A quote of a sample, as `generate` wrote it, with the sample's id for its own."""


class Failure(Record):
    """A span that is not what it says, and in which way."""

    kind: str
    id: str
    source: str
    reason: str
    detail: str = ""


class Verdict(Record):
    """What was read again: spans by kind, files by state, and PDF quotes found in their box (`on_page`) or not."""

    documents: int
    spans: dict[str, int]
    failures: tuple[Failure, ...]
    files: dict[str, int]
    changed: tuple[str, ...]
    on_page: int
    off_page: tuple[Failure, ...]

    @property
    def sound(self) -> bool:
        """True where every span reads as it says and no file has changed under it."""
        return not (self.failures or self.changed)


class _Span(NamedTuple):
    kind: str
    id: str
    start: int
    end: int
    text: str


def verify(store: Store, progress: Progress | None = None) -> Verdict:
    """Return what became of every span in a store, whether or not anything failed."""
    records: dict[str, list[Mention | Claim]] = defaultdict(list)
    everything: tuple[Mention | Claim, ...] = (*store.mentions(), *store.claims())
    for record in everything:
        records[record.evidence.document].append(record)
    rows = _sample_quotes(store)
    spans: Counter[str] = Counter()
    states: dict[str, str] = {}
    failures: list[Failure] = []
    off_page: list[Failure] = []
    documents = on_page = 0
    for document in (progress or Quiet()).steps(store.documents(), "verifying", store.counts()["documents"]):
        documents += 1
        chunks = {chunk.id: chunk for chunk in store.chunks(document.id)}
        here, quotes = records.pop(document.id, []), rows.pop(document.id, [])
        for span in _spans(chunks.values(), here, quotes):
            spans[span.kind] += 1
            if not span.start < span.end or document.text[span.start : span.end] != span.text:
                failures.append(_failure(span.kind, span.id, document, "text_differs", span.text))
        failures += _misplaced(document, chunks, here, quotes)
        if document.source not in states:
            states[document.source] = file_state(document.source, document.sha256)
        if document.media_type == "application/pdf" and states[document.source] == "unchanged":
            for failure in _looked_up(document, chunks, here):
                on_page += failure is None
                off_page += [failure] if failure else []
    for identity in sorted({*records, *rows}):
        lost = [(_kind(r), r.id) for r in records.get(identity, [])]
        lost += [("sample", row["id"]) for row in rows.get(identity, [])]
        spans.update(kind for kind, _ in lost)
        failures += [Failure(kind=kind, id=i, source=identity, reason="document_gone") for kind, i in lost]
    return Verdict(
        documents=documents,
        spans=dict(spans),
        failures=tuple(failures),
        files=dict(Counter(states.values())),
        changed=tuple(sorted(source for source, state in states.items() if state == "changed")),
        on_page=on_page,
        off_page=tuple(off_page),
    )


def _sample_quotes(store: Store) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for text in store.samples():
        sample = json.loads(text)
        for quote in sample.get("evidence", ()):
            rows[quote["document"]].append({**quote, "id": sample["id"]})
    return rows


def _spans(chunks: Iterable[Chunk], records: Iterable[Mention | Claim], quotes: Iterable[Row]) -> Iterator[_Span]:
    for chunk in chunks:
        yield _Span("chunk", chunk.id, chunk.start, chunk.end, chunk.text)
    for record in records:
        place = record.evidence
        yield _Span(_kind(record), record.id, place.start, place.end, place.quote)
        if isinstance(record, Claim):
            for argument in (record.head, record.tail):
                yield _Span("argument", record.id, argument.start, argument.end, argument.phrase)
    for row in quotes:
        yield _Span("sample", row["id"], row["start"], row["end"], row["quote"])


def _misplaced(
    document: Document, chunks: Mapping[str, Chunk], records: Iterable[Mention | Claim], quotes: Sequence[Row]
) -> Iterator[Failure]:
    """Yield what names another file, another version of it, or a passage that does not hold it."""
    origin = (document.source, document.sha256)
    for record in records:
        place = record.evidence
        chunk = chunks.get(place.chunk)
        if (place.source, place.sha256) != origin:
            yield _failure(_kind(record), record.id, document, "other_file", place.source)
        elif chunk is None:
            yield _failure(_kind(record), record.id, document, "chunk_gone", place.chunk)
        elif not chunk.start <= place.start < place.end <= chunk.end:
            yield _failure(_kind(record), record.id, document, "outside_its_chunk", place.chunk)
    for row in quotes:
        if (row["source"], row["sha256"]) != origin:
            yield _failure("sample", row["id"], document, "other_file", row["source"])


def _looked_up(
    document: Document, chunks: Mapping[str, Chunk], records: Iterable[Mention | Claim]
) -> Iterator[Failure | None]:
    """Yield None for each quote that is on its page, a Failure for each that is not."""
    places: dict[str, tuple[Evidence, Chunk]] = {}
    owners: dict[str, Mention | Claim] = {}
    for record in records:
        place = record.evidence
        if place.chunk in chunks:
            places[place.id] = (place, chunks[place.chunk])
            owners[place.id] = record
    for place, letters in missing(document, places.values()):
        owner = owners[place.id]
        detail = f"page {place.page}: {letters[:40]}"
        yield _failure(_kind(owner), owner.id, document, "not_in_its_box", detail) if letters else None


def _kind(record: Mention | Claim) -> str:
    return "mention" if isinstance(record, Mention) else "claim"


def _failure(kind: str, identity: str, document: Document, reason: str, detail: str = "") -> Failure:
    return Failure(kind=kind, id=identity, source=document.source, reason=reason, detail=detail[:80])
