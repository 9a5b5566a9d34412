"""What the names of terms say of one another: a convolutional neural network is a neural network.

A compound is a kind of its head: the head-modifier rule of taxonomy learning from text. It is taken only where the
document names the head by itself too; before a head of one word only where the modifier classifies (a noun, or an
adjective made of one: `molecular`, not `precise`); and not where one takes away what the head says (`former`, `fake`,
`potential`). The phrase itself is the quote; claims made so say `grammar:compound` as their extractor.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ingest.extract.lexicon.adjectives import PRIVATIVES
from ingest.extract.lexicon.adverbials import PREPOSITIONS
from ingest.extract.lexicon.deixis import LOCAL_ANYHOW, LOCAL_HEADS
from ingest.extract.lexicon.nouns import VAGUE_HEADS
from ingest.extract.tree import kids
from kg.names import singular
from kg.records import Mention

if TYPE_CHECKING:
    from ingest.extract.entities import Term

EXTRACTOR = "grammar:compound"
WORD = re.compile(r"[^\W\d_][\w’'-]*\Z")
BEFORE_NAMES = frozenset({"function", "package", "module", "class", "command", "library", "routine", "operator"})
"""Behind these stands a name, and no head."""
CLASSIFYING = re.compile(r".+(?:al|ic|ar|ary|based|driven|oid|linear|iterative|parallel|nonlinear|deep)\Z")
"""Adjectives that put a thing in a class."""


class Kind(NamedTuple):
    """A mention whose name is a kind of `head`, which is the end of the mention's quote, from `start` characters in."""

    mention: Mention
    head: str
    start: int


def classifies(found: Term) -> bool:
    """Whether a term is a common noun with all its modifiers before it, none of them a participle in progress."""
    head = found.head
    if found.proper or head.pos_ != "NOUN" or kids(head, "acl", "acl:relcl", "nmod:poss", "nummod"):
        return False
    if any(c.i > head.i for c in kids(head, "nmod", "amod")) or str(found.tokens[-1].text) != str(head.text):
        return False
    if any(
        str(t.lower_).endswith("ing") and (t.pos_ != "NOUN" or t.i == found.phrase.core[0].i) for t in found.phrase.core
    ):
        return False
    return not any(kids(t, "advmod") for t in kids(head, "amod"))


def kinds(mentions: Iterable[Mention], names: Collection[str]) -> Iterator[Kind]:
    """Yield, once for each name, the longest of `names` that it is a kind of."""
    seen: set[str] = set()
    for mention in mentions:
        words = mention.name.split()
        if mention.name in seen or len(words) < 2 or not all(WORD.match(word) for word in words):
            continue
        seen.add(mention.name)
        if words[-2].lower() in BEFORE_NAMES and _rare(words[-1]):
            continue  # *function dissplot*
        if set(map(str.lower, words)) & PREPOSITIONS or words[0].lower() in PRIVATIVES:
            continue
        for cut in range(1, len(words)):
            head = " ".join(words[cut:])
            if head in names and _says(head, words[cut - 1]):
                start = _place(mention.evidence.quote, words[cut:])
                if start:
                    yield Kind(mention, head, start)
                break


def _says(head: str, before: str) -> bool:
    """Whether a head is a term of its own: one word has to be no frame such as `model`, and `before` to classify it."""
    if before.lower() in PRIVATIVES or before.endswith(("'s", "’s", "'")):
        return False
    frames = VAGUE_HEADS | LOCAL_HEADS | LOCAL_ANYHOW
    return " " in head or (head.lower() not in frames and (bool(CLASSIFYING.match(before)) or _noun(before)))


@lru_cache(maxsize=65536)
def _noun(word: str) -> bool:
    """Whether the inflection tables know a word as a noun and as no adjective."""
    from lemminflect import getLemma

    adjective = getLemma(word.lower(), upos="ADJ", lemmatize_oov=False)
    return bool(getLemma(word.lower(), upos="NOUN", lemmatize_oov=False)) and not adjective


def _place(quote: str, words: list[str]) -> int:
    """Return where `words` begin at the end of `quote`, the last one singular or plural; 0 where they are not there."""
    found = list(re.finditer(r"\S+", quote))[-len(words) :]
    same = len(found) == len(words) and all(
        singular(match.group().lower()) == singular(word.lower()) for match, word in zip(found, words, strict=True)
    )
    return found[0].start() if same else 0


@lru_cache(maxsize=4096)
def _rare(word: str) -> bool:
    from wordfreq import zipf_frequency

    return zipf_frequency(word, "en") < 3.2
