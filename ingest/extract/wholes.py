"""Tails that keep the clause which tells the things meant: `tools for measuring salinity`, `models that use sensors`.

Cut short they would say nothing (*provides tools*) or too much; whole, they are as true as their sentence.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.extract.lexicon.deixis import DEICTIC_DETERMINERS, DEICTIC_INSIDE
from ingest.extract.lexicon.quantifiers import NEGATIVE_QUANTIFIERS
from ingest.extract.phrases import CLAUSES, LONGEST_TAIL, Phrase, after_comma, length, noun_phrase
from ingest.extract.tree import NOMINAL, contiguous, is_relative, kids, morph, subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

NOT_INSIDE = (
    DEICTIC_INSIDE
    | NEGATIVE_QUANTIFIERS
    | {
        *(
            "not",
            "n't",
            "n’t",
            "never",
            "only",
            "here",
            "there",
            "above",
            "below",
            "following",
            "previously",
            "now",
            "then",
        ),
        *("without", "unless", "if", "whether", "such", "etc", "e.g.", "i.e.", "more", "most", "less"),
    }
)
"""Words that keep a clause from standing inside a phrase: they deny, point elsewhere or compare."""


def whole_phrase(head: Token) -> Phrase | None:
    """Return a tail with the clause that tells which: `tools for measuring salinity`, `models that use sensors`.

    None where the clause points elsewhere, denies or hedges, has clauses inside, or makes the phrase too long.
    """
    clauses = [c for c in head.children if c.i > head.i and c.dep_ in CLAUSES]
    if len(clauses) != 1 or head.pos_ not in NOMINAL or kids(head, "conj", "appos", "parataxis"):
        return None
    clause = clauses[0]
    inner = subtree(clause)
    if after_comma(clause) or not contiguous(inner) or clause.pos_ != "VERB" or not _plain_inside(clause, inner):
        return None
    before = noun_phrase(head, True, without=frozenset({int(clause.i)}), told=True)
    if isinstance(before, str) or inner[0].i != before.tokens[-1].i + 1:
        return None
    core = (*before.core, *inner)
    if length(core) > LONGEST_TAIL or not contiguous(list(core)):
        return None
    return replace(before, tokens=(*before.tokens, *inner), core=core, trimmed=False)


def _plain_inside(clause: Token, inner: list[Token]) -> bool:
    """Whether a clause in a phrase says, plainly and by itself, which things are meant or what they are for."""
    if kids(clause, "nsubj", "nsubj:pass") and not is_relative(inner[0]):
        return False
    if any(
        t.dep_ in ("advcl", "ccomp", "acl", "acl:relcl", "parataxis", "appos", "nsubj:outer")
        for t in inner
        if t.i != clause.i
    ):
        return False
    if any(t.pos_ == "PRON" and not is_relative(t) for t in inner) or any(is_relative(t) for t in inner[1:]):
        return False
    if any(str(t.lower_) in NOT_INSIDE or t.tag_ in ("MD", "JJR", "RBR", "JJS", "RBS") or t.is_quote for t in inner):
        return False
    if any(t.dep_ == "det" and str(t.lower_) in DEICTIC_DETERMINERS and not is_relative(t) for t in inner):
        return False
    past = [
        t
        for t in (clause, *kids(clause, "aux", "aux:pass"))
        if morph(t, "Tense") == "Past" and morph(t, "VerbForm") == "Fin"
    ]
    return not past and str(inner[-1].text) not in (",", ";")
