"""The text a parser reads: a block without brackets and broken white space, each letter's place kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

ASIDE = re.compile(r"(?<!\s)\s*\((?:[^()]|\([^()]*\)){0,400}\)|(?<!\s)\s*\[[^\[\]]{0,200}\]")


POINT = "\ua78f"
"""A letter that stands for the point inside a name, so that no sentence ends there."""
DOTTED = re.compile(
    r"(?<![\w.@/:#-])[A-Za-z]\w*[A-Za-z0-9](?:\.[a-z_]\w+|\.[A-Z][a-z0-9]+[A-Z]\w*)+(?![\w@/:]|\.\w|\.?\()"
)
"""A name with points in it: `Cytoscape.js`, `scipy.sparse`, `geopandas.GeoDataFrame`."""
KEPT_WHOLE = re.compile(
    r"\.(?:com|org|net|edu|gov|io|us|tw|de|uk|html?|pdf|docx?|xls|txt|py|cpp|json|csv|md|zip|exe)\Z"
)
"""How names end that the tokenizer keeps whole."""
YEAR = re.compile(r"\s*[(\[](?:in press|(?:1[89]|20)\d\d)")
FIGURE = re.compile(r"\s*[(\[](?:see )?(?:Fig|Tab|Eq|Listing|Panel)", re.IGNORECASE)
EQUATION = re.compile(r"\s*\(\d{1,3}(?:\.\d{1,3})?[a-z]?\)")
AUTHORS_LONGEST = 9
"""Words of the authors that a sentence names, `Hubert, Arabie, and Meulman`."""

BETWEEN_NAMES = frozenset({"and", "&", "et", "al", "van", "von", "de", "der", "den", "du", "la", "le", "ter"})


@dataclass(frozen=True)
class Reading:
    """`text` is what is parsed; letter `i` of it stands at `places[i]` of the document.

    `authors` are the spans of `text` that name who wrote a work, the year of which was in brackets: `Andrews (1991)`.
    `shown` are the ends of what a figure or a table in brackets shows, `numbered` those of what is an equation.
    """

    text: str
    places: tuple[int, ...]
    authors: tuple[tuple[int, int], ...] = ()
    shown: frozenset[int] = frozenset()
    numbered: frozenset[int] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the document's offsets of `text[start:end]`."""
        return self.places[start], self.places[end - 1] + 1

    def unbroken(self, start: int, end: int) -> bool:
        """Whether nothing but white space was left out within `text[start:end]`."""
        return self.places[end - 1] - self.places[start] - (end - 1 - start) <= text_gaps(self.text, start, end)

    def names_author(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` has to do with the authors of a work cited by name."""
        return any(first < end and start < last for first, last in self.authors)


def text_gaps(text: str, start: int, end: int) -> int:
    """Return how many letters of white space a span may have lost: one for each gap between words."""
    return text.count(" ", start, end)


def reading(raw: str, offset: int) -> Reading:
    """Return the reading of `raw`, which stands at `offset` in its document."""
    kept: list[str] = []
    places: list[int] = []
    position = 0
    raw = DOTTED.sub(_dotted, raw)
    authors: list[tuple[int, int]] = []
    shown: set[int] = set()
    numbered: set[int] = set()
    for aside in ASIDE.finditer(raw):
        _keep(raw, position, aside.start(), offset, kept, places)
        position = aside.end()
        if YEAR.match(aside.group()):
            authors += _authors("".join(kept))
        if FIGURE.match(aside.group()):
            shown.add(len(kept))
        if EQUATION.match(aside.group()):
            numbered.add(len(kept))
    _keep(raw, position, len(raw), offset, kept, places)
    while kept and kept[-1] == " ":
        kept.pop()
        places.pop()
    return Reading("".join(kept), tuple(places), tuple(authors), frozenset(shown), frozenset(numbered))


def printed(text: str) -> str:
    """Return words of a reading as their document has them."""
    return text.replace(POINT, ".")


def _dotted(name: re.Match[str]) -> str:
    return name.group() if KEPT_WHOLE.search(name.group()) else name.group().replace(".", POINT)


def _authors(before: str) -> list[tuple[int, int]]:
    """Return the span of the names that a text ends in: words with a capital and what joins them."""
    found: list[tuple[int, int]] = []
    for word in reversed(list(re.finditer(r"\S+", before))):
        plain = word.group().strip(".,;")
        if len(found) >= AUTHORS_LONGEST or not (plain[:1].isupper() or plain in BETWEEN_NAMES):
            break
        found.append(word.span())
    while found and before[slice(*found[-1])].strip(".,;") in BETWEEN_NAMES:
        found.pop()
    return [(found[-1][0], found[0][1])] if found else []


def _keep(raw: str, start: int, end: int, offset: int, kept: list[str], places: list[int]) -> None:
    for index in range(start, end):
        letter = " " if raw[index].isspace() else raw[index]
        if letter == " " and (not kept or kept[-1] == " "):
            continue
        kept.append(letter)
        places.append(offset + index)
