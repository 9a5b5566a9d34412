"""Lemmas as edits: a rule turns a form into its lemma, so that a classifier over rules lemmatises unseen words."""

from __future__ import annotations

from functools import lru_cache

_CASES = "lktu"  # lower, keep, title, upper: the first that gives the lemma is the rule's


def rule_for(form: str, lemma: str) -> str:
    """Return the rule that turns `form` into `lemma`: `case|letters to strip|ending to add`, or `=lemma`."""
    low_form, low_lemma = form.lower(), lemma.lower()
    shared = 0
    while shared < min(len(low_form), len(low_lemma)) and low_form[shared] == low_lemma[shared]:
        shared += 1
    if shared:
        for case in _CASES:
            rule = f"{case}|{len(form) - shared}|{low_lemma[shared:]}"
            if apply_rule(form, rule) == lemma:
                return rule
    return "=" + lemma


@lru_cache(maxsize=100_000)
def apply_rule(form: str, rule: str) -> str:
    """Return the lemma of `form` by `rule`; a rule that would leave nothing leaves the form as it is."""
    if rule.startswith("="):
        return rule[1:]
    case, strip, ending = rule.split("|", 2)
    stem = form[: len(form) - int(strip)]
    lemma = stem + ending
    if not stem or not lemma:
        return form
    if case == "l":
        return lemma.lower()
    if case == "t":
        return lemma[:1].upper() + lemma[1:].lower()
    return lemma.upper() if case == "u" else lemma
