"""What the quote says around a claim: a phrase that goes on, a list that it stands in, a hedge it does not carry."""

from __future__ import annotations

import re

from generate.left_out import CITATION, FULL_STOP, PREPOSITIONS, left_out
from generate.lemmas import only_verb
from generate.phrases import listed, words
from kg.records import REFERENCES, Argument, Certainty, Claim

_HEDGES = listed(
    "may might could would should probably possibly perhaps likely unlikely apparently seemingly suggest "
    "suggests suggested hypothesise hypothesize believe believed assume assumed if whether unless except only "
    "rarely seldom hardly barely never not n't cannot without instead rather planned plan plans intend intended "
    "hope hopes expected expect attempt attempts tries sometimes occasionally often usually typically generally "
    "mostly mainly almost nearly would want wants wish nor neither until learn learns learned how "
    "aim aims aimed aiming seek seeks strive strives"
)
_GOES_ON = re.compile(
    r"[™®©]?(?:\(|\s*(?:\.\w|(?:of|or|that|which|who|whose|between|where|whether|to|than|as|nor|per|versus|vs)\b|[\[{/&=+–—-]))",
    re.IGNORECASE,
)
_JOINED_ON = re.compile(r"\s*(,?)\s*(and\b)?\s*([\w’'-]+)?")
_PARTICIPLE = re.compile(
    r"\s+(?!(?:using|including|during|following|according|depending|regarding|concerning|being|evening|morning)\b)"
    r"(?:[a-z]{2,}(?:ing\s|ed\s+(?:in|by|for|with|to|from|as|on|at|into)\b)|"
    r"(?:known|built|made|given|shown|drawn|found|written|taken|held|seen|grown|chosen)\s+(?:as|in|by|for|to|from|on|with)\b)"
)
"""A participle right behind a phrase tells which ones are meant: *students taking degrees in chemistry*."""
_NEW_PART = listed(
    "which who where while whereas when but however such including especially thus therefore so yet although "
    "though because since for in on at by with without from even particularly namely also rather if is are was "
    "were has have can will may must it they this that these those we then not as to who whose"
)
_MID_PHRASE_BEFORE = re.compile(r"(?:\b(?:of|or|a|an|the|by|with|for|in|on|to|from|than|as|not|no)|[-/&(+=])\s*$", re.I)
_CLAUSE_AFTER = re.compile(r"\s*,\s*(?:which|who)\b")
_BE = listed("is are was were be been being")
_ADDED = re.compile(
    r"\b(?:also|as well|in addition|additionally|furthermore|moreover|another|further|for (?:example|instance))\b", re.I
)
_TAKEN_BACK = re.compile(
    r"[^.;]{0,40},? but [^.;]{0,30}\b(?:not|never|no|seldom|rarely)\b|[^.;]{0,40},? but [^.;]{0,30}n['’]t\b"
)
"""How a sentence goes on that takes back what it said."""
_AND_BEFORE = re.compile(r"(?:\band|\bboth|&)\s*$", re.IGNORECASE)


_OTHER_CLAUSE = re.compile(r";|, (?:so|which|who|while|whereas|where)\b")
"""Where a sentence goes on to something that no claim before it hangs on."""

LONE = 2
"""Words of a kind, with its article, that says too little without the clause behind it."""


def context_flaw(claim: Claim) -> str | None:
    """Look at the quote around the arguments: a phrase that goes on, a list, a hedge the claim does not carry."""
    quote = claim.evidence.quote
    offset = claim.evidence.start
    spans = [(arg.start - offset, arg.end - offset) for arg in (claim.head, claim.tail)]
    if any(start < 0 or end > len(quote) or start >= end for start, end in spans):
        return "argument_outside_quote"
    for end, (argument, span) in enumerate(zip((claim.head, claim.tail), spans, strict=True)):
        if _cut_before(claim, quote, span[0]):
            return "phrase_cut_before"
        after = CITATION.sub("", quote[span[1] :])
        if _said_after(claim, after):
            continue
        kind = bool(end) and claim.predicate.text == "be" and len(argument.phrase.split()) > LONE
        told = kind and _PARTICIPLE.match(after)
        if not told and _cut_after(after, bool(end) and _may_lose_a_clause(claim, argument)):
            return "phrase_cut_after"
    if _hangs_elsewhere(claim, quote, spans[0], spans[1][0]):
        return "attachment_unsure"
    if _qualifier_apart(claim, quote, spans):
        return "qualifier_apart"
    if _preposition_of_two(claim, quote[: spans[1][0]]):
        return "predicate_cut"
    if left := left_out(claim):
        return left
    low, high = min(s for s, _ in spans), max(e for _, e in spans)
    near = set(re.findall(r"[a-z']+", _around(quote, low, high).lower()))
    sure = claim.affirmed and claim.certainty is Certainty.ASSERTED and claim.predicate.modal in {"", "can"}
    verb = claim.predicate.verb
    carried = words(" ".join(filter(None, (claim.predicate.text, claim.condition, claim.time, claim.scope))))
    carried += [f"{verb}s", f"{verb}ed", f"{verb}ing"]
    if _TAKEN_BACK.match(quote[high:]):
        return "taken_back"
    if sure and (near & _HEDGES).difference(carried):
        return "hedge_not_carried"
    return None


def _around(quote: str, low: int, high: int) -> str:
    """Return what stands near a claim in its own sentence, as far as a clause that goes on to something else."""
    opens = max([low - 60, 0, *(end.end() for end in FULL_STOP.finditer(quote, 0, high))])
    return quote[opens:high] + _OTHER_CLAUSE.split(quote[high : high + 40])[0]


def hedged_around(claim: Claim) -> bool:
    """Return whether a claim's sentence holds anything back, be it of the claim or of something beside it."""
    return not _HEDGES.isdisjoint(words(claim.evidence.quote))


def one_of_several(claim: Claim) -> frozenset[str]:
    """Return which of a claim's ends (*head*, *tail*) its quote names in a list, so that others do for it as well."""
    if claim.extractor == REFERENCES:
        return frozenset()  # all that a work is cited for is in the graph
    quote, offset = claim.evidence.quote, claim.evidence.start
    ends = {"head": claim.head, "tail": claim.tail}
    low, high = sorted((claim.head, claim.tail), key=lambda argument: argument.start)
    between = quote[low.end - offset : max(high.start - offset, 0) + 1]
    two = re.search(r"[.!?]\s+[A-Z]", between)
    if _ADDED.search(quote[two.end() + low.end - offset :] if two else between):
        return frozenset(ends)  # it also does something else, or something else does so too
    open_head = claim.predicate.text == "be a kind of" or claim.predicate.verb == "include"
    return (frozenset({"head"}) if open_head else frozenset()) | frozenset(
        name
        for name, argument in ends.items()
        if _AND_BEFORE.search(CITATION.sub("", quote[: argument.start - offset])[-24:])
        or goes_on_as_a_list(CITATION.sub("", quote[argument.end - offset :]))
        or (name == "tail" and claim.predicate.verb in _MANY and _LATER.search(quote[argument.end - offset :]))
    )


_MANY = listed("include contain comprise offer provide feature have")
"""Verbs whose list may go on behind a clause: *includes a desk that works with others, a manager and a yield*."""
_LATER = re.compile(r", (?!which|who|where|when|while|but|so|as\b|and\b)[\w-]+ [^,;]+(?:,| and\b| as well as\b)")


def _cut_before(claim: Claim, quote: str, start: int) -> bool:
    """Return whether a phrase begins in the middle of another, after *of*, *or* or a hyphen; *such as* begins one.

    What a relative clause tells of the noun right before it stands, whatever that noun hangs on, *of* it alone apart:
    the clause might be of the noun before (*the map of soils, which shows*).
    """
    before = CITATION.sub("", quote[:start])[-24:]
    if not _MID_PHRASE_BEFORE.search(before) or _preposition_before(claim, quote, start):
        return False
    if start == claim.head.start - claim.evidence.start:
        doer = claim.head.start > claim.tail.start
        if (doer and re.search(r"\bby\s*$", before)) or re.search(r"(?:^|, )as\s*$", before, re.IGNORECASE):
            return False
        behind = quote[claim.head.end - claim.evidence.start :]
        if _CLAUSE_AFTER.match(behind) and re.search(r"\b(?:by|with|for|in|on|to|from)\s*$", before):
            return False
    return not (claim.relation == "IS_A" and re.search(r"\b(?:such as|including)\s*$", before))


def _hangs_elsewhere(claim: Claim, quote: str, head: tuple[int, int], tail: int) -> bool:
    """Return whether a bare participle may be of another noun: *the gain in speed aiding users coupled with care*."""
    between = set(re.findall(r"[a-z]+", quote[head[1] : max(tail, head[1])].lower()))
    bare = claim.predicate.passive and head[1] < tail and between.isdisjoint(_BE)
    before = re.findall(r"[\w-]+", quote[: head[0]].lower())[-1:]
    return bare and any(word.endswith("ing") or word in PREPOSITIONS for word in before)


def _said_after(claim: Claim, after: str) -> bool:
    """Return whether what follows a phrase is what the claim holds under, which is said with it: *… to C*."""
    follows = " ".join(after.split())
    return any(
        text and follows.startswith(" ".join(text.split())) for text in (claim.condition, claim.time, claim.scope)
    )


def _cut_after(after: str, may_lose_a_clause: bool) -> bool:
    if may_lose_a_clause and re.match(r"\s*(?:that|which|who)\b", after):
        return False
    if _PARTICIPLE.match(after):
        return True
    return bool(_GOES_ON.match(after))


def _may_lose_a_clause(claim: Claim, argument: Argument) -> bool:
    """Return whether *a package that fits models* may be cut to *a package*: of an indefinite tail that is affirmed.

    Not where the clause is all that tells it from its kind: *an aquitard is a layer that slows the flow*.
    """
    first, *rest = argument.phrase.lower().split()
    if claim.relation == "IS_A" and len(rest) <= (first in {"a", "an"}):
        return False
    definite = first in {"the", "each", "every", "all", "no"} or argument.phrase[:1].isupper()
    return claim.affirmed and not definite


def goes_on_as_a_list(after: str) -> bool:
    """Return whether the text after a phrase goes on with another member of a list.

    A comma or *and* also opens a new part of the sentence (*, which …*, *, enabling …*, *and uses …*).
    """
    found = _JOINED_ON.match(after)
    if found is None or not (found[1] or found[2]) or not found[3]:
        return False
    word = found[3].lower()
    opens = word in _NEW_PART or (word.endswith("ing") and not found[2]) or only_verb(word)
    return not opens


def _qualifier_apart(claim: Claim, quote: str, spans: list[tuple[int, int]]) -> bool:
    """Return whether something stands between a claim and what it holds under: *adjusts X by slowing down, when …*."""
    end = max(stop for _, stop in spans)
    for text in filter(None, (claim.condition, claim.time, claim.scope)):
        place = quote.find(text, end)
        if place >= 0 and len(words(CITATION.sub("", quote[end:place]))) > 1:
            return True
    return False


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
