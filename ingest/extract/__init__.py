"""Grammar reads passages: terms and claims, each pointing at its words. `extract` is all the rest of the program calls.

Two layers. `tuples` is open extraction: everything a sentence says, in its own words, with a confidence. `claims` is
knowledge: only what is still true and clear away from its sentence; all else is a named rejection.

An argument's phrase is verbatim, so it may be `we`, `this course`, `the package`. Its mention has the name that stands
alone: `authors of “TITLE”`, `course of “TITLE”`, the package's own name. Where a phrase does not contain its entity's
name, say the name. Claims with the extractor `grammar:compound` quote a noun phrase (`convolutional neural network`),
not a sentence; claims with the quantity `some` are said of some of their head, not of all.
"""

from __future__ import annotations

from ingest.extract.pipeline import extract

__all__ = ["extract"]
