"""Short forms joined to their long ones: `long form (LF)`, by the letters of the short form read backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SHORT = re.compile(r"\(\s*([A-Z][A-Za-z0-9\-]{1,9}s?)\s*(?:[;,][^()]{0,60})?\)")
BREAK = re.compile(r"[.;:!?()\[\]\"“”]")


@dataclass(frozen=True)
class Abbreviation:
    """A short form at `start:end` of the text, and its long form at `long_start:long_end`."""

    short: str
    long: str
    start: int
    end: int
    long_start: int
    long_end: int


def abbreviations(text: str) -> Iterator[Abbreviation]:
    """Yield each short form in brackets whose letters the words before it spell."""
    for match in SHORT.finditer(text):
        short = match.group(1)
        if sum(c.isupper() for c in short) < 2:
            continue
        core = short[:-1] if short.endswith("s") and short[:-1].isupper() else short
        window = text[max(0, match.start() - 12 * len(core) - 30) : match.start()].rstrip()
        window = BREAK.split(window)[-1]
        words = window.split()
        window = " ".join(words[-min(len(core) + 5, len(core) * 2) :]) if words else ""
        found = _long_form(core, window)
        if found is None:
            continue
        end = len(text[: match.start()].rstrip())
        long = text[end - found : end]
        if re.sub(r"\s+", " ", long) != window[-found:]:
            continue
        yield Abbreviation(
            core, re.sub(r"\s+", " ", long), match.start(1), match.start(1) + len(core), end - found, end
        )


def _long_form(short: str, window: str) -> int | None:
    """Return the length of the end of `window` that spells `short`, each letter in order, the first opening a word."""
    place = len(window) - 1
    letters = [c.lower() for c in short if c.isalnum()]
    for index in range(len(letters) - 1, -1, -1):
        while place >= 0 and (
            window[place].lower() != letters[index] or (index == 0 and place > 0 and window[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
        place -= 1
    start = place + 1
    long = window[start:]
    if len(long) <= len(short) or len(long.split()) > len(letters) + 3 or long.lower().startswith(short.lower() + " "):
        return None
    return len(long)
