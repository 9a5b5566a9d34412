"""Clauses inside a phrase: which of them tell plainly and by themselves what is meant, or what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.extract.lexicon.deixis import DEICTIC_DETERMINERS, NOT_INSIDE
from ingest.extract.lexicon.nouns import UNIQUE_NOUNS
from ingest.extract.tree import is_relative, kids, morph, subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

DEEPER = frozenset({"advcl", "ccomp", "acl", "acl:relcl", "parataxis", "appos", "nsubj:outer"})


def plain_inside(clause: Token) -> bool:
    """Whether a clause may stay in a phrase: it denies, compares, hedges, dates and points at nothing."""
    inner = subtree(clause)
    if kids(clause, "nsubj", "nsubj:pass") and not is_relative(inner[0]):
        return False
    if any(t.dep_ in DEEPER and t.i != clause.i for t in inner) or any(is_relative(t) for t in inner[1:]):
        return False
    return not _past(clause) and str(inner[-1].text) not in (",", ";") and not any(map(_points, inner))


def bare_definite(noun: Token) -> bool:
    """Whether a noun has nothing but `the` to tell which is meant."""
    definite = any(str(d.lower_) == "the" for d in kids(noun, "det"))
    return definite and not kids(noun, "amod", "compound", "nmod", "flat") and str(noun.lemma_) not in UNIQUE_NOUNS


def _points(word: Token) -> bool:
    if is_relative(word):
        return False
    return (
        word.pos_ == "PRON"
        or word.is_quote
        or word.tag_ in ("MD", "JJR", "RBR", "JJS", "RBS")
        or str(word.lower_) in NOT_INSIDE
        or (word.dep_ == "det" and str(word.lower_) in DEICTIC_DETERMINERS)
        or bare_definite(word)
    )


def _past(clause: Token) -> bool:
    verbs = (clause, *kids(clause, "aux", "aux:pass"))
    return any(morph(t, "Tense") == "Past" and morph(t, "VerbForm") == "Fin" for t in verbs)
