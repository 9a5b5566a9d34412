"""What of its sentence a claim leaves out: what opens it, an adverb, a second verb, what follows to the clause's end.

A claim of a whole clause is true as its sentence is. What the clause says of when, how, where and what for, and what a
claim has no place for, may be what it is all about; so a claim that leaves any of it out is turned away, and the
sentence itself may be put as it stands (`generate.gaps`).
"""

from __future__ import annotations

import re

from generate.lemmas import lemmas
from generate.phrases import listed, words
from kg.records import Claim

CITATION = re.compile(
    r"\s*[\[(](?!Table)[^()\[\]]*(?:\d{4}[a-z]?|\bn\. ?d\.)[\])]"
    r"|(?:\s+\((?!Table)|\s*\[)[^()\[\]]*\d+(?:\s*[,–-]\s*\d+)*[\])]"
    r"|\s*\[[^\[\]]*@[^\[\]]*\]|\s*\((?:https?://|www\.)[^\s()]+\)"
)
"""What points to a source in brackets: a year, numbers, keys of a bibliography (`[@doe2020; @roe2021]`), an address."""
FULL_STOP = re.compile(r"[a-z)\]][.!?]\s+(?=[A-Z])")
_ADVERBS = listed("once twice only still now today just even again too very more most less least rather quite")
_LY = re.compile(
    r"(?!apply|supply|rely|imply|comply|multiply|reply|family|assembly|anomaly|fly|ally|early|only)[a-z]{3,}ly"
)
"""Adverbs that tell how far, how often or until when something holds."""
_IN_ORDER_TO = re.compile(r"\b(?:in order to|so as to)\b|^To [a-z]+ ", re.IGNORECASE)
PREPOSITIONS = listed("of in on at by with for from to into between through over under during within without")
_OPENING = re.compile(r"([^,;:]{3,}), $")
_AT_FIRST = re.compile(r"\s*(?:At first|Initially|Originally|Formerly|Until recently|So far|Once)\s")
"""How a sentence opens that holds for a time."""
LINKS = (
    r"(?:However|Thus|Therefore|Hence|Consequently|As a result|As a consequence|In particular|In addition|Additionally|"
    r"Moreover|Furthermore|Further|Finally|Lastly|Indeed|In fact|In any event|Also|For example|For instance|"
    r"Internally|Overall|Generally|In general)"
)
"""What links a sentence to the last one, and can be left out."""
_WHERE = re.compile(r"\b(?:where|in which|on which|at which|for which|whose|whereby|when|if|how)\s+$", re.IGNORECASE)
_OF_A_PLACE = re.compile(r"\b(?:where|in which|on which|at which|for which|whereby|when)\s+(?:it|they|he|she)\b")
"""A clause that tells of its head only there and then: *used in a course, where it was part of the lectures*."""
_SECOND_VERB = re.compile(r"\b(?:is|are|was|were|be|been)\b.*\b(?:and|or|then)\s+(?:[a-z]+ly\s+)?[a-z]+ed\s+\w*\s*$")
_EXAMPLE = re.compile(r"\be\.g\.|\bfor (?:example|instance)\b")
_PERFECT = re.compile(r"\b(?:has|have)\b")
_CLAUSE_END = re.compile(r"[,;:.!?]|\s(?:while|whereas|but|because|although)\b")
_RELATIVE = re.compile(r"\s*(?:that|which|who)\b")
"""A clause that an indefinite tail may lose; where it may not, the phrase is cut."""


def left_out(claim: Claim) -> str | None:
    """Return what of its sentence a claim leaves out, None where it says its clause whole."""
    quote, offset = claim.evidence.quote, claim.evidence.start
    spans = sorted((end.start - offset, end.end - offset) for end in (claim.head, claim.tail))
    (first, end), (start, last) = spans
    if pronoun_unsure(claim):
        return "pronoun_unsure"
    if _loses_an_adverb(claim, quote[end:start]):
        return "adverb_dropped"
    if claim.head.start < claim.tail.start and _of_a_participle(claim, quote[end:start]):
        return "attachment_unsure"
    if claim.relation == "REQUIRES" and _IN_ORDER_TO.search(quote):
        return "purpose_dropped"
    return (
        _before(claim, quote[:first])
        or _between(claim, quote[:start], quote[end:start])
        or _behind(claim, quote[last:])
    )


def _before(claim: Claim, text: str) -> str | None:
    opening = _OPENING.match(" ".join(text.split()) + " ")
    if opening and not _held(claim, opening[1]) and not re.fullmatch(LINKS, opening[1]):
        return "opening_dropped"
    if (opening := _AT_FIRST.match(text)) and not _held(claim, opening.group().strip()):
        return "opening_dropped"
    return "frame_dropped" if _WHERE.search(text) else None


def _between(claim: Claim, before: str, text: str) -> str | None:
    between = CITATION.sub("", text)
    if _OF_A_PLACE.search(between):
        return "frame_dropped"
    if _turned_round(claim):
        return "agent_dropped"
    if _drops_the_middle(claim, between):
        return "middle_dropped"
    if _SECOND_VERB.search(between) or "the process of" in before:
        return "verb_dropped"
    if claim.relation != "IS_A" and _EXAMPLE.search(between):
        return "example_of_several"
    if _PERFECT.search(between) and claim.predicate.tense == "past" and (claim.time or claim.scope):
        return "tense_changed"  # *in recent years*, it has: it did not
    return None


def _turned_round(claim: Claim) -> bool:
    """Return whether a passive was made of an active verb, whose doer it does not name: *encoders embed the series*."""
    verb = claim.predicate.verb
    found = {word for word in words(claim.evidence.quote) if verb in lemmas(word)}
    return claim.predicate.passive and bool(found) and found <= {verb, f"{verb}s", f"{verb}es"}


def _drops_the_middle(claim: Claim, between: str) -> bool:
    """Return whether words stand between verb and tail that the claim has not: *generated by a moving object in*."""
    if claim.head.start > claim.tail.start or claim.relation == "IS_A":
        return False
    found = list(re.finditer(r"[A-Za-z]+", between))
    verb = next((word for word in reversed(found) if claim.predicate.verb in lemmas(word.group())), None)
    if verb is None or re.search(r",| (?:and|or) ", between[verb.end() :]):
        return False
    left = words(between[verb.end() :])
    return any(word not in PREPOSITIONS | _SMALL and not _held(claim, word) for word in left)


_SMALL = listed("a an the and or also both only as well not be been being") | _ADVERBS


def _behind(claim: Claim, text: str) -> str | None:
    behind = _CLAUSE_END.split(CITATION.sub("", f"X{text}")[1:])[0]
    lost = [word for word in words(behind) if word not in PREPOSITIONS]
    goes_on = re.match(r"\s*(?:and|or|as well as)\b", behind)
    cut = lost and not goes_on and not _held(claim, behind) and not _RELATIVE.match(behind)
    return "clause_cut" if cut else None


def pronoun_unsure(claim: Claim) -> bool:
    """Return whether the *it* of a second sentence may be something else than the head that the first one names."""
    quote, behind = claim.evidence.quote, claim.head.end - claim.evidence.start
    end = FULL_STOP.search(quote, behind)
    if end is None or not quote[end.end() :].startswith("It "):
        return False
    told = CITATION.sub("", quote[behind : end.start()])
    return not re.match(r"\s*(?:is|was)\b", told) and bool(re.search(r"\b(?:an?|the|its|this|each)\s+\w", told))


def _of_a_participle(claim: Claim, between: str) -> bool:
    """Return whether the verb is a participle behind a comma: it tells of the clause, or of its last noun."""
    found = re.findall(r",\s+(?:thus |thereby |hence |and )?([a-z]+ing)\b", between)
    return any(claim.predicate.verb in lemmas(word) for word in found)


def _loses_an_adverb(claim: Claim, text: str) -> bool:
    """Return whether an adverb stands between the ends of a claim that is not in it: *run once on*, *still rely on*."""
    last = max((end.end() for end in FULL_STOP.finditer(text)), default=0)
    held = set(words(" ".join(filter(None, (claim.predicate.text, claim.condition, claim.time, claim.scope)))))
    between = re.findall(r"[a-z]+", CITATION.sub("", text[last:]).lower())
    return any((word in _ADVERBS or _LY.fullmatch(word)) and word not in held for word in between)


def _held(claim: Claim, text: str) -> bool:
    """Return whether what a sentence says beside a claim is among what the claim holds under."""
    said = words(" ".join(filter(None, (claim.predicate.text, claim.condition, claim.time, claim.scope))))
    return set(words(text)) <= set(said)
