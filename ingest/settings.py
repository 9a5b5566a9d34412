"""How documents are read, cut and understood: `configs/ingest.yaml`, key for key."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kg.config import Settings

BUILT_IN = "built-in"
"""The parser of English that comes with the program."""


class IngestSettings(Settings):
    """The settings of `ingest`."""

    reader: Literal["pdfium", "pymupdf"] = "pdfium"
    max_pages: int = Field(default=2000, ge=1)
    max_seconds: float = Field(default=25.0, gt=0)
    page_seconds: float = Field(default=1.0, ge=0)
    max_memory_mib: int = Field(default=2048, ge=256)
    max_characters: int = Field(default=50_000_000, ge=1000)
    chunk_words: int = Field(default=180, ge=20)
    chunk_words_most: int = Field(default=260, ge=30)
    embed: bool = True
    english: str = BUILT_IN
