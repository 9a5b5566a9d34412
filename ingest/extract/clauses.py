"""The clauses of a sentence: who does what to whom, once for every verb and every predicate noun or adjective.

A clause gathers what the tree scatters: the subject that a second verb shares with the first, the noun that a relative
pronoun stands for, the auxiliaries and the `not` that reach over an `and`. Nothing is judged here; `tuples` makes open
extractions from clauses, `claims` makes knowledge of some of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ingest.extract.lexicon.adverbials import MANNERS
from ingest.extract.lexicon.deixis import NAMED_THINGS
from ingest.extract.tree import base, is_relative, kids, morph, relative_clause

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

Link = Literal["own", "shared", "antecedent", "controlled", "none"]
SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "csubj:pass")
OBLIQUES = ("obl", "obl:agent", "obl:unmarked", "obl:npmod", "obl:tmod")
CLAUSAL = frozenset({"ROOT", "root", "conj", "advcl", "advcl:relcl", "acl", "acl:relcl", "xcomp", "ccomp", "parataxis"})
PARTICLES = frozenset({"together", "away", "further", "forward", "back", "apart", "aside", "ahead", "off"})
"""Adverbs without which a verb means another thing: `bring together`, `carry further`."""
NEGATIONS = frozenset({"not", "n't", "never", "nt", "n’t"})


@dataclass(frozen=True)
class Oblique:
    """A prepositional phrase of a verb: its noun, and the words that introduce it (`because of`)."""

    head: Token
    case: tuple[Token, ...]
    relative: bool = False

    @property
    def preposition(self) -> str:
        """The preposition in lower case, '' for a bare phrase (`last year`)."""
        return " ".join(str(t.lower_) for t in self.case)


@dataclass(frozen=True)
class Clause:
    """One predicate with all that belongs to it. `link` says how its subject was found."""

    head: Token
    subject: Token | None
    link: Link
    passive: bool
    copula: Token | None = None
    auxiliaries: tuple[Token, ...] = ()
    negations: tuple[Token, ...] = ()
    particles: tuple[Token, ...] = ()
    objects: tuple[Token, ...] = ()
    receivers: tuple[Token, ...] = ()
    obliques: tuple[Oblique, ...] = ()
    agents: tuple[Oblique, ...] = ()
    open_complements: tuple[Token, ...] = ()
    complements: tuple[Token, ...] = ()
    adverbs: tuple[Token, ...] = ()
    adverbials: tuple[Token, ...] = field(default=())

    @property
    def relative(self) -> bool:
        """Whether it is a relative clause or one joined to it."""
        return relative_clause(self.head) is not None


def clauses(sentence: Span) -> list[Clause]:
    """Return every clause of a parsed sentence, in the order of their predicates."""
    return [read_clause(token) for token in sentence if is_predicate(token)]


def is_predicate(token: Token) -> bool:
    """Whether `token` says something of a subject: a verb in a clause, or a word with a copula or its own subject."""
    if kids(token, *SUBJECTS) and token.pos_ not in ("PUNCT", "SYM"):
        return True
    if kids(token, "cop"):
        return True
    return token.pos_ == "VERB" and token.dep_ in CLAUSAL


def read_clause(token: Token) -> Clause:
    """Return the clause that `token` is the predicate of."""
    subject, link = _subject(token)
    auxiliaries = _auxiliaries(token)
    passive = _passive(token, auxiliaries)
    objects = kids(token, "obj")
    obliques = [_oblique(child) for child in kids(token, *OBLIQUES) if not _hyphened(child)] + _instruments(token)
    relative = relative_clause(token)
    if relative is not None:
        objects = [_antecedent(child, relative) for child in objects]
        obliques = [Oblique(_antecedent(o.head, relative), o.case, is_relative(o.head)) for o in obliques]
    agents = [o for o in obliques if passive and o.preposition == "by" and _may_act(o.head)]
    copulas = kids(token, "cop") or _shared_copula(token)
    return Clause(
        head=token,
        subject=subject,
        link=link,
        passive=passive,
        copula=copulas[0] if copulas else None,
        auxiliaries=tuple(auxiliaries),
        negations=tuple(_negations(token)),
        particles=tuple(
            kids(token, "compound:prt") + [a for a in kids(token, "advmod") if a.lower_ in PARTICLES and a.i > token.i]
        ),
        objects=tuple(objects),
        receivers=tuple(kids(token, "iobj")),
        obliques=tuple(o for o in obliques if o not in agents),
        agents=tuple(agents),
        open_complements=tuple(kids(token, "xcomp")),
        complements=tuple(kids(token, "ccomp")),
        adverbs=tuple(child for child in kids(token, "advmod") if child.lower_ not in NEGATIONS | PARTICLES),
        adverbials=tuple(kids(token, "advcl", "advcl:relcl")),
    )


def _subject(token: Token, depth: int = 0) -> tuple[Token | None, Link]:
    if depth > 12:
        return None, "none"
    own = [child for child in token.children if child.dep_ in SUBJECTS]
    if own:
        first = own[1] if len(own) > 1 and _names(own[1], own[0]) else own[0]
        relative = relative_clause(token)
        if relative is not None and is_relative(first):
            return relative.head, "antecedent"
        return first, "own"
    label = base(token)
    if token.dep_ == "conj" and token.head.pos_ != "PUNCT":
        return _through(token.head, depth, "shared") if _predicative(token.head) else (None, "none")
    if token.dep_ == "acl" and token.pos_ == "VERB" and morph(token, "VerbForm") in ("Part", "Ger"):
        marked = any(child.lower_ != "that" for child in kids(token, "mark"))
        return (None, "none") if marked else (token.head, "antecedent")
    if label == "xcomp":
        controllers = kids(token.head, "obj", "iobj")
        before = [c for c in controllers if c.i < token.i]
        return (before[-1], "controlled") if before else _through(token.head, depth, "controlled")
    if label == "advcl" and not kids(token, "nsubj") and _predicative(token.head):
        return _through(token.head, depth, "controlled")
    return None, "none"


def _names(second: Token, first: Token) -> bool:
    """Whether the second of two subjects is the name of the first: `The Python package Xarray provides …`."""
    of_class = str(first.lemma_).lower() in NAMED_THINGS | {"function", "class", "module", "command"}
    return of_class and second.pos_ in ("PROPN", "NOUN") and second.i == first.i + 1 and not kids(second, "det")


def _through(token: Token, depth: int, link: Link) -> tuple[Token | None, Link]:
    subject, found = _subject(token, depth + 1)
    return subject, ("none" if found == "none" else "antecedent" if found == "antecedent" else link)


def _predicative(token: Token) -> bool:
    return is_predicate(token) or token.pos_ in ("VERB", "AUX")


def _antecedent(child: Token, relative: Token) -> Token:
    return relative.head if is_relative(child) else child


def _oblique(child: Token) -> Oblique:
    case = [token for marker in kids(child, "case") for token in (marker, *kids(marker, "fixed"))]
    return Oblique(child, tuple(sorted(case, key=lambda t: int(t.i))))


def _hyphened(child: Token) -> bool:
    """Whether a word is the first half of a hyphened one (`software-agnostic`)."""
    following = child.doc[child.i + 1] if child.i + 1 < len(child.doc) else None
    return following is not None and str(following.text) in ("-", "‐", "–") and not child.whitespace_


def _instruments(token: Token) -> list[Oblique]:
    """`written using LaTeX`: a participle that has become a preposition."""
    return [
        Oblique(kids(child, "obj")[0], (child,))
        for child in kids(token, "advcl")
        if str(child.lower_) == "using"
        and child.i > token.i
        and kids(child, "obj")
        and not kids(child, "mark", "nsubj")
    ]


def _shares_auxiliary(token: Token) -> bool:
    """Whether a second verb stands under the first one's auxiliary (`can be stored and used`)."""
    if token.dep_ != "conj" or kids(token, "aux", "aux:pass", "cop", *SUBJECTS):
        return False
    form, first = morph(token, "VerbForm"), morph(token.head, "VerbForm")
    return form in ("Inf", "Part", "Ger") and form == first


def _auxiliaries(token: Token) -> list[Token]:
    own = kids(token, "aux", "aux:pass")
    return _auxiliaries(token.head) if not own and _shares_auxiliary(token) else own


def _passive(token: Token, auxiliaries: list[Token]) -> bool:
    if any(a.dep_ == "aux:pass" for a in auxiliaries) or kids(token, "nsubj:pass"):
        return True
    participle = token.pos_ == "VERB" and morph(token, "VerbForm") == "Part" and morph(token, "Tense") != "Pres"
    return participle and not auxiliaries and token.dep_ in ("acl", "advcl", "conj") and morph(token, "Voice") != "Act"


def _negations(token: Token) -> list[Token]:
    own = [child for child in kids(token, "advmod") if child.lower_ in NEGATIONS]
    own += [
        child
        for aux in kids(token, "aux", "aux:pass", "cop")
        for child in kids(aux, "advmod")
        if child.lower_ in NEGATIONS
    ]
    if own or token.dep_ != "conj":
        return own
    joined = {child.lower_ for child in kids(token, "cc")}
    reaches = (
        "nor" in joined
        or (_shares_auxiliary(token) and "but" not in joined)
        or ("or" in joined and not kids(token, *SUBJECTS))
    )
    return _negations(token.head) if reaches else own


def _shared_copula(token: Token) -> list[Token]:
    """The copula of `is warm and wet` for `wet`: a joined adjective or noun that has neither copula nor subject."""
    if token.dep_ != "conj" or token.pos_ not in ("ADJ", "NOUN", "PROPN") or kids(token, *SUBJECTS):
        return []
    return kids(token.head, "cop")


def _may_act(token: Token) -> bool:
    """Whether `by` may stand before the doer here: not in `by default`."""
    noun = token.pos_ in ("NOUN", "PROPN", "PRON", "X") and morph(token, "VerbForm") == ""
    return noun and not is_manner(token)


def is_manner(token: Token) -> bool:
    """Whether `by` and this bare noun are an adverbial: `by default`."""
    return str(token.lower_) in MANNERS and not kids(token, "det", "amod", "compound", "nmod", "nmod:poss")
