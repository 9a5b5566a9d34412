"""The text a parser reads: a block without brackets and broken white space, each letter's place kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

ASIDE = re.compile(r"(?<!\s)\s*\((?:[^()]|\([^()]*\)){0,400}\)|(?<!\s)\s*\[[^\[\]]{0,200}\]")


@dataclass(frozen=True)
class Reading:
    """`text` is what is parsed; letter `i` of it stands at `places[i]` of the document."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the document's offsets of `text[start:end]`."""
        return self.places[start], self.places[end - 1] + 1

    def unbroken(self, start: int, end: int) -> bool:
        """Whether nothing but white space was left out within `text[start:end]`."""
        return self.places[end - 1] - self.places[start] - (end - 1 - start) <= text_gaps(self.text, start, end)


def text_gaps(text: str, start: int, end: int) -> int:
    """Return how many letters of white space a span may have lost: one for each gap between words."""
    return text.count(" ", start, end)


def reading(raw: str, offset: int) -> Reading:
    """Return the reading of `raw`, which stands at `offset` in its document."""
    kept: list[str] = []
    places: list[int] = []
    position = 0
    for aside in ASIDE.finditer(raw):
        _keep(raw, position, aside.start(), offset, kept, places)
        position = aside.end()
    _keep(raw, position, len(raw), offset, kept, places)
    while kept and kept[-1] == " ":
        kept.pop()
        places.pop()
    return Reading("".join(kept), tuple(places))


def _keep(raw: str, start: int, end: int, offset: int, kept: list[str], places: list[int]) -> None:
    for index in range(start, end):
        letter = " " if raw[index].isspace() else raw[index]
        if letter == " " and (not kept or kept[-1] == " "):
            continue
        kept.append(letter)
        places.append(offset + index)
