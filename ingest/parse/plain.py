"""Plain text: blank lines part its paragraphs; every character is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.parse.draft import Draft, Piece, Read
from ingest.parse.failure import Unreadable
from ingest.settings import IngestSettings
from kg.records import Label

UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d\x00-\x08\x0e-\x1f]")
"""Bytes that stand for nothing in cp1252, or for nothing in a text."""


def read_text(path: Path, settings: IngestSettings) -> Iterator[Read]:
    """Yield the one document of a text file. Raises `Unreadable` where its bytes are not text."""
    drafts = list(paragraphs(decode(path.read_bytes())))
    if not drafts:
        raise Unreadable("no_text", "the file holds nothing but white space")
    yield Read(drafts=drafts, media_type="text/plain", reader="text", title=_title(drafts))


def decode(data: bytes) -> str:
    """Return bytes as text: UTF-8, or the encoding that the bytes look like. Raises `Unreadable` where it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data[:4096]:
        raise Unreadable("not_text", "the file holds binary data")
    foreign = sum(byte > 0x7F for byte in data)
    if foreign < 0.15 * len(data) and not UNDEFINED.search(data):
        # A text of mostly Latin letters is cp1252 far more often than anything that a detector makes of it.
        return data.decode("cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise Unreadable("unknown_encoding", "neither UTF-8 nor an encoding that can be recognised; save it as UTF-8")
    return str(best)


def paragraphs(text: str) -> Iterator[Draft]:
    """Yield a paragraph for each run of lines between blank ones; a short first line with no full stop is the title."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for n, match in enumerate(re.finditer(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*", text)):
        lines = [line.strip() for line in match.group().split("\n")]
        titled = n == 0 and len(lines) == 1 and len(lines[0]) < 100 and not lines[0].endswith((".", ":", ";", ","))
        more = match.end() < len(text.rstrip())
        yield Draft(Label.TITLE if titled and more else Label.PARAGRAPH, [Piece(line) for line in lines])


def _title(drafts: list[Draft]) -> str:
    return drafts[0].text if drafts[0].label is Label.TITLE else ""
