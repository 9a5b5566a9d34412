"""What any textbook says: a sentence of things in general, of nothing that its document made, did, used or met.

Who knows the field needs no document for *antipsychotic drugs act on midbrain neurons*; for what *we* ran, how many
*students* took the course, what *Gifa* is written in, everybody does.
"""

from __future__ import annotations

import re

from generate.admit import plain_quote
from generate.difficulty import zipf
from generate.lemmas import kinds
from kg.records import REFERENCES, Hop

_OWN = re.compile(
    r"\b(?:we|us|our|ours|authors?|courses?|lessons?|workshops?|modules?|packages?|students?|learners?|participants?"
    r"|instructors?|teachers?|users?|tutorials?|exercises?|tasks|materials?|sessions?|lectures?|notebooks?|textbook"
    r"|curriculum|software|programs?|code|repository|documentation|website|project|replication|reproduction|article"
    r"|paper|study|experiments?|here)\b",
    re.IGNORECASE,
)
"""What a document tells of its own making and its own readers."""
_PAST = re.compile(r"\b(?:was|were|had|did)\b")
_NAME = re.compile(r"\b(?:[A-Z]|[a-z]+(?=[A-Z]))[\w+.-]*|\w*\d\w*")
_COINED = 2.5
"""Zipf frequency below which a word with a capital is a name that few know, where it is no word of English."""


def in_general(hop: Hop) -> bool:
    """Return whether the sentence of a hop tells of things in general: no doing, no figure and no name stands in it.

    An entry of a list of references tells of a work.
    """
    if hop.claim.extractor == REFERENCES:
        return False
    said = plain_quote(hop.claim.evidence.quote)
    named = any(any(map(str.isdigit, word)) or _is_coined(word) for word in _NAME.findall(said))
    return not (named or _OWN.search(said) or _PAST.search(said))


def _is_coined(word: str) -> bool:
    return zipf(word.lower()) < _COINED and not kinds(word.lower())
