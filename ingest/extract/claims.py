"""Candidates to claims: head and tail must be terms, a pronoun must have one meaning, a list is taken apart.

What does not pass is a reason, never a worse claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract.candidates import candidates
from ingest.extract.clauses import clauses
from ingest.extract.definitions import definitions
from ingest.extract.entities import Term, naming_modifiers, term
from ingest.extract.lexicon.deixis import SHARED_VERBS
from ingest.extract.lexicon.quantifiers import MEASURES, UNIVERSALS
from ingest.extract.lexicon.verbs import (
    COLLECTIVE_VERBS,
    JOINING_VERBS,
    MAKING_VERBS,
    MEANS_VERBS,
    SCHOLARLY_VERBS,
    WRITING_VERBS,
)
from ingest.extract.nominals import nominals
from ingest.extract.own import Own
from ingest.extract.phrases import Phrase, after_comma, conjuncts, introduces, noun_phrase
from ingest.extract.pronouns import RESOLVED, antecedent, described
from ingest.extract.proposal import Candidate
from ingest.extract.reading import POINT, printed
from ingest.extract.relation_class import relation_class
from ingest.extract.tree import kids, morph, subtree
from ingest.extract.wholes import whole_phrase

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from ingest.extract.vocabulary import Vocabulary
    from kg.records import Predicate

POINTS_BACK = frozenset({"deictic", "document_local", "bare_definite", "vague_head"})
"""Why a phrase is refused that may yet take up one before it."""

PREDICATE = re.compile(r"[\w’'-]+(?: [\w’'-]+)*")

IF_CLAUSE = re.compile(r"(?:if|unless|when|whenever|provided|(?:as|so) long as)\s", re.IGNORECASE)
UNCONDITIONAL = frozenset({"IS_A", "SAME_AS", "HAS_PROPERTY", "COMPARES"})
"""Classes of what a thing is: on a condition too, it is not what one thing does to another."""

LINKS = frozenset({"case", "cc", "conj", "mark", "cop", "nsubj", "aux", "acl:relcl", "acl", "appos"})
"""What may hang on a bare name and yet be none of it."""

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
    for candidate in (*definitions(sentence), *nominals(sentence)):
        yield from judged(candidate, sentence, vocabulary)


def judged(candidate: Candidate, sentence: Span, vocabulary: Vocabulary) -> Iterator[Statement | Refusal]:
    """Yield a statement for each pair of head and tail that a candidate distributes over, or why there is none."""
    if candidate.standing.reason:
        yield Refusal(candidate.standing.reason, candidate.predicate.text)
        return
    writers = authors(candidate.head, candidate.predicate, vocabulary.own)
    head, opening = (candidate.head, sentence[0]) if writers else _resolved(candidate.head, sentence)
    if head is None:
        word = str(candidate.head.lower_)
        yield Refusal("first_or_second_person" if word in FIRST_AND_SECOND else "pronoun_unresolved", word)
        return
    heads, refused = (
        ([writers], [])
        if writers
        else _members(head, candidate.indefinite, vocabulary, True, _one_name(head), candidate.without)
    )
    tails, refused_tails = (
        ([_property(candidate.tail)], [])
        if candidate.adjective
        else _members(candidate.tail, True, vocabulary, candidate.standing.affirmed)
    )
    yield from (Refusal(r.reason, f"head: {r.detail}") for r in refused)
    yield from (Refusal(r.reason, f"tail: {r.detail}") for r in refused_tails)
    if candidate.standing.affirmed and not candidate.adjective and candidate.relation != "IS_A":
        tails += _examples(candidate.tail, vocabulary)
    together = COLLECTIVE_VERBS | (MEANS_VERBS if _is_agent(candidate.head) else frozenset())
    if candidate.predicate.tense == "past":
        together = together | MAKING_VERBS  # who made it made it with the others
    many_act = len(heads) + len(refused) > 1 and candidate.predicate.verb in together
    many_acted_on = len(tails) + len(refused_tails) > 1 and candidate.predicate.verb in JOINING_VERBS
    if many_act or many_acted_on:
        yield Refusal("collective", candidate.predicate.verb)
        return
    if len(tails) + len(refused_tails) > 1 and (len(heads) + len(refused) > 1 or _of_several_kinds(head)):
        yield Refusal("list_on_list", candidate.predicate.verb)  # which of these does which of those?
        return
    for first in heads:
        for second in tails:
            yield _joined(candidate, first, second, opening, vocabulary)


def _joined(
    candidate: Candidate, head: Term, tail: Term, opening: Token, vocabulary: Vocabulary
) -> Statement | Refusal:
    own = head.name.endswith("”") or tail.name.endswith("”")
    if head.name.lower() == tail.name.lower():
        return Refusal("same_ends", head.name)
    if head.head in tail.tokens:
        return Refusal("one_inside_other", head.name)
    verbs = SCHOLARLY_VERBS if head.kind == "person" else WRITING_VERBS
    if head.proper and candidate.predicate.verb in verbs:
        return Refusal("author_cited", head.name)
    if candidate.predicate.tense == "past" and vocabulary.own.title and not candidate.standing.perfect:
        head = _of_its_document(head, vocabulary.own)
        own = own or head.name.endswith("”")
    if candidate.predicate.tense == "past" and not (candidate.standing.perfect or head.proper or tail.proper or own):
        return Refusal("past_event", f"{head.name} / {tail.name}")
    if tail.phrase.trimmed and candidate.relation != "IS_A" and not naming_modifiers(tail.phrase):
        return Refusal("restrictive_modifier", tail.name)
    if head.phrase.trimmed and (candidate.adjective or not naming_modifiers(head.phrase)):
        return Refusal("restrictive_modifier", head.name)
    if candidate.predicate.text == "be based on" and tail.kind == "place":
        return Refusal("based_in_place", tail.name)
    if not PREDICATE.fullmatch(candidate.predicate.text):
        return Refusal("symbols", candidate.predicate.text)
    if candidate.relation == "IS_A":
        reason = _kind_flaw(tail)
        if reason:
            return Refusal(reason, f"{head.name} / {tail.name}")
    if candidate.relation == "IS_A" and tail.proper and not tail.phrase.determiner:
        candidate = replace(candidate, relation="SAME_AS")
    relation = candidate.relation or relation_class(candidate.predicate.text, tail.kind)
    if any(IF_CLAUSE.match(condition) for condition in candidate.standing.conditions) and relation not in UNCONDITIONAL:
        relation = "IF_THEN"
    universal = head.phrase.determiner if head.phrase.determiner in UNIVERSALS else None
    some = "some" if candidate.indefinite else None
    quantity = some or tail.phrase.quantity or head.phrase.quantity or universal
    firsts = (opening, head.tokens[0].sent[0], tail.tokens[0].sent[0])
    return Statement(candidate, head, tail, relation, quantity, min(firsts, key=lambda t: int(t.i)))


def _of_its_document(head: Term, own: Own) -> Term:
    """Return `the simulations` that ran once as those of their document; what was so once is said of no others."""
    named = head.proper or head.name.endswith("”") or any(t.pos_ == "PROPN" for t in head.phrase.core)
    plain = not named and head.phrase.determiner == "the" and not head.phrase.trimmed
    return replace(head, name=f"{head.name} of “{own.title}”") if plain else head


def authors(token: Token, predicate: Predicate, own: Own) -> Term | None:
    """Return the writers of a document as a term, for an `I` or a `we` that means them and not the reader too."""
    word = str(token.lower_)
    if (
        (word != "we" and not (word == "i" and own.alone))
        or not own.title
        or predicate.modal
        or predicate.verb in SHARED_VERBS
    ):
        return None
    phrase = Phrase(token, (token,), (token,), "", None, word == "we")
    return Term(phrase, (token,), f"{'authors' if word == 'we' else 'author'} of “{own.title}”", "person", False)


def _kind_flaw(tail: Term) -> str | None:
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


def _is_agent(head: Token) -> bool:
    """Whether this is who or what a passive says it was done by."""
    return any(str(case.lower_) == "by" for case in kids(head, "case"))


def _of_several_kinds(head: Token) -> bool:
    """Whether a noun stands for several kinds of it: `clustered and panel covariances`."""
    return any(kids(modifier, "conj") for modifier in kids(head, "amod", "compound"))


def _one_name(head: Token) -> bool:
    """Whether joined names are one (`Families, Systems and Health is a journal`): they take a singular verb."""
    return (
        head.pos_ == "PROPN"
        and bool(kids(head, "conj"))
        and any(str(t.lower_) in ("is", "was", "has") for t in kids(head.head, "cop", "aux", "aux:pass"))
    )


def _members(
    token: Token,
    tail: bool,
    vocabulary: Vocabulary,
    affirmed: bool = True,
    together: bool = False,
    without: frozenset[int] = frozenset(),
) -> tuple[list[Term], list[Refusal]]:
    kept, refused = conjuncts(token)
    terms: list[Term] = []
    refusals = [Refusal(reason, str(member.text)) for member, reason in refused]
    together = together or any(reason == "shared_modifier" for _, reason in refused)
    if together:
        kept, refusals = [token], []
    for listed in kept:
        member = _by_name(listed)
        called = _called(member, vocabulary.own)
        if called is not None:
            terms.append(called)
            continue
        phrase = noun_phrase(member, tail and affirmed, together, without)
        found = phrase if isinstance(phrase, str) else term(phrase, vocabulary)
        before = described(member) if found in POINTS_BACK else None
        if before is not None:
            phrase = noun_phrase(before)
            named = phrase if isinstance(phrase, str) else term(phrase, vocabulary)
            found = found if isinstance(named, str) else named
        if tail and affirmed and not together and not without and _says_little(found, phrase):
            whole = whole_phrase(member)
            named = term(whole, vocabulary) if whole else found
            found = found if isinstance(named, str) else named
        if isinstance(found, Term) and tail and affirmed and not together:
            found = _general(found, vocabulary)
        if isinstance(found, str):
            refusals.append(Refusal(found, _shown(member)))
        else:
            terms.append(found)
    return terms, refusals


def _by_name(noun: Token) -> Token:
    """Return the name right behind `the Python package`, which says which package is meant."""
    if [str(d.lower_) for d in kids(noun, "det")] != ["the"] or noun.i + 1 >= len(noun.doc):
        return noun
    behind = noun.nbor(1)
    names = [c for c in kids(noun, "appos") if c.pos_ == "PROPN" and c.left_edge.i == noun.i + 1]
    if behind.head.i == noun.i and POINT in str(behind.text):
        names = [behind]
    return names[0] if names and not kids(names[0], "conj") else noun


def _called(token: Token, own: Own) -> Term | None:
    """Return a thing for its bare name, that the tagger may take for a verb: the document's own, or one with points."""
    own_name = bool(own.name) and str(token.text) == own.name
    dotted = POINT in str(token.text) and token.dep_ not in ("compound", "amod")
    if not (own_name or dotted) or not all(c.is_punct or c.dep_ in LINKS for c in token.children):
        return None
    phrase = Phrase(token, (token,), (token,), "", None, False)
    return Term(phrase, (token,), printed(str(token.text)), "artifact", True)


def _says_little(found: Term | str, phrase: Phrase | str) -> bool:
    """Whether a tail without its clause is no term, or only a kind of thing: the `tools` of `tools for mapping`."""
    if isinstance(found, Term):
        return found.phrase.trimmed and not naming_modifiers(found.phrase)
    return phrase == "restrictive_modifier" or (isinstance(phrase, Phrase) and phrase.trimmed)


def _property(token: Token) -> Term:
    first = token
    while first.i > 1 and str(first.nbor(-1).text) in ("-", "‐") and not first.nbor(-1).whitespace_:
        first = first.doc[first.i - 2]
    tokens = tuple(token.doc[i] for i in range(first.i, token.i + 1))
    name = "".join(str(t.lower_) for t in tokens)
    return Term(Phrase(token, tokens, tokens, "", None, False), tokens, name, "property", False)


def _general(found: Term, vocabulary: Vocabulary) -> Term:
    """Return `a deep learning model in Python` as the deep learning model that it is, its phrase whole.

    What is said of some thing of a kind holds of a thing of that kind; chains meet at the kind. Not so behind `the`.
    """
    head = found.head
    after = frozenset(int(c.i) for c in head.children if c.i > head.i and c.dep_ in ("nmod", "acl", "acl:relcl"))
    if found.proper or found.phrase.determiner not in ("", "a", "an") or not after or head.pos_ == "VERB":
        return found
    phrase = noun_phrase(head, True, without=after)
    kind = phrase if isinstance(phrase, str) else term(phrase, vocabulary)
    if isinstance(kind, str) or " " not in kind.name or kind.name.endswith("”"):
        return found
    return replace(found, name=kind.name, kind=kind.kind)


def _examples(token: Token, vocabulary: Vocabulary) -> list[Term]:
    """Return the examples that a tail names (`offers tools such as A and B`): what is said of some is said of each."""
    measured = kids(token, "nmod") if str(token.lemma_).lower() in MEASURES else []
    plural = [t for t in (token, *measured) if morph(t, "Number") == "Plur"]
    found = [e for t in plural for e in kids(t, "nmod") if introduces(e) in ("such as", "including", "like")]
    listed = [e for e in found if not after_comma(e) or (introduces(e) == "including" and _nearest(token, e))]
    return [term for example in listed for term in _members(example, False, vocabulary)[0]]


def _nearest(token: Token, example: Token) -> bool:
    """Whether no other plural stands between a direct object and its examples, which might be that one's."""
    between = token.doc[token.i + 1 : example.left_edge.i]
    plurals = [t for t in between if morph(t, "Number") == "Plur" and t.dep_ != "compound"]
    return token.dep_ == "obj" and (not plurals if morph(token, "Number") == "Plur" else len(plurals) == 1)


def _shown(token: Token) -> str:
    return re.sub(r"\s+", " ", "".join(str(t.text_with_ws) for t in subtree(token)))[:60]
