"""What is used for what, with what, and whom it enables: the infinitives and participles that hang on a clause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ingest.extract import predicates
from ingest.extract.clauses import NEGATIONS, OBLIQUES, PARTICLES, Clause
from ingest.extract.lexicon.deixis import DEICTIC_ADJECTIVES
from ingest.extract.lexicon.verbs import USING_VERBS
from ingest.extract.proposal import Candidate, Proposal
from ingest.extract.qualifiers import Standing, place_obliques
from ingest.extract.tree import kids, morph

if TYPE_CHECKING:
    from spacy.tokens import Token

ENABLING = dict.fromkeys(("allow", "enable", "permit", "help", "empower"), "ENABLES") | {"require": "REQUIRES"}
"""Verbs whose object is made to do something, and the class of what they say."""


DOING = dict.fromkeys(("allow", "enable", "permit", "facilitate", "support"), "ENABLES") | {
    "require": "REQUIRES",
    "need": "REQUIRES",
    "avoid": "PREVENTS",
    "prevent": "PREVENTS",
    "involve": "OTHER",
}
"""Verbs whose object is often something done, and the class of what they say."""

SERVING = dict.fromkeys(
    ("used", "useful", "designed", "intended", "suited", "suitable", "meant"), "USED_FOR"
) | dict.fromkeys(
    ("essential", "crucial", "critical", "vital", "necessary", "important", "needed", "required"), "ENABLES"
)
"""What a thing is *for* doing something, and the class of what that says."""

MADE = {
    "develop": "developed",
    "build": "built",
    "create": "created",
    "design": "designed",
    "implement": "implemented",
    "introduce": "introduced",
    "install": "installed",
    "plant": "planted",
    "establish": "established",
}
"""What is made to do something is made for it."""


def purpose(clause: Clause) -> Token | None:
    """Return the infinitive that tells what a clause is for, behind its verb or in front; None where there is none."""
    ordered = sorted((*clause.open_complements, *clause.adverbials), key=lambda t: bool(t.i < clause.head.i))
    for child in ordered:
        marks = {str(m.lower_) for m in kids(child, "mark")}
        fronted = child.dep_ == "advcl" and "to" in marks and str(child.sent[0].lower_) in ("to", "in")
        told = child.i > clause.head.i or (fronted and child.left_edge.i == child.sent.start)
        if told and morph(child, "VerbForm") == "Inf" and child.pos_ == "VERB":
            return child
    return None


def ends(verb: Token) -> Iterator[tuple[Token, Token]]:
    """Yield each verb of a purpose with its object, which the last of them may lend those before it.

    `to measure salinity and to control pumps`, `to study, explain and predict behaviour`; none of alternatives.
    """
    verbs = [verb, *(c for c in kids(verb, "conj") if c.pos_ == "VERB" and morph(c, "VerbForm") in ("Inf", ""))]
    links = {str(cc.lower_) for v in verbs for cc in kids(v, "cc")}
    if links - {"and"} or len(verbs) - 1 != len(kids(verb, "conj")):
        return
    for place, one in enumerate(verbs):
        own = kids(one, "obj")
        bare = not own and not kids(one, *OBLIQUES, "xcomp", "ccomp", "compound:prt")
        lent = kids(verbs[-1], "obj") if bare and place < len(verbs) - 1 else []
        whole = not kids(one, "xcomp", "ccomp", "iobj") and not any(str(a.lower_) in NEGATIONS for a in one.children)
        if len(own or lent) == 1 and whole:
            yield one, (own or lent)[0]


def serving(clause: Clause) -> tuple[Token, str] | None:
    """Return the gerund of `used for measuring salinity` or `vital to …`, and what stands before its verb."""
    word = str(clause.head.lower_)
    if word not in SERVING:
        return None
    for child in clause.adverbials:
        marks = [str(m.lower_) for m in kids(child, "mark", "case")]
        fits = marks == ["for"] or (marks == ["to"] and SERVING[word] == "ENABLES")
        if child.i > clause.head.i and fits and str(child.tag_) == "VBG":
            return child, f"be {word} {marks[0]}"
    return None


def served(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """`Sensors are used for measuring salinity`: what they are for stands in the predicate, its object is the tail."""
    end = serving(clause)
    if end is None:
        return
    verb, before = end
    if len(kids(verb, "obj")) != 1 or kids(verb, "xcomp", "ccomp", "iobj", "conj", "compound:prt"):
        return
    predicate = predicates.being(found, f"{before} {verb.lower_}", before.split()[-1])
    others = place_obliques(list(clause.obliques), found)
    yield Candidate(subject, predicate, kids(verb, "obj")[0], others, SERVING[str(clause.head.lower_)])


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
    """`They use X to reduce Y` also says that X is used to reduce Y, and so of what is built to reduce it."""
    end, done = purpose(clause), predicates.base_form(clause.head)
    if (done not in USING_VERBS and done not in MADE) or not clause.objects or not found.affirmed:
        return
    word = MADE.get(done, "used")
    if end is None or kids(end, "obl"):
        return
    bounded = place_obliques(list(clause.obliques), found)
    for verb, target in ends(end):
        particles = [str(p.lower_) for p in kids(verb, "compound:prt")]
        predicate = predicates.passive(clause, found, "to").model_copy(
            update={"text": " ".join([f"be {word} to", predicates.base_form(verb), *particles])}
        )
        yield Candidate(clause.objects[0], predicate, target, bounded, "USED_FOR")


def enabled(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """`Roots allow plants to take up water`: who is enabled stands in the predicate, what they do in the tail."""
    verb, target = predicates.base_form(clause.head), (*clause.objects, *clause.receivers)[0]
    inner = clause.open_complements[0]
    objects = kids(inner, "obj")
    told = list(target.children)
    named = len(told) <= 1 and all(t.dep_ in ("compound", "amod") and t.tag_ in ("NN", "JJ") for t in told)
    plain = target.pos_ == "NOUN" and morph(target, "Number") == "Plur" and named
    if any(str(t.lower_) in DEICTIC_ADJECTIVES for t in told):
        plain = False
    if verb not in ENABLING or not plain or not objects or kids(inner, "xcomp", "ccomp", "conj"):
        yield "controlled_object"
        return
    mark = "to" if any(str(m.lower_) == "to" for m in kids(inner, "mark", "aux")) else ""
    particle = " ".join(str(p.lower_) for p in kids(inner, "compound:prt"))
    whom = " ".join(str(t.lower_) for t in (*told, target))
    text = " ".join(w for w in (verb, whom, mark, predicates.base_form(inner), particle) if w)
    predicate = predicates.active(clause, found).model_copy(update={"text": text})
    yield Candidate(subject, predicate, objects[0], place_obliques(list(clause.obliques), found), ENABLING[verb])


def kept_from(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """`Terraces prevent water from washing away soil`: what is kept from it stands in the predicate as well."""
    inner = next(c for c in clause.adverbials if is_from(c))
    target = clause.objects[0]
    bare = target.pos_ == "NOUN" and not list(target.children)
    if not bare or len(kids(inner, "obj")) != 1 or kids(inner, "xcomp", "ccomp", "conj"):
        yield "controlled_object"
        return
    particles = [str(p.lower_) for p in inner.children if p.dep_ == "compound:prt" or str(p.lower_) in PARTICLES]
    words = (predicates.base_form(clause.head), str(target.lower_), "from", str(inner.lower_), *particles)
    predicate = predicates.active(clause, found).model_copy(update={"text": " ".join(words)})
    yield Candidate(subject, predicate, kids(inner, "obj")[0], place_obliques(list(clause.obliques), found), "PREVENTS")


def is_from(clause: Token) -> bool:
    """Whether a clause is what something is kept *from*."""
    return [str(m.lower_) for m in kids(clause, "mark", "case")] == ["from"] and str(clause.tag_) == "VBG"


def doing(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    """`Irrigation requires measuring salinity`, `The design allows for comparing cells`: what is done is the tail."""
    verb = predicates.base_form(clause.head)
    for inner in (*clause.open_complements, *clause.adverbials):
        marks = [str(m.lower_) for m in kids(inner, "mark", "case")]
        before = [] if inner.dep_ == "xcomp" else ["for"]
        if verb not in DOING or str(inner.tag_) != "VBG" or marks != before or inner.i < clause.head.i:
            continue
        predicate = predicates.active(clause, found, "for" if before else "")
        yield Candidate(subject, predicate, inner, place_obliques(list(clause.obliques), found), DOING[verb])
