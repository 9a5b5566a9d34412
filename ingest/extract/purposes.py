"""What is used for what, with what, and whom it enables: the infinitives and participles that hang on a clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.extract import predicates
from ingest.extract.clauses import Clause
from ingest.extract.lexicon.verbs import USING_VERBS
from ingest.extract.proposal import Candidate, Proposal
from ingest.extract.qualifiers import Standing, place_obliques
from ingest.extract.tree import kids, morph

if TYPE_CHECKING:
    from spacy.tokens import Token

ENABLING = dict.fromkeys(("allow", "enable", "permit", "help", "empower"), "ENABLES") | {"require": "REQUIRES"}
"""Verbs whose object is made to do something, and the class of what they say."""


def purpose(clause: Clause) -> Token | None:
    """Return the infinitive that tells what a clause is for, None where there is none."""
    for child in (*clause.open_complements, *clause.adverbials):
        if child.i > clause.head.i and morph(child, "VerbForm") == "Inf" and child.pos_ == "VERB":
            return child
    return None


def using(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """`They measure salinity using sensors` also says that they use sensors."""
    for oblique in clause.obliques:
        if oblique.preposition != "using" or oblique.case[0].i <= clause.head.i or not found.affirmed:
            continue
        if clause.objects and str(oblique.case[0].nbor(-1).text) != ",":
            others = place_obliques([o for o in clause.obliques if o is not oblique], found, True)
            predicate = predicates.active(clause, found).model_copy(
                update={"text": "use", "verb": "use", "particle": "", "preposition": ""}
            )
            yield Candidate(subject, predicate, oblique.head, others, "USES")


def used(clause: Clause, found: Standing) -> Iterator[Proposal]:
    """`They use X to reduce Y` also says that X is used to reduce Y."""
    end = purpose(clause)
    if predicates.base_form(clause.head) not in USING_VERBS or not clause.objects or not found.affirmed:
        return
    if end is None or kids(end, "xcomp", "ccomp", "iobj", "obl", "conj") or not kids(end, "obj"):
        return
    particles = [str(p.lower_) for p in kids(end, "compound:prt")]
    predicate = predicates.passive(clause, found, "to").model_copy(
        update={"text": " ".join(["be used to", predicates.base_form(end), *particles])}
    )
    bounded = place_obliques(list(clause.obliques), found)
    yield Candidate(clause.objects[0], predicate, kids(end, "obj")[0], bounded, "USED_FOR")


def enabled(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """`Roots allow plants to take up water`: who is enabled stands in the predicate, what they do in the tail."""
    verb, target = predicates.base_form(clause.head), clause.objects[0]
    inner = clause.open_complements[0]
    objects = kids(inner, "obj")
    plain = target.pos_ == "NOUN" and morph(target, "Number") == "Plur" and not list(target.children)
    if verb not in ENABLING or not plain or not objects or kids(inner, "xcomp", "ccomp", "conj"):
        yield "controlled_object"
        return
    mark = "to" if any(str(m.lower_) == "to" for m in kids(inner, "mark", "aux")) else ""
    particle = " ".join(str(p.lower_) for p in kids(inner, "compound:prt"))
    text = " ".join(w for w in (verb, str(target.lower_), mark, predicates.base_form(inner), particle) if w)
    predicate = predicates.active(clause, found).model_copy(update={"text": text})
    yield Candidate(subject, predicate, objects[0], place_obliques(list(clause.obliques), found), ENABLING[verb])
