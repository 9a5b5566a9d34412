"""Where in a sentence that can be read alone a gap may be: where one end of a claim was, and nothing else tells it.

With a gap in it, nothing of a sentence is lost. What is taken out is a whole phrase, one that few would guess, and what
stands around it neither names it nor hangs on it.
"""

from __future__ import annotations

import re

from generate.admit import PRAISE
from generate.clauses import is_adjective
from generate.difficulty import FUNCTION_WORDS, zipf
from generate.left_out import CITATION
from generate.lemmas import content, forms, kinds, lemmas
from generate.phrases import flaw, generic, head_noun, listed, of_document, tidy, words
from generate.standing import alone, stands
from kg.records import REFERENCES, Argument, Claim, Hop

BLANK = "_____"
WHOLE = "of sentence"
"""How the forms of questions end whose reasoning is a sentence of the source as it stands."""
LEFT = 6
"""Words of meaning that must be left around the gap, at least."""
_OF_A_PAIR = re.compile(
    r"^(?:[^,]*|.*\b(?:both|between)\b[^,]*)\b[\w’)-]+ (?:and|or) (?:an? |the )?$|\d\w*\s+(?:of )?$"
    r"|^.*,[^,]{8,}\b[\w’)-]+ and $"
)
"""What stands before the second of a pair, or before what is counted: the first of them tells it."""
_DEFINED = re.compile(r"\s(?:is|are) (?:an?|the|defined|known|one)\b")
_HANGS = re.compile(r", and\b|,? (?:which|who|whose)\b|.*\b(?:it|they|them)\b", re.DOTALL)
"""What follows a gap and hangs on a word in it, is a pronoun for it, or promises a list."""
_JOINED_BEFORE = re.compile(r"[\w/.(‘“\"'+-]$")
_JOINED_AFTER = re.compile(
    r"[\w/+™®%°-]|\s*\(|\s[A-Z0-9]|[’”\"'](?!s\b)|"
    r",? (?:such as|like|namely|including|i\.e\.|e\.g\.|or|called|known as|as well as)\b"
)
"""What a gap may not touch: the rest of a word, quotation marks, brackets or an example that would tell it."""


def with_gap(hop: Hop, of: str) -> str | None:
    """Return `standing_alone` with a gap for the claim's `head` or `tail`, None where it may not be put so."""
    claim = hop.claim
    argument, entity = (claim.tail, hop.tail) if of == "tail" else (claim.head, hop.head)
    if claim.extractor == REFERENCES or of_document(entity) or is_adjective(hop):
        return None
    quote, offset = claim.evidence.quote, claim.evidence.start
    low, high = argument.start - offset, argument.end - offset
    if not 0 <= low < high <= len(quote) or not stands(hop):
        return None
    before, after = quote[:low], CITATION.sub("", quote[high:])
    if _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after) or _modified(before, claim) or _goes_on(after):
        return None
    if _told_by_its_place(before, argument.phrase, after) or _HANGS.match(after):
        return None
    return alone(f"{before}{BLANK}{after}", hop) if _can_be_missed(argument, f"{before} {after}") else None


def _modified(before: str, claim: Claim) -> bool:
    """Return whether the word before a gap belongs to what was taken out: *message passing* neural networks."""
    if before.rstrip().endswith("as well as"):
        return True
    last = re.search(r"([A-Za-z]+)\s*$", before)
    word = last[1].lower() if last else ""
    if not word or word in FUNCTION_WORDS:
        return False
    return claim.predicate.verb not in lemmas(word) and not (_only_verb(word) or word in _LEADING)


_LEADING = frozenset({"using", "including", "via", "such"})


def _only_verb(word: str) -> bool:
    return bool(kinds(word)) and kinds(word) <= {"VERB", "AUX"} and not word.endswith(("ing", "ed"))


def _goes_on(after: str) -> bool:
    """Return whether the word behind a gap may be of the same phrase: *message passing* neural networks."""
    word = re.match(r"\s+([a-z]+)\b", after)
    return word is not None and word[1] not in FUNCTION_WORDS and "NOUN" in kinds(word[1])


def _told_by_its_place(before: str, phrase: str, behind: str) -> bool:
    """Return whether what stands around a gap gives it away: its twin, a number, its definition; or cuts it short."""
    line = " ".join(before.split()) + " " if before else ""
    if _OF_A_PAIR.search(line) or re.match(r"\s(?:and|or)\s", behind):
        return True
    if line.endswith(", ") and not re.match(r",|\.$|\s(?:and|or)\b", behind):
        return True
    if any(char.isupper() or char.isdigit() for char in phrase[1:]):
        return False
    listed = line.endswith((", ", ", and ", ", or ")) and rarest(phrase) >= _SPECIAL
    return listed or (not before and _DEFINED.match(behind) is not None)


def rarest(phrase: str) -> float:
    """Return the Zipf frequency of the rarest word of a phrase."""
    return min((zipf(word.lower()) for word in content(phrase)), default=_KNOWN)


def _names(phrase: str) -> bool:
    """Return whether a phrase is one that few would guess: a name, or a term with a word that is rare."""
    single = _NAME if any(char.isupper() for char in phrase) else _RARE
    return rarest(phrase) < (_KNOWN if len(content(phrase)) > 1 else single)


_RARE, _NAME, _SPECIAL, _KNOWN = 1.5, 3.15, 3.2, 3.6
"""Zipf frequency from which many would guess a word alone, one that is a name, the rarest of several in a
list, and of several elsewhere."""


_FILLERS = listed(
    "role way list number majority variety range understanding importance increase growth structure codebase design"
)
"""Nouns that a verb or a preposition forces, *plays a … role in*, or that go with anything."""


def _can_be_missed(argument: Argument, rest: str) -> bool:
    """Return whether a phrase is worth asking for, and the rest of its sentence says enough and none of it."""
    phrase = tidy(argument.phrase)
    if (
        flaw(phrase) is not None
        or generic(phrase)
        or head_noun(phrase) in _FILLERS
        or not _names(phrase)
        or PRAISE & set(words(phrase))
    ):
        return False
    known, asked = forms([rest]), content(phrase)
    return len(content(rest)) >= LEFT and not any(lemmas(word) & known for word in asked)
