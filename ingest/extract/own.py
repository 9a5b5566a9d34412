"""What a document says of itself: `we`, `the course`, `this package`, `Part 2`, said so that it stands alone.

The thing gets the document's title as its surname, `course of “TITLE”`; where the document calls it by a name
(`pyemu is a Python package`, a title `PyQInt: a ... implementation`), it is that name and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.extract.lexicon.adjectives import EVALUATIVE_ADJECTIVES
from ingest.extract.lexicon.deixis import (
    COURSE_PARTS,
    DEICTIC_ADJECTIVES,
    DOCUMENT_PEOPLE,
    DOCUMENT_SELVES,
    DOCUMENT_THINGS,
    ELSEWHERE,
    FLEETING,
    LOCAL_HEADS,
    MANIFOLD,
    NAMED_THINGS,
    ORDERS,
    OUR_THINGS,
    REPRODUCED,
    TAUGHT,
    TEACHING_THINGS,
)
from ingest.extract.reading import POINT
from ingest.extract.tree import kids, subtree

if TYPE_CHECKING:
    from spacy.tokens import Token

    from ingest.extract.phrases import Phrase

POINTING = frozenset({"this", "these", "our"})
"""Determiners that a document's own thing may have beside `the`."""

SOFTWARE = frozenset({"software", "package", "library", "program", "tool"})
"""Nouns that a text changes between when it speaks of one piece of software."""

VERSION = re.compile(r"\s[vV]?\.?\s?\d[\d.]*$")
"""What a title says of a name that the text leaves out: `Gifa V.4`."""

NUMBERED = re.compile(
    r"(?:part|module|exercise|lesson|unit|session|notebook|episode|tutorial|workshop|lab|level|course|week|day)s? \d+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:\[R[ep]\]\s*)?(?P<name>[^\s:—–]+(?: [^\s:—–]+){0,2})\s*(?::\s|\s?[—–]\s?)(?P<rest>.+)", re.DOTALL
)
_POINTED = re.compile(r"\b(?:this|our|the present)\s+(?:[a-z-]+\s+)?([a-z]+)", re.IGNORECASE)
FILE = re.compile(r"[A-Za-z]\w+\.(?:py|js|jl|R)")
"""A name that ends as the files of its language do: `Ripser.py`."""
FEWEST = 3
"""Times that a document uses the name of its own thing."""
_RARE = 3.2
"""Zipf frequency (log10 of occurrences in a billion words) from which down a word of a title may be a name."""


@dataclass(frozen=True)
class Own:
    """What a document is called, the name of the thing that it presents, and the nouns that it uses for it."""

    title: str = ""
    name: str = ""
    nouns: frozenset[str] = field(default_factory=frozenset)
    alone: bool = False
    """Whether who writes says `I`, more often than `we`: otherwise an `I` is somebody quoted."""
    things: frozenset[str] = field(default_factory=frozenset)
    """The nouns of DOCUMENT_THINGS that are of teaching, in the title, or that the text says `this` or `our` before."""


def own_of(text: str, title: str) -> Own:
    """Return what the document of this text and title calls its own thing; no name where it gives it none."""
    if not title:
        return Own()
    pointed = {noun.lower() for noun in _POINTED.findall(text)} | set(re.findall(r"[a-z]+", title.lower()))
    things = TEACHING_THINGS | {n for n in DOCUMENT_THINGS if n in pointed or n + "s" in pointed}
    if re.search(r"\bmodules\b", text, re.IGNORECASE):
        things -= {"module"}  # one of several
    alone = len(re.findall(r"\bI\b", text)) > max(4, len(re.findall(r"\b[Ww]e\b", text)))
    found = _LEAD.match(title)
    if found is None:
        return Own(title, alone=alone, things=things)
    name = VERSION.sub("", found["name"].strip(" ,"))
    name = name if _uses(text, name) >= FEWEST or _uses(text, name.lower()) < FEWEST else name.lower()
    words = name.split()
    if not any(_coined(word) for word in words) or _uses(text, name) < FEWEST:
        return Own(title, alone=alone, things=things)
    defined = re.search(rf"(?<!\w){re.escape(name)}\s+is\s+an?\s+([^.;:]{{3,90}})", text)
    said = f"{found['rest']} {defined[1] if defined else ''}".lower()
    called = re.findall(rf"\bthe\s+{re.escape(name)}\s+([a-z]+)|\b([a-z]+)\s+{re.escape(name)}\b", text, re.IGNORECASE)
    beside = {noun.lower() for pair in called for noun in pair}
    nouns = {noun for noun in NAMED_THINGS if noun in beside or re.search(rf"\b{noun}\b", said)}
    return Own(title, name, frozenset(nouns | SOFTWARE if nouns & SOFTWARE else nouns), alone, things)


def _uses(text: str, name: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text))


@lru_cache(maxsize=1024)
def _coined(word: str) -> bool:
    from wordfreq import zipf_frequency

    return (
        word[:1].islower() or bool(FILE.fullmatch(word)) or bool(word.isalpha() and zipf_frequency(word, "en") < _RARE)
    )


def own_name(phrase: Phrase, name: str, own: Own) -> str | None:
    """Return what to call `phrase` (whose plain name is `name`) outside its document; None where it is not its own."""
    lemma, head = str(phrase.head.lemma_).lower(), phrase.head
    if not own.title:
        return None
    if NUMBERED.fullmatch(name):
        return f"{name[0].upper()}{name[1:]} of “{own.title}”"
    people = lemma in DOCUMENT_PEOPLE or (lemma in TAUGHT and phrase.determiner in ("the", "our"))
    bare = lemma in DOCUMENT_PEOPLE and not phrase.determiner
    if phrase.determiner not in (*POINTING, "the") and not bare:
        return None
    others = [t for t in phrase.core if t.i != head.i and t.dep_ != "det"]
    if str(head.text) == own.name and all(t.i < head.i and t.dep_ == "compound" for t in others):
        return own.name  # *the Python package pyemu*
    itself = not others or "".join(str(t.text_with_ws) for t in others).strip() == own.name
    if itself and lemma in own.nouns and not phrase.plural and phrase.determiner != "our":
        return None if not others and phrase.determiner == "the" and _another_named(head, own) else own.name
    name = _ordered(others, name)
    if own.title.startswith("[R") and [str(t.lower_) for t in others] == ["original"] and phrase.determiner == "the":
        return f"{name} of “{own.title}”" if lemma in REPRODUCED else None
    if any(str(t.lower_) in ELSEWHERE for t in others):
        return None
    told = DEICTIC_ADJECTIVES | EVALUATIVE_ADJECTIVES
    naming = [t for t in others if t.dep_ in ("compound", "amod") and t.i < head.i and str(t.lower_) not in told]
    if any(t.i > head.i for t in others) and not _of_own(head):
        return None
    anothers = own.title.startswith("[R") and lemma == "code" and phrase.determiner == "the"
    anothers = anothers or (phrase.determiner == "these" and not _among_own(head, own))
    anothers = anothers or (lemma in NAMED_THINGS and any(_is_name(t) for t in naming))
    thing = lemma in own.things and not anothers and (phrase.determiner != "these" or lemma in MANIFOLD)
    if (
        people
        or thing
        or (lemma in COURSE_PARTS and phrase.determiner == "the" and _naming_or_order(others))
        or (phrase.determiner == "our" and lemma in OUR_THINGS)
    ):
        return f"{name} of “{own.title}”"
    if lemma in DOCUMENT_SELVES and phrase.determiner in POINTING and not others:
        return f"{name} of “{own.title}”"
    named = any(_is_name(t) or str(t.text)[:1].isupper() for t in others)
    if naming and not named and lemma in LOCAL_HEADS - FLEETING and phrase.determiner in ("the", "our"):
        return f"{name} of “{own.title}”"
    return None


def _among_own(noun: Token, own: Own) -> bool:
    """Whether the writers speak of their own right before `these materials`, which may else be those of others."""
    start = int(noun.sent.start)
    before = noun.doc[int(noun.doc[start - 1].sent.start) if start else 0 : noun.i]
    named = bool(own.name) and own.name in str(before.text)
    return named or not start or any(str(t.lower_) in ("we", "our", "this") for t in before)


def _is_name(token: Token) -> bool:
    """Whether a word before `library` is a name, of another one: `the ASE library`, `the scipy.sparse library`."""
    text = str(token.text)
    return token.pos_ == "PROPN" or POINT in text or (text[0].isalpha() and any(c.isupper() for c in text[1:]))


def _another_named(noun: Token, own: Own) -> bool:
    """Whether `the software` may be another: the sentence before names one, and not the document's own."""
    start = int(noun.sent.start)
    before = noun.doc[start - 1].sent if start else None
    if before is None or own.name in str(before.text) or own.name in str(noun.doc[start : noun.i].text):
        return False
    names = [t for t in before if t.pos_ == "PROPN"]
    told = any(str(t.lemma_).lower() in NAMED_THINGS for t in before)
    return bool(names) and (told or any(t.dep_ in ("nsubj", "nsubj:pass", "obl:agent") for t in names))


def _ordered(others: list[Token], name: str) -> str:
    """Return a name with the modifier that tells which one, which names of terms go without: `final session`."""
    first = next((str(t.lower_) for t in others if str(t.lower_) in ORDERS), "")
    return f"{first} {name}" if first and not name.lower().startswith(first) else name


def _naming_or_order(others: list[Token]) -> bool:
    """Whether one of these modifiers tells which part is meant: `the final session`, `the MNIST exercise`."""
    return any(t.dep_ in ("compound", "amod") for t in others)


def _of_own(head: Token) -> bool:
    """Whether what follows a noun names no third thing: `the exercises of the course`."""
    after = [c for c in head.children if c.i > head.i and c.dep_ == "nmod"]
    things = DOCUMENT_THINGS
    return all(str(c.lemma_).lower() in things and len(subtree(c)) <= 4 for c in after) and not kids(head, "acl")
