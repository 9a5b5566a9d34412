"""What a clause itself says of how far it holds: polarity, certainty, tense, and its conditions, times and scopes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract.clauses import Clause, Oblique, is_manner, read_clause
from ingest.extract.lexicon.adverbials import (
    BOUNDING_NOUNS,
    CONDITION_MARKS,
    CONDITION_PREPOSITIONS,
    DISCOURSE_OBLIQUES,
    DISCOURSE_OPENINGS,
    FREQUENCY_ADVERBS,
    HARMLESS_PREPOSITIONS,
    HEDGING_OBLIQUES,
    LOOSE_PREPOSITIONS,
    TIME_MARKS,
    TIME_NOUNS,
    TIME_PREPOSITIONS,
)
from ingest.extract.lexicon.modality import CERTAINTY_ADVERBS, CERTAINTY_MODALS
from ingest.extract.lexicon.quantifiers import APPROXIMATE_NEGATIONS
from ingest.extract.lexicon.verbs import MAKING_VERBS
from ingest.extract.phrases import after_comma
from ingest.extract.reading import printed
from ingest.extract.tree import kids, morph, subtree
from kg.records import Certainty

if TYPE_CHECKING:
    from spacy.tokens import Token

STEPS = frozenset({"first", "then", "finally", "subsequently", "afterwards", "next"})
"""A step of several: what is *then* done to a thing is done to what became of it."""

OPENING = frozenset({"first", "finally"})

ORDER = (Certainty.ASSERTED, Certainty.PROBABLE, Certainty.POSSIBLE)


@dataclass(frozen=True)
class Standing:
    """How a clause stands in its sentence. `reason` names why it may not be kept, None where it may."""

    reason: str | None = None
    affirmed: bool = True
    certainty: Certainty = Certainty.ASSERTED
    modal: str = ""
    tense: str = "present"
    perfect: bool = False
    conditions: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()

    def weaker(self, certainty: Certainty) -> Standing:
        """Return the standing with at most this certainty."""
        return replace(self, certainty=max(self.certainty, certainty, key=ORDER.index))

    def within(self, main: Standing) -> Standing:
        """Return the standing of a clause that holds where and as far as `main` does."""
        return replace(
            self.weaker(main.certainty),
            modal=self.modal or main.modal,
            tense=main.tense,
            conditions=(*main.conditions, *self.conditions),
            times=(*main.times, *self.times),
            scopes=(*main.scopes, *self.scopes),
        )


def own_standing(clause: Clause) -> Standing:
    """Return how a clause stands by its own words, whatever governs it."""
    perfect = any(str(a.lemma_).lower() == "have" and a.i < clause.head.i for a in clause.auxiliaries)
    found = Standing(tense="past" if perfect else _tense(clause), perfect=perfect)
    modals = [
        str(a.lower_)
        for a in clause.auxiliaries
        if a.tag_ == "MD"
        or a.lower_
        in ("can", "could", "may", "might", "must", "shall", "should", "will", "would", "ca", "wo", "'ll", "’ll")
    ]
    if modals:
        modal = {"ca": "can", "wo": "will", "'ll": "will", "’ll": "will"}.get(modals[0], modals[0])
        if modal == "would":
            return replace(found, reason="counterfactual")
        if modal in ("should", "shall"):
            return replace(found, reason="advice")
        if modal in CERTAINTY_MODALS:
            found = found.weaker(Certainty(CERTAINTY_MODALS[modal]))
        found = replace(
            found, tense="future" if modal == "will" else found.tense, modal="" if modal == "will" else modal
        )
    if len(clause.negations) > 1:
        return replace(found, reason="double_negation")
    if clause.negations and any(
        t.nbor(1).lower_ in ("only", "necessarily", "always", "just", "merely", "all", "every", "simply")
        for t in clause.negations
        if t.i + 1 < len(t.doc)
    ):
        return replace(found, reason="partial_negation")
    found = replace(found, affirmed=not clause.negations)
    if any(str(a.lower_) in STEPS and not _counts_off(a, clause) for a in clause.adverbs):
        return replace(found, reason="one_step")
    for adverb in clause.adverbs:
        found = _adverb(found, adverb)
    for adverbial in clause.adverbials:
        found = _adverbial(found, adverbial, clause.head)
    return found


def _counts_off(adverb: Token, clause: Clause) -> bool:
    """Whether `Finally,` opens the last of several statements, and not the last of several steps."""
    opens = adverb.i == adverb.sent.start and str(adverb.nbor(1).text) == "," and str(adverb.lower_) in OPENING
    return opens and not clause.passive and clause.subject is not None and not kids(clause.subject, "det")


def _adverb(found: Standing, adverb: Token) -> Standing:
    word = str(adverb.lower_)
    if word in APPROXIMATE_NEGATIONS or word in ("less", "least", "little", "too", "neither", "nor", "no"):
        return replace(found, reason="approximate_negation")
    told = (adverb, *kids(adverb, "advmod")) if adverb.head.pos_ == "VERB" else kids(adverb, "advmod")
    if any(str(a.lower_) in ("most", "more", "best", "better") for a in told):
        return replace(found, reason="compared")
    if word in CERTAINTY_ADVERBS:
        return found.weaker(Certainty(CERTAINTY_ADVERBS[word]))
    if word == "once" and kids(adverb, "conj"):
        return found  # *once and for all*
    if word in FREQUENCY_ADVERBS:
        return replace(found, scopes=(*found.scopes, word))
    if kids(adverb, "advcl") and word in ("long", "soon", "far", "much"):  # as long as …
        return replace(found, conditions=(*found.conditions, _text_of(subtree(adverb))))
    return found


def _adverbial(found: Standing, adverbial: Token, head: Token) -> Standing:
    if adverbial.dep_ == "advcl:relcl":
        return found
    marks = [str(m.lower_) for m in kids(adverbial, "mark")]
    wh = [str(a.lower_) for a in kids(adverbial, "advmod") if a.lower_ in ("when", "where", "whenever", "wherever")]
    words = set(marks + wh)
    if words & CONDITION_MARKS:
        return replace(found, conditions=(*found.conditions, _text_of(subtree(adverbial))))
    if words & TIME_MARKS:
        if words == {"since"} and (adverbial.i < head.i or _gives_reason(adverbial)):
            return found
        return replace(found, times=(*found.times, _text_of(subtree(adverbial))))
    if "as" in words and adverbial.i > head.i and not after_comma(adverbial):
        return replace(found, conditions=(*found.conditions, _text_of(subtree(adverbial))))
    if "without" in words:
        return replace(found, conditions=(*found.conditions, _text_of(subtree(adverbial))))
    return found


def _gives_reason(adverbial: Token) -> bool:
    """Whether `since` stands before what is so, and not before what once happened."""
    finite = [t for t in (*kids(adverbial, "aux", "aux:pass", "cop"), adverbial) if morph(t, "VerbForm") == "Fin"]
    return bool(finite) and morph(finite[0], "Tense") == "Pres"


def conditions_of(adverbials: list[Token], head: Token) -> tuple[str, ...]:
    """Return the conditions among the adverbial clauses of `head`."""
    found = Standing()
    for adverbial in adverbials:
        found = _adverbial(found, adverbial, head)
    return found.conditions


def _tense(clause: Clause) -> str:
    past = False
    finite = [
        a
        for a in (*clause.auxiliaries, *([clause.copula] if clause.copula is not None else []), clause.head)
        if morph(a, "VerbForm") == "Fin"
    ]
    if finite:
        first = min(finite, key=lambda t: int(t.i))
        past = morph(first, "Tense") == "Past"
    elif clause.link == "shared" and clause.head.dep_ == "conj":
        return (
            _tense(read_clause(clause.head.head))
            if clause.head.head.pos_ in ("VERB", "AUX", "NOUN", "ADJ")
            else "present"
        )
    elif clause.head.dep_ == "acl" and clause.passive:
        dated = any(is_time(o.head) for o in clause.obliques)
        return "past" if dated or str(clause.head.lemma_).lower() in MAKING_VERBS else "present"
    return "past" if past else "present"


def place_obliques(obliques: list[Oblique], found: Standing, transitive: bool = False) -> Standing:
    """Return `found` with the phrases that are not the claim's tail kept as condition, time or scope.

    Where the claim has an object (`transitive`) and is affirmed, it stays true without what was for, with or by what.
    """
    for oblique in obliques:
        tokens = subtree(oblique.head)
        text = _text_of(tokens)
        preposition = oblique.preposition
        if preposition == "by" and is_manner(oblique.head):
            found = replace(found, scopes=(*found.scopes, text))
            continue
        if text.lower() in HEDGING_OBLIQUES:
            found = replace(found, reason="in_principle")
            continue
        if str(oblique.head.lemma_).lower() in BOUNDING_NOUNS:
            found = replace(found, scopes=(*found.scopes, text))
            continue
        if text.lower() in DISCOURSE_OBLIQUES or preposition in HARMLESS_PREPOSITIONS:
            continue
        if text.lower().startswith(DISCOURSE_OPENINGS):
            continue
        if preposition == "using" or (oblique.head.i > 0 and preposition == "with" and _trailing(oblique)):
            continue
        if transitive and found.affirmed and preposition in LOOSE_PREPOSITIONS:
            continue
        if preposition == "according to":
            found = found.weaker(Certainty.PROBABLE)
        elif preposition in TIME_PREPOSITIONS or is_time(oblique.head):
            found = replace(found, times=(*found.times, text))
        elif preposition in CONDITION_PREPOSITIONS:
            found = replace(found, conditions=(*found.conditions, text))
        else:
            found = replace(found, scopes=(*found.scopes, text))
    return found


def _trailing(oblique: Oblique) -> bool:
    """Whether a phrase trails its clause behind a comma."""
    first = oblique.case[0] if oblique.case else oblique.head
    return bool(first.i > oblique.head.head.i and str(first.nbor(-1).text) == ",")


def is_time(token: Token) -> bool:
    """Whether a phrase tells when: a year, a month, a season."""
    if str(token.lemma_).lower() in TIME_NOUNS or str(token.lower_) in TIME_NOUNS:
        return True
    return bool(str(token.text).isdigit() and len(str(token.text)) == 4)


def _text_of(tokens: list[Token]) -> str:
    """Return the words of a run of tokens as written, on one line."""
    return printed("".join(str(t.text_with_ws) for t in tokens).strip(" ,;:"))
