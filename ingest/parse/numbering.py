"""Letters for glyphs whose font gives a number and does not say which letter that is.

A PDF may draw text from a font without a Unicode map (PDF 32000-1, 9.10.2): what a reader gets is the glyph's number.
A `Reading` says which letter each number stands for. There is what the font program itself tells, the glyph orders of
well-known fonts, and the encodings of TeX; one is believed where the text that it makes is words. Where none is, and
the numbers are no plausible letters themselves, the glyphs become U+FFFD: nobody can know them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.parse.fontfile import letters_of
from ingest.parse.letters import WORD_GAP
from ingest.parse.lines import MATH_FONT
from ingest.parse.page import UNKNOWN, Glyph, Page
from ingest.parse.readings import AS_PRINTED, BULLET, ENCODED, FORMULA, NAMED, NONE, ORDERED, OT1, T1, Reading
from ingest.parse.words import LANGUAGES, in_words

SAMPLE = 4_000
"""Glyphs of a font on a page that are looked at to find its reading."""

LIKELY = 0.25
"""Of the glyphs: the least share in known words of four letters or more. Prose has 0.6, code 0.3, a cipher nothing."""

UNLIKELY = 0.04
"""The same: as little may be chance."""

ENOUGH = 200
"""Glyphs of a font that must hold words, were they read rightly."""

PLAUSIBLE = 0.9
"""Of a font's numbers: the least share that a reading must know where there are no words to judge it by."""

TEX = "(TeX)"
"""Under what `known` keeps the encoding of a document whose fonts are bitmaps without names."""


def spell_out(page: Page, known: dict[str, Reading]) -> None:
    """Give the glyphs of a page the letters that their fonts do not tell; those that nobody can know become `UNKNOWN`,
    and keep their `code` where they are the letters of a text.

    `known` holds, by font, what was believed on the document's earlier pages, and takes in what is found on this one.
    """
    faces: dict[str, list[Glyph]] = {}
    for glyph in page.glyphs:
        if glyph.code >= 0 or not glyph.text.isspace():
            faces.setdefault(glyph.face, []).append(glyph)
    for face, glyphs in sorted(faces.items(), key=lambda item: -len(item[1])):
        numbered = [g for g in glyphs if g.code >= 0]
        if 2 * len(numbered) < len(glyphs) and (lie := _lie(face, glyphs, known)):
            _spell(glyphs, lie)
            page.ciphered = True
        elif numbered:
            _spell_numbered(page, face, glyphs, known)


def _spell_numbered(page: Page, face: str, glyphs: list[Glyph], known: dict[str, Reading]) -> None:
    font = glyphs[0].font
    prose = not MATH_FONT.search(font)
    numbered = [g for g in glyphs if g.code >= 0]
    reading = known.get(face) or _reading(glyphs, page.programs.get(face, b""), known)
    plain = reading is AS_PRINTED
    if _among(reading, (OT1, T1)):
        known[TEX] = reading
    elif reading and font and not plain:
        known[face] = reading
        page.ciphered = page.ciphered or prose
    page.encoded = page.encoded or not plain
    _spell(numbered, reading)
    # A sign without a name is part of another, as the middle of a tall bracket; 10 and 13 among letters end a line.
    nothing = {id(g) for g in numbered if g.text == UNKNOWN and (not prose or (plain and g.code in (10, 13)))}
    page.glyphs = [g for g in page.glyphs if id(g) not in nothing] if nothing else page.glyphs
    if prose and not reading and (len(numbered) >= ENOUGH or 2 * len(numbered) >= len(page.glyphs)):
        page.ciphered = True
        return
    for glyph in numbered:
        glyph.code = -1


def _spell(glyphs: list[Glyph], reading: Reading) -> None:
    for glyph in glyphs:
        glyph.text = reading.get(_number(glyph), UNKNOWN)


def _number(glyph: Glyph) -> int:
    return glyph.code if glyph.code >= 0 else ord(glyph.text[0])


def _lie(face: str, glyphs: list[Glyph], known: dict[str, Reading]) -> Reading:
    """Return what a font's map should have said whose letters make no word: it was made from the numbers. Or `NONE`."""
    key = f"{face} (mapped)"
    if key not in known and len(glyphs) >= ENOUGH and not MATH_FONT.search(glyphs[0].font):
        text = _text(glyphs, mapped=False)
        if _share(text, AS_PRINTED) <= UNLIKELY:
            share, best = _best(text, (*_named(glyphs[0].font), *ORDERED))
            if share >= LIKELY:
                known[key] = best
    return known.get(key, NONE)


def _reading(glyphs: list[Glyph], program: bytes, known: dict[str, Reading]) -> Reading:
    """Return the reading of a font's numbers: the one that makes words of them, else the one that its name or its
    document suggests, else their own letters where that is plausible, else `NONE`."""
    font = glyphs[0].font
    by_glyph, by_code = letters_of(program)
    if MATH_FONT.search(font):
        return by_code or FORMULA
    if font and 2 * sum(g.code >= 0 for g in glyphs) < len(glyphs):
        # A ligature or two that the map forgot: `letters` guesses them from their words.
        return AS_PRINTED
    text = _text(glyphs, mapped=True)
    numbers = [n for n in text if isinstance(n, int)]
    named = _named(font)
    # Fonts without a name are bitmaps, which TeX's drivers made.
    share, best = _best(text, (by_glyph, by_code, *named, *((AS_PRINTED, *ORDERED) if font else ENCODED)))
    if share - _share(text, NONE) >= LIKELY * len(numbers) / len(text):
        return best
    orders = [r for r in known.values() if _among(r, ORDERED)]
    for reading in (*named, *_kin(font, known)):
        if len(numbers) < 2 * ENOUGH or _among(reading, orders) or _any_language(text, reading):
            return reading
    share, best = _best(text, orders)
    return best if share >= 2 * LIKELY else _supposed(glyphs, text, known)


def _supposed(glyphs: list[Glyph], text: list[int | str], known: dict[str, Reading]) -> Reading:
    """Return the reading of numbers that make too few words to tell: what the document's other bitmaps have, or their
    own letters, where that is plausible."""
    numbers = [n for n in text if isinstance(n, int)]
    nameless = not glyphs[0].font
    if nameless and all(n in BULLET for n in numbers):
        return BULLET
    tex = known.get(TEX, NONE)
    if nameless and sum(n in tex for n in numbers) >= PLAUSIBLE * len(numbers):
        return {**AS_PRINTED, **{n: tex[n] for n in range(32) if n in tex}} if _fixed(glyphs) else tex
    own = sum(n in AS_PRINTED for n in numbers)
    figures = sum(n in AS_PRINTED and not chr(n).isalpha() for n in numbers)
    judged = len(numbers) >= ENOUGH and figures < 0.5 * len(numbers)
    if own >= PLAUSIBLE * len(numbers) and (not judged or _any_language(text, AS_PRINTED)):
        return AS_PRINTED
    return NONE


def _among(reading: Reading, readings: Iterable[Reading]) -> bool:
    return any(reading is other for other in readings)


def _fixed(glyphs: list[Glyph]) -> bool:
    """Say whether all letters are as wide: TeX's typewriter faces keep to ASCII."""
    widths = sorted((g.x1 - g.x0) / g.size for g in glyphs)
    return widths[-1] - widths[0] < 0.02


def _named(font: str) -> list[Reading]:
    return [reading for pattern, reading in NAMED if re.match(pattern, font, re.IGNORECASE)][:1]


def _kin(font: str, known: dict[str, Reading]) -> list[Reading]:
    """Return the glyph order of another face of the same family: a bold beside the regular."""
    kin = (r for face, r in known.items() if font and _family(face) == _family(font))
    return [r for r in kin if _among(r, ORDERED)][:1]


def _family(face: str) -> str:
    return re.sub(r"(PS)?(MT)?$", "", re.split(r"[-,]", face.split("+")[-1])[0])


def _text(glyphs: list[Glyph], mapped: bool) -> list[int | str]:
    """Return glyph numbers as drawn, with a space where a gap is; with `mapped`, the letters that are told as such."""
    text: list[int | str] = []
    last: Glyph | None = None
    for glyph in glyphs[:SAMPLE]:
        if last and (glyph.base != last.base or not -glyph.size < glyph.x0 - last.x1 < WORD_GAP * glyph.size):
            text.append(" ")
        text.append(glyph.text if mapped and glyph.code < 0 else _number(glyph))
        last = glyph
    return text


def _best(text: list[int | str], readings: Iterable[Reading]) -> tuple[float, Reading]:
    """Return the reading that makes most of the text known words, the first of equals, and how much that is."""
    return max(((_share(text, r), r) for r in readings), key=lambda found: found[0], default=(0.0, NONE))


def _share(text: list[int | str], reading: Reading, language: str = "en") -> float:
    return in_words("".join(n if isinstance(n, str) else reading.get(n, UNKNOWN) for n in text), language)


def _any_language(text: list[int | str], reading: Reading) -> bool:
    return any(_share(text, reading, language) > UNLIKELY for language in LANGUAGES)
