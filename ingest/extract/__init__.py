"""Grammar reads passages: terms and claims, each pointing at its words. `extract` is all the rest of the program calls.

Two layers. `tuples` is open extraction: everything a sentence says, in its own words, with a confidence. `claims` is
knowledge: only what is still true and clear away from its sentence; all else is a named rejection.
"""

from __future__ import annotations

from ingest.extract.pipeline import extract

__all__ = ["extract"]
