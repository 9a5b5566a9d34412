"""Decides whether a finished sample may be kept: every check has a name, and one that fails names what failed.

The checks read the words that will be printed, not the intentions behind them, so that they hold for text by grammar
and by a model alike. *Entailed as far as grammar can tell* means: every word of meaning stands in the quote (or in the
name of an entity that the quote is about), what is denied is denied, and what is hedged is not made certain.

What is not covered: that the words stand in the quote in the same roles. That is the claim's own promise, kept where
the claim was made; here only the claim's words, polarity and certainty are held against the printed sentence.
"""

from __future__ import annotations

from generate.check.case import Case, Check
from generate.check.fit import options_sound, stage_kept, well_formed, well_spelt
from generate.check.found import document_found
from generate.check.grounded import (
    answer_entailed,
    claims_plain,
    evidence_stands,
    reasoning_entailed,
    speaker_sure,
    words_whole,
)
from generate.check.needed import hops_needed, steps_untold
from generate.check.unaided import (
    answer_beyond_title,
    answer_hidden,
    answer_single,
    answer_unguessed,
    answer_unhinted,
    options_wrong,
)
from generate.records import Sample
from kg.records import Rejection

__all__ = ["CHECKS", "Case", "Check", "check"]


def check(case: Case) -> Sample | Rejection:
    """Return the sample with the name of every check it passed, or the Rejection of the first that it failed."""
    for name, passes in CHECKS.items():
        failed = passes(case)
        if failed is not None:
            reason = name if name not in _OWN_REASON else failed.partition(":")[0]
            return Rejection(
                subject=case.sample.id, step="check", reason=reason, detail=f"{failed} | {case.sample.question}"
            )
    return case.sample.model_copy(update={"checks": dict.fromkeys((*CHECKS, "unlike_others"), True)})


CHECKS: dict[str, Check] = {
    "well_formed": well_formed,
    "well_spelt": well_spelt,
    "evidence_stands": evidence_stands,
    "words_whole": words_whole,
    "claims_plain": claims_plain,
    "speaker_sure": speaker_sure,
    "reasoning_entailed": reasoning_entailed,
    "answer_entailed": answer_entailed,
    "answer_hidden": answer_hidden,
    "answer_beyond_title": answer_beyond_title,
    "answer_unhinted": answer_unhinted,
    "answer_unguessed": answer_unguessed,
    "answer_single": answer_single,
    "options_sound": options_sound,
    "options_wrong": options_wrong,
    "steps_untold": steps_untold,
    "hops_needed": hops_needed,
    "document_found": document_found,
    "stage_kept": stage_kept,
}
"""In the order they are made: cheap before dear."""

_OWN_REASON = frozenset({"well_formed", "stage_kept"})
"""Checks whose failures are counted by what was found (`wrong_article`, `above_stage`), not by the check's name."""
