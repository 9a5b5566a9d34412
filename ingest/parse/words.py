"""How much of a text is words: what tells letters that are read rightly from a cipher."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ingest.parse.letters import LIGATURES

COMMON = 3.0
"""On the Zipf scale: a known word is met once in a million words."""

FEWEST = 3
"""Different known words: fewer may be chance."""

WORD = re.compile(r"(?<![\w\ufffd])[^\W\d_]{4,}(?![\w\ufffd])")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "ca", "cs", "da", "fi", "fil", "hu", "id", "is", "lt", "lv", "ms", "nb",
    "pl", "ro", "sh", "sk", "sl", "sv", "tr", "vi",
)  # fmt: skip
"""Those written in Latin letters of which we have the common words."""

JUDGED = 1_000
"""Latin letters: as many hold words in any language, and in any program."""

MOST = 0.3
"""Of all characters: with fewer of them a text is figures, or in another script."""

LEAST = 0.005
"""Of them: the least share in words. Enciphered English has 0.002 in its luckiest language, Basque and placeholder
Latin, of which we have no words, 0.04 in others' and more."""


def in_words(text: str, language: str = "en", fewest: int = FEWEST) -> float:
    """Return the share of a text's characters, spaces apart, that stand in known words of four letters or more; 0 where
    there are fewer different ones than `fewest`."""
    text = text.translate(LIGATURES)
    words = [w for w in WORD.findall(text) if (w.islower() or w.isupper() or w.istitle()) and _known(w, language)]
    return sum(map(len, words)) / max(len(re.sub(r"\s", "", text)), 1) if len(set(words)) >= fewest else 0.0


def wordless(texts: Iterable[str]) -> bool:
    """Say whether a long text in Latin letters holds no words of any language: its letters are not what they seem."""
    text = "\n".join(texts)
    if len(LATIN.findall(text)) < max(JUDGED, MOST * len(re.sub(r"\s", "", text))):
        return False
    return all(in_words(text, language, fewest=1) < LEAST for language in LANGUAGES)


@lru_cache(maxsize=100_000)
def _known(word: str, language: str) -> bool:
    from wordfreq import zipf_frequency

    # The small lists hold all that is as common; the large ones of all languages would fill half a gigabyte.
    return bool(zipf_frequency(word.lower(), language, "best" if language == "en" else "small") >= COMMON)
