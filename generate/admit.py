"""Decides which claims are fit to make a question of. Strict: ten good ones turned away cost less than one bad kept."""

from __future__ import annotations

import re

from generate.morphology import is_verb
from generate.phrases import flaw, head_noun, listed, of_document, overlaps, tidy, words
from kg.records import Argument, Claim, Hop, Rejection

_HEDGES = listed(
    "may might could would should probably possibly perhaps likely unlikely apparently seemingly suggest "
    "suggests suggested hypothesise hypothesize believe believed assume assumed if whether unless except only "
    "rarely seldom hardly barely never not n't cannot without instead rather planned plan plans intend intended "
    "hope hopes expected expect attempt attempts tries sometimes occasionally often usually typically generally "
    "mostly mainly almost nearly would want wants wish nor neither until learn learns learned how"
)
_GOES_ON = re.compile(
    r"\s*(?:(?:of|or|that|who|whose|between|where|whether|to|than|as|nor|per|versus|vs)\b|[(\[{/&=+–—-])", re.IGNORECASE
)
_JOINED_ON = re.compile(r"\s*(,?)\s*(and\b)?\s*([\w’'-]+)?")
_NEW_PART = listed(
    "which who where while whereas when but however such including especially thus therefore so yet although "
    "though because since for in on at by with without from even particularly namely also rather if is are was "
    "were has have can will may must it they this that these those we then not"
)
_MID_PHRASE_BEFORE = re.compile(
    r"(?:\b(?:of|and|or|a|an|the|by|with|for|in|on|to|from|than|as|not|no)|[-/&(+=])\s*$", re.I
)
_CITATION = re.compile(r"\s*[\[(][^()\[\]]*(?:\d{4}[a-z]?|\d+(?:\s*[,–-]\s*\d+)*)[\])]")
_TITLE_MENDS = frozenset({"phrase_says_nothing", "phrase_unanchored"})
"""Flaws that naming the document mends, where the phrase is of its own thing (*the course*)."""
_WEAK_VERBS = listed("do go get seem appear become say see know think want try begin start play")


def plain_quote(quote: str) -> str:
    """Return a quote on one line, without citations, as one would read it aloud."""
    text = _CITATION.sub("", quote)
    text = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", text.replace("\u00ad", ""))
    return re.sub(r"\s+([,.;:])", r"\1", re.sub(r"\s+", " ", text)).strip()


def is_sentence(text: str) -> bool:
    """Return whether `text` looks like one whole sentence of prose."""
    if not re.match(r"[A-Z0-9“\"]", text) or not re.search(r"[.!]$", text):
        return False
    tokens = words(text)
    if not 4 <= len(tokens) <= 45 or re.search(r"[.!?]\s+[A-Z]", text[:-1]):
        return False
    if any(text.count(a) != text.count(b) for a, b in ("()", "[]", "“”", "{}")) or text.count('"') % 2:
        return False
    return not re.search(r"[�=<>\\|_^~{}\[\]•@]|https?:|www\.|\s[.,;:]\s|\w-\s|[a-z][A-Z][a-z]+[A-Z]", text)


def admit(hop: Hop) -> Rejection | None:
    """Return why a hop's claim cannot be put as a question, None where it can."""
    claim = hop.claim
    reason = (
        _qualified(claim)
        or _predicate_flaw(claim)
        or _argument_flaw(hop)
        or _context_flaw(claim)
        or (None if is_sentence(plain_quote(claim.evidence.quote)) else "quote_not_a_sentence")
    )
    return Rejection(subject=claim.id, step="admit", reason=reason) if reason else None


def _qualified(claim: Claim) -> str | None:
    if claim.condition or claim.time or claim.scope:
        return "claim_qualified"
    return None


def _predicate_flaw(claim: Claim) -> str | None:
    first, *rest = claim.predicate.text.split()
    if not is_verb(first) or first in _WEAK_VERBS or len(rest) > 4:
        return "predicate_odd"
    if any(not re.fullmatch(r"[a-z-]+", word) for word in rest) or claim.predicate.verb == "have":
        return "predicate_odd"
    if first == "be" and not rest and claim.relation not in {"IS_A", "HAS_PROPERTY", "SAME_AS"}:
        return "predicate_odd"
    return None


def _argument_flaw(hop: Hop) -> str | None:
    claim = hop.claim
    head, tail = tidy(claim.head.phrase), tidy(claim.tail.phrase)
    adjective = claim.relation == "HAS_PROPERTY" and claim.predicate.verb == "be"
    ends = ((head, hop.head, 9), (tail, hop.tail, 12 if claim.relation == "IS_A" else 9))
    for phrase, entity, longest in ends:
        if adjective and phrase == tail:
            if not re.fullmatch(r"[a-z]+(?:-[a-z]+)?(?: [a-z]+)?", phrase) or flaw(f"thing {phrase}"):
                return "property_odd"
            continue
        reason = flaw(phrase, longest)
        if reason in _TITLE_MENDS and of_document(entity):
            continue
        if reason:
            return reason
    if overlaps(head, tail):
        return "arguments_overlap"
    if _head_disagrees(claim.head):
        return "number_unsure"
    return None


def _head_disagrees(argument: Argument) -> bool:
    """Return whether the phrase's own form contradicts its number, as where a parse went wrong."""
    low = argument.phrase.lower()
    if re.match(r"(?:a|an|each|every)\s", low):
        return argument.plural
    if re.match(r"(?:many|several|both|various|multiple|two|three|four|five|few)\s", low):
        return not argument.plural
    return " and " in low and not argument.plural and not head_noun(low).endswith("ics")


def _context_flaw(claim: Claim) -> str | None:
    """Look at the quote around the arguments: a phrase that goes on, a list, a hedge the claim does not carry."""
    quote = claim.evidence.quote
    offset = claim.evidence.start
    spans = [(arg.start - offset, arg.end - offset) for arg in (claim.head, claim.tail)]
    if any(start < 0 or end > len(quote) or start >= end for start, end in spans):
        return "argument_outside_quote"
    for start, end in spans:
        if _MID_PHRASE_BEFORE.search(_CITATION.sub("", quote[:start])[-12:]) and not _preposition_before(
            claim, quote, start
        ):
            return "phrase_cut_before"
        after = _CITATION.sub("", quote[end:])
        if _goes_on(after):
            return "phrase_cut_after"
    if _preposition_of_two(claim, quote[: spans[1][0]]):
        return "predicate_cut"
    low, high = min(s for s, _ in spans), max(e for _, e in spans)
    near = set(re.findall(r"[a-z']+", quote[max(0, low - 60) : high + 40].lower()))
    if claim.plain and near & _HEDGES:
        return "hedge_not_carried"
    return None


def _goes_on(after: str) -> bool:
    """Return whether the text after a phrase carries the phrase on: *of …*, or another member of a list.

    A comma or *and* also opens a new part of the sentence (*, which …*, *, enabling …*, *and uses …*).
    """
    if _GOES_ON.match(after):
        return True
    found = _JOINED_ON.match(after)
    if found is None or not (found[1] or found[2]) or not found[3]:
        return False
    word = found[3].lower()
    opens = word in _NEW_PART or (word.endswith("ing") and not found[2]) or (bool(found[2]) and _only_a_verb(word))
    return not opens


def _only_a_verb(word: str) -> bool:
    """Return whether `word` is a form of a verb and of nothing else."""
    from lemminflect import getAllLemmas

    return set(getAllLemmas(word)) <= {"VERB", "AUX"} and bool(getAllLemmas(word))


def _preposition_of_two(claim: Claim, before: str) -> bool:
    """Return whether the tail hangs on a pair of prepositions of which the claim has one: *near or below the sea*."""
    if not claim.predicate.preposition:
        return False
    pair = re.search(r"\b([a-z]+) (?:and|or|and/or) ([a-z]+)\s*$", before.lower())
    return pair is not None and claim.predicate.preposition in pair.groups()


def _preposition_before(claim: Claim, quote: str, start: int) -> bool:
    """Return whether the word before the tail is the predicate's own last word, as *on* in *depend on*."""
    last = claim.predicate.text.split()[-1]
    before = re.findall(r"[a-z]+", quote[:start].lower())
    return bool(before) and start == claim.tail.start - claim.evidence.start and before[-1] == last
