"""Open extraction: everything that the clauses of a sentence say, in the sentence's own words, with a confidence.

    The lake freezes in winter and thaws in May.  →  (The lake; freezes in; winter), (The lake; thaws in; May)

Recall comes first here; nothing is resolved, and nothing is held to be true. `claims` is the strict layer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.clauses import Clause, Oblique, clauses
from ingest.extract.tree import NOMINAL, base, is_relative, kids, morph, subtree, written

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

FULL, SHARED, CONTROLLED = 0.9, 0.8, 0.5
"""Confidence by how a clause's subject was found."""


@dataclass(frozen=True)
class Tuple:
    """One extraction: `arguments[0]` is the subject. `confidence` lies between 0 and 1."""

    relation: str
    arguments: tuple[str, ...]
    confidence: float


def tuples(sentence: Span) -> Iterator[Tuple]:
    """Yield the extractions of a parsed sentence."""
    for clause in clauses(sentence):
        yield from _of_clause(clause)
    for token in sentence:
        yield from _of_noun(token)


def _of_clause(clause: Clause) -> Iterator[Tuple]:
    if clause.subject is None or (is_relative(clause.subject) and clause.link != "antecedent"):
        return
    head = clause.head
    if base(head) == "xcomp" and clause.copula is None and head.pos_ != "VERB":
        return
    confidence = _confidence(clause)
    for subject in _split(clause.subject):
        first = _phrase(subject, clause)
        for relation, rest in _frames(clause):
            if rest:
                yield Tuple(relation, (first, *rest), confidence)


def _confidence(clause: Clause) -> float:
    value = {"own": FULL, "antecedent": SHARED, "shared": SHARED}.get(clause.link, CONTROLLED)
    if clause.subject is not None and clause.subject.pos_ == "PRON":
        value -= 0.1
    if base(clause.head) in ("advcl", "xcomp") or clause.head.dep_ == "acl":
        value -= 0.15
    return round(value, 3)


def _frames(clause: Clause) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The relation and the arguments after the subject: one frame for each object, each with all other phrases."""
    head = clause.head
    verb = _verb(clause)
    obliques = [o for o in (*clause.agents, *clause.obliques) if not o.relative]
    extra = [_clausal(child) for child in clause.adverbials if _time_or_place(child)]
    if clause.copula is not None or (head.pos_ not in ("VERB", "AUX")):
        for member in _split(head):
            yield written(verb), (_predicate(member), *(_oblique(o) for o in obliques))
        return
    chain = _chain(head)
    last = chain[-1]
    if last is not head:
        verb = sorted({*verb, *(t for link in chain[1:] for t in _verb_words(link))}, key=lambda t: int(t.i))
    objects = [o for o in kids(last, "obj") if not is_relative(o)] or list(
        clause.objects if last is head and not any(is_relative(c) for c in kids(head, "obj")) else ()
    )
    relative = [o for o in clause.objects if o not in objects and last is head]
    objects += relative
    nested = kids(last, "ccomp") + [c for c in kids(last, "xcomp") if c not in chain]
    if last is not head:
        from ingest.extract.clauses import read_clause

        obliques = [*obliques, *(o for o in read_clause(last).obliques if not o.relative)]
    obliques = sorted(obliques, key=lambda o: int(o.head.i))
    receivers = [written(subtree(r)) for r in clause.receivers]
    others = tuple(_oblique(o) for o in obliques)
    if objects:
        for obj in _split(objects[0]):
            complement = tuple(written(subtree(c)) for c in nested)
            yield written(verb), (*receivers, _phrase(obj, clause), *complement, *others, *extra)
        return
    if nested:
        for child in nested:
            mark = kids(child, "mark")
            yield written([*verb, *mark]), (written(subtree(child, mark)), *others)
        return
    after = [o for o in obliques if o.head.i > last.i] or obliques
    if after:
        chosen = after[0]
        rest = tuple(_oblique(o) for o in obliques if o is not chosen)
        for member in _split(chosen.head):
            yield written([*verb, *chosen.case]), (written(_noun(member, chosen.case)), *rest, *extra)
    elif extra:
        yield written(verb), tuple(extra)


def _chain(head: Token) -> list[Token]:
    """`wants to travel`: the verbs of a chain whose last one has the arguments."""
    chain = [head]
    while True:
        inner = [c for c in kids(chain[-1], "xcomp") if c.pos_ == "VERB" and not kids(c, "cop")]
        if not inner or kids(chain[-1], "obj", "iobj") or len(chain) > 4:
            return chain
        chain.append(inner[0])


def _verb(clause: Clause) -> list[Token]:
    found = [*clause.auxiliaries, *clause.negations, *clause.particles]
    if clause.copula is not None:
        found.append(clause.copula)
    if clause.copula is None:
        found.append(clause.head)
    found += [a for a in clause.adverbs if _inside(a, clause)]
    return sorted(set(found), key=lambda t: int(t.i))


def _verb_words(verb: Token) -> list[Token]:
    return [verb, *kids(verb, "aux", "aux:pass", "mark", "compound:prt")]


def _inside(adverb: Token, clause: Clause) -> bool:
    """Whether an adverb stands between the auxiliary and the verb."""
    first = min([clause.head, *clause.auxiliaries], key=lambda t: int(t.i))
    return bool(first.i < adverb.i < clause.head.i) and not kids(adverb, "advmod")


def _predicate(head: Token) -> str:
    dropped = [
        c
        for c in head.children
        if base(c)
        in ("nsubj", "csubj", "cop", "aux", "punct", "conj", "cc", "parataxis", "discourse", "mark", "obl", "advcl")
        or c.dep_ == "acl:relcl"
        or (c.dep_ == "advmod" and c.lower_ in ("not", "n't", "also", "however", "therefore", "thus"))
    ]
    return written(subtree(head, dropped))


def _phrase(head: Token, clause: Clause) -> str:
    dropped = [
        c
        for c in head.children
        if c.dep_ in ("conj", "cc", "cc:preconj", "acl:relcl", "parataxis", "appos")
        or (c.dep_ == "punct" and c.i > head.i)
        or c.i == clause.head.i
    ]
    return written(subtree(head, dropped))


def _noun(head: Token, case: tuple[Token, ...]) -> list[Token]:
    dropped = [c for c in head.children if c.dep_ in ("conj", "cc", "cc:preconj", "parataxis", "case", "acl:relcl")]
    return subtree(head, [*dropped, *case])


def _oblique(oblique: Oblique) -> str:
    return written(subtree(oblique.head, [c for c in oblique.head.children if c.dep_ in ("acl:relcl", "parataxis")]))


def _clausal(child: Token) -> str:
    return written(subtree(child))


def _time_or_place(child: Token) -> bool:
    marks = {str(m.lower_) for m in kids(child, "mark", "advmod")}
    return bool(marks & {"when", "after", "before", "while", "until", "since", "if", "because", "as", "where"})


def _split(head: Token) -> list[Token]:
    """The members of a coordination."""
    return [
        head,
        *(c for c in kids(head, "conj") if c.pos_ in (*NOMINAL, "PRON", "ADJ", "NUM", "SYM") or morph(c, "VerbForm")),
    ]


def _of_noun(token: Token) -> Iterator[Tuple]:
    """`X, the Y of Z`: an apposition says `is`."""
    for apposed in kids(token, "appos"):
        if token.pos_ in NOMINAL and apposed.pos_ in NOMINAL and len(subtree(apposed)) > 1:
            dropped = [c for c in token.children if c.dep_ in ("appos", "conj", "cc", "acl:relcl", "punct")]
            left = written(subtree(token, dropped))
            right = written(
                subtree(apposed, [c for c in apposed.children if c.dep_ in ("acl:relcl", "conj", "cc", "punct")])
            )
            yield Tuple("is", (left, right), 0.6)
