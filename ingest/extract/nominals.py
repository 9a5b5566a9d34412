"""What a noun phrase says by its own grammar, whatever its sentence goes on to say.

    Python-based tools              → Python-based tool · be based on · Python
    the use of Python for modelling → Python · be used for · modelling
    the Python package pyemu        → pyemu · be · Python package

A phrase under a negation, a question or a wish says the same, for it takes the thing as given; not so one that is said
not to be there (`no use of X for Y`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.extract.lexicon.deixis import NAMED_THINGS
from ingest.extract.lexicon.quantifiers import NEGATIVE_QUANTIFIERS
from ingest.extract.phrases import introduces
from ingest.extract.predicates import being
from ingest.extract.proposal import Candidate
from ingest.extract.qualifiers import Standing
from ingest.extract.tree import NOMINAL, kids, morph
from kg.records import Predicate

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

CLASSES = NAMED_THINGS | {
    "algorithm",
    "method",
    "model",
    "protocol",
    "editor",
    "format",
    "simulator",
    "database",
}
"""Class nouns that stand before a name: `the Python package pyemu`."""


def nominals(sentence: Span) -> Iterator[Candidate]:
    """Yield the claims that the noun phrases of a sentence make."""
    for token in sentence:
        if token.pos_ not in NOMINAL or _denied(token):
            continue
        yield from _based(token)
        yield from _use_of(token)
        yield from _class_and_name(token)


def _denied(token: Token) -> bool:
    return any(str(d.lower_) in NEGATIVE_QUANTIFIERS | {"any"} for d in kids(token, "det"))


def _based(token: Token) -> Iterator[Candidate]:
    for modifier in kids(token, "amod", "compound"):
        if str(modifier.lower_) != "based" or modifier.i < 2 or str(modifier.nbor(-1).text) not in ("-", "‐", "–"):
            continue
        ground = modifier.doc[modifier.i - 2]
        between = token.doc[modifier.i + 1 : token.i]
        if any(t.is_punct or t.pos_ == "CCONJ" for t in between) or kids(token, "conj") or token.dep_ == "conj":
            continue
        whole = ground.pos_ != "PROPN" or ground.i == 0 or ground.nbor(-1).pos_ != "PROPN"
        if ground.pos_ in NOMINAL and whole and not kids(ground, "conj"):
            yield Candidate(token, being(Standing(), "be based on", "on"), ground, Standing())


def _use_of(token: Token) -> Iterator[Candidate]:
    """`the use of X for Y`."""
    if str(token.lemma_).lower() != "use" or morph(token, "Number") == "Plur":
        return
    things = [c for c in kids(token, "nmod") if introduces(c) == "of"]
    ends = [c for c in (*kids(token, "nmod"), *(k for t in things for k in kids(t, "nmod"))) if introduces(c) == "for"]
    if len(things) == 1 and len(ends) == 1:
        predicate = Predicate(text="be used for", verb="use", preposition="for", passive=True)
        yield Candidate(things[0], predicate, ends[0], Standing(), "USED_FOR")


def _class_and_name(token: Token) -> Iterator[Candidate]:
    """`the Python package pyemu`: the noun before the name says what it is."""
    if token.pos_ != "PROPN" or token.i < 2:
        return
    before = token.nbor(-1)
    if (
        before.pos_ == "NOUN"
        and str(before.lower_) in CLASSES
        and before.head.i == token.i
        and before.dep_ == "compound"
    ):
        yield Candidate(token, being(Standing()), before, Standing(), "IS_A")
