"""Inflects English words: verbs for person and tense, nouns for number, articles for sound."""

from __future__ import annotations

from functools import lru_cache

_BE = {"present": ("is", "are"), "past": ("was", "were")}
_VOWEL_SOUND = ("hour", "honest", "honour", "honor", "heir")
_CONSONANT_SOUND = ("uni", "use", "usa", "usu", "uti", "eu", "one", "once", "ubi", "u-", "ura", "uto")
_VOWEL_LETTERS = set("AEFHILMNORSX")


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
def is_plural(noun: str) -> bool:
    """Return whether `noun` is in the plural, by its own form."""
    from lemminflect import getLemma

    low = noun.lower()
    return low.endswith("s") and not low.endswith(("ss", "us", "is")) and low not in getLemma(low, upos="NOUN")


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


def article(noun: str) -> str:
    """Return *a* or *an*, whichever goes before `noun`."""
    word = noun.split()[0] if noun.split() else noun
    low = word.lower()
    if len(word) > 1 and word[:2].isupper():
        return "an" if word[0] in _VOWEL_LETTERS else "a"
    if low.startswith(_VOWEL_SOUND):
        return "an"
    if low.startswith(_CONSONANT_SOUND):
        return "a"
    return "an" if low[:1] in tuple("aeiou8") else "a"


def capitalise(text: str) -> str:
    """Return `text` with its first letter a capital, the rest untouched; a gap at its start stays what it is."""
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
