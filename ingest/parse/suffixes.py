"""The names of files that can be read, known without loading what reads them."""

from __future__ import annotations

CORPORA = frozenset({".jsonl", ".csv", ".tsv"})
"""A document a row: such a file is always read again, and rows that are already stored are passed over."""

SUFFIXES = frozenset({".pdf", ".html", ".htm", ".xhtml", ".md", ".markdown", ".txt"}) | CORPORA
