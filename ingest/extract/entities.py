"""Which noun phrases are terms: they mean the same thing outside their sentence and their document.

A phrase that passes becomes a `Term` with the name it will have in the graph: no determiner, no word of praise, head
noun in the singular, lower case but for names. All others get the reason why not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.extract.kinds import kind_of
from ingest.extract.lexicon.adjectives import EVALUATIVE_ADJECTIVES
from ingest.extract.lexicon.adverbials import TIME_NOUNS
from ingest.extract.lexicon.deixis import (
    DEICTIC_ADJECTIVES,
    DOCUMENT_NOUNS,
    DOCUMENT_PEOPLE,
    DOCUMENT_THINGS,
    FLEETING,
    LOCAL_ANYHOW,
    LOCAL_HEADS,
    OUR_THINGS,
)
from ingest.extract.lexicon.nouns import EMPTY_HEADS, UNIQUE_NOUNS, VAGUE_HEADS
from ingest.extract.lexicon.quantifiers import MARGINAL_HEADS
from ingest.extract.lexicon.verbs import GENERIC_VERBS
from ingest.extract.own import POINTING, own_name
from ingest.extract.phrases import Phrase, introduces, noun_phrase
from ingest.extract.reading import printed
from ingest.extract.tree import kids, subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

    from ingest.extract.vocabulary import Vocabulary

ODD = re.compile(r"[\[\]{}<>=*\\|_^~@#$§¶•…!?;:\"“”′″]|https?:|www\.|/\w+/|\w\(\)|\(|\)|[∀-⋿α-ωΑ-Ω]|\d{4}[a-z]\b")
CODE = re.compile(
    r"[a-z]+[A-Z]\w*\(|\w+_\w+|\w+\.\w+\(|^\.\w|\.(?:py|md|R|csv|html|pdf|json|txt|ipynb|toml|io|org|com)\b"
)
LANGUAGE = re.compile(r"C\+\+|[CF]#")
CITED = re.compile(r"\bet al\b|\b(?:19|20)\d\d\b|\b(?:ibid|op\. cit|doi)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Term:
    """A noun phrase fit to be an entity. `tokens` are what is quoted, `name` and `kind` what the graph calls it."""

    phrase: Phrase
    tokens: tuple[Token, ...]
    name: str
    kind: str
    proper: bool

    @property
    def head(self) -> Token:
        """The head word."""
        return self.phrase.head


def term(phrase: Phrase, vocabulary: Vocabulary) -> Term | str:
    """Return the term that a phrase names, or the reason why it names none."""
    head, core = phrase.head, phrase.core
    if head.pos_ == "VERB":
        return _action(phrase, vocabulary)
    text = printed("".join(str(t.text_with_ws) for t in core).strip())
    lemma = str(head.lemma_).lower()
    if ODD.search(text) or CODE.search(text.replace(vocabulary.own.name or " ", " ")) or text.count("'") > 1:
        return "symbols"
    if CITED.search(text):
        return "citation_or_date"
    name = name_of(phrase, vocabulary)
    own = own_name(phrase, name, vocabulary.own)
    if own is not None:
        return Term(phrase, phrase.tokens, own, _own_kind(lemma), own == vocabulary.own.name)
    if phrase.determiner in POINTING:
        return "possessive_pronoun" if phrase.determiner == "our" else "deictic"
    if any(
        str(head.doc[i].lower_) in ("et", "al", "al.")
        for i in (head.i + 1, phrase.tokens[-1].i + 1)
        if i < len(head.doc)
    ):
        return "author_cited"
    if any(_stray(t, head, lemma) for t in core):
        return "single_letter_or_number"
    if lemma in LOCAL_ANYHOW or str(head.lower_).strip(".") in LOCAL_ANYHOW:
        return "document_local"
    if (len(str(head.text)) < 2 and str(head.text) not in "CR") or not any(c.isalpha() for c in str(head.text)):
        return "single_letter_or_number"
    springs = phrase.plural and lemma == "spring"
    if lemma in TIME_NOUNS and str(head.pos_) == "NOUN" and not springs:
        return "time_phrase"
    proper = is_name(phrase, vocabulary)
    modifiers = naming_modifiers(phrase)
    reason = (
        _placed(phrase, lemma) or _local(phrase, lemma, proper, modifiers) or _vague(phrase, lemma, proper, modifiers)
    )
    if reason:
        return reason
    if len(name) < 3 and not (proper and (len(name) == 2 or name in "CR")):
        return "single_letter_or_number"
    if len(re.findall(r"[A-Za-z]", name)) < 0.6 * len(name) and not LANGUAGE.fullmatch(name):
        return "symbols"
    kind = kind_of(lemma, proper, vocabulary.seen_as(head))
    if kind in ("time", "quantity") and not proper:
        return "time_phrase" if kind == "time" else "quantity_argument"
    return Term(phrase, phrase.tokens, name, kind, proper)


def _stray(token: Token, head: Token, lemma: str) -> bool:
    """Whether a word is a lone letter or digit that names nothing; `Python 3` and `L-shaped` do name something."""
    text, last = str(token.text), token.i + 1 >= len(token.doc)
    if text == "," and (token.head.dep_ == "conj" or token.i < head.i):
        return False
    if len(text.strip(".")) != 1 or text in "aRC-–/%&'’" or (not last and str(token.nbor(1).text) in ("-", "/")):
        return False
    version = text.isdigit() and token.i > 0 and token.nbor(-1).pos_ == "PROPN"
    return not (version and lemma not in VAGUE_HEADS | LOCAL_HEADS | LOCAL_ANYHOW)


def _action(phrase: Phrase, vocabulary: Vocabulary) -> Term | str:
    """`planting trees` is a term where its object is one."""
    inner = noun_phrase(kids(phrase.head, "obj")[0])
    found = inner if isinstance(inner, str) else term(inner, vocabulary)
    if isinstance(found, str):
        return found
    if str(phrase.head.lemma_).lower() in GENERIC_VERBS or found.name.endswith("”"):
        return "gerund"
    words = [t for t in phrase.core if t.dep_ != "det"]
    name = printed("".join(vocabulary.cased(t) + (" " if t.whitespace_ else "") for t in words).strip())
    return Term(phrase, phrase.tokens, name, "process", False)


def is_name(phrase: Phrase, vocabulary: Vocabulary) -> bool:
    """Whether the phrase is a proper name or an acronym and not a common noun with a capital."""
    head = phrase.head
    if any(t.dep_ == "nmod" and t.i > head.i for t in phrase.core):
        return False
    text = str(head.text)
    before = head.nbor(-1) if head.i > head.sent.start else head
    titled = before in phrase.core and before.i > head.sent.start and str(before.text)[:1].isupper()
    if titled and before.pos_ in ("NOUN", "PROPN", "ADJ") and text[:1].isupper() and head.pos_ in ("NOUN", "PROPN"):
        return True
    if text in ("C", "R") and introduces(head) in ("in", "using", "with"):
        return True
    if vocabulary.common(text):
        return False
    if head.pos_ == "PROPN":
        return True
    return sum(c.isupper() for c in text) >= 2 and len(text) <= 12


def naming_modifiers(phrase: Phrase) -> list[Token]:
    """Return the modifiers that tell the head from others of its kind: not praise, order, or pointing."""
    told = DEICTIC_ADJECTIVES | EVALUATIVE_ADJECTIVES
    inside = {int(t.i) for t in phrase.tokens}
    return [
        child
        for child in phrase.head.children
        if (int(child.i) in inside)
        and (
            child.dep_ in ("compound", "flat", "nmod:desc", "nmod:poss", "acl")
            or (child.dep_ == "amod" and child.lower_ not in told)
            or (child.dep_ == "nmod" and child.i > phrase.head.i)
        )
    ]


def name_of(phrase: Phrase, vocabulary: Vocabulary) -> str:
    """Return the canonical name: lower case but for names, head in the singular, words of praise left out."""
    dropped = {
        t.i
        for c in phrase.head.children
        if c.dep_ == "amod" and c.i < phrase.head.i and str(c.lower_) in EVALUATIVE_ADJECTIVES | DEICTIC_ADJECTIVES
        for t in subtree(c)
    }
    dropped |= {t.i for t in phrase.core if str(t.text) == "," and (t.i + 1 in dropped or t.i - 1 in dropped)}
    parts: list[str] = []
    names = _title_run(phrase)
    for token in phrase.core:
        if token.i in dropped or (token.is_punct and not parts):
            parts += [" "] if parts else []
            continue
        word = str(token.text) if token.i in names else vocabulary.cased(token)
        agrees = [c for c in kids(phrase.head, "acl:relcl") if c in phrase.core]  # notebooks that *cover* Python
        if token.i == phrase.head.i and phrase.plural and token.pos_ != "PROPN" and not agrees:
            word = vocabulary.singular(token)
        if token.dep_ == "det" and word.lower() in ("the", "a", "an") and token.head.i != phrase.head.i:
            parts.append("")
            continue
        parts.append(word + (" " if token.whitespace_ else ""))
    return re.sub(r"\s+", " ", printed("".join(parts)).replace("’", "'").replace("‐", "-").replace("–", "-")).strip(
        " -'"
    )


def _title_run(phrase: Phrase) -> set[int]:
    """The places of neighbouring capitalised words, which are a name even where each is a common word."""
    places = {int(t.i) for t in phrase.core if str(t.text)[:1].isupper() and t.pos_ != "DET"}
    if phrase.head.pos_ == "PROPN" and len(places) > 1:
        return places
    start = int(phrase.head.sent.start)
    return {i for i in places if i != start and (i - 1 in places or i + 1 in places)}


SIDES = frozenset({"upper", "lower", "left", "right", "top", "bottom", "middle"})
PICTURES = frozenset({"diagram", "panel", "plot", "figure", "graph", "picture", "image", "corner", "part", "half"})


def _placed(phrase: Phrase, lemma: str) -> str | None:
    """Whether a phrase points at a place on its page, or hangs on *the function* that its document tells before."""
    if lemma in PICTURES and {str(t.lower_) for t in kids(phrase.head, "amod", "compound")} & SIDES:
        return "document_local"
    for owner in kids(phrase.head, "nmod:poss"):
        bare = [str(t.lower_) for t in kids(owner, "det")] == ["the"] and not kids(owner, "amod", "compound", "nmod")
        if bare and owner.pos_ == "NOUN" and str(owner.lemma_).lower() not in UNIQUE_NOUNS:
            return "bare_definite_inside"
    return None


def _local(phrase: Phrase, lemma: str, proper: bool, modifiers: list[Token]) -> str | None:
    if phrase.determiner != "the" or proper:
        return None
    adjectives = {str(t.lower_) for t in kids(phrase.head, "amod")}
    if adjectives & DEICTIC_ADJECTIVES:
        return "document_local"
    named = any(t.pos_ == "PROPN" for t in phrase.core)
    if any(str(t.lower_) in LOCAL_HEADS for t in kids(phrase.head, "compound")) and lemma in LOCAL_HEADS and not named:
        return "document_local"
    if lemma in LOCAL_HEADS - FLEETING and _of_name(phrase):
        return None
    if lemma in LOCAL_HEADS and not named and not [m for m in modifiers if m.dep_ not in ("nmod", "acl", "amod")]:
        return "document_local"
    if not modifiers and lemma not in UNIQUE_NOUNS:
        return "bare_definite"
    inner = [t for t in phrase.core if t.dep_ in ("nmod", "nmod:poss") and kids(t, "det")]
    for token in inner:
        bare = not kids(token, "amod", "compound", "nmod", "flat", "nmod:poss") and token.pos_ != "PROPN"
        if bare and str(kids(token, "det")[-1].lower_) == "the" and str(token.lemma_).lower() not in UNIQUE_NOUNS:
            return "bare_definite_inside"
    return None


def _of_name(phrase: Phrase) -> bool:
    """Whether a phrase is of one thing with a name, so that `the` means the only one: `the source code of tqdm`."""
    owners = [c for c in kids(phrase.head, "nmod") if introduces(c) == "of" and c in phrase.tokens]
    return len(owners) == 1 and owners[0].pos_ == "PROPN" and not kids(owners[0], "conj", "det")


def _telling(complement: Token) -> bool:
    """Whether `of X` tells what is spoken of: X is no vague or local noun itself, or has a word that names."""
    lemma = str(complement.lemma_).lower()
    if introduces(complement) not in ("of", "for", "in", "between", "to", "into", "with", "on"):
        return False
    named = bool(kids(complement, "compound", "amod", "flat")) or complement.pos_ == "PROPN"
    return complement.pos_ in ("NOUN", "PROPN") and (named or lemma not in VAGUE_HEADS | LOCAL_HEADS)


def _clauses_inside(phrase: Phrase) -> list[Token]:
    """Return the clauses with a mark of their own that tell which, where they stand in the phrase."""
    inside = {int(t.i) for t in phrase.tokens}
    clauses = [c for c in kids(phrase.head, "acl", "acl:relcl") if int(c.i) in inside]
    return [c for c in clauses if kids(c, "mark", "nsubj") or any(map(_named, subtree(c)))]


def _named(token: Token) -> bool:
    return token.pos_ == "PROPN" or (token.pos_ == "NOUN" and bool(kids(token, "compound", "amod")))


def _own_kind(lemma: str) -> str:
    people = lemma in DOCUMENT_PEOPLE or lemma in OUR_THINGS & {"team"}
    return "person" if people else kind_of(lemma, False) if lemma not in DOCUMENT_THINGS else "artifact"


def _vague(phrase: Phrase, lemma: str, proper: bool, modifiers: list[Token]) -> str | None:
    if proper:
        return None
    for token in phrase.core:
        inner = str(token.lemma_).lower()
        if inner in DOCUMENT_NOUNS and token.i != phrase.head.i and token.dep_ not in ("compound", "amod"):
            return "document_local"
    if lemma in MARGINAL_HEADS and not any(t.pos_ == "NOUN" for t in kids(phrase.head, "compound")):
        return "vague_head"  # but *soil types*, *sea level*, *land use*
    naming = [m for m in modifiers if m.dep_ not in ("nmod", "acl")]
    told = [m for m in modifiers if m.dep_ == "nmod" and _telling(m)] + _clauses_inside(phrase)
    if lemma in VAGUE_HEADS and not naming and (lemma in EMPTY_HEADS or not told):
        return "vague_head"
    complements = [m for m in modifiers if m.dep_ == "nmod"]
    for inner_token in complements:
        inner = str(inner_token.lemma_).lower()
        if inner in VAGUE_HEADS and not [c for c in inner_token.children if c.dep_ in ("compound", "amod", "nmod")]:
            return "vague_inside"
    return None
