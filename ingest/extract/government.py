"""Government: a clause inside another is believed as far as everything above it lets it be.

What someone *suggests* is probable, what stands after *if* is not said at all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.extract.clauses import Clause, read_clause
from ingest.extract.lexicon.adverbials import CONCESSIVE_MARKS, FACTIVE_MARKS
from ingest.extract.lexicon.deixis import DOCUMENT_NOUNS, DOCUMENT_SELVES
from ingest.extract.lexicon.modality import RAISING_CERTAINTY, SPEECH_CERTAINTY
from ingest.extract.lexicon.verbs import DANGLING, PREFIXES, WITNESSING
from ingest.extract.phrases import after_comma
from ingest.extract.qualifiers import ORDER, Standing, conditions_of, own_standing, place_obliques
from ingest.extract.sentences import NOTING
from ingest.extract.tree import base, is_root, kids, morph, subtree
from kg.records import Certainty

if TYPE_CHECKING:
    from spacy.tokens import Token

CONSEQUENCES = frozenset({"so", "thus", "hence", "therefore", "consequently"})
ACTIVE_RAISING = frozenset({"seem", "appear", "tend", "continue", "begin", "start"})
TAKEN_AS_GIVEN = frozenset(
    {"unrealised", "purpose", "not_asserted", "embedded_question", "advice", "restrictive_clause"}
)
"""Why a clause may not be kept that yet takes its things as given: `to solve the equations used in X`."""


def standing(clause: Clause) -> Standing:
    """Return how a clause stands, with all that governs it taken into account."""
    found = _above(clause.head, own_standing(clause))
    either = found.affirmed and not found.modal and _either(clause.head)
    return replace(found, reason=found.reason or "alternatives") if either else found


def _either(verb: Token) -> bool:
    """Whether a verb is joined to another by `or`, so that it is not said which of them holds."""
    first = verb.head if verb.dep_ == "conj" else verb
    joined = [c for c in kids(first, "conj") if c.pos_ in ("VERB", "AUX")]
    if verb.dep_ == "conj" and first.pos_ not in ("VERB", "AUX"):
        return False
    return any(str(cc.lower_) in ("or", "either") for v in (first, *joined) for cc in kids(v, "cc", "cc:preconj"))


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
        joined = _after_semicolon(token) or _follows(token)
        return _above(head, found if joined else replace(found, reason="parenthesis"), depth + 1)
    return replace(found, reason="embedded_clause")


def _lend(first: Token, second: Token, found: Standing) -> Standing:
    """What the first of two joined verbs gives the second: a leading condition, and a modal it stands under."""
    if kids(second, "nsubj", "nsubj:pass"):
        return found
    said = read_clause(first)
    own = own_standing(said)
    if said.subject is not None and said.link == "own":
        fronted = [o for o in said.obliques if o.head.i < said.subject.i]
        found = place_obliques(fronted, found)  # *for the first four methods*, both verbs hold
    before = [c for c in kids(first, "advcl") if c.i < first.i]
    leading = conditions_of(before, first)
    modal = (
        own.modal
        if not found.modal
        and not kids(second, "aux", "aux:pass", "cop")
        and morph(second, "VerbForm") in ("Inf", "Part")
        else found.modal
    )
    certainty = own.certainty if modal == own.modal and modal else found.certainty
    return replace(found.weaker(certainty), modal=modal, conditions=(*leading, *found.conditions))


def _relative(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    if not after_comma(token) and not _predicate_nominal(head) and not is_introduced(head) and not is_some(token):
        return replace(found, reason="restrictive_clause")
    loose = str(token.lower_) == "using" and (base(head) == "obl" or (base(head) == "nmod" and after_comma(token)))
    far = token.dep_ == "acl" and any(t.tag_ in ("VBZ", "VBP", "VBD", "MD") for t in token.doc[head.i : token.i])
    several = token.tag_ == "VBG" and after_comma(token) and bool(kids(token, "conj"))  # of a list of things done
    if kids(head, "conj") or _listed(head) or loose or far or (several and token.dep_ == "acl"):
        return replace(found, reason="ambiguous_antecedent")
    return _container(head, found, depth, token.dep_ == "acl" and after_comma(token))


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


def _container(noun: Token, found: Standing, depth: int, made: bool) -> Standing:
    """Climb from a noun to the clause it stands in; what is denied there lends nothing to it.

    Of what is yet to be, a participle (`made`) tells how it is to be: `how to plan wells, sunk by hand`.
    """
    top = noun
    while not is_root(top) and base(top) in ("nsubj", "obj", "obl", "nmod", "appos", "conj", "iobj", "compound"):
        top = top.head
    above = _above(top, Standing(), depth + 1) if not is_root(top) else Standing()
    if above.reason in ("question", "embedded_clause"):
        return replace(found, reason=above.reason)
    if made and (above.reason or own_standing(read_clause(top)).tense == "future"):
        return replace(found, reason=above.reason or "unrealised")
    return found.weaker(above.certainty)


def _adverbial_clause(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    marks = {str(m.lower_) for m in kids(token, "mark")} | {
        str(a.lower_) for a in kids(token, "advmod") if str(a.tag_).startswith("W")
    }
    if marks & {"that"} and not marks & {"so"}:
        return replace(found, reason="embedded_clause")
    if marks & CONCESSIVE_MARKS:
        return replace(found, reason="conceded")
    if marks & {"because", "since"} and any(map(_of_the_case, subtree(token))):
        return replace(found, reason="reason_of_the_case")
    if marks and not marks <= FACTIVE_MARKS:
        return replace(found, reason="not_asserted")
    if not marks and morph(token, "VerbForm") == "Inf":
        return replace(found, reason="purpose")
    if kids(token, "nsubj", "nsubj:pass"):
        return _above(head, found, depth + 1)
    # a participle (`..., reducing erosion`) or `by reducing erosion` holds where and as far as the main clause does
    main = own_standing(read_clause(head))
    if main.reason or not main.affirmed:
        return replace(found, reason=main.reason or "under_negation")
    witnessed = str(head.lemma_).lower() in WITNESSING  # *sees a shift, driving X*: the shift does
    close = str(token.tag_) == "VBG" and token.i > head.i and not after_comma(token)  # *provide notebooks allowing X*
    loose = not marks and (str(token.lemma_).lower() in DANGLING or _controlled(head) or witnessed or close)
    if read_clause(head).passive or loose:
        return replace(found, reason="dangling_participle")
    return _above(head, found.within(main), depth + 1)


def _of_the_case(noun: Token) -> bool:
    """Whether a noun with `the` may be the one spoken of just here: it has no name in it."""
    definite = any(str(d.lower_) == "the" for d in kids(noun, "det"))
    return definite and not any(t.pos_ == "PROPN" for t in (noun, *kids(noun, "compound", "amod", "flat")))


def _controlled(verb: Token) -> bool:
    """Whether a verb, or the first of those it is joined to, is an open complement: whose participle follows it?"""
    while verb.dep_ == "conj":
        verb = verb.head
    return base(verb) == "xcomp"


def _open_complement(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    lemma = str(head.lemma_).lower()
    main = own_standing(read_clause(head))
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
    return _above(head, found.within(main), depth + 1)


def _complement(token: Token, head: Token, found: Standing, depth: int) -> Standing:
    lemma = str(head.lemma_).lower()
    if lemma in NOTING and base(head) in ("csubj", "xcomp", "advcl", "ccomp") and is_root(head.head):
        noted = any(str(m.lower_) == "that" for m in kids(token, "mark")) and not kids(head, "nsubj", "obj")
        denied = read_clause(head.head).negations
        return found if noted and not denied and kids(head.head, "expl") else replace(found, reason="embedded_clause")
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
    if own_standing(read_clause(head)).affirmed is False:
        return replace(found, reason="under_negation")
    if speaker and (str(speaker[0].lower_) in ("i", "you", "he", "she", "they") or _of_others(speaker[0])):
        return replace(found, reason="reported_speech")
    certainty = Certainty(SPEECH_CERTAINTY[lemma])
    if speaker and str(speaker[0].lower_) == "we":
        certainty = max(certainty, Certainty.PROBABLE, key=ORDER.index)
    return _above(head, found.weaker(certainty), depth + 1)


def _of_others(speaker: Token) -> bool:
    """Whether it is another paper that says so: `their Figure 6 demonstrated`, `the authors conclude`."""
    theirs = {str(t.lower_) for t in kids(speaker, "nmod:poss", "det")}
    source = str(speaker.lemma_).lower() in DOCUMENT_NOUNS | DOCUMENT_SELVES
    return bool(theirs & {"their", "his", "her", "its"}) or (source and "the" in theirs)


def _follows(token: Token) -> bool:
    """Whether a clause says what comes of the one before: `…, so wells run dry`."""
    words = [t for t in subtree(token) if not t.is_punct]
    return str(words[0].lower_) in CONSEQUENCES and str(words[1].lower_) != "that" and after_comma(token)


def _after_semicolon(token: Token) -> bool:
    """Whether a clause is joined to the one before by a semicolon or a colon."""
    first = subtree(token)[0]
    return bool((first.i > token.sent.start and str(first.nbor(-1).text) in (";", ":")) or str(first.text) == ";")
