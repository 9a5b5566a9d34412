"""When two spellings are one name: case, hyphens, determiners, plurals, British and American."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those|its|their|our)\s+(?=\S)(?!and\b)")
_POSSESSIVE = re.compile(r"['’]s?(?=\W|$)")
_BREAK = re.compile(r"[^\w+#.]+|_+|\.(?!\d)|(?<!\d)\.")
_FOOTNOTE = re.compile(r"(?<=[a-z]{4})[¹²³⁰⁴-⁹]+$")
_GAP = re.compile(r"(?<!\d) +| +(?!\d)")

_AMERICAN = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"is(?=ation)|(?<=\w{3})is(?=(?:e|er|ed|ing)\b)", "iz"),
        (r"(?<=\w{3})our(?=s?\b|al|ed|ing)", "or"),
        (r"(?<=[a-z]{2}[tb])re(?=s?\b)", "er"),
        (r"(?<=al)ys(?=(?:e|ed|er|ing)\b)", "yz"),
        (r"(?<=[aeiou]l)l(?=ed\b|ing\b|er\b)", ""),
        (r"(?<=\w{3}al)ogue(?=s?\b)", "og"),
        (r"\bprogramme(?=s?\b)", "program"),
        (r"\blicence", "license"),
        (r"\baluminium\b", "aluminum"),
        (r"sulph", "sulf"),
        (r"\bgrey", "gray"),
    )
)

# fmt: off
_UNCHANGED = frozenset((
    "news", "physics", "mathematics", "statistics", "economics", "ethics", "genetics", "politics", "mechanics",
    "dynamics", "thermodynamics", "linguistics", "robotics", "semantics", "species", "series", "means", "gas",
    "bias", "lens", "canvas", "atlas", "chaos", "cosmos", "this", "us", "always", "towards", "perhaps",
    "goods", "customs", "arms", "glasses", "manners", "premises", "savings", "earnings", "forces", "waters",
    "peoples", "spirits", "humanities", "works", "minutes", "grounds", "headquarters", "spectacles", "brains",
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
    text = _FOOTNOTE.sub("", text.strip().replace("&", " and "))
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


# ── the words of a name, for comparing names that are not spelled alike ──────────────────────────────────────────────

_NUMERALS = {
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty": "",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth": "th",
    "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx": "",
}
_NUMBERS = {
    word: f"{value}{ending}"
    for row, ending in _NUMERALS.items()
    for value, word in enumerate(row.split(), 2 if row.startswith("ii ") else 1)
} | {"1st": "1th", "2nd": "2th", "3rd": "3th"}
_WHOLE = {"st": "saint", "mt": "mount", "dept": "department", "univ": "university", "vs": "versus"}
_HEARD = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in ((r"ie\b|y", "i"), (r"ph", "f"), (r"w", "v"), (r"ck", "k"), (r"(\w)\1+", r"\1"))
)
_SUFFIXES = (
    *("ationally", "ational", "ations", "ological", "ically", "ation", "ative", "ating", "ional", "ergic", "ated"),
    *("ions", "ical", "ate", "ion", "ics", "ing", "ic", "al", "ed", "e"),
)
"""Endings of derivation, the longest first."""


@lru_cache(maxsize=65536)
def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name made as plain as can be, its small words kept: no accents, plurals or possessives.

    Numbers are digits whether they were words, ordinals or Roman (`World War Two`, `World War II`); a lone `V`
    that opens the name is a letter.
    """
    apart = unicodedata.normalize("NFKD", _FOOTNOTE.sub("", name.strip()))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    parts = words(bare)
    return tuple(
        (_NUMBERS.get(part) if place or len(part) > 1 else None) or _WHOLE.get(part) or singular(part)
        for place, part in enumerate(parts)
    )


@lru_cache(maxsize=65536)
def heard(word: str) -> str:
    """Return roughly how a plain word sounds: `johnnie` and `johnny`, `gosvami` and `goswami` are one."""
    for pattern, sound in _HEARD:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """Return a plain word without its ending of derivation: `computation` and `computational` are one.

    At least four letters stay; a word that shares its root may still mean another thing (`organ`, `organic`).
    """
    for ending in _SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
