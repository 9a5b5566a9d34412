"""What a document's own words tell: which capitals are only those of titles, which lemmas a plural has, what recurs."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.extract.own import own_of
from ingest.extract.tree import morph

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

WORD = re.compile(r"(?<![/@.:_\\-])\b[^\W\d_]+(?:[-’'][^\W\d_]+)*\b(?![/@_(]|\.\w)")
"""Words of prose: none of a path, an address, or a command with its dots and slashes."""

INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]+")
"""Words with a capital inside a sentence."""

KEYS = re.compile(r"\([\w:.-]+(?:; [\w:.-]+)*\)")
"""Keys of works in brackets, which are written in small letters whatever they name."""

KINDS = frozenset({"animal", "plant", "substance", "object", "event", "abstract"})
"""Labels of mentions that are seldom names."""

SELDOM = 4
"""A word that stands with a capital inside sentences so many times as often as small is a name."""

IRREGULAR = {"leaves": "leaf", "axes": "axis", "stomata": "stoma", "data": "data", "media": "media", "lives": "life"}
"""Where the inflection tables give another word first, or none."""


class Vocabulary:
    """The words of one document, counted once; holds the parser's mentions while its sentences are read."""

    def __init__(self, text: str, title: str = "") -> None:
        self.own = own_of(text, title)
        self._inside = Counter(INSIDE.findall(text))
        self._lower = Counter(word for word in WORD.findall(KEYS.sub("", text)) if word.islower())
        self._seen: dict[tuple[int, int], str] = {}

    def watch(self, doc: Doc) -> None:
        """Remember the labels of the mentions in a parsed text, by the document's identity and their root's place."""
        self._seen = {}
        for span in [*doc.spans.get("mentions", ()), *doc.ents]:
            self._seen.setdefault((id(doc), int(span.root.i)), str(span.label_))

    def seen_as(self, token: Token) -> str | None:
        """Return the parser's label of the mention that `token` heads."""
        return self._seen.get((id(token.doc), int(token.i)))

    def common(self, word: str) -> bool:
        """Whether a capitalised word is a common noun: the document writes it small elsewhere, and not by the way."""
        low = word.lower()
        if word.islower():
            return True
        if word[1:] != word[1:].lower():
            return False
        small = self._lower[low] + self._lower[low + "s"] + (self._lower[low[:-1]] if low.endswith("s") else 0)
        return small * SELDOM > self._inside[word]

    def cased(self, token: Token) -> str:
        """Return a word as it is written inside a sentence."""
        text = str(token.text)
        if len(text.rstrip("+#")) == 1 or text == self.own.name:
            return text
        if text.islower() or not text[:1].isalpha() or text[1:] != text[1:].lower():
            return text
        opening = token.i == token.sent.start and (token.pos_ != "PROPN" or self._is_kind(token))
        if self.common(text) or (opening and text not in self._inside):
            return text.lower()
        return text

    def _is_kind(self, token: Token) -> bool:
        """Whether a word that was taken for a name is one of a kind: *Moss grows on logs*."""
        from lemminflect import getLemma

        return self.seen_as(token) in KINDS and bool(getLemma(str(token.lower_), upos="NOUN", lemmatize_oov=False))

    def singular(self, token: Token) -> str:
        """Return the singular of a plural noun, in its case."""
        text, lemma = self.cased(token), str(token.lemma_)
        if morph(token, "Number") == "Ptan" or (text != text.lower() and text[1:] != text[1:].lower()):
            return text[:-1] if text.endswith("s") and text[:-1].isupper() else text
        return _singular(text.lower(), lemma.lower())


@lru_cache(maxsize=65536)
def _singular(word: str, lemma: str) -> str:
    """One from the inflection tables where they know the word, else the parser's lemma."""
    from lemminflect import getLemma

    if word in IRREGULAR or word.endswith("ics"):
        return IRREGULAR.get(word, word)
    found = getLemma(word, upos="NOUN")
    return str(found[0]) if found else lemma or word
