"""The predicate of a clause as records hold it: base form, particle, preposition."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, cast

from ingest.extract.clauses import Clause
from ingest.extract.lexicon.verbs import LIGHT_NOUNS
from ingest.extract.qualifiers import Standing
from ingest.extract.tree import kids
from kg.records import Predicate

if TYPE_CHECKING:
    from spacy.tokens import Token

Tense = Literal["present", "past", "future"]


def active(clause: Clause, found: Standing, preposition: str = "", prefix: str = "") -> Predicate:
    """Return the predicate of an active clause, or of a passive one whose doer is its head."""
    verb = base_form(clause.head)
    particle = " ".join(str(p.lower_) for p in clause.particles)
    text = " ".join(part for part in (prefix, verb, particle, preposition) if part)
    return Predicate(
        text=text,
        verb=text.split()[0],
        preposition=preposition,
        particle=particle,
        tense=cast(Tense, found.tense),
        modal=found.modal,
    )


def passive(clause: Clause, found: Standing, preposition: str) -> Predicate:
    """Return the predicate of a passive whose doer is not named: `be grown in`."""
    particle = " ".join(str(p.lower_) for p in clause.particles)
    text = " ".join(part for part in ("be", participle(clause.head), particle, preposition) if part)
    return Predicate(
        text=text,
        verb=base_form(clause.head),
        preposition=preposition,
        particle=particle,
        tense=cast(Tense, found.tense),
        modal=found.modal,
        passive=True,
    )


def being(found: Standing, text: str = "be", preposition: str = "") -> Predicate:
    """Return a predicate with `be`: `be`, `be larger than`, `be part of`."""
    return Predicate(text=text, verb="be", preposition=preposition, tense=cast(Tense, found.tense), modal=found.modal)


def light(clause: Clause, found: Standing, noun: Token) -> tuple[Predicate, Token] | None:
    """Return the predicate of `have an effect on X` with the noun X, None where the verb and its object are not one."""
    if kids(noun, "amod"):
        return None  # *a foundational role* is not any role
    for complement in [*kids(noun, "nmod"), *(o.head for o in clause.obliques if o.head.i > noun.i)]:
        preposition = " ".join(str(c.lower_) for c in kids(complement, "case"))
        if (base_form(clause.head), str(noun.lemma_).lower(), preposition) in LIGHT_NOUNS:
            article = next((str(d.lower_) for d in kids(noun, "det") if d.lower_ in ("a", "an", "the")), "")
            if article:
                article = "an" if str(noun.lower_)[0] in "aeiou" else "a"
            words = (base_form(clause.head), article, str(noun.lower_), preposition)
            text = " ".join(w for w in words if w)
            return Predicate(
                text=text, verb=words[0], preposition=preposition, tense=cast(Tense, found.tense), modal=found.modal
            ), complement
    return None


def base_form(verb: Token) -> str:
    """Return the lemma of a verb in lower case."""
    return _verb_lemma(str(verb.lower_), str(verb.lemma_).lower())


def participle(verb: Token) -> str:
    """Return the past participle of a verb, as the sentence has it where it does."""
    if verb.tag_ == "VBN":
        return str(verb.lower_)
    return _participle(base_form(verb), str(verb.lower_))


@lru_cache(maxsize=8192)
def _verb_lemma(word: str, lemma: str) -> str:
    """The parser's lemma where the inflection tables know it, else theirs."""
    from lemminflect import getLemma

    known = getLemma(word, upos="VERB")
    return lemma if lemma in known or not known else str(known[0])


@lru_cache(maxsize=8192)
def _participle(lemma: str, seen: str) -> str:
    from lemminflect import getInflection

    found = getInflection(lemma, tag="VBN")
    return str(found[0]) if found else seen
