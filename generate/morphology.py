"""Inflects English words: verbs for person and tense, capitals for the start of a sentence."""

from __future__ import annotations

import re
from functools import lru_cache

_ADJECTIVE = re.compile(r"(?:al|ive|ous|able|ible|ful|less|ary|ed|-level|-wide|-long|-end|-scale)$")
_BE = {"present": ("is", "are"), "past": ("was", "were")}


@lru_cache(maxsize=4096)
def inflect(lemma: str, tag: str) -> str:
    """Return `lemma` in the form of a Penn tag (VBZ, VBD, VBN, VBG, NNS), the lemma itself where nothing is known."""
    from lemminflect import getInflection

    forms = getInflection(lemma, tag)
    return str(forms[0]) if forms else lemma


@lru_cache(maxsize=4096)
def is_verb(lemma: str) -> bool:
    """Return whether `lemma` is a verb of the dictionary, in its base form."""
    from lemminflect import getAllInflections, getLemma

    if not lemma.isalpha() or not lemma.islower():
        return False
    return bool(getAllInflections(lemma, upos="VERB")) and lemma in getLemma(lemma, upos="VERB")


@lru_cache(maxsize=4096)
def noun_only(word: str) -> bool:
    """Return whether `word` is a noun and no adjective, as a noun before a noun that tells which is.

    A word that no dictionary has is one unless it ends as adjectives do: *foundational*, *higher-level*.
    """
    from lemminflect import getAllLemmas

    found = getAllLemmas(word)
    if not found:
        return _ADJECTIVE.search(word) is None
    return "NOUN" in found and "ADJ" not in found


def finite(lemma: str, tense: str, plural: bool) -> str:
    """Return `lemma` as the finite verb of a clause whose subject is in the third person."""
    if lemma == "be":
        return _BE[tense][plural]
    if tense == "past":
        return inflect(lemma, "VBD")
    return lemma if plural else {"have": "has", "do": "does"}.get(lemma) or inflect(lemma, "VBZ")


def auxiliary(tense: str, plural: bool) -> str:
    """Return the form of *do* that a question in this tense needs."""
    if tense == "past":
        return "did"
    return "do" if plural else "does"


def capitalise(text: str) -> str:
    """Return `text` with its first letter a capital, the rest untouched; a gap or a title stays as it is."""
    if text.startswith("“"):
        return text
    for index, char in enumerate(text):
        if char.isalpha():
            return text[:index] + char.upper() + text[index + 1 :]
        if char.isdigit() or char == "_":
            return text
    return text


def listing(items: list[str] | tuple[str, ...], word: str = "and") -> str:
    """Return `items` as one noun phrase: *a, b and c*."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
