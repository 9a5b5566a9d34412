"""Which reader reads which file; and the whole of reading one, in the process that calls it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.parse import corpus, markdown, pdf, plain, web
from ingest.parse.assemble import assemble
from ingest.parse.draft import Beat, Read
from ingest.parse.failure import Unreadable
from ingest.settings import IngestSettings
from kg.records import Document, Rejection

Reader = Callable[[Path, IngestSettings], Iterator[Read | Rejection | Beat]]

READERS: dict[str, Reader] = {
    ".pdf": pdf.read_pdf,
    ".html": web.read_html,
    ".htm": web.read_html,
    ".xhtml": web.read_html,
    ".md": markdown.read_markdown,
    ".markdown": markdown.read_markdown,
    ".txt": plain.read_text,
    ".jsonl": corpus.read_jsonl,
    ".csv": corpus.read_csv,
    ".tsv": corpus.read_csv,
}


def read_here(
    path: Path, settings: IngestSettings, source: str | None = None, beat: Callable[[], None] = lambda: None
) -> Iterator[Document | Rejection]:
    """Yield the documents of one file (a corpus holds many) and the rows that were not read.

    `source` is the name that they carry, the path where it is left out; `beat` is called for each page.
    Raises `Unreadable` with the reason where the file as a whole cannot be read.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise Unreadable("cannot_open", error.strerror or str(error)) from error
    sniff(path)
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise Unreadable("unknown_format", f"no reader for {path.suffix or 'a name without suffix'}")
    characters = 0
    for read in reader(path, settings):
        if isinstance(read, Beat):
            beat()
            continue
        if isinstance(read, Rejection):
            yield read
            continue
        document = assemble(read, source or str(path), digest)
        characters += len(document.text)
        if characters > settings.max_characters:
            raise Unreadable("too_much_text", f"more than {settings.max_characters:,} characters (max_characters)")
        yield document


def sniff(path: Path) -> None:
    """Raise `Unreadable` where a file's first bytes are not what its name says."""
    with path.open("rb") as file:
        head = file.read(2048)
    if not head:
        raise Unreadable("empty", "the file is empty")
    kind = path.suffix.casefold()
    opening = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    looks_html = opening.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))
    if kind == ".pdf" and b"%PDF" not in head:
        what = "an HTML page" if looks_html else "something else"
        raise Unreadable("not_a_pdf", f"named .pdf, but holds {what}")
    if kind != ".pdf" and opening.startswith(b"%pdf-"):
        raise Unreadable("misnamed", f"named {kind}, but holds a PDF; rename it")
