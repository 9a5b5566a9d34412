"""The noun phrase of a head word: which tokens it takes, what quantity it carries, and where a shorter one would lie.

A phrase either keeps every modifier that its truth needs or is refused with a reason; it is never cut into a falsehood.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.extract.inner import plain_inside
from ingest.extract.kinds import kind_of
from ingest.extract.lexicon.adverbials import DISCOURSE_OBLIQUES
from ingest.extract.lexicon.deixis import DEICTIC_ADJECTIVES, DEICTIC_DETERMINERS, DEICTIC_INSIDE
from ingest.extract.lexicon.notation import words
from ingest.extract.lexicon.quantifiers import MEASURES, NEGATIVE_QUANTIFIERS, UNIVERSALS, VAGUE_QUANTIFIERS
from ingest.extract.tree import NOMINAL, contiguous, kids, morph, subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

KEPT = frozenset(
    {
        "det",
        "det:predet",
        "amod",
        "compound",
        "nummod",
        "nmod",
        "nmod:poss",
        "nmod:desc",
        "nmod:unmarked",
        "nmod:npmod",
        "nmod:tmod",
        "flat",
        "flat:name",
        "fixed",
        "goeswith",
        "obl:unmarked",
        "punct",
        "advmod",
    }
)
CLAUSES = frozenset({"acl", "acl:relcl"})
QUANTIFIERS = VAGUE_QUANTIFIERS - {"different", "respective", "enough", "certain", "more", "less"}
HYPHENS = frozenset("-‐–/")
OF_TWO = words(
    "ratio difference sum product average mean comparison relation relationship link interaction balance trade-off "
    "distance correlation combination mix choice transition boundary interface quotient union intersection"
)
"""What there is of two things together."""
EXAMPLES = frozenset({"such as", "including", "like", "e.g.", "unlike", "except", "except for"})
POINTING = frozenset({"this", "these"})
"""Determiners of what may yet be resolved: to the document's own thing, or to what was named before."""

LONGEST, LONGEST_TAIL = 9, 12
"""Words of a phrase without its determiner, `long-term` being one; longer ones are descriptions, not terms.

What is said of a thing may be longer than its name.
"""


@dataclass(frozen=True)
class Phrase:
    """A contiguous run of tokens around `head`. `core` is without determiner and quantifier."""

    head: Token
    tokens: tuple[Token, ...]
    core: tuple[Token, ...]
    determiner: str
    quantity: str | None
    plural: bool
    trimmed: bool = False


def noun_phrase(
    head: Token, tail: bool = False, joined: bool = False, without: frozenset[int] = frozenset(), told: bool = False
) -> Phrase | str:
    """Return the phrase of `head`, or the reason why it has none that may stand alone.

    `tail` allows a restrictive clause, and participles of a phrase that is too long or that point elsewhere, to be left
    off an indefinite noun, which keeps a positive claim about it true. `joined` takes the nouns that `and` joins to the
    head into the phrase. `without` are the places of children of the head that are left off; `told` lets any clause be
    left off, for it is put back.
    """
    found = _noun_phrase(head, tail, joined, without, told)
    if not tail or joined or found not in ("long_phrase", "clause_inside", "deictic_inside", "pronoun_inside"):
        return found
    if head.pos_ not in NOMINAL or _determiner(head) not in ("", "a", "an", "some", "several", "many") or _ours(head):
        return found
    after = [int(c.i) for c in head.children if c.i > head.i and c.dep_ == "acl" and c.i not in without]
    return noun_phrase(head, tail, joined, without | {max(after)}) if after else found


def length(tokens: Iterable[Token]) -> int:
    """Return how many words some tokens are; those joined by a hyphen are one."""
    run = list(tokens)
    joined = sum(str(t.text) in HYPHENS and not t.whitespace_ for t in run[1:-1])
    return sum(not t.is_punct for t in run) - joined


def _noun_phrase(head: Token, tail: bool, joined: bool, without: frozenset[int], told: bool) -> Phrase | str:
    measured = _measured(head, tail)
    if measured is not None:
        return measured
    if head.pos_ == "PRON":
        return "pronoun"
    if head.pos_ not in NOMINAL and not (head.pos_ == "VERB" and morph(head, "VerbForm") == "Ger"):
        return "not_nominal"
    if head.pos_ == "VERB":
        return _gerund(head)
    determiner = "our" if _ours(head) else _determiner(head)
    reason = _refused(head)
    if reason:
        return reason
    clauses = [child for child in head.children if child.dep_ in CLAUSES and not _participial(child)]
    restrictive = [child for child in clauses if not after_comma(child)]
    definite = determiner == "the"
    if not told and restrictive and (not tail or definite or any(kids(child, "mark") for child in restrictive)):
        return "restrictive_modifier"
    tokens = _span(head, joined, without)
    if tokens is None:
        return "broken_phrase"
    inside = _unfit_inside(head, tokens, tail)
    if inside:
        return inside
    core = [t for t in tokens if not (t.head.i == head.i and (t.dep_ in ("det", "det:predet") or t in _ours(head)))]
    counted = [
        t
        for t in core
        if t.head.i == head.i
        and t.i < head.i
        and (t.dep_ == "nummod" or (t.dep_ == "amod" and str(t.lower_) in QUANTIFIERS))
    ]
    quantity = " ".join(str(t.text) for c in counted for t in subtree(c)).lower() or None
    core = [t for t in core if not any(t.i in {s.i for s in subtree(c)} for c in counted)]
    if quantity and quantity.lower() in ("one", "a"):
        return "vague_quantity"
    if determiner in UNIVERSALS | QUANTIFIERS:
        quantity = quantity or determiner
    if not core or not contiguous(core) or str(core[0].text) in HYPHENS:
        return "broken_phrase"
    if length(core) > (LONGEST_TAIL if tail else LONGEST):
        return "long_phrase"
    plural = morph(head, "Number") in ("Plur", "Ptan") or str(head.tag_) in ("NNS", "NNPS")
    finite = _finite(head, determiner)
    plural = ((plural or finite == "VBP") and finite != "VBZ") or (joined and bool(kids(head, "conj")))
    return Phrase(head, tuple(tokens), tuple(core), determiner, quantity, plural, bool(restrictive or without))


def _measured(head: Token, tail: bool) -> Phrase | None:
    """`a variety of plants`: the noun after `of`, the measure in front of it kept as its quantity."""
    if str(head.lemma_).lower() not in MEASURES:
        return None
    counted = [c for c in kids(head, "nmod") if introduces(c) == "of"]
    if (
        not counted
        or _determiner(head) not in ("a", "an")
        or kids(head, "acl", "acl:relcl", "conj")
        or kids(counted[0], "conj")
    ):
        return None
    inner = noun_phrase(counted[0], tail)
    if isinstance(inner, str) or inner.determiner or inner.trimmed:
        return None
    first = min(int(t.i) for t in (head, *kids(head, "det", "amod")))
    tokens = tuple(head.doc[i] for i in range(first, inner.tokens[-1].i + 1))
    measure = "".join(str(t.text_with_ws) for t in tokens if t.i < inner.core[0].i).strip().lower()
    return replace(inner, tokens=tokens, quantity=measure)


def _participial(child: Token) -> bool:
    """`water stored in aquifers`: a participle that tells which, short enough to stay in the phrase."""
    if child.dep_ != "acl" or morph(child, "VerbForm") not in ("Part", "Ger") or after_comma(child):
        return False
    return not kids(child, "mark", "nsubj", "xcomp", "ccomp", "advcl", "conj") and len(subtree(child)) < LONGEST


def _gerund(head: Token) -> Phrase | str:
    """`planting trees on slopes`: a gerund, its object and a phrase behind it, where nothing else hangs on it."""
    told = [c for c in kids(head, "obl") if c.i > head.i and introduces(c) and not after_comma(c)]
    left = ("obj", "punct", "compound", "cc", "conj", "case", "amod", "mark")
    others = [c for c in head.children if c.dep_ not in left and c not in told]
    objects = kids(head, "obj")
    if others or len(objects) != 1 or kids(head, "conj") or kids(objects[0], "conj"):
        return "gerund"
    inner = noun_phrase(objects[0])
    if isinstance(inner, str):
        return inner
    first = min([head, *kids(head, "compound", "amod")], key=lambda t: int(t.i))
    tokens = [head.doc[i] for i in range(first.i, inner.tokens[-1].i + 1)]
    for place in told:
        after = noun_phrase(place)
        if isinstance(after, str) or kids(place, "conj"):
            return "gerund"
        tokens += subtree(place)
    if length(tokens) > LONGEST or head.i > inner.tokens[0].i or not contiguous(tokens):
        return "gerund"
    return Phrase(head, tuple(tokens), tuple(tokens), "", None, False)


def conjuncts(head: Token) -> tuple[list[Token], list[tuple[Token, str]]]:
    """Return the members of a coordination that may be spoken of one by one, and those that may not, with why."""
    joined = kids(head, "conj")
    if not joined:
        return [head], []
    links = {str(cc.lower_) for member in joined for cc in kids(member, "cc")} | {
        str(cc.lower_) for cc in kids(head, "cc", "cc:preconj")
    }
    if links & {"or", "nor", "and/or", "either", "neither", "but", "not", "versus", "vs"}:
        return [], [(head, "alternatives")]
    if any(
        kids(member, "cc")
        and (kids(kids(member, "cc")[0], "fixed") or kids(member, "advmod"))
        and {"rather", "instead", "not", "than"} & {str(t.lower_) for t in subtree(member)}
        for member in joined
    ):
        return [], [(head, "alternatives")]
    if str(head.lemma_).lower() in OF_TWO and any(introduces(c) in ("of", "between") for c in kids(head, "nmod")):
        return [], [(head, "may_be_of_two")]  # *the ratio of X and Y* may be no ratio and a Y
    kept, refused = [head], []
    shared_right = [c for c in head.children if c.dep_ in ("nmod", "acl", "acl:relcl") and c.i > joined[0].i]
    pointing = any(str(c.lower_) in DEICTIC_ADJECTIVES for c in kids(head, "amod"))  # *related* tests and intervals
    shared_left = [c for c in head.children if c.dep_ in ("amod", "nmod:poss", "compound", "nmod") and c.i < head.i]
    listed = False
    last = joined[-1]
    shares = morph(last, "Number") == "Plur" and any(t.pos_ == "NOUN" for t in kids(last, "compound"))
    if shares and _half(head):
        kept, refused = [], [(head, "may_share_head")]
    for before, member in zip([head, *joined], joined, strict=False):
        listed = listed or any(introduces(c) in EXAMPLES for c in kids(before, "nmod"))
        bare = not [c for c in member.children if c.dep_ not in ("cc", "punct", "conj", "case")]
        if shared_right:
            refused.append((member, "shared_modifier"))
        elif listed:
            refused.append((member, "may_be_example"))  # *measures such as radius, position, and width*
        elif shares and member.i != last.i and _half(member):
            refused.append((member, "may_share_head"))
        elif (bare and shared_left) or pointing:
            refused.append((member, "may_share_modifier"))
        else:
            kept.append(member)
    if shared_right:
        kept, refused = [], [(head, "shared_modifier"), *refused]
    return kept, refused


def _half(noun: Token) -> bool:
    """Whether a noun may want the head of a list's last member: *screw* in `compact screw and edge dislocations`."""
    if noun.pos_ != "NOUN" or morph(noun, "Number") == "Plur" or kids(noun, "det", "nmod:poss", "nmod", "acl"):
        return False
    return kind_of(str(noun.lemma_).lower(), False) not in ("substance", "process", "property")


def introduces(token: Token) -> str:
    """Return the words that introduce a noun: `such as`, `because of`, `in`; '' where it stands bare."""
    return " ".join(str(w.lower_) for c in kids(token, "case") for w in (c, *kids(c, "fixed")))


def after_comma(token: Token) -> bool:
    """Whether the subtree of `token` is set off by a comma, bracket or dash before it."""
    first = subtree(token)[0]
    if first.is_punct:
        return str(first.text) in ",(–—"
    return bool(first.i > 0 and str(first.nbor(-1).text) in {",", "(", "–", "—"})


def _determiner(head: Token) -> str:
    found = kids(head, "det", "det:predet")
    return str(found[-1].lower_) if found else ""


def _ours(head: Token) -> list[Token]:
    return [t for t in kids(head, "nmod:poss") if str(t.lower_) == "our"]


def _refused(head: Token) -> str | None:
    first = [str(t.lower_) for t in kids(head, "det", "det:predet")]
    if any(word in DEICTIC_DETERMINERS and word not in POINTING for word in first):
        return "deictic"
    if any(word in NEGATIVE_QUANTIFIERS for word in first):
        return "negative_quantifier"
    if any(t.pos_ == "PRON" and t not in _ours(head) for t in kids(head, "nmod:poss")):
        return "possessive_pronoun"
    modifiers = {str(t.lower_) for t in kids(head, "amod")}
    if any(morph(t, "Degree") == "Cmp" for t in kids(head, "amod")) and not modifiers & QUANTIFIERS:
        return "comparative_inside"
    if any(str(m.lower_) in ("more", "less", "too", "so", "as") for t in kids(head, "amod") for m in kids(t, "advmod")):
        return "comparative_inside"
    if modifiers & {"other", "such", "same", "own", "following", "aforementioned", "above", "latter", "former", "said"}:
        return "deictic"
    return None


def _span(head: Token, joined: bool, without: frozenset[int]) -> list[Token] | None:
    """The tokens from the first to the last that belong to the phrase; None where something else stands between."""
    kept = {head.i}
    clauses = [
        c.i
        for c in head.children
        if (c.dep_ in CLAUSES and not _participial(c))
        or c.dep_ in ("appos", "parataxis", "dep", "list", "advcl")
        or (c.dep_ in ("conj", "cc") and not joined)
        or c.i in without
    ]
    for child in head.children:
        whole = _participial(child) or (joined and child.dep_ in ("conj", "cc", "cc:preconj"))
        if child.i in without or (not whole and (child.dep_ not in KEPT or child.dep_ == "punct")):
            continue
        aside = "".join(str(t.text_with_ws) for t in subtree(child)).strip().lower() in DISCOURSE_OBLIQUES
        aside = aside or (child.i > head.i and (after_comma(child) or introduces(child) in ("into", "onto")))
        if child.dep_ == "nmod" and (introduces(child) in EXAMPLES or aside):
            clauses.append(child.left_edge.i)
            continue
        if child.dep_ == "advmod" and (child.i > head.i or child.lower_ not in ("very", "highly", "most")):
            continue
        kept.update(
            t.i
            for t in subtree(
                child, [c for c in child.children if c.dep_ in ("acl:relcl", "parataxis") and after_comma(c)]
            )
        )
    cut = [i for i in clauses if i > head.i]
    if cut and any(i > min(cut) for i in kept):
        return None
    first, last = min(kept), max(kept)
    tokens = [head.doc[i] for i in range(first, last + 1)]
    outside = [
        t for t in tokens if t.i not in kept and not (t.is_punct and t.text in ("-–'’/," if joined else "-–'’/"))
    ]
    return None if outside else tokens


def _finite(head: Token, determiner: str) -> str:
    """The tag of the verb that a noun is the subject of: `livestock cause` are many, the function `bayes uses` one."""
    if head.dep_ not in ("nsubj", "nsubj:pass") or kids(head, "conj") or determiner in ("a", "an", "each", "every"):
        return ""
    tags = (str(t.tag_) for t in (*kids(head.head, "aux", "aux:pass", "cop"), head.head) if t.tag_ in ("VBZ", "VBP"))
    return next(tags, "") if head.pos_ in ("NOUN", "PROPN") else ""


def _unfit_inside(head: Token, tokens: list[Token], tail: bool) -> str | None:
    deep = [t for t in tokens if t.head.i != head.i and t.dep_ in CLAUSES and t.pos_ == "VERB"] if tail else []
    plain = {i.i for t in deep if not after_comma(t) and plain_inside(t) for i in subtree(t)}
    for token in tokens:
        if token.i == head.i or token.i in plain:
            continue
        if token.head.i != head.i and str(token.lower_) in DEICTIC_INSIDE:
            return "deictic_inside"
        if token.pos_ == "PRON" and token not in _ours(head):
            return "pronoun_inside"
        if token.dep_ in ("det", "det:predet") and token.head.i != head.i:
            word = str(token.lower_)
            if word in DEICTIC_DETERMINERS:
                return "deictic_inside"
            if word in VAGUE_QUANTIFIERS or word in NEGATIVE_QUANTIFIERS:
                return "vague_quantity"
        if token.dep_ in ("acl:relcl", "acl", "advcl") and token.pos_ in ("VERB", "AUX") and not _participial(token):
            return "clause_inside"
    return None
