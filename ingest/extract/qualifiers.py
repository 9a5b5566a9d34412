"""How far a clause is said to be so: its polarity, its certainty, and the conditions, times and scopes it holds under.

A clause inside another is believed as far as everything above it lets it be: what someone *suggests* is probable, what
stands after *if* is not said at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract.clauses import Clause, Oblique, read_clause
from ingest.extract.lexicon.adverbials import (
    CONDITION_MARKS,
    CONDITION_PREPOSITIONS,
    DISCOURSE_OBLIQUES,
    FACTIVE_MARKS,
    FREQUENCY_ADVERBS,
    HARMLESS_PREPOSITIONS,
    LOOSE_PREPOSITIONS,
    TIME_MARKS,
    TIME_NOUNS,
    TIME_PREPOSITIONS,
)
from ingest.extract.lexicon.modality import CERTAINTY_ADVERBS, CERTAINTY_MODALS, RAISING_CERTAINTY, SPEECH_CERTAINTY
from ingest.extract.lexicon.quantifiers import APPROXIMATE_NEGATIONS
from ingest.extract.lexicon.verbs import DANGLING, MAKING_VERBS, PREFIXES
from ingest.extract.phrases import after_comma
from ingest.extract.tree import base, is_root, kids, morph, subtree
from kg.records import Certainty

if TYPE_CHECKING:
    from spacy.tokens import Token

ACTIVE_RAISING = frozenset({"seem", "appear", "tend", "continue", "begin", "start"})
TAKEN_AS_GIVEN = frozenset(
    {"unrealised", "purpose", "not_asserted", "embedded_question", "advice", "restrictive_clause"}
)
"""Why a clause may not be kept that yet takes its things as given: `to solve the equations used in X`."""
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


def standing(clause: Clause) -> Standing:
    """Return how a clause stands, with all that governs it taken into account."""
    return _above(clause.head, _own(clause))


def text_of(tokens: list[Token]) -> str:
    """Return the words of a run of tokens as written, on one line."""
    return "".join(str(t.text_with_ws) for t in tokens).strip(" ,;:")


def _own(clause: Clause) -> Standing:
    perfect = any(str(a.lemma_).lower() == "have" for a in clause.auxiliaries)
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
    for adverb in clause.adverbs:
        found = _adverb(found, adverb)
    for adverbial in clause.adverbials:
        found = _adverbial(found, adverbial, clause.head)
    return found


def _adverb(found: Standing, adverb: Token) -> Standing:
    word = str(adverb.lower_)
    if word in APPROXIMATE_NEGATIONS or word in ("less", "least", "little", "too", "neither", "nor", "no"):
        return replace(found, reason="approximate_negation")
    if word in CERTAINTY_ADVERBS:
        return found.weaker(Certainty(CERTAINTY_ADVERBS[word]))
    if word in FREQUENCY_ADVERBS:
        return replace(found, scopes=(*found.scopes, word))
    return found


def _adverbial(found: Standing, adverbial: Token, head: Token) -> Standing:
    if adverbial.dep_ == "advcl:relcl":
        return found
    marks = [str(m.lower_) for m in kids(adverbial, "mark")]
    wh = [str(a.lower_) for a in kids(adverbial, "advmod") if a.lower_ in ("when", "where", "whenever", "wherever")]
    words = set(marks + wh)
    if words & CONDITION_MARKS:
        return replace(found, conditions=(*found.conditions, text_of(subtree(adverbial))))
    if words & TIME_MARKS:
        if words == {"since"} and adverbial.i < head.i:
            return found
        return replace(found, times=(*found.times, text_of(subtree(adverbial))))
    if "as" in words and adverbial.i > head.i and not after_comma(adverbial):
        return replace(found, conditions=(*found.conditions, text_of(subtree(adverbial))))
    if "without" in words:
        return replace(found, conditions=(*found.conditions, text_of(subtree(adverbial))))
    return found


def _above(token: Token, found: Standing, depth: int = 0) -> Standing:
    """Return `found` as weakened, bounded or refused by everything that governs `token`."""
    if found.reason or depth > 12:
        return found
    if is_root(token):
        return (
            found
            if str(token.sent[-1].text) != "?" and "?" not in str(token.sent.text)[-3:]
            else replace(found, reason="question")
        )
    label, head = base(token), token.head
    if token.dep_ == "conj":
        return _above(head, _lend(head, token, found), depth + 1)
    if token.dep_ in ("acl:relcl", "acl", "advcl:relcl"):
        return _relative(token, head, found, depth)
    if label == "advcl":
        return _adverbial_clause(token, head, found, depth)
    if label == "xcomp":
        return _open_complement(token, head, found, depth)
    if label == "ccomp":
        return _complement(token, head, found, depth)
    if label == "parataxis":
        return _above(head, replace(found, reason="parenthesis") if not after_semicolon(token) else found, depth + 1)
    return replace(found, reason="embedded_clause")


def _lend(first: Token, second: Token, found: Standing) -> Standing:
    """What the first of two joined verbs gives the second: a leading condition, and a modal it stands under."""
    if kids(second, "nsubj", "nsubj:pass"):
        return found
    own = _own(read_clause(first))
    before = [c for c in kids(first, "advcl") if c.i < first.i]
    leading = _own_conditions(before, first)
    modal = (
        own.modal
        if not found.modal
        and not kids(second, "aux", "aux:pass", "cop")
        and morph(second, "VerbForm") in ("Inf", "Part")
        else found.modal
    )
    certainty = own.certainty if modal == own.modal and modal else found.certainty
    return replace(found.weaker(certainty), modal=modal, conditions=(*leading, *found.conditions))


def _own_conditions(adverbials: list[Token], head: Token) -> tuple[str, ...]:
    found = Standing()
    for adverbial in adverbials:
        found = _adverbial(found, adverbial, head)
    return found.conditions


def _relative(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    if not after_comma(token) and not _predicate_nominal(head) and not is_introduced(head) and not is_some(token):
        return replace(found, reason="restrictive_clause")
    loose = str(token.lower_) == "using" and base(head) == "obl"
    if kids(head, "conj") or _listed(head) or loose:
        return replace(found, reason="ambiguous_antecedent")
    return _container(head, found, depth)


def _listed(noun: Token) -> bool:
    """Whether a noun stands in a member of a list, so that a clause behind it may speak of the list."""
    top, steps = noun, 0
    while not is_root(top) and steps < 6 and base(top) in ("conj", "obj", "obl", "nmod", "compound"):
        if top.dep_ == "conj" and top.head.pos_ not in ("AUX",):
            return not (top.pos_ == "VERB" and morph(top, "VerbForm") == "Fin")
        top, steps = top.head, steps + 1
    return False


def is_introduced(noun: Token) -> bool:
    """Whether `a` thing is brought in by a clause that says it is there: `we use a dataset that holds images`."""
    if [str(d.lower_) for d in kids(noun, "det")] not in (["a"], ["an"]) or kids(noun, "conj"):
        return False
    verb = noun.head
    if base(noun) not in ("obj", "obl") or verb.pos_ != "VERB" or noun.i < verb.i:
        return False
    return _plainly_said(verb)


def is_some(clause: Token) -> bool:
    """Whether `models that use X` says that some models do: a plural in a clause that is plainly said.

    `models built with X` says so too where the models are only spoken of, but not where they are denied.
    """
    noun = clause.head
    if noun.pos_ != "NOUN" or morph(noun, "Number") != "Plur" or kids(noun, "conj", "nmod:poss", "nummod"):
        return False
    if [
        d for d in kids(noun, "det", "det:predet") if str(d.lower_) not in ("the", "some", "several", "many", "various")
    ]:
        return False
    top, steps = noun, 0
    while top.pos_ != "VERB" and not kids(top, "cop") and not is_root(top) and steps < 8:
        top, steps = top.head, steps + 1
    if top.pos_ == "VERB" and _plainly_said(top):
        return True
    made = clause.dep_ == "acl" and read_clause(clause).passive
    return made and not read_clause(top).negations and standing(read_clause(top)).reason in TAKEN_AS_GIVEN


def _plainly_said(verb: Token) -> bool:
    found = standing(read_clause(verb))
    return not found.reason and found.affirmed and found.certainty is Certainty.ASSERTED and not found.conditions


def _predicate_nominal(noun: Token) -> bool:
    return bool(kids(noun, "cop")) and base(noun) in ("ROOT", "root", "conj", "ccomp", "parataxis")


def _container(noun: Token, found: Standing, depth: int) -> Standing:
    """Climb from a noun to the clause it stands in; what is denied there lends nothing to it."""
    top = noun
    while not is_root(top) and base(top) in ("nsubj", "obj", "obl", "nmod", "appos", "conj", "iobj", "compound"):
        top = top.head
    above = _above(top, Standing(), depth + 1) if not is_root(top) else Standing()
    if above.reason in ("question", "embedded_clause"):
        return replace(found, reason=above.reason)
    return found.weaker(above.certainty)


def _adverbial_clause(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    marks = {str(m.lower_) for m in kids(token, "mark")} | {
        str(a.lower_) for a in kids(token, "advmod") if str(a.tag_).startswith("W")
    }
    if marks & {"that"} and not marks & {"so"}:
        return replace(found, reason="embedded_clause")
    if marks and not marks <= FACTIVE_MARKS:
        return replace(found, reason="not_asserted")
    if "even" in marks and "if" in marks:
        return replace(found, reason="not_asserted")
    if not marks and morph(token, "VerbForm") == "Inf":
        return replace(found, reason="purpose")
    if kids(token, "nsubj", "nsubj:pass"):
        return _above(head, found, depth + 1)
    # a participle (`..., reducing erosion`) or `by reducing erosion` holds where and as far as the main clause does
    main = _own(read_clause(head))
    if main.reason or not main.affirmed:
        return replace(found, reason=main.reason or "under_negation")
    loose = not marks and (str(token.lemma_).lower() in DANGLING or _controlled(head))
    if read_clause(head).passive or loose:
        return replace(found, reason="dangling_participle")
    found = replace(
        found.weaker(main.certainty),
        modal=found.modal or main.modal,
        tense=main.tense,
        conditions=(*main.conditions, *found.conditions),
        times=(*main.times, *found.times),
        scopes=(*main.scopes, *found.scopes),
    )
    return _above(head, found, depth + 1)


def _controlled(verb: Token) -> bool:
    """Whether a verb, or the first of those it is joined to, is an open complement: whose participle follows it?"""
    while verb.dep_ == "conj":
        verb = verb.head
    return base(verb) == "xcomp"


def _open_complement(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    lemma = str(head.lemma_).lower()
    main = _own(read_clause(head))
    if main.reason or not main.affirmed:
        return replace(found, reason=main.reason or "under_negation")
    controlled = bool([c for c in kids(head, "obj", "iobj") if c.i < token.i])
    if lemma in ("allow", "enable", "permit", "let", "help") and controlled:
        found = replace(found, modal=found.modal or "can")
    elif lemma in PREFIXES and not controlled and not kids(head, "aux:pass"):
        pass
    elif lemma in RAISING_CERTAINTY and not controlled and (lemma in ACTIVE_RAISING or bool(kids(head, "aux:pass"))):
        found = found.weaker(Certainty(RAISING_CERTAINTY[lemma]))
    elif lemma in ("able",):
        found = replace(found, modal="can")
    elif lemma in ("likely",):
        found = found.weaker(Certainty.PROBABLE)
    else:
        return replace(found, reason="unrealised")
    found = replace(
        found.weaker(main.certainty),
        modal=found.modal or main.modal,
        tense=main.tense,
        conditions=(*main.conditions, *found.conditions),
        times=(*main.times, *found.times),
        scopes=(*main.scopes, *found.scopes),
    )
    return _above(head, found, depth + 1)


def _complement(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    lemma = str(head.lemma_).lower()
    speaker = kids(head, "nsubj")
    if any(str(m.lower_) in ("if", "whether") for m in kids(token, "mark")):
        return replace(found, reason="not_asserted")
    if any(str(c.tag_).startswith("W") and c.dep_ in ("advmod", "obj", "obl") for c in token.children):
        return replace(found, reason="embedded_question")
    if lemma not in SPEECH_CERTAINTY or (
        kids(head, "aux")
        and any(str(a.lower_) not in ("has", "have", "can", "had", "been", "was") for a in kids(head, "aux"))
    ):
        return replace(found, reason="reported_speech")
    if _own(read_clause(head)).affirmed is False:
        return replace(found, reason="under_negation")
    if speaker and str(speaker[0].lower_) in ("i", "you", "he", "she"):
        return replace(found, reason="reported_speech")
    certainty = Certainty(SPEECH_CERTAINTY[lemma])
    if speaker and str(speaker[0].lower_) == "we":
        certainty = max(certainty, Certainty.PROBABLE, key=ORDER.index)
    return _above(head, found.weaker(certainty), depth + 1)


def after_semicolon(token: Token) -> bool:
    """Whether a clause is joined to the one before by a semicolon or a colon."""
    first = subtree(token)[0]
    return bool((first.i > token.sent.start and str(first.nbor(-1).text) in (";", ":")) or str(first.text) == ";")


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
        text = text_of(tokens)
        preposition = oblique.preposition
        if text.lower() in DISCOURSE_OBLIQUES or preposition in HARMLESS_PREPOSITIONS:
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
