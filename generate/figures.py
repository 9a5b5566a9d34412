"""Numbers in a sentence: what was measured, counted or dated, which nobody guesses and the source tells exactly.

Not every numeral is one: *Part 2*, *MODFLOW 6*, *Figure 3* and versions are names, a range or a product is more than
one, and what stands in brackets is an aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generate.difficulty import FUNCTION_WORDS
from generate.phrases import listed
from kg.records import Entity, Evidence, Mention, content_id

QUANTITY = "quantity"
_NUMBER = re.compile(r"(?<=\s)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?: ?%)?(?= (?!bits?\b)[a-z]{2,}|, [a-z]|\.$|\. |; )")
_NAMES = listed(
    "figure fig table section part chapter version step equation eq episode appendix type phase level no number item "
    "line page lesson module unit week day session layer chapter study experiment algorithm case scenario release "
    "every per january february march april may june july august september october november december"
)
"""Behind these a number names something, or is what anyone would say."""
_SPAN = re.compile(r"\d[\d.,%]*\s*(?:to|and|or|–|—|-|×|x|±|by|through)\s*$")
_SPANS = re.compile(r"\s*(?:to|and|or|by|through|–|—|×|±)\s*\d")
_SIGNS = re.compile(r"[=<>≤≥≈~±×^*/+]\s*$")
_COUNTED = re.compile(r" [a-z-]+")


def figures(sentence: Evidence, start: int) -> Iterator[tuple[Mention, Entity]]:
    """Yield each number of a sentence that begins at `start` of its document, with what it counts, as an entity."""
    quote, offset = sentence.quote, sentence.start
    for found in _NUMBER.finditer(quote, start - offset):
        before, behind = quote[: found.start()], quote[found.end() :]
        if before.count("(") > before.count(")") or before.count("[") > before.count("]"):
            continue
        last = re.search(r"([^\s(]+)\s+$", before)
        word = last[1] if last else ""
        named = word.lower().rstrip("s") in _NAMES or (word[:1].isupper() and before.strip() != word)
        if named or _SPAN.search(before) or _SPANS.match(behind) or _SIGNS.search(before):
            continue
        counted = None if found.group().endswith("%") else _COUNTED.match(behind)
        name = found.group() + (counted.group() if counted and counted.group()[1:] not in FUNCTION_WORDS else "")
        place = sentence.model_copy(
            update={
                "id": content_id("ev", sentence.id, str(found.start())),
                "start": offset + found.start(),
                "end": offset + found.end(),
                "quote": found.group(),
            }
        )
        mention = Mention(id=content_id("me", QUANTITY, place.id), name=name, type=QUANTITY, evidence=place)
        entity = Entity(id=content_id("en", QUANTITY, place.id), name=name, type=QUANTITY, evidence=sentence)
        yield mention, entity
