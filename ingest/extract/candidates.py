"""What each clause proposes: head word, predicate, tail word, with the class where the grammar fixes it.

    Wetlands store water.        → wetlands · store · water
    Maize is grown by farmers.   → farmers · grow · maize
    Clay is a kind of soil.      → clay · be a kind of · soil
    Clay is porous.              → clay · be · porous
    Clay is finer than sand.     → clay · be finer than · sand

Nothing is judged here but the clause itself; whether head and tail are terms is asked in `claims`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract import lexicon, predicates
from ingest.extract.clauses import Clause, Oblique, read_clause
from ingest.extract.phrases import after_comma, introduces
from ingest.extract.qualifiers import Standing, is_introduced, is_some, is_time, place_obliques, standing
from ingest.extract.tree import NOMINAL, base, kids, morph, relative_clause, subtree
from kg.records import Predicate

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
TRANSFERS = frozenset({"into", "to", "from", "with", "as", "on", "onto", "against", "between", "through"})
DEGREE = frozenset({"too", "enough", "so", "as", "less", "least", "more", "most", "not"})
ENABLING = dict.fromkeys(("allow", "enable", "permit", "help", "empower"), "ENABLES") | {"require": "REQUIRES"}
"""Verbs whose object is made to do something, and the class of what they say."""
COPULAR = frozenset({"remain", "become", "stay"})


@dataclass(frozen=True)
class Candidate:
    """A proposed claim: words, not yet phrases. `adjective` tells that the tail is one."""

    head: Token
    predicate: Predicate
    tail: Token
    standing: Standing
    relation: str | None = None
    adjective: bool = False
    indefinite: bool = False
    """The head is `a` thing that its sentence brings in and says this of: it may be named without the clause."""
    without: frozenset[int] = frozenset()
    """The place of that clause."""


Proposal = Candidate | str


def candidates(clause: Clause) -> Iterator[Proposal]:
    """Yield what a clause proposes, or the reason why it proposes nothing."""
    subject = _subject(clause)
    if subject is None:
        return
    if kids(clause.head, "expl"):
        yield "existential"
        return
    if any(o.relative for o in clause.obliques):
        yield "relative_adverbial"
        return
    found = standing(clause)
    opened = relative_clause(clause.head) or clause.head
    restrictive = clause.link == "antecedent" and not after_comma(opened)
    introduced = restrictive and (is_introduced(subject) or (opened.head.i == subject.i and is_some(opened)))
    if found.reason:
        yield found.reason
    elif introduced:
        for proposal in _proposed(clause, subject, found):
            yield (
                replace(proposal, indefinite=True, without=frozenset({int(opened.i)}))
                if isinstance(proposal, Candidate)
                else proposal
            )
    else:
        yield from _proposed(clause, subject, found)


def _proposed(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    if clause.copula is not None or clause.head.pos_ not in ("VERB", "AUX"):
        yield from _copular(clause, subject, found)
    elif clause.passive:
        yield from _passive(clause, subject, found)
    else:
        yield from _active(clause, subject, found)


def _subject(clause: Clause) -> Token | None:
    """The subject; for `X is a Y that Z` the X, of which Z is as true as of Y."""
    subject = clause.subject
    if subject is None or not (clause.relative or clause.head.dep_ == "acl"):
        return subject
    if kids(subject, "cop") and base(subject) in ("ROOT", "root", "conj", "ccomp", "parataxis"):
        return read_clause(subject).subject
    return subject


def _copular(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    head = clause.head
    case = " ".join(str(t.lower_) for t in kids(head, "case"))
    if case:
        if case in SPATIAL and head.pos_ in NOMINAL and not is_time(head):
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
    if str(subject.lemma_).lower() in lexicon.ABSTRACT_ROLES:
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
    elif str(head.lower_) in lexicon.VAGUE_PROPERTIES or morph(head, "Degree") == "Sup":
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


def _passive(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    if str(clause.head.lower_) == "followed" and not clause.auxiliaries:
        yield "no_verb_class"
        return
    for agent in clause.agents:
        others = place_obliques(list(clause.obliques), found)
        yield Candidate(agent.head, predicates.active(clause, found), subject, others)
    purpose = _purpose(clause)
    participle = str(clause.head.lower_)
    if purpose is not None and participle in lexicon.INTENDED:
        target = next(iter(kids(purpose, "obj")), None)
        if target is not None and not kids(purpose, "xcomp", "ccomp", "iobj", "conj"):
            purposed = "USED_FOR" if participle in ("used", "designed", "intended") else None
            bounded = place_obliques(list(clause.obliques), found)
            text = " ".join(
                [
                    f"be {participle} to",
                    predicates.base_form(purpose),
                    *(str(p.lower_) for p in kids(purpose, "compound:prt")),
                ]
            )
            predicate = Predicate(
                text=text,
                verb=predicates.base_form(clause.head),
                preposition="to",
                passive=True,
                modal=found.modal,
                tense=predicates.active(clause, found).tense,
            )
            yield Candidate(subject, predicate, target, bounded, purposed)
        return
    named = next((x for x in (*clause.open_complements, *clause.objects) if x.pos_ in NOMINAL), None)
    if named is not None and predicates.base_form(clause.head) in ("call", "name", "term"):
        predicate = predicates.passive(clause, found, "")
        yield Candidate(subject, predicate, named, place_obliques(list(clause.obliques), found), "SAME_AS")
        return
    if clause.open_complements or clause.complements:
        yield "no_verb_class"
        return
    yield from _prepositional(clause, subject, found, passive=True)


def _purpose(clause: Clause) -> Token | None:
    for child in (*clause.open_complements, *clause.adverbials):
        if child.i > clause.head.i and morph(child, "VerbForm") == "Inf" and child.pos_ == "VERB":
            return child
    return None


def _active(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    verb = predicates.base_form(clause.head)
    if clause.receivers:
        yield "two_objects"
        return
    if clause.open_complements and clause.objects:
        yield from _enabled(clause, subject, found)
        return
    if verb in COPULAR and clause.open_complements:
        tail = clause.open_complements[0]
        if tail.pos_ in NOMINAL and not kids(tail, "case"):
            yield Candidate(
                subject, predicates.active(clause, found), tail, place_obliques(list(clause.obliques), found)
            )
        return
    if clause.open_complements or clause.complements:
        return
    prefix = _prefix(clause)
    yield from _used(clause, found)
    if not clause.objects:
        yield from _prepositional(clause, subject, found, passive=False, prefix=prefix)
        return
    noun = clause.objects[0]
    compound = predicates.light(clause, found, noun)
    if compound is not None:
        predicate, target = compound
        rest = [o for o in clause.obliques if o.head.i != target.i]
        yield Candidate(subject, predicate, target, place_obliques(rest, found))
        return
    if verb in lexicon.INTRANSITIVES or verb in ("do", "take", "get", "put", "let"):
        yield "no_verb_class"
        return
    after = [o for o in clause.obliques if o.head.i > clause.head.i]
    others = place_obliques([o for o in clause.obliques if o not in after], place_obliques(after, found, True))
    if (verb, _first_preposition(clause, noun)) not in lexicon.INCOMPLETE_WITHOUT:
        yield Candidate(subject, predicates.active(clause, found, prefix=prefix), noun, others)
    yield from _carried(clause, subject, noun, found, prefix)
    yield from _transfer(clause, noun, found)


def _used(clause: Clause, found: Standing) -> Iterator[Proposal]:
    """`They use X to reduce Y` also says that X is used to reduce Y."""
    purpose = _purpose(clause)
    if predicates.base_form(clause.head) not in lexicon.USING_VERBS or not clause.objects or not found.affirmed:
        return
    if purpose is None or kids(purpose, "xcomp", "ccomp", "iobj", "obl", "conj") or not kids(purpose, "obj"):
        return
    particles = [str(p.lower_) for p in kids(purpose, "compound:prt")]
    predicate = predicates.passive(clause, found, "to").model_copy(
        update={"text": " ".join(["be used to", predicates.base_form(purpose), *particles])}
    )
    bounded = place_obliques(list(clause.obliques), found)
    yield Candidate(clause.objects[0], predicate, kids(purpose, "obj")[0], bounded, "USED_FOR")


def _first_preposition(clause: Clause, noun: Token) -> str:
    """The preposition after an object: of the verb, or where the parser gives it the noun, of its complement."""
    inner = [
        introduces(c) for c in kids(noun, "nmod") if c.i > noun.i and introduces(c) in ("with", "to", "from", "into")
    ]
    return next((o.preposition for o in clause.obliques if o.head.i > noun.i), next(iter(inner), ""))


def _carried(clause: Clause, subject: Token, noun: Token, found: Standing, prefix: str) -> Iterator[Proposal]:
    """`Bacteria turn nitrogen into nitrate`: a short object stands in the predicate, the noun after it is the tail."""
    after = [o for o in clause.obliques if o.head.i > noun.i]
    short = [t for t in subtree(noun) if t.i != noun.i]
    if not after or after[0].preposition not in TRANSFERS or not _may_be_tail(after[0]) or kids(noun, "conj"):
        return
    if noun.pos_ != "NOUN" or len(short) > 1 or any(t.dep_ not in ("compound", "amod") for t in short):
        return
    words = "".join(str(t.text_with_ws) for t in subtree(noun)).strip()
    if (
        not words.replace(" ", "").isalpha()
        or not words.islower()
        or str(noun.lemma_).lower() in lexicon.ABSTRACT_ROLES
    ):
        return
    predicate = predicates.active(clause, found, prefix=prefix)
    text = f"{predicate.text} {words} {after[0].preposition}"
    predicate = predicate.model_copy(update={"text": text, "preposition": after[0].preposition})
    bounded = place_obliques([o for o in clause.obliques if o is not after[0]], found)
    yield Candidate(subject, predicate, after[0].head, bounded)


def _prefix(clause: Clause) -> str:
    """`aim to` of `aims to reduce erosion`, which the claim must not lose."""
    head = clause.head
    if base(head) != "xcomp" or kids(head.head, "obj", "iobj", "aux:pass"):
        return ""
    verb = predicates.base_form(head.head)
    if verb not in lexicon.PREFIXES:
        return ""
    if any(str(m.lower_) == "to" for m in kids(head, "mark", "aux")):
        return f"{verb} to"
    return verb if verb == "help" else ""


def _enabled(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
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


def _transfer(clause: Clause, noun: Token, found: Standing) -> Iterator[Proposal]:
    """`Bacteria convert nitrogen into nitrate` also says that nitrogen is converted into nitrate."""
    verb = predicates.base_form(clause.head)
    after = [
        o
        for o in clause.obliques
        if o.head.i > noun.i
        and _may_be_tail(o)
        and (o.preposition == "into" or (o.preposition == "from" and verb in lexicon.REMOVING_VERBS))
    ]
    if len(after) != 1 or clause.agents or not found.affirmed:
        return
    others = place_obliques([o for o in clause.obliques if o is not after[0]], found)
    yield Candidate(noun, predicates.passive(clause, found, after[0].preposition), after[0].head, others)


def _prepositional(
    clause: Clause, subject: Token, found: Standing, passive: bool, prefix: str = ""
) -> Iterator[Proposal]:
    """The tail is the noun of a preposition that follows the verb; the other phrases bound the claim."""
    after = [o for o in clause.obliques if o.head.i > clause.head.i and _may_be_tail(o)]
    if not passive:
        after = after[:1] if after and after[0] is min(clause.obliques, key=_place_after(clause)) else []
    if not after:
        if not clause.agents:
            yield "no_tail"
        return
    for chosen in after[:2]:
        bounded = place_obliques([o for o in clause.obliques if o is not chosen], found)
        predicate = (
            predicates.passive(clause, found, chosen.preposition)
            if passive
            else predicates.active(clause, found, chosen.preposition, prefix)
        )
        yield Candidate(subject, predicate, chosen.head, bounded)


def _place_after(clause: Clause) -> Callable[[Oblique], tuple[bool, int]]:
    """Order phrases by place, those before the verb last."""
    return lambda o: (bool(o.head.i < clause.head.i), int(o.head.i))


def _may_be_tail(oblique: Oblique) -> bool:
    preposition = oblique.preposition
    text = "".join(str(t.text_with_ws) for t in subtree(oblique.head)).strip().lower()
    if not preposition or len(preposition.split()) > 2 or is_time(oblique.head) or oblique.head.pos_ not in NOMINAL:
        return False
    if str(oblique.head.lemma_).lower() in lexicon.PHRASAL_NOUNS and kids(oblique.head, "nmod"):
        return False
    if text in lexicon.DISCOURSE_OBLIQUES or preposition in lexicon.HARMLESS_PREPOSITIONS:
        return False
    return preposition not in lexicon.TIME_PREPOSITIONS and preposition not in (
        "without",
        "except",
        "given",
        "by",
        "than",
    )
