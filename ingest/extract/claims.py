"""Candidates to claims: head and tail must be terms, a pronoun must have one meaning, a list is taken apart.

What does not pass is a reason, never a worse claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract import lexicon
from ingest.extract.candidates import Candidate, candidates
from ingest.extract.clauses import clauses
from ingest.extract.definitions import definitions
from ingest.extract.entities import Term, naming_modifiers, term
from ingest.extract.phrases import Phrase, conjuncts, noun_phrase
from ingest.extract.pronouns import RESOLVED, antecedent
from ingest.extract.relation_class import relation_class
from ingest.extract.tree import kids, subtree

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from ingest.extract.vocabulary import Vocabulary

FIRST_AND_SECOND = frozenset({"i", "we", "you", "us", "me", "our", "your"})


@dataclass(frozen=True)
class Statement:
    """A claim in tokens: two terms and what joins them. `opening` is where its evidence has to begin."""

    candidate: Candidate
    head: Term
    tail: Term
    relation: str
    quantity: str | None
    opening: Token


@dataclass(frozen=True)
class Refusal:
    """A candidate that is no claim, and why."""

    reason: str
    detail: str = ""


def statements(sentence: Span, vocabulary: Vocabulary) -> Iterator[Statement | Refusal]:
    """Yield the claims of one sentence and the refusals of all else that it proposed."""
    for clause in clauses(sentence):
        for proposal in candidates(clause):
            if isinstance(proposal, str):
                yield Refusal(proposal, str(clause.head.text))
            else:
                yield from judged(proposal, sentence, vocabulary)
    for candidate in definitions(sentence):
        yield from judged(candidate, sentence, vocabulary)


def judged(candidate: Candidate, sentence: Span, vocabulary: Vocabulary) -> Iterator[Statement | Refusal]:
    """Yield a statement for each pair of head and tail that a candidate distributes over, or why there is none."""
    head, opening = _resolved(candidate.head, sentence)
    if head is None:
        word = str(candidate.head.lower_)
        yield Refusal("first_or_second_person" if word in FIRST_AND_SECOND else "pronoun_unresolved", word)
        return
    heads, refused = _members(head, False, vocabulary, together=_one_name(head))
    tails, refused_tails = (
        ([_property(candidate.tail)], [])
        if candidate.adjective
        else _members(candidate.tail, True, vocabulary, candidate.standing.affirmed)
    )
    yield from (Refusal(r.reason, f"head: {r.detail}") for r in refused)
    yield from (Refusal(r.reason, f"tail: {r.detail}") for r in refused_tails)
    if len(heads) + len(refused) > 1 and candidate.predicate.verb in lexicon.COLLECTIVE_VERBS:
        yield Refusal("collective", candidate.predicate.verb)
        return
    for first in heads:
        for second in tails:
            yield _joined(candidate, first, second, opening)


def _joined(candidate: Candidate, head: Term, tail: Term, opening: Token) -> Statement | Refusal:
    if head.name.lower() == tail.name.lower():
        return Refusal("same_ends", head.name)
    verbs = lexicon.SCHOLARLY_VERBS if head.kind == "person" else lexicon.WRITING_VERBS
    if head.proper and candidate.predicate.verb in verbs:
        return Refusal("author_cited", head.name)
    if candidate.predicate.tense == "past" and not (candidate.standing.perfect or head.proper or tail.proper):
        return Refusal("past_event", f"{head.name} / {tail.name}")
    if tail.phrase.trimmed and candidate.relation != "IS_A" and not naming_modifiers(tail.phrase):
        return Refusal("restrictive_modifier", tail.name)
    if candidate.relation == "IS_A":
        reason = _kind_flaw(head, tail)
        if reason:
            return Refusal(reason, f"{head.name} / {tail.name}")
    if candidate.relation == "IS_A" and tail.proper and not tail.phrase.determiner:
        candidate = replace(candidate, relation="SAME_AS")
    relation = candidate.relation or relation_class(candidate.predicate.text, tail.kind)
    universal = head.phrase.determiner if head.phrase.determiner in lexicon.UNIVERSALS else None
    return Statement(
        candidate, head, tail, relation, tail.phrase.quantity or head.phrase.quantity or universal, opening
    )


def _kind_flaw(head: Term, tail: Term) -> str | None:
    """`X is the Y` names one Y, not a kind, unless the phrase after it tells which."""
    phrase = tail.phrase
    if phrase.determiner == "the" and not any(c.dep_ == "nmod" for c in phrase.head.children):
        return "definite_description"
    bare = not phrase.determiner and not phrase.plural and not tail.proper
    if bare and " " not in tail.name and kids(tail.head, "obl", "acl"):
        return "bare_singular"
    if bare and "-" in tail.name and " " not in tail.name:
        return "adjective_as_noun"
    if tail.kind in ("quantity", "time") or tail.phrase.quantity:
        return "quantity_argument"
    return None


def _resolved(token: Token, sentence: Span) -> tuple[Token | None, Token]:
    opening = sentence[0]
    if token.pos_ not in ("PRON", "DET"):
        return token, opening
    if str(token.lower_) not in RESOLVED:
        return None, opening
    found = antecedent(token)
    if found is None:
        return None, opening
    return found, found.sent[0] if found.i < sentence.start else opening


def _one_name(head: Token) -> bool:
    """Whether joined names are one (`Families, Systems and Health is a journal`): they take a singular verb."""
    return (
        head.pos_ == "PROPN"
        and bool(kids(head, "conj"))
        and any(str(t.lower_) in ("is", "was", "has") for t in kids(head.head, "cop", "aux", "aux:pass"))
    )


def _members(
    token: Token, tail: bool, vocabulary: Vocabulary, affirmed: bool = True, together: bool = False
) -> tuple[list[Term], list[Refusal]]:
    kept, refused = conjuncts(token)
    terms: list[Term] = []
    refusals = [Refusal(reason, str(member.text)) for member, reason in refused]
    together = together or any(reason == "shared_modifier" for _, reason in refused)
    if together:
        kept, refusals = [token], []
    for member in kept:
        phrase = noun_phrase(member, tail and affirmed, together)
        found = phrase if isinstance(phrase, str) else term(phrase, vocabulary)
        if isinstance(found, str):
            refusals.append(Refusal(found, _shown(member)))
        else:
            terms.append(found)
    return terms, refusals


def _property(token: Token) -> Term:
    first = token
    while first.i > 1 and str(first.nbor(-1).text) in ("-", "‐") and not first.nbor(-1).whitespace_:
        first = first.doc[first.i - 2]
    tokens = tuple(token.doc[i] for i in range(first.i, token.i + 1))
    name = "".join(str(t.lower_) for t in tokens)
    return Term(Phrase(token, tokens, tokens, "", None, False), tokens, name, "property", False)


def _shown(token: Token) -> str:
    return re.sub(r"\s+", " ", "".join(str(t.text_with_ws) for t in subtree(token)))[:60]
