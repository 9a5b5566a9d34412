"""Finds words that no careful person would print: two run together where a line ended, one letter wrong.

A word that English hardly has may be a name (*xarray*), so a slip of one letter counts only where the documents
have the word no second time; two common words run together count always. Word frequencies are wordfreq's; a slip is a
letter too few, too many, changed, or two in the wrong order (Damerau 1964), or a ligature that a font has lost.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from functools import lru_cache

from generate.difficulty import zipf

SHORTEST = 5
RUN_TOGETHER, MEANT = 4.2, 3.5
"""Zipf frequencies from which a part is a word of its own, and a neighbour the word that was meant."""
SLIP = 2.0
"""Zipf frequency from which a word is no slip."""
_ARTICLE = re.compile("A[a-z]+")
_OFTEN_RUN_TOGETHER = frozenset({"aswell", "ofthe", "inthe", "tothe", "onthe", "andthe", "forthe", "infact"})


def slip(text: list[str], often: Callable[[str], int]) -> str | None:
    """Return the first of the words that is misspelt; `often` counts a word's uses in the documents.

    A name counts where its documents have the word that was meant: *Boostrap* beside *bootstrap*.
    """
    plain = [word for word in text if len(word) >= SHORTEST and word.isascii() and word.isalpha()]
    slips = (word for word in plain if word.islower() and (run_together(word) or (one_off(word) and often(word) < 2)))
    names = (word for word in plain if word.istitle() and any(often(other) for other in meant(word.lower())))
    glued = (word for word in plain if _ARTICLE.fullmatch(word) and run_together(word.lower()))
    return next(slips, next(names, next(glued, None)))


@lru_cache(maxsize=4096)
def run_together(word: str) -> bool:
    """Return whether a word that English does not have is two common ones: *aswell*, *machinelearning*."""
    cuts = range(2, len(word) - 1)
    parts = any(min(zipf(word[:cut]), zipf(word[cut:])) >= RUN_TOGETHER for cut in (1, *cuts))
    return word in _OFTEN_RUN_TOGETHER or (zipf(word) == 0 and parts)


@lru_cache(maxsize=4096)
def one_off(word: str) -> bool:
    """Return whether a word that English hardly has is one letter away from a common one: *unkown*."""
    return any(zipf(other) >= MEANT for other in meant(word))


@lru_cache(maxsize=4096)
def meant(word: str) -> tuple[str, ...]:
    """Return the words that a word which English hardly has may be a slip of: one letter is wrong."""
    if zipf(word) >= SLIP:
        return ()
    cuts = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    near = [a + b[1:] for a, b in cuts if b]
    near += [a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1]
    near += [a + ligature + b for a, b in cuts for ligature in ("fi", "fl", "ff", "ffi")]
    near += [a + letter + rest for a, b in cuts for letter in string.ascii_lowercase for rest in (b, b[1:])]
    return tuple(other for other in dict.fromkeys(near) if other != word and zipf(other) >= SLIP)
