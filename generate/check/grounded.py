"""Whether every printed word rests on the quotes: none added, none denied or made surer than it was said."""

from __future__ import annotations

import re

from generate.across import TASK
from generate.admit import on_one_line
from generate.cells import CELL, DIFFERENCE, LETTERS, reckoned
from generate.check.case import VERDICTS, Case
from generate.gaps import WHOLE
from generate.lemmas import absent, forms, negated
from generate.phrases import words
from generate.standing import standing_alone
from kg.records import REFERENCES, Certainty, Claim

_CONNECTIVES = forms(
    [
        "so thus therefore hence because since then next first second third fourth last finally also both same "
        "different like unlike while whereas statement true false claim correct wrong incorrect right answer rule fit "
        "hold say one two three four follow kind thing case does source other another each follows from this means "
        "known given yes no not cannot without would happen pair evidence certain uncertain stated likely might may "
        "could only else longer pair join way both put fact hold possible deny source step go against raise lower all "
        "name under"
    ]
)
_HEDGES = re.compile(
    r"\b(?:may|might|could|can|possibl[ey]|probabl[ey]|perhaps|likely|suggests?|seems?|appears?|potential(?:ly)?|expected|"
    r"uncertain|not certain|hypothesi[sz]e[sd]?|believed|thought)\b",
    re.IGNORECASE,
)
_REPLICATES = re.compile(r"^\[R[ep]\]|\b(?:replicat|reproduc)(?:ing|ion|ed)\b", re.IGNORECASE)
"""The title of a document that repeats what the authors of another did."""
_GOES_ON = re.compile(r"[^\W_]|\s(?:js|py|jl|net|io|org|com)\b")
"""How a word goes on that was taken for the last of its sentence; a line may end behind its dot."""
_ENDED = re.compile(r"[.!?:;•][\s\d\[\]()”’\"')–,-]*$|\n\s*[^\n.]{1,70}\n\s*$")
"""What stands before a whole sentence: the end of another, its marks, or a heading's line."""
_CANNOT_BE_DROPPED = re.compile(
    r"\b(?:not|never|cannot|hardly|rarely|seldom|may|might|could|would|should|possibly|perhaps|if|unless|whether)\b|n['’]t\b",
    re.IGNORECASE,
)


def evidence_stands(case: Case) -> str | None:
    """Every id that is pointed at is among the sample's evidence, and every edge's words stand in its own quote."""
    quotes = {quote.id: quote.quote for quote in case.sample.evidence}
    pointed = {i for step in case.sample.reasoning for i in step.evidence} | {
        i for e in case.sample.path for i in e.evidence
    }
    if not pointed <= quotes.keys():
        return "evidence named but not given"
    for hop in case.hops:
        quote = hop.claim.evidence
        for argument in (hop.claim.head, hop.claim.tail):
            low, high = argument.start - quote.start, argument.end - quote.start
            if not (0 <= low < high <= len(quote.quote)):
                return f"{argument.phrase} is outside its quote"
    return None


def words_whole(case: Case) -> str | None:
    """No quote is cut off inside a word, a name or a sentence: *rendered as reveal.* of *rendered as reveal.js*."""
    for hop in case.hops:
        quote = hop.claim.evidence
        passage = case.passage(quote)
        place = passage.find(quote.quote)
        if place < 0 or (hop.claim.extractor == REFERENCES and hop.claim.relation != "CITES"):
            continue  # an entry of a list of references is no sentence
        before, after = passage[:place], _GOES_ON.match(passage, place + len(quote.quote))
        if after:
            return f"cut off: {quote.quote[-20:]}{after.group()}"
        if before.rstrip().endswith("-"):
            return f"cut off: {before.rstrip()[-20:]}{quote.quote[:20]}"
        if before and not before.endswith("\n\n") and not _ENDED.search(before):
            return f"cut off: {before[-20:]}{quote.quote[:20]}"
    return None


def speaker_sure(case: Case) -> str | None:
    """*The authors* are those of the document, where it does not itself speak of others so."""
    said = " ".join((case.sample.question, case.sample.answer))
    ours = re.search(r"\b[Tt]he authors?\b", re.sub(r"“[^”]*”", "", said))
    named = [document for document, _ in case.prompt.titles]
    again = any(_REPLICATES.search(title) for _, title in case.prompt.titles)
    return "whose authors?" if ours and (again or case.told.unsure_of_authors(named)) else None


def reasoning_entailed(case: Case) -> str | None:
    """Every step says only what its quotes say, denies what they deny, and is no surer than they are."""
    claims = case.claims
    quotes = {quote.id: quote.quote for quote in case.sample.evidence}
    everything = forms([*quotes.values(), *case.names, case.sample.question, case.sample.answer, *case.sample.options])
    cited = {i for step in case.sample.reasoning for i in step.evidence}
    if not case.sample.reasoning or cited < claims.keys():
        return "a hop without a step"
    whole = {standing_alone(hop) for hop in case.hops} if case.prompt.form.endswith(WHOLE) else set()
    for step in case.sample.reasoning:
        if step.text in whole or case.prompt.task == TASK:
            continue  # its quote said again: nothing of it is lost
        own = [claim for i in step.evidence for claim in claims.get(i, ())]
        known = forms([quotes[i] for i in step.evidence] + [_said(claim) for claim in own] + _names_of(case, own))
        known = known | _CONNECTIVES if own else everything | _CONNECTIVES
        missing = absent(re.sub(r"“[^”]*”", "", step.text), known | forms([_reckoned(case) or ""]))
        if missing:
            return f"not in the quote: {', '.join(missing)}"
        failed = next(filter(None, (_stronger(step.text, claim) for claim in own)), None) if len(own) == 1 else None
        if failed:
            return failed
    return None


def _reckoned(case: Case) -> str | None:
    """Return what comes of the cells that are reckoned with, done anew; None where nothing is."""
    return reckoned(case.prompt.form, case.hops) if case.prompt.form in (DIFFERENCE, LETTERS) else None


def _said(claim: Claim) -> str:
    fields = (claim.predicate.text, claim.predicate.modal, claim.quantity, claim.condition, claim.time, claim.scope)
    return " ".join(field for field in (claim.head.phrase, claim.tail.phrase, *fields) if field)


def _names_of(case: Case, claims: list[Claim]) -> list[str]:
    ends = [end for hop in case.hops if hop.claim in claims for end in (hop.head, hop.tail)]
    return [name for end in ends for name in (end.name, *end.aliases)]


def _stronger(text: str, claim: Claim) -> str | None:
    """Return how `text` says more than `claim` does: a lost *not*, a lost *may*, a lost condition."""
    own_words = f"{claim.head.phrase} {claim.tail.phrase}"
    if negated(text) != (not claim.affirmed) and not negated(own_words):
        return "polarity differs"
    hedged = claim.certainty is not Certainty.ASSERTED or claim.predicate.modal in {"may", "might", "could"}
    if hedged and not _HEDGES.search(text):
        return "surer than the claim"
    known = forms([text])
    for qualifier in (claim.condition, claim.time, claim.scope):
        if qualifier and absent(qualifier, known):
            return f"dropped: {qualifier}"
    return None


def claims_plain(case: Case) -> str | None:
    """Between the two ends of a claim that is affirmed and certain, its quote neither denies nor hedges.

    Where the sentence itself is put, whatever it denies or hedges is said; between two cells of a table stand others.
    """
    if case.prompt.form.endswith(WHOLE) or case.prompt.task == TASK:
        return None
    for hop in case.hops:
        claim = hop.claim
        if not claim.plain or claim.predicate.modal or claim.extractor == CELL:
            continue
        offset = claim.evidence.start
        first, last = sorted((claim.head, claim.tail), key=lambda argument: argument.start)
        between = claim.evidence.quote[first.end - offset : max(last.start - offset, 0)]
        found = _CANNOT_BE_DROPPED.search(between)
        if found and first.end < last.start:
            return f"{found.group().lower()} in the quote"
    return None


def _is_title(case: Case) -> bool:
    """Return whether a document is asked for."""
    return case.sample.answer in {f"“{title}”" for _, title in case.prompt.titles}


def answer_entailed(case: Case) -> str | None:
    """Every word of meaning in the answer stands in the quotes or is a name on the path; a verdict stands alone."""
    answer = case.sample.answer
    if answer.strip(" .").lower() in VERDICTS:
        return None
    quotes = [quote.quote for quote in case.sample.evidence]
    if _is_title(case) or answer == _reckoned(case):
        return None
    if answer.startswith("“") and case.prompt.task != "evidence":
        said = " ".join(words(answer))
        if not any(said in " ".join(words(on_one_line(quote))) for quote in quotes):
            return "no quote has the title"
    known = forms([*quotes, *map(on_one_line, quotes), *case.names, case.sample.question]) | _CONNECTIVES
    missing = absent(answer, known)
    return f"not in the quotes: {', '.join(missing)}" if missing else None
