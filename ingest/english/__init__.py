"""English parsed by our own model: sentences, tags, morphology, lemmas, dependencies and mentions, as a spaCy pipeline.

No trained English pipeline of spaCy can be had from the package index, and the program must work with no downloads. So
this room fine-tunes the sentence encoder that the project has anyway (`train.py`, one command), and ships what changed
(`CARD.md`). From text to `Doc`: `tokenise` → `ends` → `analyse` (`model`, `decode`) → `pipeline`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = ["load_english"]


def load_english(name: str | None = None) -> Language:
    """Return the spaCy pipeline that reads English: ours, or any installed one by its name or folder (see pipeline)."""
    from ingest.english.pipeline import load_english as load

    return load(name)
