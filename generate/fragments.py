"""The few words before a gap, *implemented in _____*: what a document says once, and others say as well.

Such words find their place only in a document that is known already, so that whoever is asked for what follows them has
to find the document first. What follows ends where the sentence does, so that the gap has an end.
"""

from __future__ import annotations

import re

from generate.gaps import argument_of, filling, placeable
from generate.left_out import CITATION
from generate.lemmas import content
from generate.phrases import bare, listed
from generate.standing import sentence_start
from generate.told import Told
from generate.unguessed import BLANK
from kg.records import Hop

MEANING = (4, 3, 2, 1)
"""How many words of meaning a fragment may have: as many as others have as well."""
_RUN = re.compile(r"(?:[A-Za-z][\w’'-]*\s+)*$")
_BROKEN = listed("such line well order gap as our we us this these their its based used using due hosted available")
"""How no fragment begins: what is half of a set phrase, needs its page, or goes with anything."""
_RELATING = listed("across around along towards toward beyond beneath behind despite per via upon onto")
"""Prepositions that tell little more than the common ones do."""
_OPEN = listed("and or to than as but that which not")
"""How no fragment ends: what goes on with more than a thing."""


def fragment(hop: Hop, of: str, meaning: int) -> str | None:
    """Return so many words of meaning, and those between, that stand before the `head` or `tail` of a claim.

    None where its sentence goes on behind it, where not so many words stand before it, or a gap would be out of place.
    """
    argument, quote = argument_of(hop, of), hop.claim.evidence
    low, high = argument.start - quote.start, argument.end - quote.start
    if not 0 <= low < high <= len(quote.quote) or not _ends(quote.quote[high:]) or not placeable(hop, of):
        return None
    run = _RUN.search(quote.quote[sentence_start(quote.quote, low) : low])
    words = run.group().split() if run else []
    for place in range(len(words) - 1, -1, -1):
        meaning -= bool(content(words[place])) and words[place].lower() not in _RELATING
        if meaning == 0:
            whole = place < len(words) - 1 and words[place].lower() not in _BROKEN and words[-1].lower() not in _OPEN
            return " ".join(words[place:]) if whole else None
    return None


def _ends(behind: str) -> bool:
    """Return whether a phrase ends where its sentence does, citations apart: behind a comma a list may go on."""
    return re.match(r"[.;:]", CITATION.sub("", behind)) is not None


def fragment_in(told: Told, hop: Hop, of: str) -> str | None:
    """Return the end of a claim with the most words of meaning that find it in its document, where that is known.

    It is `tail` and their number, `tail2`; None where no fragment does, or no other document has the same words.
    """
    for meaning in MEANING:
        said = fragment(hop, of, meaning)
        if said and told.told_apart(said, bare(filling(hop, of)), hop.claim.evidence.document):
            return f"{of}{meaning}"
    return None


def with_blank(hop: Hop, end: str) -> str:
    """Return the words of a fragment's end and the gap behind them."""
    return f"{fragment(hop, end[:-1], int(end[-1]))} {BLANK}"
