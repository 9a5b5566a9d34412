"""Whether a document that a question does not name can be found, as the only one."""

from __future__ import annotations

from generate.across import TASK, Step, end_of, ends, steps
from generate.check.case import Case


def document_found(case: Case) -> str | None:
    """No other document says what one is found by, or names the term that leads from one to the next."""
    if case.prompt.task != TASK:
        return None
    led = {hop.claim.evidence.document for hop in case.hops}
    for step, hop, end in zip(steps(case.hops), case.hops, ends(case.prompt), strict=True):
        quote, entity = hop.claim.evidence, end_of(hop, end)
        if step is Step.CLUE and case.told.saying(" ".join(quote.quote.split())) - {quote.document}:
            return "another document says so too"
        if step is Step.NAMED and case.told.naming((entity.name, *entity.aliases)) - led:
            return f"{entity.name} is named elsewhere too"
    return None
