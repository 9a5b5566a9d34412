"""What a clause with `be` proposes: a class, a property, a comparison, a place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.extract import predicates
from ingest.extract.clauses import Clause
from ingest.extract.lexicon.adjectives import VAGUE_PROPERTIES
from ingest.extract.lexicon.nouns import ABSTRACT_ROLES, STATES
from ingest.extract.proposal import Candidate, Proposal
from ingest.extract.purposes import served, serving
from ingest.extract.qualifiers import Standing, is_time, place_obliques
from ingest.extract.tree import NOMINAL, kids, morph

if TYPE_CHECKING:
    from spacy.tokens import Token

BE_OF = frozenset(
    {
        "part",
        "kind",
        "type",
        "form",
        "example",
        "component",
        "opposite",
        "member",
        "variety",
        "sort",
        "source",
        "cause",
        "class",
        "branch",
        "subset",
        "species",
        "capital",
        "function",
        "product",
        "instance",
    }
)
"""`is a kind of X`, `is the source of X`: the noun belongs to the predicate."""
SPATIAL = frozenset(
    {"in", "on", "at", "near", "between", "under", "above", "below", "along", "within", "beneath", "inside"}
)
DEGREE = frozenset({"too", "enough", "so", "as", "less", "least", "more", "most", "not"})


def copular(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """Yield what a clause with a copula proposes."""
    head = clause.head
    if clause.copula is None and clause.link == "own":
        yield "no_copula"  # a verb that was taken for an adjective or a noun: *trees cool cities*
        return
    case = " ".join(str(t.lower_) for t in kids(head, "case"))
    if case:
        bare = head.pos_ == "NOUN" and not kids(head, "det", "amod", "compound", "nmod", "nmod:poss")
        if bare and str(head.lower_) in STATES:
            yield "no_verb_class"
        elif case in SPATIAL and head.pos_ in NOMINAL and not is_time(head):
            yield Candidate(
                subject, predicates.being(found, f"be {case}", case), head, place_obliques(list(clause.obliques), found)
            )
        else:
            yield "no_verb_class"
    elif head.pos_ in NOMINAL:
        yield from _nominal(clause, subject, found)
    elif head.pos_ == "ADJ":
        yield from _adjectival(clause, subject, found)
    else:
        yield "no_verb_class"


def _nominal(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    head = clause.head
    if str(subject.lemma_).lower() in ABSTRACT_ROLES:
        yield "role_noun"
        return
    found = place_obliques(list(clause.obliques), found)
    lemma = str(head.lemma_).lower()
    if lemma == "one" or head.pos_ == "NUM":
        yield "one_of"
        return
    complement = next((c for c in kids(head, "nmod") if [str(k.lower_) for k in kids(c, "case")] == ["of"]), None)
    adjectives = kids(head, "amod", "compound")
    if lemma in BE_OF and complement is not None and not adjectives and morph(head, "Number") != "Plur":
        article = next((str(d.lower_) for d in kids(head, "det") if d.lower_ in ("a", "an", "the")), "")
        text = " ".join(w for w in ("be", article, str(head.lower_), "of") if w)
        yield Candidate(subject, predicates.being(found, text, "of"), complement, found)
        return
    yield Candidate(subject, predicates.being(found), head, found, "IS_A")


def _adjectival(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    head = clause.head
    degree = {str(t.lower_) for t in kids(head, "advmod")}
    after = [o for o in clause.obliques if o.head.i > head.i and o.case]
    rest = [o for o in clause.obliques if o not in after[:1]]
    if serving(clause) is not None and not degree & DEGREE:
        yield from served(clause, subject, found)
        return
    comparative = morph(head, "Degree") == "Cmp" or "more" in degree or "less" in degree
    if comparative:
        than = next((o for o in after if o.preposition == "than"), None)
        if than is None or kids(than.head, "nsubj"):
            yield "comparative_without_standard"
            return
        word = f"{'more ' if 'more' in degree else 'less ' if 'less' in degree else ''}{head.lower_}"
        others = place_obliques([o for o in clause.obliques if o is not than], found)
        yield Candidate(subject, predicates.being(found, f"be {word} than", "than"), than.head, others, "COMPARES")
        return
    if (
        degree & DEGREE
        or kids(head, "xcomp", "ccomp", "csubj")
        or any(morph(c, "VerbForm") == "Inf" for c in kids(head, "advcl"))
    ):
        yield "incomplete_adjective"
    elif after and after[0].head.i - head.i <= 4 and not is_time(after[0].head):
        preposition = after[0].preposition
        yield Candidate(
            subject,
            predicates.being(found, f"be {head.lower_} {preposition}", preposition),
            after[0].head,
            place_obliques(rest, found),
        )
    elif str(head.lower_) in VAGUE_PROPERTIES or morph(head, "Degree") == "Sup":
        yield "vague_property"
    else:
        yield Candidate(
            subject,
            predicates.being(found),
            head,
            place_obliques(list(clause.obliques), found),
            "HAS_PROPERTY",
            adjective=True,
        )
