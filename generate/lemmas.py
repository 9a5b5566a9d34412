"""Compares words whatever their ending: *springs* is *spring*, *depended* is *depend*, *analyses* is *analysis*."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from generate.difficulty import FUNCTION_WORDS

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_NEGATIONS = re.compile(r"\b(?:not|never|cannot|neither|nor)\b|n['’]t\b", re.IGNORECASE)

Lemmas = frozenset[str]
"""Every base form that a word may have; two words may be one where these meet."""


@lru_cache(maxsize=65536)
def lemmas(word: str) -> Lemmas:
    """Return every base form of `word`, itself included, in lower case."""
    from lemminflect import getAllLemmas

    low = word.lower().replace("’", "'").removesuffix("'s")
    forms = {low} | {form.lower() for group in getAllLemmas(low).values() for form in group}
    if len(forms) == 1 and len(low) > 3 and low.endswith("s") and not low.endswith("ss"):
        forms.add(low[:-1])
    return frozenset(forms)


@lru_cache(maxsize=65536)
def kinds(word: str) -> frozenset[str]:
    """Return the parts of speech that `word` may be, as universal tags of open classes; none where it is unknown."""
    from lemminflect import getAllLemmas

    return frozenset(getAllLemmas(word))


def only_verb(word: str) -> bool:
    """Return whether `word` is a form of a verb and of nothing else."""
    return bool(kinds(word)) and kinds(word) <= {"VERB", "AUX"}


def tokens(text: str) -> list[str]:
    """Return the words and numbers of `text`; the parts of a hyphenated word are words."""
    return _TOKEN.findall(_joined(text))


def _joined(text: str) -> str:
    """Mend words broken at the end of a line: quotes keep their line ends."""
    return re.sub(r"(?<=\w)[-\u00ad]\s*\n\s*(?=[a-z])", "", text.replace("\u00ad", ""))


def content(text: str) -> list[str]:
    """Return the words of `text` that carry meaning, in order."""
    return [word for word in tokens(text) if word.lower() not in FUNCTION_WORDS and not _bare_letters(word)]


def _bare_letters(word: str) -> bool:
    return len(word) == 1 and word.isalpha()


def forms(texts: Iterable[str]) -> frozenset[str]:
    """Return every base form of every word of `texts`."""
    return frozenset(form for text in texts for word in tokens(text) for form in lemmas(word)) | frozenset(
        word.lower() for text in texts for word in _joined(text).replace("-", "").split()
    )


def absent(text: str, known: frozenset[str]) -> list[str]:
    """Return the content words of `text` that have no form among `known`."""
    return [word for word in content(text) if not lemmas(word) & known]


def negated(text: str) -> bool:
    """Tell whether `text` says *not*."""
    return _NEGATIONS.search(text) is not None
