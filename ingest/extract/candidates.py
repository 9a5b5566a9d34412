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
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.extract import predicates
from ingest.extract.clauses import Clause, Oblique, read_clause
from ingest.extract.copulas import copular
from ingest.extract.government import is_introduced, is_some, standing
from ingest.extract.lexicon.adverbials import (
    DISCOURSE_OBLIQUES,
    HARMLESS_PREPOSITIONS,
    PHRASAL_NOUNS,
    TIME_PREPOSITIONS,
)
from ingest.extract.lexicon.notation import words
from ingest.extract.lexicon.nouns import ABSTRACT_ROLES
from ingest.extract.lexicon.verbs import (
    GAINING_VERBS,
    INCOMPLETE_WITHOUT,
    INTENDED,
    INTRANSITIVES,
    PREFIXES,
    REMOVING_VERBS,
    SAYING_VERBS,
    SERVES,
)
from ingest.extract.phrases import HYPHENS, after_comma, introduces
from ingest.extract.proposal import Candidate, Proposal
from ingest.extract.purposes import (
    doing,
    enabled,
    ends,
    is_from,
    kept_from,
    purpose,
    served,
    serving,
    used,
    using,
)
from ingest.extract.qualifiers import Standing, is_time, place_obliques
from ingest.extract.tree import NOMINAL, base, kids, morph, relative_clause, subtree
from kg.records import Predicate

if TYPE_CHECKING:
    from spacy.tokens import Token

TRANSFERS = frozenset(
    {"into", "to", "from", "with", "as", "on", "onto", "against", "between", "through", "in", "for", "using", "via"}
)
APART = frozenset({"independently", "separately", "differently", "inversely", "away", "apart", "aside", "far"})
"""Adverbs that turn the preposition after them round: *independently from X*."""

FARTHEST = 20
"""Words from a subject to a second verb that still shares it for sure."""

DOINGS = words("model test study map plot process estimate measure control design target sample probe query")
"""Nouns that behind `to` are as likely verbs."""

CONTRASTS = frozenset({"while", "whereas", "although", "though"})

COPULAR = frozenset({"remain", "become", "stay"})


def candidates(clause: Clause) -> Iterator[Proposal]:
    """Yield what a clause proposes, or the reason why it proposes nothing."""
    subject = _subject(clause)
    if subject is None:
        return
    if kids(clause.head, "expl"):
        yield "existential"
        return
    if _misjoined(clause):
        yield "misjoined"
        return
    if clause.link == "shared" and clause.head.i - subject.i > FARTHEST:
        yield "subject_too_far"
        return
    if any(o.relative for o in clause.obliques):
        yield "relative_adverbial"
        return
    if clause.link == "antecedent" and _disagrees(clause, subject):
        yield "ambiguous_antecedent"
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


def _misjoined(clause: Clause) -> bool:
    """Whether a verb may be joined to another than the tree says.

    A participle to an active verb, `employ a method proposed by X and implemented in Y`; a verb behind a contrast with
    a subject of its own, `X is slow, while Y is quick, stays small and reads Z`.
    """
    if clause.link == "shared" and any(_contrast(verb, clause.head) for verb in _firsts(clause.head)):
        return True
    if clause.link == "own" and clause.subject is not None and kids(clause.subject, "case"):
        return True  # *leaving a gap for learners*
    own = kids(clause.head, "aux", "aux:pass")
    bare = clause.head.dep_ == "conj" and clause.head.head.pos_ == "VERB" and not own
    if bare and clause.head.tag_ == "VBG" and clause.head.head.tag_ != "VBG" and not kids(clause.head, "nsubj"):
        return True
    joined = clause.head.dep_ == "conj" and clause.head.tag_ == "VBN" and not own
    return joined and clause.head.head.pos_ == "VERB" and not read_clause(clause.head.head).passive


def _firsts(verb: Token) -> Iterator[Token]:
    """Yield the verbs that this one is joined to by `and`."""
    while verb.dep_ == "conj" and verb.head.i < verb.i:
        verb = verb.head
        yield verb


def _contrast(first: Token, second: Token) -> bool:
    between = (c for c in kids(first, "advcl") if first.i < c.i < second.i and kids(c, "nsubj", "nsubj:pass"))
    return any(str(m.lower_) in CONTRASTS for c in between for m in kids(c, "mark"))


def _disagrees(clause: Clause, subject: Token) -> bool:
    """Whether `which provides` follows a plural, or `which provide` a singular: it speaks of another noun."""
    finite = next(
        (t for t in (*clause.auxiliaries, clause.copula, clause.head) if t is not None and t.tag_ in ("VBZ", "VBP")),
        None,
    )
    if finite is None or kids(subject, "conj") or str(finite.lower_) in ("can", "may", "will", "must"):
        return False
    plural = morph(subject, "Number") == "Plur"
    return plural == (finite.tag_ == "VBZ") and morph(subject, "Number") in ("Plur", "Sing")


def _proposed(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    if clause.copula is not None or clause.head.pos_ not in ("VERB", "AUX"):
        yield from copular(clause, subject, found)
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


def _passive(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    if str(clause.head.lower_) == "followed" and not clause.auxiliaries:
        yield "no_verb_class"
        return
    if clause.head.dep_ == "advcl" and clause.agents and clause.obliques:
        yield "dangling_participle"  # *informed by trials over four years*: what was over four years?
        return
    for agent in clause.agents:
        others = place_obliques(list(clause.obliques), found)
        if predicates.base_form(clause.head) in GAINING_VERBS:
            yield Candidate(subject, predicates.passive(clause, found, "by"), agent.head, others)
        else:
            yield Candidate(agent.head, predicates.active(clause, found), subject, others)
    if serving(clause) is not None:
        yield from served(clause, subject, found)
        return
    end = purpose(clause)
    participle = str(clause.head.lower_)
    if end is not None and participle in INTENDED:
        purposed = "USED_FOR" if participle in SERVES else None
        bounded = place_obliques(list(clause.obliques), found)
        for verb, target in ends(end):
            particles = [str(p.lower_) for p in kids(verb, "compound:prt")]
            text = " ".join([f"be {participle} to", predicates.base_form(verb), *particles])
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


def _active(clause: Clause, subject: Token, found: Standing) -> Iterator[Proposal]:
    verb = predicates.base_form(clause.head)
    if clause.open_complements and len(clause.receivers) == 1 and not clause.objects:
        yield from enabled(clause, subject, found)
        return
    if clause.receivers or len(clause.objects) > 1:
        yield "two_objects"
        return
    if clause.open_complements and clause.objects:
        yield from enabled(clause, subject, found)
        return
    if verb in COPULAR and clause.open_complements:
        tail = clause.open_complements[0]
        if tail.pos_ in NOMINAL and not kids(tail, "case"):
            yield Candidate(
                subject, predicates.active(clause, found), tail, place_obliques(list(clause.obliques), found)
            )
        return
    yield from doing(clause, subject, found)
    if clause.open_complements or clause.complements:
        return
    if len(clause.objects) == 1 and any(map(is_from, clause.adverbials)):
        yield from kept_from(clause, subject, found)
        return
    prefix = _prefix(clause)
    yield from used(clause, found)
    yield from using(clause, subject, found)
    if not clause.objects and verb in SAYING_VERBS:
        yield "no_verb_class"
        return
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
    if verb in INTRANSITIVES or verb in ("do", "take", "get", "put", "let", "spend"):
        yield "no_verb_class"
        return
    after = [o for o in clause.obliques if o.head.i > clause.head.i]
    others = place_obliques([o for o in clause.obliques if o not in after], place_obliques(after, found, True))
    if (verb, _first_preposition(clause, noun)) not in INCOMPLETE_WITHOUT:
        yield Candidate(subject, predicates.active(clause, found, prefix=prefix), noun, others)
    yield from _carried(clause, subject, noun, found, prefix)
    yield from _transfer(clause, noun, found)


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
    if noun.pos_ != "NOUN" or len(short) > 2 or any(t.dep_ not in ("compound", "amod", "det") for t in short):
        return
    if kids(noun, "det") and [str(d.lower_) for d in kids(noun, "det")] not in (["a"], ["an"]):
        return
    words = "".join(str(t.text_with_ws) for t in subtree(noun)).strip()
    if not words.replace(" ", "").isalpha() or not words.islower() or str(noun.lemma_).lower() in ABSTRACT_ROLES:
        return
    predicate = predicates.active(clause, found, prefix=prefix)
    text = f"{predicate.text} {words} {after[0].preposition}"
    predicate = predicate.model_copy(update={"text": text, "preposition": after[0].preposition})
    bounded = place_obliques([o for o in clause.obliques if o is not after[0]], found)
    yield Candidate(subject, predicate, after[0].head, bounded)


def _prefix(clause: Clause) -> str:
    """`aim to` of `aims to reduce erosion`, which the claim must not lose."""
    plain = str(clause.head.tag_) == "VB"
    head = next((v for v in _firsts(clause.head) if plain and base(v) == "xcomp"), clause.head)
    if base(head) != "xcomp" or kids(head.head, "obj", "iobj", "aux:pass"):
        return ""
    verb = predicates.base_form(head.head)
    if verb not in PREFIXES:
        return ""
    if any(str(m.lower_) == "to" for m in kids(head, "mark", "aux")):
        return f"{verb} to"
    return verb if verb == "help" else ""


def _transfer(clause: Clause, noun: Token, found: Standing) -> Iterator[Proposal]:
    """`Bacteria convert nitrogen into nitrate` also says that nitrogen is converted into nitrate."""
    verb = predicates.base_form(clause.head)
    after = [
        o
        for o in clause.obliques
        if o.head.i > noun.i
        and _may_be_tail(o)
        and (o.preposition == "into" or (o.preposition == "from" and verb in REMOVING_VERBS))
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
    before = oblique.case[0].nbor(-1) if oblique.case and oblique.case[0].i > 0 else None
    if before is not None and (str(before.lower_) in APART or str(before.text) == ","):
        return False
    first = oblique.case[-1].nbor(1) if oblique.case else oblique.head
    if str(first.text) in HYPHENS or (preposition == "to" and str(first.text) in DOINGS and first.dep_ == "compound"):
        return False  # *addressed in-depth*, *applied to model failure*
    behind = oblique.head.doc[oblique.head.right_edge.i + 1 : oblique.head.right_edge.i + 2]
    if any(str(t.lower_) in ("how", "whether", "what", "why") for t in behind):
        return False  # *assess with others how …*
    if oblique.case and _of_next_verb(oblique):
        return False
    text = "".join(str(t.text_with_ws) for t in subtree(oblique.head)).strip().lower()
    if not preposition or len(preposition.split()) > 2 or is_time(oblique.head) or oblique.head.pos_ not in NOMINAL:
        return False
    phrasal = str(oblique.head.lemma_).lower() in PHRASAL_NOUNS and not kids(oblique.head, "amod", "compound")
    if phrasal and kids(oblique.head, "nmod"):
        return False
    if text in DISCOURSE_OBLIQUES or preposition in HARMLESS_PREPOSITIONS:
        return False
    return preposition not in TIME_PREPOSITIONS and preposition not in (
        "without",
        "between",
        "among",
        "except",
        "given",
        "by",
        "than",
    )


def _of_next_verb(oblique: Oblique) -> bool:
    """Whether another verb's preposition stands before a noun: `relies on and interfaces with X`."""
    between = oblique.head.doc[oblique.head.head.i + 1 : oblique.case[-1].i]
    return any(t.pos_ == "CCONJ" and t.nbor(-1).pos_ == "ADP" for t in between)
