"""Glyphs of one line to clean text: spaces where the gaps are, ligatures spelt out, accents joined to their letters,
exponents kept, and footnote marks taken out of the sentence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from ingest.parse.page import Glyph

WORD_GAP = 0.17
"""Of the type size: a wider gap is a space. Glyph boxes are as wide as the pen moves, so letters of a word touch."""

DRAWN_GAP = 0.04
"""Of the type size: the same where a space was drawn."""

LIGATURES = str.maketrans(
    {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb05": "st", "\ufb06": "st"}
    | {"\u00a0": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "", "\u2010": "-", "\u2011": "-"}
)
ACCENTS = {
    "\u00a8": "\u0308", "\u00b4": "\u0301", "\u0060": "\u0300", "\u02c6": "\u0302", "\u02dc": "\u0303",
    "\u00b8": "\u0327", "\u02c7": "\u030c", "\u02d8": "\u0306", "\u02da": "\u030a", "\u00af": "\u0304",
    "\u02d9": "\u0307", "\u02dd": "\u030b", "\u02db": "\u0328",
}  # fmt: skip
UNNAMED = ("Th", "fi", "fl", "ff", "ffi", "ffl", "ft", "tt", "ti", "fj", "ct", "st")
"""Ligatures that fonts hold without saying what they spell, the commonest first."""

MATHEMATICAL = re.compile("[\U0001d400-\U0001d7ff\u210e\u2113]")
"""Letters that differ from plain ones in their look alone."""

UNKNOWN = re.compile(r"\S*(?:[^\W\d_]\ufffd|\ufffd[^\W\d_])\S*")
SUPERSCRIPTS = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
ORDINALS = {"st", "nd", "rd", "th"}
UNITS = re.compile(r"(?:^|[\s\d(/·])(?:[kcdmµn]?m|[kmµ]?g|s|L|l|ha|ft|in|yr|h|K|C|Hz|dm|Pa|W|J|mol|cells|years?)$")
MARK = re.compile(r"[\d,;*†‡§¶‖∗⋆#a-z–-]{1,12}$")


class Spelt(NamedTuple):
    """A line's text; the raised mark it leads with; the raised marks taken out of it."""

    text: str
    lead: str
    marks: str


def spell(glyphs: list[Glyph], size: float, base: float) -> Spelt:
    """Return the text of one line's glyphs, which are sorted left to right; `size` and `base` are the line's own."""
    text, lead, marks = "", "", []
    raised, previous = "", None
    for glyph in (*_composed(glyphs), None):
        script = "" if glyph is None else _script(glyph, size, base)
        if raised and (glyph is None or script != "super" or _gap(previous, glyph) > WORD_GAP * size):
            if not text.strip():
                lead, text = raised, ""
            elif inline := _exponent(text, raised):
                text += inline
            else:
                marks.append(raised)
            raised = ""
        if glyph is None:
            break
        if previous is not None and text and _spaced(previous, glyph, size):
            text += "" if text.endswith(" ") else " "
        if script == "super":
            raised += glyph.text
        elif script == "sub" and glyph.text.isalpha() and text and not text.endswith(("_", " ")):
            lowered = previous is not None and _script(previous, size, base) == "sub"
            text += glyph.text if lowered else "_" + glyph.text
        else:
            text += glyph.text
        previous = glyph
    return Spelt(_clean(text), _clean(lead), " ".join(marks))


def _spaced(before: Glyph, glyph: Glyph, size: float) -> bool:
    # An f leans over the space after it.
    least = (DRAWN_GAP / 4 if before.text == "f" else DRAWN_GAP) if glyph.spaced else WORD_GAP
    return _gap(before, glyph) > least * min(size, glyph.size * 1.3)


def _script(glyph: Glyph, size: float, base: float) -> str:
    if glyph.size > 0.87 * size:
        return ""
    if base - glyph.base > 0.15 * size:
        return "super"
    return "sub" if glyph.base - base > 0.06 * size else ""


def _exponent(text: str, raised: str) -> str:
    """Return how a raised run reads in the line, empty where it is a footnote or citation mark."""
    if raised.casefold() in ORDINALS and text[-1:].isdigit():
        return raised
    if "\ufffd" in raised:
        return ""
    word = re.split(r"[\s(]", text)[-1]
    number = bool(re.fullmatch(r"[-−+]?\d{1,2}", raised))
    variable = len(word) == 1 and word.isalpha() and word not in "aI"
    if number and (UNITS.search(text) or (word.endswith(("10", "e")) and len(word) <= 3) or text[-1:] in ")]|"):
        return raised.translate(SUPERSCRIPTS)
    if re.fullmatch(r"\d{1,3}(\.\d+)?", word) and number and raised[0] in "-−23":
        return raised.translate(SUPERSCRIPTS)
    if re.fullmatch(r"[◦°oO]", raised):
        return "°"
    if raised[0] in "-−" and number:
        return raised.translate(SUPERSCRIPTS)
    if raised in {"′", "'", "”", "’", "®", "™", "TM"}:
        return raised.replace("TM", "™")
    if (
        variable
        or not (MARK.match(raised))
        or not (text[-1:].isalpha() or text[-1:] in ".,;:!?)]\"'”’%" or text[-1:] == " ")
    ):
        return raised.translate(SUPERSCRIPTS) if number else "^" + raised
    return ""


def _gap(a: Glyph | None, b: Glyph) -> float:
    return 0.0 if a is None else b.x0 - a.x1


def _composed(glyphs: list[Glyph]) -> list[Glyph]:
    """Return the glyphs with doubles dropped and loose accents joined to their letter.

    Doubles come of bold made by printing twice, and of Word, whose maps give each letter of a formula two times.
    """
    kept: list[Glyph] = []
    for glyph in glyphs:
        last = kept[-1] if kept else None
        if (
            last
            and not (glyph.joined and not MATHEMATICAL.match(glyph.text))
            and last.text == glyph.text
            and abs(last.x0 - glyph.x0) < 0.08 * glyph.size
            and last.base == glyph.base
        ):
            continue
        if last and last.text in ACCENTS and glyph.text.isalpha() and _over(last, glyph):
            kept[-1] = _with(glyph, unicodedata.normalize("NFC", glyph.text.replace("ı", "i") + ACCENTS[last.text]))
            continue
        if last and glyph.text in ACCENTS and last.text.isalpha() and _over(glyph, last):
            kept[-1] = _with(last, unicodedata.normalize("NFC", last.text.replace("ı", "i") + ACCENTS[glyph.text]))
            continue
        kept.append(glyph)
    return kept


def _over(accent: Glyph, letter: Glyph) -> bool:
    middle = (accent.x0 + accent.x1) / 2
    return (
        letter.x0 - 0.1 * letter.size < middle < letter.x1 + 0.1 * letter.size
        and accent.x0 < letter.x1 - 0.05 * letter.size
    )


def _with(glyph: Glyph, text: str) -> Glyph:
    return Glyph(text, glyph.x0, glyph.top, glyph.x1, glyph.bottom, glyph.base, glyph.size, glyph.font, glyph.bold,
                 glyph.italic, glyph.upright, glyph.spaced)  # fmt: skip


@lru_cache(maxsize=10_000)
def _guessed(word: str) -> str:
    """Return a word with an unnamed glyph as the commonest word that a ligature there would make, else without it."""
    from wordfreq import zipf_frequency

    whole = re.sub(r"^[^\w\ufffd]+|[^\w\ufffd]+$", "", word)
    best = max(UNNAMED, key=lambda ligature: zipf_frequency(whole.replace("\ufffd", ligature), "en"))
    likely = zipf_frequency(whole.replace("\ufffd", best), "en")
    return word.replace(
        "\ufffd", best if likely > max(2.5, zipf_frequency(whole.replace("\ufffd", ""), "en") - 1.5) else ""
    )


def _clean(text: str) -> str:
    text = MATHEMATICAL.sub(lambda letter: unicodedata.normalize("NFKC", letter.group()), text)
    text = UNKNOWN.sub(lambda word: _guessed(word.group()), text.translate(LIGATURES))
    text = "".join(c for c in text if (not 0xE000 <= ord(c) <= 0xF8FF and c != "\ufffd") or c == "")
    text = re.sub(r"(?<=\w) (?=[.,;:](?:\s|$)|\))|(?<=\() (?=\w)", "", re.sub(r"\s+", " ", text))
    return unicodedata.normalize("NFC", text).strip()
