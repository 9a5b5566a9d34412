"""Papers in, graph out: discover, skip what has not changed, read, cut, extract, store; at the end, resolve once.

Each document is stored in one transaction, so a run that is killed at any time has stored whole documents; started
again it takes up the others, and ends with the same graph as an unbroken one.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from ingest.chunk import chunk
from ingest.discover import discover
from ingest.parse import Unreadable, read
from ingest.parse.suffixes import CORPORA
from ingest.settings import BUILT_IN, IngestSettings
from kg.console import Progress, Quiet
from kg.encode import load_encoder
from kg.errors import UserError
from kg.index import embed
from kg.records import Chunk, Claim, Document, Mention, Record, Rejection
from kg.resolve import refresh
from kg.store import Store

if TYPE_CHECKING:
    from spacy.language import Language

Extract = Callable[[Document, Sequence[Chunk]], tuple[tuple[Mention, ...], tuple[Claim, ...], tuple[Rejection, ...]]]


class Report(Record):
    """What one run did. Every file found is read, unchanged, or failed; `rejected` counts by reason."""

    files: int
    read: int
    unchanged: int
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
    files, skipped, shut = discover(paths)
    known = dict(store.sources())
    if not (files or shut or known or prune):
        left = ", ".join(f"{number:,} {kind}" for kind, number in sorted(skipped.items())) or "no files at all"
        raise UserError(f"ingest: nothing there that can be read ({left}); `ingest --help` names what can be")
    run = _Run(store, settings, extract)
    # A file keeps the spelling that it was first given by: a second one would be a second source.
    spelled = {realpath(source): Path(source) for source in known if "://" not in source}
    files = list(dict.fromkeys(spelled.setdefault(realpath(path), path) for path in files))
    run.failed.update(shut)
    for path in progress.steps(files, "reading", len(files)):
        run.take(path, known.get(str(path)))
        progress.note(f"{run.count['claims']:,} claims, {len(run.failed)} failed")
    gone = tuple(sorted(source for source in known if "://" not in source and _gone(source)))
    for source in gone if prune else ():
        store.remove_source(source)
    with run.clock("resolve"):
        if store.stale():
            run.rejected.update(r.reason for r in refresh(store).rejections)
        graph = store.counts()
    with run.clock("embed"):
        if settings.embed and graph["chunks"]:
            embed(store, load_encoder(), progress)
    return Report(
        files=len(files) + len(shut),
        failed=run.failed,
        skipped=dict(skipped),
        gone=() if prune else gone,
        pruned=len(gone) if prune else 0,
        rejected=dict(run.rejected),
        notes=run.notes,
        entities=graph["entities"],
        relations=graph["relations"],
        seconds=run.clock.seconds,
        **{name: run.count[name] for name in COUNTED},
    )


PDF = "application/pdf"
"""The media type of what several readers can read."""

COUNTED = ("read", "unchanged", "documents", "pages", "chunks", "mentions", "claims")


class _Run:
    """Holds what a run has open and what it has counted so far."""

    def __init__(self, store: Store, settings: IngestSettings, extract: Extract | None) -> None:
        self.store, self.settings, self.extract = store, settings, extract
        self.count: Counter[str] = Counter()
        self.rejected: Counter[str] = Counter()
        self.failed: dict[str, str] = {}
        self.notes: dict[str, str] = {}
        self.clock = _Clock()

    def take(self, path: Path, stored: str | None) -> None:
        """Bring the store up to one file, of which the version with digest `stored` is there."""
        try:
            if not _named_in_utf8(path):
                raise Unreadable("bad_name", "the bytes of its name are not UTF-8; rename it")
            same = stored is not None and path.suffix.casefold() not in CORPORA and stored == digest(path)
            if same and all(map(self._as_set, self.store.document_ids(str(path)))):
                self.count["unchanged"] += 1
            else:
                self._read(path)
        except Unreadable as error:
            self.failed[str(path)] = f"{error.reason}: {error.detail}"
        except OSError as error:
            self.failed[str(path)] = f"cannot_open: {error.strerror or error}"

    def _as_set(self, document: str) -> bool:
        """Tell whether a stored document was read by the reader and the parser of English that the settings name."""
        stored = self.store.document(document)
        another_reader = stored.media_type == PDF and stored.reader != self.settings.reader
        return stored.parser == self.settings.english and not another_reader

    def _read(self, path: Path) -> None:
        held, seen = set(filter(self._as_set, self.store.document_ids(str(path)))), set()
        for item in self.clock.over(read(path, self.settings), "read"):
            if isinstance(item, Rejection):
                self.rejected[item.reason] += 1
                self.notes[item.subject] = f"{item.reason}: {item.detail}" if item.detail else item.reason
                continue
            seen.add(item.id)
            if item.id not in held:
                self._store(item)
        for stale in sorted(set(self.store.document_ids(str(path))) - seen):
            self.store.remove_document(stale)
        self.count["unchanged" if seen and seen <= held else "read"] += 1

    def _store(self, document: Document) -> None:
        self.extract = self.extract or grammar(self.settings)
        with self.clock("cut"):
            chunks = tuple(chunk(document, self.settings.chunk_words, self.settings.chunk_words_most))
        with self.clock("extract"):
            try:
                mentions, claims, rejections = self.extract(document, chunks)
            except (ArithmeticError, AssertionError, LookupError, RuntimeError, TypeError, ValueError) as error:
                # As in reading: what a file makes a library raise is that file's failure, and the others land.
                raise Unreadable("not_understood", f"{type(error).__name__}: {error}"[:300]) from error
        document = document.model_copy(update={"parser": self.settings.english})
        with self.clock("store"):
            self.store.replace_document(document, chunks, mentions, claims, rejections)
        self.rejected.update(r.reason for r in rejections)
        self.count.update(documents=1, pages=document.pages)
        self.count.update(chunks=len(chunks), mentions=len(mentions), claims=len(claims))


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def grammar(settings: IngestSettings) -> Extract:
    """Return extraction by grammar, with the parser of English that the settings name loaded."""
    from ingest.english import load_english
    from ingest.extract import extract

    nlp = load_english() if settings.english == BUILT_IN else spacy_pipeline(settings.english)
    return lambda document, chunks: extract(document, chunks, nlp)


def spacy_pipeline(name: str) -> Language:
    """Return an installed spaCy pipeline. Raises UserError where there is none of that name."""
    import spacy

    try:
        return spacy.load(name)
    except OSError as error:
        raise UserError(f"--english {name}: no such spaCy pipeline is installed; pip install it first") from error


def _named_in_utf8(path: Path) -> bool:
    """Tell whether a file's name is text: a store holds nothing else."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _gone(source: str) -> bool:
    """Tell whether a source is no longer on disk; one that may only not be looked at is not gone."""
    try:
        Path(source).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


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

    def over(self, items: Iterable[Document | Rejection], step: str) -> Iterator[Document | Rejection]:
        """Yield `items`, adding up the time that they take to come."""
        iterator = iter(items)
        while True:
            with self(step):
                item = next(iterator, None)
            if item is None:
                return
            yield item
