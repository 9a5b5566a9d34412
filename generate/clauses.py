"""Says a claim in words: as a statement, as a question for its head or its tail, as a clause that stands for its tail.

Every form inflects only the first word of `Predicate.text` (*depend on*, *be grown in*, *give rise to*) and leaves the
rest, so that a form is right wherever the claim was.
"""

from __future__ import annotations

from generate.left_out import CITATION
from generate.morphology import auxiliary, capitalise, finite
from generate.phrases import listed, phrase_of, pronoun, tidy, wh, words
from kg.names import singular
from kg.records import REFERENCES, Claim, Hop, Predicate

PLURAL_IN_FORM = frozenset({"they", "those"})
KIND_OF = "be a kind of"
FREQUENCY_ADVERBS = listed("always often sometimes usually typically commonly frequently generally normally")
"""How often a claim holds: said before its verb."""


def head(hop: Hop) -> str:
    """Return the words of a hop's head, as written inside a sentence."""
    return phrase_of(hop.claim.head, hop.head)


def tail(hop: Hop) -> str:
    """Return the words of a hop's tail, as written inside a sentence: singular where it is *a kind of* them."""
    words = phrase_of(hop.claim.tail, hop.tail)
    return kind_of(words) if hop.claim.tail.plural and hop.claim.predicate.text == KIND_OF else words


def kind_of(words: str) -> str:
    """Return a plural phrase as what something is *a kind of*: in the singular."""
    before, space, noun = words.rpartition(" ")
    return f"{before}{space}{singular(noun)}"


def backwards(hop: Hop) -> bool:
    """Return whether an inverse hop keeps its claim's own verb, so that its tail is the one who does it.

    It is then asked for as *what depends on it*, and stated as the claim itself.
    """
    return hop.inverse and any(
        claim.id == hop.claim.id and claim.predicate == hop.claim.predicate for claim in hop.relation.claims
    )


def _split(predicate: Predicate) -> tuple[str, str]:
    verb, _, rest = predicate.text.partition(" ")
    return verb, f" {rest}" if rest else ""


def predicate_phrase(claim: Claim, plural: bool) -> str:
    """Return the finite verb and what belongs to it: *depends on*, *often causes*, *may not be grown in*."""
    verb, rest = _split(claim.predicate)
    modal, often = _modal(claim), _often(claim)
    if modal:
        return f"{modal}{'' if claim.affirmed else ' not'}{often} {verb}{rest}".replace("can not", "cannot")
    form = finite(verb, claim.predicate.tense, plural)
    if claim.affirmed:
        return f"{form}{often}{rest}" if verb == "be" else f"{often} {form}{rest}".strip()
    if verb == "be":
        return f"{form} not{rest}"
    return f"{auxiliary(claim.predicate.tense, plural)} not {verb}{rest}"


def _modal(claim: Claim) -> str:
    return claim.predicate.modal or ("will" if claim.predicate.tense == "future" else "")


def qualifiers(claim: Claim) -> str:
    """Return all that the claim holds under, as it stands after the claim: * in Python*, * when it rains*."""
    return "".join(f" {text}" for text in _held_under(claim))


def fronted(claim: Claim) -> str:
    """Return what the claim holds under where its sentence opens with it: *for large loads, *; else nothing."""
    quote = " ".join(claim.evidence.quote.split()).lower()
    opening = next((text for text in _held_under(claim) if quote.startswith(text.lower())), "")
    return f"{opening}, " if opening else ""


def _behind(claim: Claim) -> str:
    """Return what the claim holds under and is not said before it."""
    opening = fronted(claim)
    return "".join(f" {text}" for text in _held_under(claim) if f"{text}, " != opening)


def _held_under(claim: Claim) -> list[str]:
    said = [tidy(text) for text in (claim.condition, claim.time, claim.scope) if text and text not in FREQUENCY_ADVERBS]
    return [text[:1].lower() + text[1:] for text in said]


def _asked_under(hop: Hop) -> tuple[str, str]:
    """Return what a question for the tail says before and behind it: not when a work came out, told in one place."""
    return ("", "") if hop.claim.extractor == REFERENCES else (fronted(hop.claim), _behind(hop.claim))


def _often(claim: Claim) -> str:
    """Return the adverb of a claim as it stands before its verb: * often*; else nothing."""
    return f" {claim.scope}" if claim.scope in FREQUENCY_ADVERBS else ""


def clause(hop: Hop, subject: str | None = None, tail_text: str | None = None, plural: bool | None = None) -> str:
    """Return the claim as a clause; `subject` and `tail_text` stand in for its own words, `plural` for their number."""
    before, behind = fronted(hop.claim), _behind(hop.claim)
    if backwards(hop):
        said = predicate_phrase(hop.claim, hop.claim.tail.plural)
        return f"{before}{tail_text or tail(hop)} {said} {subject or head(hop)}{behind}"
    many = hop.claim.head.plural if plural is None else plural
    return f"{before}{subject or head(hop)} {predicate_phrase(hop.claim, many)} {tail_text or tail(hop)}{behind}"


def statement(hop: Hop, tail_text: str | None = None, subject: str | None = None, plural: bool | None = None) -> str:
    """Return the claim as a sentence with its full stop."""
    return f"{capitalise(clause(hop, subject, tail_text, plural))}."


def _inverted(claim: Claim, subject: str, plural: bool) -> tuple[str, str]:
    """Return auxiliary and remainder, between which a question puts `subject`."""
    verb, rest = _split(claim.predicate)
    modal = _modal(claim)
    between = f"{subject}{'' if claim.affirmed else ' not'}{_often(claim)}"
    if modal:
        return modal, f"{between} {verb}{rest}"
    if verb == "be":
        return finite("be", claim.predicate.tense, plural), f"{between}{rest}"
    return auxiliary(claim.predicate.tense, plural), f"{between} {verb}{rest}"


_STAND_INS = frozenset({"it", "they", "that", "those", "that person"})
_OF_WORKS = {
    "be published in": ("where was {} published", "where {} was published", "was published there"),
    "be written by": ("who wrote {}", "who wrote {}", "was written by that author"),
}
"""How one asks of a work, finds what is told of it, and what else that is told of."""


def _of_work(hop: Hop) -> tuple[str, str, str] | None:
    return _OF_WORKS.get(hop.claim.predicate.text) if hop.claim.extractor == REFERENCES else None


def object_question(hop: Hop, subject: str | None = None, plural: bool | None = None) -> str:
    """Return the question for the tail, without capital or mark: *what does deforestation reduce*."""
    if (asked := _of_work(hop)) and not hop.inverse:
        return asked[0].format(subject or head(hop))
    many = hop.claim.head.plural if plural is None else plural
    auxiliary_word, remainder = _inverted(hop.claim, subject or head(hop), many)
    before, behind = _asked_under(hop)
    return f"{before}{wh_tail(hop)} {auxiliary_word} {remainder}{behind}"


def wh_tail(hop: Hop) -> str:
    """Return the word that asks for the tail."""
    if is_kind(hop):
        one = hop.claim.tail.phrase.lower().startswith("the ")  # *the equivalent of* is no kind
        return "who" if _is_somebody(hop) else "what" if one else "what kind of thing"
    # who others *consist of* are asked for by what they are: *of whom* would have to come first
    return "what" if hop.claim.predicate.text.endswith((" of", " with")) else wh(hop.claim.tail, hop.tail)


def _is_somebody(hop: Hop) -> bool:
    """Return whether the claim is of a person by name."""
    return hop.head.type == "person" and head(hop)[:1].isupper()


def is_kind(hop: Hop) -> bool:
    """Return whether the claim is a plain *X is a Y*."""
    return hop.relation.relation == "IS_A" and hop.claim.predicate.text == "be"


def is_cut(hop: Hop) -> bool:
    """Return whether a claim says less than its sentence."""
    return len(words(statement(hop))) < len(words(CITATION.sub("", hop.claim.evidence.quote)))


def is_example(hop: Hop) -> bool:
    """Return whether a kind is told by the way, *workflows such as branching*: other kinds would fit as well."""
    claim = hop.claim
    low, high = sorted((claim.head, claim.tail), key=lambda argument: argument.start)
    offset = claim.evidence.start
    between = claim.evidence.quote[low.end - offset : max(high.start - offset, 0)].lower()
    return claim.predicate.text == KIND_OF and any(word in between for word in ("such as", "like", "including", "e.g."))


def is_adjective(hop: Hop) -> bool:
    """Return whether the tail describes rather than names: no *what* asks for it."""
    return hop.relation.relation == "HAS_PROPERTY" and hop.claim.predicate.verb in {"be", "look", "feel", "seem"}


def subject_question(hop: Hop) -> str:
    """Return the question for the head: *what reduces transpiration*; who and what take a singular verb.

    An organization that does something, and goes by a name, is somebody.
    """
    claim = hop.claim
    somebody = hop.head.type == "organization" and head(hop)[:1].isupper() and not claim.predicate.passive
    who = "which cited work" if _of_work(hop) else "who" if somebody else wh(claim.head, hop.head)
    asked = f"{who} {predicate_phrase(claim, plural=False)} {tail(hop)}"
    return f"{fronted(claim)}{asked}{_behind(claim)}"


def condition_question(hop: Hop) -> str:
    """Return the question for what the claim holds under: *under what condition does irrigation raise the table*."""
    auxiliary_word, remainder = _inverted(hop.claim, head(hop), hop.claim.head.plural)
    return f"under what condition {auxiliary_word} {remainder} {tail(hop)}"


def what_it_does(hop: Hop, subject: str, plural: bool, before: Hop | None = None) -> str:
    """Return a clause that stands for the tail: *what it reduces*, *what those depend on*, *what depends on it*.

    After the hop `before` that the hop turns round it is *what else depends on it*, where the verb is the same.
    """
    again = before is not None and turns_round(before, hop) and before.claim.predicate.verb == hop.claim.predicate.verb
    what = f"{wh_tail(hop)} else" if again else wh_tail(hop)
    of_work = _of_work(hop)
    if backwards(hop) and of_work and subject in _STAND_INS:
        return f"{what} {of_work[2]}{qualifiers(hop.claim)}"
    if of_work and not hop.inverse:
        return of_work[1].format(subject)
    if backwards(hop):
        them = "them" if subject == "they" else subject
        return f"{what} {predicate_phrase(hop.claim, plural=False)} {them}{qualifiers(hop.claim)}"
    beside = "" if hop.claim.extractor == REFERENCES else qualifiers(hop.claim)
    return f"{what} {subject} {predicate_phrase(hop.claim, plural)}{beside}"


def turns_round(before: Hop, hop: Hop) -> bool:
    """Return whether a hop leads back along the class that the one before came by: to something else of its kind."""
    return hop.inverse and not before.inverse and hop.relation.relation == before.relation.relation


def stand_in(hop: Hop) -> tuple[str, bool]:
    """Return what stands for the hop's tail in the next step, and whether a verb after it is plural."""
    if is_kind(hop) and not _is_somebody(hop):
        return "that kind of thing", False
    word = pronoun(hop.claim.tail, hop.tail)
    return word, word in PLURAL_IN_FORM


def first_stand_in(hop: Hop) -> tuple[str, bool]:
    """Return the pronoun for the hop's head, just named: *it* or *they*."""
    word = pronoun(hop.claim.head, hop.head)
    if hop.claim.head.plural or word in {"they", "that person"}:
        return "they", True
    return "it", False
