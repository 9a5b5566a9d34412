"""Which sentences of a source may be put as they stand, with a gap where one end of a claim was.

A claim says less than its sentence: where what it leaves out cannot be said with it, the claim is turned away, and yet
the sentence itself is true, whole and worth knowing. With a gap in it, nothing of it is lost. So the sentence has to be
one that can be read alone: it points at nothing outside itself, and the gap is the one place where its words stand.
"""

from __future__ import annotations

import re

from generate import form
from generate.admit import PRAISE, is_sentence, leans_back, plain_quote
from generate.clauses import is_adjective
from generate.difficulty import FUNCTION_WORDS, zipf
from generate.left_out import LINKS, pronoun_unsure
from generate.lemmas import content, forms, lemmas
from generate.morphology import capitalise
from generate.phrases import bare, flaw, generic, of_document, phrase_of, tidy, words
from kg.records import REFERENCES, Argument, Claim, Hop

BLANK = "_____"
WHOLE = "of sentence"
"""How the forms of questions end whose reasoning is a sentence of the source as it stands."""
SHORTEST, LONGEST = 8, 45
"""Words of a sentence that is put with a gap."""
LEFT = 6
"""Words of meaning that must be left around the gap, at least."""
_POINTS = re.compile(
    r"\b(?:this|these|those|here|above|below|former|latter|following|aforementioned|previously|respectively|(?:my|your|you|I)"
    r"|such(?! as\b)|(?:an)?other|others|the same|as before|as such|so)\b"
    r"|, (?:however|therefore|thus|hence|nevertheless),|\bthere\b(?! (?:is|are|was|were|has|have)\b)",
    re.IGNORECASE,
)
_LEANS_ON = re.compile(r"^(?:[\w-]+,? ){0,3}(?:it|its|they|their|them|he|she|his|her|one|ones)\b", re.IGNORECASE)
"""A pronoun so near the beginning stands for something of the sentence before."""
_OPENS = re.compile(
    r"(?:And|But|Or|So|Also|Thus|Therefore|Hence|However|First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Next|Then|Instead|"
    r"Both|Another|Neither|From there|Despite|Besides|Conversely|By contrast|In contrast|On the other hand|Still|Yet|"
    r"Nevertheless|As a result|As a consequence)\b"
)
"""How a sentence opens that goes on from another."""
_LINK = re.compile(f"^{LINKS}, ")
_PRONOUN = re.compile(r"(?<=[a-z)\]][.!]) (?:It|They) (?=[a-z])")
_OWN_KIND = re.compile(
    r"\bthis(?= (?:course|lesson|workshop|package|project)\b)",
    re.IGNORECASE,
)
"""*This* before what a document is or tells of: *the workshop* of it."""
_AUTHORS = {"we": "the authors", "us": "the authors", "our": "the authors’"}
_JOINED_BEFORE = re.compile(r"[\w/.‘“\"'-]$")
_JOINED_AFTER = re.compile(
    r"[\w/-]|\s*\(|,? (?:such as|like|namely|including|i\.e\.|e\.g\.|or|called|known as)\b|[’”\"'](?!s\b)"
)
"""What a gap may not touch: the rest of a word, quotation marks, brackets or an example that would tell it."""


def standing_alone(hop: Hop) -> str:
    """Return the sentence that a claim rests on as one that can be read alone, otherwise word for word.

    It is on one line, without citations and without what links it to the last; *we* are the authors, *this course* is
    the course where it is the document's own, and an *it* that opens it is what the sentence before names.
    """
    return _alone(hop.claim.evidence.quote, hop)


def with_gap(hop: Hop, of: str) -> str | None:
    """Return `standing_alone` with a gap for the claim's `head` or `tail`, None where it may not be put so."""
    claim = hop.claim
    argument, entity = (claim.tail, hop.tail) if of == "tail" else (claim.head, hop.head)
    if claim.extractor == REFERENCES or of_document(entity) or leans_back(claim) or is_adjective(hop):
        return None
    quote, offset = claim.evidence.quote, claim.evidence.start
    low, high = argument.start - offset, argument.end - offset
    whole = standing_alone(hop)
    if _bare_subject(hop, whole):
        return None
    if not 0 <= low < high <= len(quote) or not is_sentence(whole):
        return None
    if not SHORTEST <= len(words(whole)) <= LONGEST or form.flaw(whole) or leans_on_another(whole):
        return None
    before, after = quote[:low], quote[high:]
    if _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after) or _modified(before, claim):
        return None
    if _leaves_hanging(after) or not _can_be_missed(argument, f"{before} {after}"):
        return None
    return _alone(f"{before}{BLANK}{after}", hop)


def _bare_subject(hop: Hop, sentence: str) -> bool:
    """Return whether a sentence is of *the file*, which only its page tells, and which is not the document's own."""
    opening = re.match(r"(?:The )?([A-Za-z-]+) (?:is|are|was|were|has|have|had|can|may|could|will|must)\b", sentence)
    head = hop.claim.head
    if of_document(hop.head) and sentence.lower().startswith(phrase_of(head, hop.head).lower()):
        return False
    if opening and zipf(opening[1]) >= _COMMON and opening[1][1:].islower():
        return opening[0].startswith("The ")
    return head.phrase.lower().startswith("the ") and len(words(head.phrase)) == 2 and sentence.startswith(head.phrase)


def _alone(text: str, hop: Hop) -> str:
    said = plain_quote(text)
    if (second := _PRONOUN.search(said)) and not pronoun_unsure(hop.claim):
        said = f"{phrase_of(hop.claim.head, hop.head)} {said[second.end() :]}"
    said = _OWN_KIND.sub("the", _LINK.sub("", said))
    for phrase, name in _own_things(hop).items():
        said = re.sub(rf"\b{re.escape(phrase)}\b", name, said)
    return capitalise(
        re.sub(r"\b(?:we|us|our)\b", lambda word: _AUTHORS[word.group().lower()], said, flags=re.IGNORECASE)
    )


def _own_things(hop: Hop) -> dict[str, str]:
    """Return how the sentence points at its document's own things, *this course*, and how they are named."""
    ends = ((hop.claim.head, hop.head), (hop.claim.tail, hop.tail))
    return {
        argument.phrase: phrase_of(argument, entity)
        for argument, entity in ends
        if of_document(entity) and argument.phrase.lower().startswith("this ")
    }


def leans_on_another(sentence: str) -> bool:
    """Return whether a sentence leans on another: on what *this* is, on an *it* with nothing before it."""
    return bool(_POINTS.search(sentence) or _LEANS_ON.match(sentence) or _OPENS.match(sentence))


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
    from lemminflect import getAllLemmas

    kinds = set(getAllLemmas(word))
    return bool(kinds) and kinds <= {"VERB", "AUX"} and not word.endswith(("ing", "ed"))


def _names(phrase: str) -> bool:
    """Return whether a phrase of one word is more than a common noun: a name, or a term that is rare."""
    return len(content(phrase)) > 1 or any(char.isupper() for char in phrase[1:]) or zipf(bare(phrase)) < _COMMON


_COMMON = 3.0
"""Zipf frequency from which a word is everybody's."""


def _leaves_hanging(after: str) -> bool:
    """Return whether what follows a gap hangs on a word in it, is a pronoun for it, or promises a list."""
    return re.match(r", and\b|,? (?:which|who|whose)\b|.*\b(?:it|they|its|their|them)\b", after, re.DOTALL) is not None


def _can_be_missed(argument: Argument, rest: str) -> bool:
    """Return whether a phrase is worth asking for, and the rest of its sentence says enough and none of it."""
    phrase = tidy(argument.phrase)
    if flaw(phrase) is not None or generic(phrase) or not _names(phrase) or PRAISE & set(words(phrase)):
        return False
    known = forms([rest])
    return len(content(rest)) >= LEFT and not any(lemmas(word) & known for word in content(phrase))
