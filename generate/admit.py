"""Decides which claims are fit to make a question of. Strict: ten good ones turned away cost less than one bad kept."""

from __future__ import annotations

import re

from generate.clauses import FREQUENCY_ADVERBS, KIND_OF, fronted
from generate.context import context_flaw
from generate.difficulty import zipf
from generate.left_out import CITATION
from generate.morphology import is_verb
from generate.phrases import flaw, head_noun, listed, of_document, overlaps, phrase_of, points_elsewhere, tidy, words
from kg.records import REFERENCES, Argument, Claim, Hop, Rejection

_TITLE_MENDS = frozenset({"phrase_says_nothing", "phrase_unanchored"})
"""Flaws that naming the document mends, where the phrase is of its own thing (*the course*)."""
_QUALIFIER = re.compile(
    r"(?:in|on|at|by|with|without|for|through|during|after|before|across|over|under|within|between|from|to|into|via|"
    r"using|when|if|where|until|unless|because of|since|throughout|outside|inside|among|along|against|about)\s",
    re.IGNORECASE,
)
"""How a qualifier begins that may stand at the end of a sentence."""
_LEANS_BACK = re.compile(
    r"(?:Otherwise|Then|Here|Alternatively|Similarly|Likewise|"
    r"In (?:this|that|such)|For (?:this|that|these|those)|"
    r"As (?:mentioned|noted|described|discussed|seen|shown|before|above|such))\b"
)
"""How a sentence begins that holds only after the one before."""
_GOES_ON = re.compile(r"(?:However|But|Yet|Also|Thus|Therefore|Hence|Finally|Still|Moreover|Furthermore)\b")
"""How a sentence begins whose *the core* may be of what the one before tells."""
_THINGS = frozenset({"artifact", "person", "place", "organization", "organism", "object", "substance"})
_HAPPENINGS = frozenset({"process", "event", "property", "time", "quantity"})
"""No thing is a kind of happening: the example was of another noun of its sentence."""
_DETERMINED = listed("the several many various some both all each two three four")
_OPENS_CLAUSE = re.compile(r"(?:^|[.!?]\s+|,\s+|\b(?:that|as|because|while|when|if)\s+)$")
_PREPOSITION = re.compile(r"\b(?:by|with|for|in|on|to|from|of|as)\s*$")
_CLAUSE_BEHIND = re.compile(r",? (?:which|that|who)\b")
_NAMING_VERBS = listed("abbreviate denote")
"""What something is written as is seen from its letters."""
_OPINIONS = listed(
    "complex simple easy difficult hard clear obvious common useful helpful important essential integral crucial vital "
    "possible available flexible powerful good bad better best interesting relevant appropriate suitable necessary"
)
"""Adjectives that describe almost anything."""
PRAISE = listed(
    "important vital crucial essential valuable powerful versatile fundamental pivotal integral key future excellent "
    "popular"
)
"""Adjectives that tell what authors think of a thing, or hope of it, and nothing that it is."""
_WEAK_VERBS = listed("do go get seem appear become say see know think want try begin start play")


def plain_quote(quote: str) -> str:
    """Return a quote on one line, without citations, as one would read it aloud."""
    return re.sub(r"\s+([,.;:])", r"\1", on_one_line(CITATION.sub("", quote)))


def on_one_line(quote: str) -> str:
    """Return a quote as it stands but for the ends of its lines."""
    whole = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", quote.replace("\u00ad", ""))
    return re.sub(r"\s+", " ", whole).strip()


_OPEN_END = re.compile(r"\b(?:in|by|of|to|as|and|see|from|with|for|on|at)[.!]$")
"""How a sentence ends whose last words were a citation."""


def is_sentence(text: str, named: str = "") -> bool:
    """Return whether `text` looks like one whole sentence of prose; it may open with `named`, whatever its letters."""
    opens = re.match(r"[A-Z0-9“\"]", text) or (named and text.startswith(named))
    if not opens or not re.search(r"[.!]$", text) or _OPEN_END.search(text):
        return False
    tokens = words(text)
    if not 4 <= len(tokens) <= 45 or re.search(r"[.!?]\s+[A-Z]", text[:-1]):
        return False
    if any(text.count(a) != text.count(b) for a, b in ("()", "[]", "“”", "{}")) or text.count('"') % 2:
        return False
    return not re.search(
        r"[�=<>\\|_^~{}\[\]•@]|https?:|www\.|\s[.,;:]\s|\w-\s|[a-z][A-Z][a-z]+[A-Z]", _CODE.sub("", text)
    )


_CODE = re.compile(r"\b[a-z]{2,}(?:_[a-z]{2,})+\b")
"""Names as code has them: `diff_eq`."""


def leans_back(claim: Claim) -> bool:
    """Return whether a claim's sentence holds only after the one before, or may be of what that is about."""
    quote, head = claim.evidence.quote, claim.head.phrase
    of_another = _GOES_ON.match(quote) and head.lower().startswith("the ") and not any(map(str.isupper, head[4:]))
    return _LEANS_BACK.match(quote) is not None or bool(of_another)


def opening_name(claim: Claim) -> str:
    """Return the name that a claim's quote opens with in small letters, as software is written; else nothing."""
    first = next((end.phrase.split()[0] for end in (claim.head, claim.tail) if end.start == claim.evidence.start), "")
    return first if first[:1].islower() and zipf(first) < _COINED else ""


_COINED = 2.5
"""Zipf frequency below which a word is no word of English but a name."""


def _in_sentences(claim: Claim) -> bool:
    """Return whether a quote is one whole sentence, or two where the second says what *it* is with the first's help."""
    sentences = re.split(r"(?<=[a-z)][.!])\s+(?=[A-Z])", plain_quote(claim.evidence.quote))
    return len(sentences) <= 2 and all(is_sentence(text, opening_name(claim)) for text in sentences)


def admit(hop: Hop) -> Rejection | None:
    """Return why a hop's claim cannot be put as a question, None where it can."""
    claim = hop.claim
    if claim.extractor == REFERENCES:
        reason = _reference_flaw(hop)
        return Rejection(subject=claim.id, step="admit", reason=reason) if reason else None
    reason = (
        ("quote_leans_back" if leans_back(claim) else None)
        or _common_knowledge(claim)
        or _qualified(claim)
        or _predicate_flaw(claim)
        or _argument_flaw(hop)
        or context_flaw(claim)
        or (None if _in_sentences(claim) else "quote_not_a_sentence")
    )
    return Rejection(subject=claim.id, step="admit", reason=reason) if reason else None


def _reference_flaw(hop: Hop) -> str | None:
    """Return what is wrong with a fact read from a reference: a title is as its author wrote it, the rest is judged."""
    tail = phrase_of(hop.claim.tail, hop.tail)
    if hop.claim.relation == "CITES":
        return flaw(tail) or ("title_tells" if _title_tells(phrase_of(hop.claim.head, hop.head), tail) else None)
    return None if re.fullmatch(r"[^\W\d_][\w\s.,&:’'-]+", tail) else "phrase_symbols"


def _title_tells(title: str, name: str) -> bool:
    """Return whether a work's title has a word of the name that it is cited for, or the name one of its."""
    return any(len(word) > 3 and (word in name.lower() or name.lower() in word) for word in words(title))


def _qualified(claim: Claim) -> str | None:
    """Return a reason where what the claim holds under cannot be said with it: *…, in Python*, *when it rains, …*.

    It is said before the claim where the sentence opens with it, else after it. After a verb with a preposition of its
    own a second one would hang on the wrong word, unless the sentence has it there too.
    """
    said = [tidy(text) for text in (claim.condition, claim.time, claim.scope) if text]
    if claim.time and claim.time.lower().startswith("since "):
        return "claim_qualified"  # what has been so since then is no past
    if claim.scope in FREQUENCY_ADVERBS and claim.head.start > claim.tail.start:
        return "claim_qualified"  # of *X is often done by Y* it is not Y that often does X
    if not said or (said == [claim.scope] and claim.affirmed and claim.scope in FREQUENCY_ADVERBS):
        return None
    behind = [text for text in said if not fronted(claim).lower().startswith(text.lower())]
    if len(said) > 2 or len(behind) > 1 or any(not _QUALIFIER.match(text) or _unsayable(text) for text in said):
        return "claim_qualified"
    governed = claim.predicate.preposition or len(claim.predicate.text.split()) > 1
    return "claim_qualified" if behind and governed and not _right_behind(claim, behind[0]) else None


def _right_behind(claim: Claim, text: str) -> bool:
    """Return whether the quote has `text` right behind the claim's tail."""
    after = " ".join(claim.evidence.quote[claim.tail.end - claim.evidence.start :].split())
    return claim.tail.start > claim.head.start and CITATION.sub("", after).strip().startswith(text)


def _common_knowledge(claim: Claim) -> str | None:
    """Return a reason where a claim says what things of a common kind often do: that needs no document."""
    plain = claim.head.plural and claim.head.phrase.split()[0].lower() not in _DETERMINED
    usual = claim.scope in FREQUENCY_ADVERBS and claim.predicate.tense == "present"
    common = all(zipf(word) >= _COMMON for end in (claim.head, claim.tail) for word in words(end.phrase))
    return "common_knowledge" if plain and usual and common else None


_COMMON = 3.5
"""Zipf frequency from which a word is everybody's."""


def _unsayable(text: str) -> bool:
    own = words(text)
    return (
        len(own) > 12
        or points_elsewhere(own[1:])
        or flaw(f"thing {own[-1]}") is not None
        or bool(re.search(r"[,;:()\[\]/“”\"=]|\d{4}|https?|—|\w\.\w", text))
    )


def _predicate_flaw(claim: Claim) -> str | None:
    first, *rest = claim.predicate.text.split()
    if not is_verb(first) or (first in _WEAK_VERBS and not rest) or len(rest) > 4:
        return "predicate_odd"
    if claim.predicate.verb in _NAMING_VERBS:
        return "predicate_odd"
    if any(not re.fullmatch(r"[a-z-]+", word) for word in rest) or (first == "have" and claim.quantity):
        return "predicate_odd"
    if first == "be" and not rest and claim.relation not in {"IS_A", "HAS_PROPERTY", "SAME_AS"}:
        return "predicate_odd"
    return None


def _argument_flaw(hop: Hop) -> str | None:
    claim = hop.claim
    if claim.quantity == "some":
        return "said_of_some"
    if claim.predicate.tense == "future":
        return "still_to_come"
    if _met_once(claim):
        return "said_of_one"
    head, tail = phrase_of(claim.head, hop.head), phrase_of(claim.tail, hop.tail)
    adjective = claim.relation == "HAS_PROPERTY" and claim.predicate.verb == "be"
    ends = ((head, hop.head, 9), (tail, hop.tail, 12 if claim.relation == "IS_A" else 9))
    for phrase, entity, longest in ends:
        if adjective and phrase == tail:
            plain = re.fullmatch(r"[a-z]+(?:-[a-z]+)?(?: [a-z]+)?", phrase) and phrase not in _OPINIONS
            if not plain or flaw(f"thing {phrase}"):
                return "property_odd"
            continue
        reason = flaw(phrase, longest)
        if reason in _TITLE_MENDS and of_document(entity):
            continue
        if reason:
            return reason
    if overlaps(head, tail):
        return "arguments_overlap"
    if PRAISE & set(words(tail)):
        return "praise"
    if claim.predicate.text == KIND_OF and (" and " in tail or " of " in tail or words(tail)[0] in _DETERMINED):
        return "kind_unsure"
    if claim.relation == "IS_A" and hop.head.type in _THINGS and hop.tail.type in _HAPPENINGS:
        return "kinds_differ"
    one_is_many = claim.relation == "IS_A" and claim.predicate.text == "be" and claim.tail.plural > claim.head.plural
    if one_is_many or _head_disagrees(claim.head):
        return "number_unsure"
    return None


def _met_once(claim: Claim) -> bool:
    """Return whether the head is what its sentence brings in to tell of it: *builds a display*, *has some, which*."""
    quote, offset = claim.evidence.quote, claim.evidence.start
    before, behind = quote[: claim.head.start - offset], quote[claim.head.end - offset :]
    phrase = claim.head.phrase
    one = phrase.lower().startswith(("a ", "an "))
    some = phrase[:1].islower() and not phrase.startswith("the ") and not _PREPOSITION.search(before)
    return (one or (some and _CLAUSE_BEHIND.match(behind) is not None)) and _OPENS_CLAUSE.search(before) is None


def _head_disagrees(argument: Argument) -> bool:
    """Return whether the phrase's own form contradicts its number, as where a parse went wrong."""
    low = argument.phrase.lower()
    if re.match(r"(?:a|an|each|every)\s", low):
        return argument.plural
    if re.match(r"(?:many|several|both|various|multiple|two|three|four|five|few)\s", low):
        return not argument.plural
    return " and " in low and not argument.plural and not head_noun(low).endswith("ics")
