"""Whether the documents that a question does not name can be found, each as the only one, and have to be."""

from __future__ import annotations

from generate.across import TASK, Step, ends, steps, term
from generate.admit import plain_quote
from generate.check.case import Case
from generate.gaps import BLANK, with_gap


def document_found(case: Case) -> str | None:
    """No other document says what one is found by, or names the term that leads from one to the next."""
    if case.prompt.task != TASK:
        return None
    for step, hop, of in zip(steps(case.hops), case.hops, ends(case.prompt), strict=True):
        own = hop.claim.evidence.document
        if step is Step.CLUE and case.told.saying(plain_quote(hop.claim.evidence.quote)) - {own}:
            return "another document says so too"
        if step is Step.NAMED:
            led = {other.claim.evidence.document for other in case.hops}
            entity = hop.tail if of == "tail" else hop.head
            if len(case.told.naming((entity.name, *entity.aliases)) - led):
                return f"{term(hop, of)} is named elsewhere too"
    return None


def document_needed(case: Case) -> str | None:
    """What is asked of a document tells by no word which one it is."""
    if case.prompt.task != TASK:
        return None
    for step, hop, of in zip(steps(case.hops), case.hops, ends(case.prompt), strict=True):
        said = (with_gap(hop, of) or "").replace(BLANK, " ") if step is Step.TARGET else ""
        told = case.told.telling(said, hop.claim.evidence.document)
        if told:
            return f"{told} tells the document"
    return None
