"""Where in a sentence that can be read alone a gap may be: where one end of a claim was, and nothing else tells it.

With a gap in it, nothing of a sentence is lost. What is taken out is a whole phrase, one that few would guess, and what
stands around it neither names it nor hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from generate.admit import PRAISE
from generate.clauses import is_adjective
from generate.difficulty import FUNCTION_WORDS, zipf
from generate.left_out import CITATION
from generate.lemmas import absent, content, forms, kinds, lemmas, only_verb
from generate.phrases import flaw, generic, head_noun, listed, of_document, tidy, words
from generate.standing import alone, sentence_start, stands
from generate.unguessed import BLANK, LONG, fronted, is_figure, rarest, specific, untold
from kg.records import REFERENCES, Argument, Claim, Hop

BOTH, ENDS = "both", ("head", "tail")
WHOLE = "of sentence"
"""How the forms of questions end whose reasoning is a sentence of the source as it stands."""
LEFT = 7
"""Words of meaning that must be left around the gap, at least."""
_COUNTED = re.compile(r"\d\w*\s+(?:of )?$")
_NAME_BEFORE = re.compile(r"[A-Z][\w.]+ (?:and|of|for|&) $")
"""What the rest of a name may stand behind: *Customs and Border Protection*."""
_HANGS = re.compile(r", and\b|,? (?:which|who|whose)\b|.*\b(?:it|they|them)\b", re.DOTALL)
"""What follows a gap and hangs on a word in it, is a pronoun for it, or promises a list."""
_JOINED_BEFORE = re.compile(r"[\w/.(‘“\"'+-]$")
_JOINED_AFTER = re.compile(
    r"[\w/+™®%°-]|\s*\(|\s[A-Z0-9]|[’”\"'](?!s\b)|"
    r",? (?:such as|like|namely|including|i\.e\.|e\.g\.|or|called|known as|as well as)\b"
)
"""What a gap may not touch: the rest of a word, quotation marks, brackets or an example that would tell it."""


def gapped(hops: Iterable[Hop], title: str, expected: Callable[[str, Hop], bool]) -> tuple[Hop, str]:
    """Return which of the hops of one sentence is put with gaps, and where: `head`, `tail`, `both`, or `` for nowhere.

    The rarest words are taken out first, two ends rather than one, and nothing that the document's title tells or that
    is `expected` of it.
    """
    told, rows = forms([title]), list(hops)
    found: list[tuple[bool, float, str, str, Hop]] = []
    for hop in rows:
        ends = [of for of in ENDS if not _told(filling(hop, of), told) and not expected(filling(hop, of), hop)]
        rare = {of: rarest(filling(hop, of)) for of in ends}
        found += [(True, rare[of], hop.claim.id, of, hop) for of in rare]
        if len(rare) > 1:
            found.append((False, sum(rare.values()), hop.claim.id, BOTH, hop))
    ordered = sorted(found, key=lambda row: row[:4])
    return next(((hop, of) for *_, of, hop in ordered if with_gap(hop, of)), (rows[0], ""))


def _told(phrase: str, known: frozenset[str]) -> bool:
    """Return whether what is known has all words of a phrase, or the one that is rarest."""
    rare = min(content(phrase), key=lambda word: zipf(word.lower()), default="")
    return not absent(phrase, known) or not absent(rare, known)


def with_gap(hop: Hop, of: str, leads: bool = False) -> str | None:
    """Return `standing_alone` with a gap for the claim's `head` or `tail`, or `both`; None where it cannot be put so.

    Who might guess one of two things that a sentence joins hardly guesses both, so a gap that is alone is of a rarer
    phrase, and nothing beside it may give it away; a plainer one will do where it only `leads` to what is asked for.
    """
    ends = ENDS if of == BOTH else (of,)
    claim, quote, offset = hop.claim, hop.claim.evidence.quote, hop.claim.evidence.start
    spans = sorted((end.start - offset, end.end - offset) for end in (argument_of(hop, end) for end in ends))
    if claim.extractor == REFERENCES or is_adjective(hop) or not 0 <= spans[0][0] < spans[-1][1] <= len(quote):
        return None
    if not stands(hop) or not all(placeable(hop, end) for end in ends):
        return None
    if of == BOTH and not content(quote[spans[0][1] : spans[1][0]]):
        return None
    said = quote
    for low, high in reversed(spans):
        said = f"{said[:low]}{BLANK}{said[high:]}"
    phrases = [tidy(quote[low:high]) for low, high in spans]
    if not _can_be_missed(phrases, said.replace(BLANK, " ")):
        return None
    return alone(said, hop) if leads or specific(untold(phrases, said)) else None


def filling(hop: Hop, of: str) -> str:
    """Return what fills the gaps, in the order of the sentence."""
    ends = sorted((argument_of(hop, end) for end in (ENDS if of == BOTH else (of,))), key=lambda end: end.start)
    return "; ".join(tidy(end.phrase) for end in ends)


def argument_of(hop: Hop, of: str) -> Argument:
    """Return the claim's `head`, or its `tail`."""
    return hop.claim.tail if of == "tail" else hop.claim.head


def placeable(hop: Hop, of: str) -> bool:
    """Return whether a gap may be where an end of a claim was: a whole phrase that nothing around it hangs on."""
    claim, argument = hop.claim, argument_of(hop, of)
    if of_document(hop.tail if of == "tail" else hop.head):
        return False
    quote, offset = claim.evidence.quote, claim.evidence.start
    place = argument.start - offset
    before = quote[sentence_start(quote, place) : place]
    after = CITATION.sub("", quote[argument.end - offset :])
    if _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after):
        return False
    if not is_figure(argument.phrase) and (_modified(before, argument.phrase, claim) or _goes_on(after)):
        return False
    if _COUNTED.search(before) or _spelt_out(argument.phrase, after):
        return False
    if argument.phrase[:1].isupper() and _NAME_BEFORE.search(before):
        return False
    return not _HANGS.match(after) and not _cuts_a_list(before, after)


def _modified(before: str, phrase: str, claim: Claim) -> bool:
    """Return whether the word before a gap belongs to what was taken out: *message passing* neural networks."""
    if before.rstrip().endswith("as well as"):
        return True
    last = re.search(r"(?:(\S+)\s+)?([A-Za-z]+)\s*$", before)
    word = last[2].lower() if last else ""
    if last is None or word in FUNCTION_WORDS or word in _LEADING or re.match(r"(?:an?|the)\s", phrase, re.IGNORECASE):
        return False
    return claim.predicate.verb not in lemmas(word) and not _is_verb(last[1] or "", word)


def _is_verb(before: str, word: str) -> bool:
    """Return whether a word behind another is a verb there, and no noun or adjective: *may increase*, *by adding*."""
    if "VERB" not in kinds(word) or word.endswith("ed"):
        return False
    if word.endswith("ing"):
        return only_verb(word) and (before.endswith(",") or before.lower() in _BEFORE_GERUND)
    if only_verb(word) or before.lower() in _BEFORE_VERB:
        return True
    noun = "NOUN" in kinds(before.lower()) and not {"ADJ", "VERB"} & kinds(before.lower())
    return word.endswith("s") and not word.endswith("ss") and (noun or before[:1].isupper())


_BEFORE_GERUND = frozenset({"by", "for", "from", "without", "of", "in", "before", "after", "when", "while", "and"})
_BEFORE_VERB = frozenset({"to", "may", "can", "will", "must", "could", "should", "might", "would", "not", "also"})


_LEADING = frozenset(
    {"using", "including", "via", "such", "like", "around", "across", "towards", "toward", "than", "per"}
)


def _goes_on(after: str) -> bool:
    """Return whether the word behind a gap may be of the same phrase: *message passing* neural networks."""
    word = re.match(r"\s+([a-z]+)\b", after)
    return word is not None and word[1] not in FUNCTION_WORDS and "NOUN" in kinds(word[1])


def _cuts_a_list(before: str, behind: str) -> bool:
    """Return whether a gap stands right behind a comma that is of no list: *complex, real-world problems*."""
    if fronted(before, behind):
        return False
    return before.rstrip().endswith(",") and not re.match(r",|\.$|\s(?:and|or)\b", behind)


def _spelt_out(phrase: str, behind: str) -> bool:
    """Return whether letters in brackets give a gap's words: *_____ of iterative subspace (DIIS)*."""
    short = re.match(r"([^().]{0,40})\(([A-Z]{2,6})s?\)", behind)
    initials = "".join(word[0] for word in content(f"{phrase} {short[1]}")).upper() if short else ""
    return short is not None and bool(initials) and (initials in short[2] or short[2] in initials)


_LOOSE = re.compile(r" (?:with|using|by|via|through|without) ")
"""What may belong to the verb before it: *analyse interactions with GROMACS*."""
SYMBOL = 3
"""Letters of what is no symbol."""
_FILLERS = listed(
    "role way list number majority variety range understanding importance increase growth structure codebase design "
    "knowledge skills basis calculation calculations coefficient default behaviour behavior hypothesis functionality "
    "computation "
    "prerequisite prerequisites pre-requisites familiarity vitro vivo situ silico"
)
"""Nouns that a verb or a preposition forces, *plays a … role in*, or that go with anything."""


def _can_be_missed(phrases: list[str], rest: str) -> bool:
    """Return whether phrases are worth asking for, and the rest of their sentence says enough and none of them."""
    named = [phrase for phrase in phrases if not is_figure(phrase)]
    for phrase in named:
        if flaw(phrase) is not None or generic(phrase) or head_noun(phrase) in _FILLERS or PRAISE & set(words(phrase)):
            return False
        if _LOOSE.search(phrase):
            return False
    known = forms([rest])
    if any(len(phrase) < SYMBOL for phrase in named) or not all(absent(phrase, known) for phrase in phrases):
        return False
    if any(len(content(phrase)) < LONG and len(absent(phrase, known)) < len(content(phrase)) for phrase in named):
        return False
    return len(content(rest)) >= LEFT
