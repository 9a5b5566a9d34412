"""Tails that keep the clause which tells the things meant: `tools for measuring salinity`, `models that use sensors`.

Cut short they would say nothing (*provides tools*) or too much; whole, they are as true as their sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.extract.inner import plain_inside
from ingest.extract.lexicon.quantifiers import MEASURES
from ingest.extract.phrases import CLAUSES, LONGEST_TAIL, Phrase, after_comma, introduces, length, noun_phrase
from ingest.extract.tree import NOMINAL, contiguous, kids, subtree

if TYPE_CHECKING:
    from spacy.tokens import Token


def whole_phrase(head: Token) -> Phrase | None:
    """Return a tail with the clause that tells which: `tools for measuring salinity`, `models that use sensors`.

    None where the clause points elsewhere, denies or hedges, has clauses inside, or makes the phrase too long.
    """
    if str(head.lemma_).lower() in MEASURES:
        return _measured(head)
    clauses = [c for c in head.children if c.i > head.i and c.dep_ in CLAUSES]
    if len(clauses) != 1 or head.pos_ not in NOMINAL or kids(head, "conj", "appos", "parataxis"):
        return None
    clause = clauses[0]
    inner = subtree(clause)
    if after_comma(clause) or not contiguous(inner) or clause.pos_ != "VERB" or not plain_inside(clause):
        return None
    before = noun_phrase(head, True, without=frozenset({int(clause.i)}), told=True)
    if isinstance(before, str) or inner[0].i != before.tokens[-1].i + 1:
        return None
    core = (*before.core, *inner)
    if length(core) > LONGEST_TAIL or not contiguous(list(core)):
        return None
    return replace(before, tokens=(*before.tokens, *inner), core=core, trimmed=False)


def _measured(head: Token) -> Phrase | None:
    """`a set of tools for measuring salinity`: the measure in front is the quantity of what is told."""
    counted = [c for c in kids(head, "nmod") if introduces(c) == "of"]
    if len(counted) != 1 or [str(d.lower_) for d in kids(head, "det")] not in (["a"], ["an"]):
        return None
    inner = whole_phrase(counted[0])
    first = min(int(t.i) for t in (head, *kids(head, "det", "amod")))
    if inner is None or inner.determiner or inner.tokens[-1].i != subtree(head)[-1].i:
        return None
    tokens = tuple(head.doc[i] for i in range(first, inner.tokens[-1].i + 1))
    measure = "".join(str(t.text_with_ws) for t in tokens if t.i < inner.core[0].i).strip().lower()
    return replace(inner, tokens=tokens, quantity=measure)
