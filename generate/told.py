"""What else a document says: another sentence that would answer a question as well, read or not.

The graph knows only what was read as a claim. Of a course that *provides exercises* and elsewhere *provides slides*,
no one can say what the one thing is that it provides; so every sentence of the document is looked at, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from generate.clauses import backwards, head, tail
from generate.lemmas import Lemmas, content, forms, lemmas, tokens
from generate.phrases import bare, head_noun, of_document
from kg.records import REFERENCES, Chunk, Hop, Predicate

_END = re.compile(r"(?<=[a-z0-9)\]”’\"][.!?;:])\s+(?=[A-Z“\"•(])|\n\s*\n")
_BEING = frozenset({"be"})
_TO_BE = frozenset({"is", "are", "was", "were"})


_LIKE = {
    word: frozenset(group.split())
    for group in (
        "design develop intend build create make mean",
        "use employ utilise utilize apply leverage rely depend build base",
        "provide offer give supply contain include comprise cover consist feature",
        "support help assist aid allow enable permit",
        "need require depend rely",
        "cause produce lead result",
        "reduce decrease lower",
        "increase raise improve enhance",
    )
    for word in group.split()
}
"""Verbs that answer one another's questions."""


_OTHERS = re.compile(r"\b[Tt]he (?:original )?authors?\b")
_IMPRINT = re.compile(r"copyright|licen[cs]e|interests?\b|[Cc]orrespondence|all authors")
"""What is said of authors where a document tells of its own making."""
_CITES = re.compile(r"\bet al\b|\([^()]*\b(?:19|20)\d\d[a-z]?\)|\[\d+(?:[,–-] ?\d+)*\]|\[[^\[\]]*@")
OFTEN = 3


@dataclass(frozen=True)
class _Sentence:
    text: str
    words: tuple[str, ...]
    known: frozenset[str]
    stems: frozenset[str]


@dataclass
class Told:
    """The sentences of every document, taken apart when one is first asked for."""

    passages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mastheads: Mapping[str, str] = field(default_factory=dict)
    _read: dict[str, tuple[_Sentence, ...]] = field(default_factory=dict)
    _apart: dict[tuple[str, str, str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, chunks: Iterable[Chunk], mastheads: Mapping[str, str]) -> Told:
        """Return what the passages of a store say, and the mastheads of its documents."""
        found: dict[str, list[str]] = {}
        for chunk in chunks:
            found.setdefault(chunk.document, []).append(chunk.text)
        return cls({document: tuple(texts) for document, texts in found.items()}, mastheads)

    def again(self, hop: Hop, of: str, documents: Iterable[str]) -> str | None:
        """Return a sentence that gives a question for the hop's tail (or `of="head"`) another answer; None is best.

        It has every word of what the question names and of the verb, and not every word of the answer.
        """
        if hop.claim.extractor == REFERENCES:  # every entry was read
            return "the document itself" if self._own(hop, documents) else None
        asked_by_tail = (of == "tail") is not backwards(hop)
        named, answer = (head(hop), tail(hop)) if asked_by_tail else (tail(hop), head(hop))
        given = [lemmas(word) for word in content(bare(named))]
        wanted = [lemmas(word) for word in content(bare(answer))]
        verb = _verb(hop.claim.predicate)
        for sentence in self._beside(hop, documents):
            if not all(word & sentence.known for word in given) or all(word & sentence.known for word in wanted):
                continue
            if all(word & sentence.known for word in verb) if verb else _is_one(sentence, given):
                return sentence.text
        return None

    def _own(self, hop: Hop, documents: Iterable[str]) -> bool:
        """Return whether a document says of itself what a reference says of a work: where it was published, by whom."""
        told = " ".join(tokens(hop.claim.tail.phrase if not hop.inverse else hop.claim.head.phrase)).lower()
        return any(told in " ".join(tokens(self.mastheads.get(document, ""))).lower() for document in documents)

    def twice(self, hop: Hop, documents: Iterable[str], about: Iterable[str]) -> str | None:
        """Return a second sentence that may bear a fact out as well.

        It has every word of the fact's tail, or one of its stem, or its noun and the verb, and half of the words of its
        head; none of these where the head is what the documents are `about` (their titles), which any may leave unsaid.
        """
        titles = forms(about)
        first, last = ([*content(bare(end))] for end in (head(hop), tail(hop)))
        known = of_document(hop.head) or all(lemmas(word) & titles for word in first)
        verb, noun = _verb(hop.claim.predicate), head_noun(tail(hop))
        for sentence in self._beside(hop, documents):
            of_head = known or 2 * sum(_stem_in(word, sentence) for word in first) >= len(first)
            alike = all(any(_stem_in(form, sentence) for form in word) for word in verb) and _stem_in(noun, sentence)
            if of_head and (all(_stem_in(word, sentence) for word in last) or (verb and alike)):
                return sentence.text
        return None

    def again_named(self, phrase: str, hop: Hop) -> bool:
        """Return whether a document names a thing in other sentences than the one that a hop rests on.

        What it comes back to is what it is about, and its readers expect it.
        """
        row = [lemmas(word) for word in content(bare(phrase))]
        return any(_names(sentence, row) for sentence in self._beside(hop, (hop.claim.evidence.document,)))

    def naming(self, names: Iterable[str]) -> frozenset[str]:
        """Return the documents that have one of some names, in whatever number."""
        rows = [[lemmas(word) for word in content(name)] for name in names]
        return frozenset(d for row in rows if row for d in self._having(row) if self._has(d, row))

    def _having(self, row: Sequence[Lemmas]) -> frozenset[str]:
        """Return the documents that have each of these words somewhere."""
        return frozenset.intersection(*(frozenset().union(*(self._where.get(form, ()) for form in w)) for w in row))

    def _has(self, document: str, row: Sequence[Lemmas]) -> bool:
        return any(_names(sentence, row) for sentence in self._sentences(document))

    def saying(self, sentence: str) -> frozenset[str]:
        """Return the documents that have a sentence, word for word."""
        return frozenset(d for d in self.passages if any(sentence in other.text for other in self._sentences(d)))

    def told_apart(self, said: str, answer: str, document: str) -> bool:
        """Return whether words lead to an answer once in a document, and to others in others alone.

        Who looks for what follows them has to know which document is meant.
        """
        asked = (said, answer, document)
        if asked not in self._apart:
            others = sorted(self._having([lemmas(word) for word in content(said)]) - {document})
            elsewhere = [rest for other in others for rest in self._behind(said, other)]
            same = any(rest.lower().startswith(answer.lower()) for rest in elsewhere)
            self._apart[asked] = bool(elsewhere) and not same and len(list(self._behind(said, document))) == 1
        return self._apart[asked]

    def _behind(self, said: str, document: str) -> Iterator[str]:
        """Yield what follows some words in a document, where it is a thing."""
        words = re.compile(rf"(?<!\w){re.escape(said)}\s+(?!(?:to|that|which|and|or|how|what|order)\b)(?=\w)")
        for sentence in self._sentences(document):
            yield from (sentence.text[found.end() :] for found in words.finditer(sentence.text))

    @cached_property
    def _where(self) -> Mapping[str, set[str]]:
        """The documents of every form of every word."""
        found: dict[str, set[str]] = {}
        for document in self.passages:
            for form in frozenset().union(*(sentence.known for sentence in self._sentences(document))):
                found.setdefault(form, set()).add(document)
        return found

    def often(self, word: str, documents: Iterable[str]) -> int:
        """Return how many sentences of some documents have a word, in just this form."""
        return sum(word in sentence.words for document in documents for sentence in self._sentences(document))

    def unsure_of_authors(self, documents: Iterable[str]) -> bool:
        """Return whether *we* may be others than the authors of a document that says so.

        It says *the authors* again and again of those whose work it replicates, or cites nobody: who *we* are in a
        story, a page of advice or a visitor's praise, only its reader knows.
        """
        if any(sum(len(_CITES.findall(text)) for text in self.passages.get(d, ())) < OFTEN for d in documents):
            return True
        said = (s.text for document in documents for s in self._sentences(document))
        return sum(bool(_OTHERS.search(text)) and not _IMPRINT.search(text) for text in said) >= OFTEN

    def together(self, one: str, other: str, documents: Iterable[str]) -> str | None:
        """Return a sentence that has all words of both phrases."""
        both = [lemmas(word) for word in (*content(bare(one)), *content(bare(other)))]
        found = (s.text for document in documents for s in self._sentences(document) if all(w & s.known for w in both))
        return next(found, None)

    def _beside(self, hop: Hop, documents: Iterable[str]) -> Iterator[_Sentence]:
        """Yield every sentence of some documents but that which a fact rests on."""
        quote = _plain(hop.claim.evidence.quote)
        for document in documents:
            yield from (s for s in self._sentences(document) if s.text not in quote and quote not in s.text)

    def _sentences(self, document: str) -> tuple[_Sentence, ...]:
        if document not in self._read:
            texts = (part for text in self.passages.get(document, ()) for part in _END.split(text))
            self._read[document] = tuple(_sentence(_plain(text)) for text in dict.fromkeys(texts))
        return self._read[document]


def _names(sentence: _Sentence, row: Sequence[Lemmas]) -> bool:
    """Return whether a sentence has some words side by side, in whatever number."""
    if not all(word & sentence.known for word in row):
        return False
    found = [lemmas(word) for word in content(sentence.text)]
    return any(all(map(_meet, found[at:], row)) for at in range(len(found) - len(row) + 1))


def _meet(one: Lemmas, other: Lemmas) -> bool:
    return bool(one & other)


def _stem_in(word: str, sentence: _Sentence) -> bool:
    """Return whether a sentence has a word in some form, or one that begins as it does: *modular*, *modularizes*."""
    return bool(lemmas(word) & sentence.known) or (len(word) > _STEM and word[:_STEM].lower() in sentence.stems)


_STEM = 5
"""Letters of a word that are hardly another word's."""


@lru_cache(maxsize=1024)
def _verb(predicate: Predicate) -> tuple[frozenset[str], ...]:
    """Return the forms of the words that say what is done; none for a bare *be*."""
    said = [word for word in content(predicate.text) if not lemmas(word) & _BEING]
    return tuple(lemmas(word) | {other for form in lemmas(word) for other in _LIKE.get(form, ())} for word in said)


def _is_one(sentence: _Sentence, given: list[frozenset[str]]) -> bool:
    """Whether a sentence says what the thing named *is*: a form of *be* right after it."""
    last = len(given)
    return any(
        sentence.words[place + last] in _TO_BE
        for place in range(len(sentence.words) - last)
        if all(lemmas(sentence.words[place + step]) & form for step, form in enumerate(given))
    )


def _sentence(text: str) -> _Sentence:
    found = tuple(word.lower() for word in tokens(text))
    known = frozenset(form for word in found for form in lemmas(word))
    return _Sentence(text, found, known, frozenset(word[:_STEM] for word in found))


def _plain(text: str) -> str:
    return " ".join(text.split())
