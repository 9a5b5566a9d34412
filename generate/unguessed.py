"""What few would guess that is missing from a sentence: a number, a name, many words, and that its place does not tell.

No language model is asked: how rare a word is stands for how few would think of it.
"""

from __future__ import annotations

import re

from generate.difficulty import zipf
from generate.left_out import CITATION
from generate.lemmas import content
from generate.phrases import listed
from generate.standing import sentence_start

BLANK = "_____"
_OF_A_PAIR = re.compile(
    r"^(?:[^,]*|.*\b(?:both|between)\b[^,]*)\b[\w’)-]+ (?:and|or) (?:an? |the )?$"
    r"|^.*,[^,]{8,}\b[\w’)-]+ and $"
)
"""What stands before the second of a pair, which the first tells."""
_DEFINED = re.compile(r"\s(?:is|are) (?:an?|the|defined|known|one)\b")
_FRONTED = re.compile(
    r"(?:In|At|On|For|With|Without|Unlike|When|If|While|By|To|After|Before|Since|As|From|Under|During) [^,]+,\s+"
)
"""What opens a sentence before its subject."""
_VERB = re.compile(r"\s(?:is|are|was|were|has|have|had|can|may|will|must|do|does|did)\b")
DIGITS = 2
"""Digits of a number that few would guess, at least, zeros before and behind them apart."""
LONG = 4
"""Words of meaning of a phrase that nobody guesses whole."""
_TERM, _KNOWN, _READY = 2.6, 3.7, 4.3
"""Zipf frequency from which many would guess a term alone, one of two, and one of two whatever the other is."""


def is_figure(phrase: str) -> bool:
    """Return whether what is taken out is a number."""
    return re.fullmatch(r"[\d.,]+ ?%?", phrase) is not None


def untold(phrases: list[str], said: str) -> list[str]:
    """Return which of the phrases taken out of a sentence are not given away by what stands around their gaps."""
    parts = said.split(BLANK)
    around = ((BLANK.join(parts[: place + 1]), BLANK.join(parts[place + 1 :])) for place in range(len(phrases)))
    return [
        phrase
        for phrase, (before, behind) in zip(phrases, around, strict=True)
        if not _told_by_its_place(before[sentence_start(before, len(before)) :], phrase, CITATION.sub("", behind))
    ]


def _told_by_its_place(before: str, phrase: str, behind: str) -> bool:
    """Return whether what stands around a gap gives it away: its twin, a number, its list, its definition.

    *60 mph (97 kph)* is said twice; of *a flurry of work* the first half is a way of speaking.
    """
    line = " ".join(before.split()) + " " if before else ""
    if _OF_A_PAIR.search(line) and not re.search(rf"{BLANK} (?:and|or) (?:an? |the )?$", line):
        return True
    if re.match(rf"\s(?:and|or)\s(?!{BLANK})|, (?:an?|the)\s", behind):
        return True
    if is_figure(phrase) and re.match(r"[^()]{0,12}\([^()]*\d", behind):
        return True
    if any(char.isupper() or char.isdigit() for char in phrase[1:]):
        return False
    if re.match(r"\sof\b", behind) and re.fullmatch(r"[Aa]n? \w+", phrase):
        return True
    member = line.endswith((", ", ", and ", ", or ")) and not fronted(line, behind)
    return member or (not before and _DEFINED.match(behind) is not None)


def fronted(before: str, behind: str) -> bool:
    """Return whether a gap is the subject behind what opens its sentence: *In spring, _____ are dug.*"""
    return _FRONTED.fullmatch(before) is not None and _VERB.match(behind) is not None


_USUAL = frozenset({"12", "15", "24", "25", "36", "48", "51", "75", "95", "99", "365"})
"""Numbers that come to mind first, with whatever zeros: of hours, months and days, halves and quarters of a hundred."""
_TOOLS = listed(
    "github gitlab git colab codespaces jupyter docker zenodo linux ubuntu windows macos slack discord zoom youtube "
    "moodle numpy scipy pandas matplotlib pytorch tensorflow keras latex markdown html javascript cran conda pip"
)
"""Names that are rare in print and that anyone would put where a tool of everybody's is missing."""


def exact(number: str) -> bool:
    """Return whether a number is neither round nor a year of our times, of which anyone may think."""
    digits = re.sub(r"\D", "", number).strip("0")
    return len(digits) >= DIGITS and digits not in _USUAL and not re.fullmatch(r"(?:19|20)\d\d", number)


def rarest(phrase: str) -> float:
    """Return the Zipf frequency of the rarest word of a phrase; a number that is not round is as rare as a name."""
    if is_figure(phrase):
        return 0.0 if exact(phrase) else _KNOWN
    return min((_READY if word.lower() in _TOOLS else zipf(word.lower()) for word in content(phrase)), default=_KNOWN)


def specific(phrases: list[str]) -> bool:
    """Return whether few would guess what fills the gaps: a number or a name, long phrases, or a rare term.

    Nor may one of two be a word that everybody has ready, whatever the other is.
    """
    if not phrases or min(map(rarest, phrases)) >= _KNOWN:
        return False
    if any(len(content(phrase)) < 2 and rarest(phrase) >= _READY and not is_figure(phrase) for phrase in phrases):
        return False
    if any(is_figure(phrase) and not exact(phrase) for phrase in phrases):
        return False
    length = sum(len(content(phrase)) for phrase in phrases)
    rare = length > 1 and min(map(rarest, phrases)) < _TERM
    return rare or length >= LONG or any(map(is_figure, phrases))
