"""Corpus files, one document a row: JSONL with `id` or `doc_id`, `title`, `text`; CSV and TSV with a header that has a
`text` column. A row that is not a document is a `Rejection`, and the others land.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingest.parse.draft import Draft, Piece, Read
from ingest.parse.failure import Unreadable
from ingest.parse.plain import decode, paragraphs
from ingest.settings import IngestSettings
from kg.records import Label, Rejection

NAMES = ("id", "doc_id", "_id", "docid")
TEXTS = ("text", "contents", "content", "body", "passage")
LONGEST_FIELD = 10_000_000


def read_jsonl(path: Path, settings: IngestSettings) -> Iterator[Read | Rejection]:
    """Yield a document for each line, a `Rejection` for each line that holds none."""
    for number, line in enumerate(decode(path.read_bytes()).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            yield _rejected(path, number, "bad_json")
            continue
        if isinstance(row, dict):
            yield _document(path, number, row, "application/jsonl")
        else:
            yield _rejected(path, number, "not_an_object")


def read_csv(path: Path, settings: IngestSettings) -> Iterator[Read | Rejection]:
    """Yield a document for each row. Raises `Unreadable` where the header has no column of text."""
    csv.field_size_limit(LONGEST_FIELD)
    delimiter = "\t" if path.suffix.casefold() == ".tsv" else ","
    rows = csv.DictReader(io.StringIO(decode(path.read_bytes()), newline=""), delimiter=delimiter)
    header = [name.strip().casefold() for name in rows.fieldnames or ()]
    if not any(name in header for name in TEXTS):
        raise Unreadable("no_text_column", f"the header has no column `text`; it has {', '.join(header) or 'nothing'}")
    kind = "text/tab-separated-values" if delimiter == "\t" else "text/csv"
    try:
        for row in rows:
            if None in row:
                yield _rejected(path, rows.line_num, "too_many_fields")
            else:
                yield _document(path, rows.line_num, {k.strip().casefold(): v for k, v in row.items()}, kind)
    except csv.Error as error:
        yield _rejected(path, rows.line_num, "bad_csv", str(error))


def _document(path: Path, number: int, row: Mapping[str, Any], kind: str) -> Read | Rejection:
    text = next((row[name] for name in TEXTS if row.get(name)), None)
    if not isinstance(text, str) or not text.strip():
        return _rejected(path, number, "no_text")
    name = next((str(row[n]) for n in NAMES if row.get(n) is not None), str(number))
    title = row.get("title")
    title = " ".join(title.split()) if isinstance(title, str) else ""
    licence = row.get("licence") or row.get("license") or "unknown"
    drafts = [Draft(Label.TITLE, [Piece(title)])] if title else []
    for draft in paragraphs(text):
        drafts.append(Draft(Label.PARAGRAPH, draft.pieces))
    return Read(drafts, kind, "corpus", title=title, part=name, licence=str(licence))


def _rejected(path: Path, number: int, reason: str, detail: str = "") -> Rejection:
    return Rejection(subject=f"{path}:{number}", step="read", reason=reason, detail=detail)
