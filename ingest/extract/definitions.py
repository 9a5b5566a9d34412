"""What a sentence says of a term in passing: `X, a Y, ...`, `Y such as A and B`, `Y, including A`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.extract.lexicon.nouns import VAGUE_HEADS
from ingest.extract.phrases import after_comma, introduces
from ingest.extract.predicates import being
from ingest.extract.proposal import Candidate
from ingest.extract.qualifiers import Standing
from ingest.extract.tree import NOMINAL, kids, morph

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

LISTS = frozenset({"such as", "like"})


def definitions(sentence: Span) -> Iterator[Candidate]:
    """Yield the IS_A claims that appositions and lists of examples make."""
    for token in sentence:
        if token.pos_ not in NOMINAL:
            continue
        for apposed in kids(token, "appos"):
            yield from _apposition(token, apposed)
        for example in kids(token, "nmod"):
            if introduces(example) in LISTS and not _ambiguous(token, example):
                yield from _examples(token, example)


def _apposition(noun: Token, apposed: Token) -> Iterator[Candidate]:
    """`Loam, a mixture of sand and clay,`: only an indefinite description in commas defines."""
    if str(apposed.doc[apposed.left_edge.i - 1].text) != "," or apposed.pos_ != "NOUN":
        return
    if not any(str(d.lower_) in ("a", "an") for d in kids(apposed, "det")):
        return
    if kids(noun, "conj") or noun.dep_ == "conj" or morph(noun, "Number") == "Plur":
        return
    yield Candidate(noun, being(Standing()), apposed, Standing(), "IS_A")


def _examples(noun: Token, example: Token) -> Iterator[Candidate]:
    """`cereals such as wheat and maize`: each example is a kind of the noun before."""
    if morph(noun, "Number") != "Plur" or str(noun.lemma_).lower() in VAGUE_HEADS:
        return
    if any(
        str(d.lower_) not in ("many", "several", "various", "some", "most", "all", "the") for d in kids(noun, "det")
    ):
        return
    yield Candidate(example, being(Standing(), "be a kind of", "of"), noun, Standing(), "IS_A")


def _ambiguous(noun: Token, example: Token) -> bool:
    """`designs for countries, such as X`: behind a comma, examples may be of an outer noun."""
    if not after_comma(example):
        return False
    others = [t for t in noun.sent if t.i < noun.i and t.pos_ in NOMINAL and morph(t, "Number") == "Plur"]
    outer = any(t.dep_ != "compound" for t in others) and noun.dep_ in ("obl", "appos")
    return noun.dep_ in ("nmod", "conj") or outer
