"""Which noun phrases of a document are its terms: names, recurring compounds, words it uses more than others do.

Unithood is left to the phrase grammar (`ingest.extract.phrases`). Termhood is the C-value of Frantzi, Ananiadou and
Mima (2000), a phrase's frequency less what longer terms account for, and the weirdness of Ahmad et al. (1999), a
word's frequency here over its frequency in general English (`wordfreq`, on the Zipf scale: log10 of occurrences in a
billion words). A phrase seen once is a term where one of its words is rare: a passage of a corpus is too short to
repeat itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.extract.entities import Term, term
from ingest.extract.lexicon.adjectives import EVALUATIVE_ADJECTIVES
from ingest.extract.lexicon.deixis import DEICTIC_ADJECTIVES, LOCAL_HEADS
from ingest.extract.lexicon.nouns import VAGUE_HEADS
from ingest.extract.phrases import QUANTIFIERS, Phrase, noun_phrase
from ingest.extract.tree import NOMINAL, kids, morph, subtree

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from ingest.extract.vocabulary import Vocabulary

RARE = 3.6
"""Zipf frequency from which down a single word is a term though seen once: `aquifer`, `backpropagation`."""

TELLING = 4.2
"""Zipf frequency from which down a word makes a compound a term though seen once: `soil moisture`."""

WEIRD = 1.5
"""Powers of ten by which a recurring word is more frequent here than in general."""

C_VALUE = 3.0
"""What two words that are seen twice, and in no longer term, just exceed."""

LONGEST = 5
"""Words of a term; longer phrases are descriptions."""

INSIDE = frozenset({"compound", "flat", "flat:name", "goeswith", "fixed"})
"""A noun in one of these relations is a part of its head's phrase."""

MODIFIERS = frozenset({"compound", "amod", "nmod:desc"})


def candidates(sentence: Span, vocabulary: Vocabulary) -> Iterator[Term]:
    """Yield the nouns of a parsed sentence that may be terms, with what stands before them and tells which."""
    for token in sentence:
        if token.pos_ not in NOMINAL or token.dep_ in INSIDE:
            continue
        whole = noun_phrase(token) if token.pos_ == "PROPN" else ""
        phrase = _before(token) if isinstance(whole, str) else whole
        if len([t for t in phrase.core if not t.is_punct]) > LONGEST:
            continue
        found = term(phrase, vocabulary)
        if isinstance(found, Term) and not _of_its_page(found):
            yield found


def _of_its_page(found: Term) -> bool:
    """Whether a noun means the one that its document speaks of (`the session`), says nothing, or is a date."""
    bare = not found.proper and " " not in found.name
    local = str(found.head.lemma_).lower() in LOCAL_HEADS | VAGUE_HEADS
    return (bare and local) or found.name.endswith("”") or found.kind in ("time", "quantity")


def _before(head: Token) -> Phrase:
    """Return a noun with its compounds and adjectives: what names it, whatever is said of it in this sentence."""
    first = int(head.i)
    for child in sorted((c for c in head.children if c.i < head.i), key=lambda c: -int(c.i)):
        told = str(child.lower_) in EVALUATIVE_ADJECTIVES | DEICTIC_ADJECTIVES | QUANTIFIERS
        if child.dep_ not in MODIFIERS or (child.dep_ == "amod" and (told or kids(child, "advmod"))):
            break
        part = subtree(child)
        if int(part[-1].i) + 1 != first and not head.doc[first - 1].is_punct:
            break
        first = int(part[0].i)
    core = tuple(head.doc[i] for i in range(first, head.i + 1))
    plural = morph(head, "Number") in ("Plur", "Ptan") or str(head.tag_) in ("NNS", "NNPS")
    return Phrase(head, core, core, "", None, plural)


def terms(found: Iterable[Term], words: int, kept: Collection[str] = ()) -> frozenset[str]:
    """Return which of the names found in a document of so many words are its terms, `kept` ones in any case."""
    rows = list(found)
    count = Counter(t.name for t in rows)
    proper = Counter(t.name for t in rows if t.proper)
    value = c_values(count)
    return frozenset(
        name
        for name in count
        if name in kept
        or 2 * proper[name] > count[name]
        or (value[name] >= C_VALUE if " " in name else _weird(name, count[name], words))
        or _rarest(name) <= (TELLING if " " in name else RARE)
    )


def c_values(count: Counter[str]) -> dict[str, float]:
    """Return the C-value of each name; log2(words + 1), so that single words have one too."""
    longer: dict[str, list[int]] = {name: [] for name in count}
    for name, times in count.items():
        parts = name.split()
        nested = {" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)} - {name}
        for part in nested & longer.keys():
            longer[part].append(times)
    return {
        name: math.log2(len(name.split()) + 1)
        * (times - (sum(longer[name]) / len(longer[name]) if longer[name] else 0))
        for name, times in count.items()
    }


def _weird(name: str, times: int, words: int) -> bool:
    return times >= 2 and math.log10(times / words * 1e9) - _zipf(name) >= WEIRD


def _rarest(name: str) -> float:
    return min((_zipf(part) for part in name.replace("-", " ").split()), default=9.0)


@lru_cache(maxsize=65536)
def _zipf(word: str) -> float:
    from wordfreq import zipf_frequency

    return float(zipf_frequency(word, "en"))
