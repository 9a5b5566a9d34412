"""Words as the model sees them: word pieces, the shape of the letters, and hashed endings."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from kg.encode import minilm_folder

CLS, SEP, UNKNOWN, MASK = 101, 102, 100, 103
EDGE_SHAPE, HIDDEN_SHAPE = 16, 17
BUCKETS, AFFIXES = 2048, 5
MOST_PIECES = 24  # of one word: a URL of a thousand letters is no better known by all its pieces


def shape_of(form: str) -> int:
    """Return 0-7: no letters or digits, lower, Title, UPPER, one capital, miXed, digits, letters with digits."""
    digits = any(c.isdigit() for c in form)
    if not any(c.isalpha() for c in form):
        return 6 if digits else 0
    if digits:
        return 7
    if form == form.lower():
        return 1
    if form == form.upper():
        return 4 if len(form) == 1 else 3
    return 2 if form[:1].isupper() and form[1:] == form[1:].lower() else 5


def affixes_of(form: str) -> list[int]:
    """Return a bucket for each of the last one to four letters and the first three, case kept."""
    parts = (form[-1:], form[-2:], form[-3:], form[-4:], form[:3])
    return [zlib.crc32(part.encode("utf-8", "replace")) % BUCKETS for part in parts]


class WordPieces:
    """The base encoder's word-piece vocabulary, held open, with a memory of the words seen."""

    def __init__(self) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Any = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[list[int], int, list[int]]] = {}

    def __call__(self, forms: Sequence[str]) -> list[tuple[list[int], int, list[int]]]:
        """Return for each word its piece ids (at least one), its shape and its affix buckets."""
        known = self._known
        if len(known) > 200_000:
            known.clear()
        fresh = [form for form in dict.fromkeys(forms) if form not in known]
        if fresh:
            for form, encoded in zip(fresh, self._tokenizer.encode_batch(fresh, add_special_tokens=False), strict=True):
                ids = encoded.ids[:MOST_PIECES] or [UNKNOWN]
                known[form] = (ids, shape_of(form), affixes_of(form))
        return [known[form] for form in forms]
