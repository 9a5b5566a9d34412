"""When two spellings are one name: case, hyphens, determiners, plurals, British and American."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those|its|their|our)\s+(?=\S)")
_POSSESSIVE = re.compile(r"['’]s?(?=\W|$)")
_BREAK = re.compile(r"[^\w+#.]+|_+|\.(?!\d)|(?<!\d)\.")
_GAP = re.compile(r"(?<!\d) +| +(?!\d)")

_AMERICAN = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"is(?=ation)|(?<=\w{3})is(?=(?:e|er|ed|ing)\b)", "iz"),
        (r"(?<=\w{3})our(?=\b|al|ed|ing)", "or"),
        (r"(?<=[a-z]{2}[tb])re\b", "er"),
        (r"(?<=al)ys(?=(?:e|ed|er|ing)\b)", "yz"),
        (r"(?<=[aeiou]l)l(?=ed\b|ing\b|er\b)", ""),
        (r"sulph", "sulf"),
        (r"\bgrey", "gray"),
    )
)

# fmt: off
_UNCHANGED = frozenset((
    "news", "physics", "mathematics", "statistics", "economics", "ethics", "genetics", "politics", "mechanics",
    "dynamics", "thermodynamics", "linguistics", "robotics", "semantics", "species", "series", "means", "gas",
    "bias", "lens", "canvas", "atlas", "chaos", "cosmos", "this", "us", "always", "towards", "perhaps",
))
# fmt: on
_IRREGULAR = {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "teeth": "tooth",
    "geese": "goose",
    "mice": "mouse",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "bacteria": "bacterium",
    "fungi": "fungus",
    "nuclei": "nucleus",
    "stimuli": "stimulus",
    "larvae": "larva",
    "algae": "alga",
    "leaves": "leaf",
    "wolves": "wolf",
    "halves": "half",
    "shelves": "shelf",
    "lives": "life",
    "knives": "knife",
    "matrices": "matrix",
    "vertices": "vertex",
    "indices": "index",
    "gases": "gas",
    "biases": "bias",
    "lenses": "lens",
    "buses": "bus",
    "viruses": "virus",
}


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """Return the singular of a lower-case English noun; the word itself where its ending is not a plural's."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _UNCHANGED or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    for ending, replacement in (("theses", "thesis"), ("yses", "ysis"), ("sses", "ss"), ("ies", "y")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + replacement
    return word[:-2] if word.endswith(("shes", "ches", "xes", "zes")) else word[:-1]


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name or passage in their plainest spelling: lower case, no hyphens, American."""
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    plain = _BREAK.sub(" ", _POSSESSIVE.sub("", _DETERMINER.sub("", plain)))
    for pattern, spelling in _AMERICAN:
        plain = pattern.sub(spelling, plain)
    return tuple(plain.split())


def form(name: str) -> str:
    """Return what all spellings of a name share: `Multi-hop  Questions` and `multihop questions` are one.

    Spaces go too, except between digits; a name without letters or digits is its own form.
    """
    return _GAP.sub("", " ".join(words(name))) or " ".join(name.casefold().split())


def singular_form(name: str) -> str:
    """Return the form of a name with its last word, the head noun of a term, in the singular."""
    parts = words(name)
    if not parts:
        return form(name)
    return _GAP.sub("", " ".join((*parts[:-1], singular(parts[-1]))))
