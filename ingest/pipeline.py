"""Papers in, graph out: discover, skip what has not changed, read, cut, extract, store; at the end, resolve once.

Each document is stored in one transaction, so a run that is killed at any time has stored whole documents; started
again it takes up the others, and ends with the same graph as an unbroken one.
"""

from __future__ import annotations

import glob
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from pydantic import Field

from ingest.chunk import chunk
from ingest.parse import Unreadable, read
from ingest.parse.suffixes import CORPORA, SUFFIXES
from ingest.settings import IngestSettings
from kg.console import Progress, Quiet
from kg.errors import UserError
from kg.records import Chunk, Claim, Document, Mention, Record, Rejection
from kg.resolve import Resolvable, refresh

Extract = Callable[[Document, Sequence[Chunk]], tuple[tuple[Mention, ...], tuple[Claim, ...], tuple[Rejection, ...]]]


class Store(Resolvable, Protocol):
    """What ingesting needs of a store."""

    def sources(self) -> Mapping[str, str]:
        """Return the digest of each source that documents are stored of."""
        ...

    def document_ids(self, source: str) -> Iterable[str]:
        """Return the ids of a source's documents."""
        ...

    def replace_document(
        self,
        document: Document,
        chunks: Sequence[Chunk],
        mentions: Sequence[Mention],
        claims: Sequence[Claim],
        rejections: Sequence[Rejection],
    ) -> None:
        """Store a document and what rests on it, in place of an earlier version of the same source and part."""
        ...

    def remove_document(self, document_id: str) -> None:
        """Drop one document and what rests on it alone."""
        ...

    def remove_source(self, source: str) -> None:
        """Drop a source's documents and what rests on them alone."""
        ...


class Report(Record):
    """What one run did. Every file found is read, unchanged, or failed; `rejected` counts by reason."""

    files: int = 0
    read: int = 0
    unchanged: int = 0
    failed: dict[str, str] = Field(default_factory=dict)
    skipped: dict[str, int] = Field(default_factory=dict)
    gone: tuple[str, ...] = ()
    pruned: int = 0
    documents: int = 0
    pages: int = 0
    chunks: int = 0
    mentions: int = 0
    claims: int = 0
    rejected: dict[str, int] = Field(default_factory=dict)
    notes: dict[str, str] = Field(default_factory=dict)
    entities: int = 0
    relations: int = 0
    seconds: dict[str, float] = Field(default_factory=dict)


def ingest(
    paths: Iterable[str | Path],
    store: Store,
    settings: IngestSettings,
    progress: Progress | None = None,
    *,
    extract: Extract | None = None,
    prune: bool = False,
) -> Report:
    """Read `paths` (files, folders, globs) into `store` and return what was done.

    `extract` finds mentions and claims in a document's passages; the grammar of `ingest.extract` is the default. With
    `prune`, sources that are no longer on disk are dropped. Raises UserError where a path leads to nothing.
    """
    progress = progress or Quiet()
    clock = _Clock()
    files, skipped = discover(paths)
    known = dict(store.sources())
    count: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    failed: dict[str, str] = {}
    notes: dict[str, str] = {}
    find = extract

    for path in progress.steps(files, "reading", len(files)):
        source = str(path)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if known.get(source) == digest and path.suffix.casefold() not in CORPORA:
                count["unchanged"] += 1
                continue
            held, seen = set(store.document_ids(source)), set()
            for item in _timed(read(path, settings), clock, "read"):
                if isinstance(item, Rejection):
                    rejected[item.reason] += 1
                    notes[item.subject] = f"{item.reason}: {item.detail}" if item.detail else item.reason
                    continue
                seen.add(item.id)
                if item.id in held:
                    continue
                find = find or grammar(settings)
                with clock("cut"):
                    chunks = tuple(chunk(item, settings.chunk_words, settings.chunk_words_most))
                with clock("extract"):
                    mentions, claims, dropped = find(item, chunks)
                with clock("store"):
                    store.replace_document(item, chunks, mentions, claims, dropped)
                rejected.update(r.reason for r in dropped)
                count.update(
                    documents=1, pages=item.pages, chunks=len(chunks), mentions=len(mentions), claims=len(claims)
                )
                progress.note(f"{count['claims']:,} claims, {len(failed)} failed")
            for stale in sorted(set(store.document_ids(source)) - seen):
                store.remove_document(stale)
            count["unchanged" if seen and seen <= held else "read"] += 1
        except Unreadable as error:
            failed[source] = f"{error.reason}: {error.detail}"
        except OSError as error:
            failed[source] = f"cannot_open: {error.strerror or error}"

    gone = tuple(sorted(source for source in known if "://" not in source and not Path(source).exists()))
    for source in gone if prune else ():
        store.remove_source(source)
    with clock("resolve"):
        graph = refresh(store)
        rejected.update(r.reason for r in graph.rejections)
    return Report(
        files=len(files),
        read=count["read"],
        unchanged=count["unchanged"],
        failed=failed,
        skipped=dict(skipped),
        gone=() if prune else gone,
        pruned=len(gone) if prune else 0,
        documents=count["documents"],
        pages=count["pages"],
        chunks=count["chunks"],
        mentions=count["mentions"],
        claims=count["claims"],
        rejected=dict(rejected),
        notes=notes,
        entities=len(graph.entities),
        relations=len(graph.relations),
        seconds=clock.seconds,
    )


def discover(paths: Iterable[str | Path]) -> tuple[list[Path], Counter[str]]:
    """Return the files to read, sorted and each once, and how many were left alone by suffix.

    A folder is searched at every depth, hidden files and folders left out. Raises UserError where a path leads nowhere.
    """
    found: dict[str, Path] = {}
    skipped: Counter[str] = Counter()
    for given in paths:
        path = Path(given)
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*")) if p.is_file() and not _hidden(p.relative_to(path))]
        elif path.is_file():
            inside = [path]
        else:
            matches = sorted(glob.glob(str(given), recursive=True))  # noqa: PTH207 - absolute patterns too
            inside = [p for p in map(Path, matches) if p.is_file()]
            if not inside:
                raise UserError(f"{given}: no such file or folder; check the path")
        for file in inside:
            if file.suffix.casefold() in SUFFIXES:
                found.setdefault(str(file), file)
            else:
                skipped[file.suffix.casefold() or "no suffix"] += 1
    return [found[name] for name in sorted(found)], skipped


def grammar(settings: IngestSettings) -> Extract:
    """Return extraction by grammar, with the parser of English that the settings name loaded."""
    from ingest.english import load_english
    from ingest.extract import extract

    nlp = load_english(settings.english)
    return lambda document, chunks: extract(document, chunks, nlp)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


class _Clock:
    """Adds up wall-clock seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - began


def _timed(items: Iterable[Document | Rejection], clock: _Clock, step: str) -> Iterator[Document | Rejection]:
    iterator = iter(items)
    while True:
        with clock(step):
            item = next(iterator, None)
        if item is None:
            return
        yield item
