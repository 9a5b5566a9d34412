"""What an embedded font program says of its glyphs: their letters, by its character map or by their names.

TrueType and OpenType programs have a `cmap` and often names in `post`. A bare CFF program (Adobe technical note 5176)
names its glyphs in its charset, unless it is keyed by number, and like a Type 1 program it has an encoding of its own.
Names are read by the Adobe Glyph List, and by the names that TeX's formula fonts have besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

SFNT = (b"\x00\x01\x00\x00", b"OTTO", b"true")
CFF, TYPE1 = b"\x01\x00", b"%!"

ENCODED = re.compile(rb"dup\s+(\d{1,3})\s*/(\S+)\s+put")
SIZED = re.compile(r"(?:text|display|big|bigg|Big|Bigg|v|h)+$")
"""What TeX adds to the name of a sign for each size that it has of it."""

BESIDES = {
    "floorleft": "⌊", "floorright": "⌋", "ceilingleft": "⌈", "ceilingright": "⌉", "angbracketleft": "⟨",
    "angbracketright": "⟩", "negationslash": "\u0338", "prime": "′", "epsilon1": "ϵ", "lscript": "ℓ", "union": "∪",
    "intersection": "∩", "intersectionmulti": "⋂", "unionmulti": "⋃", "contintegral": "∮", "circlemultiply": "⊗",
    "circleplus": "⊕", "lessorequalslant": "⩽", "greaterorequalslant": "⩾", "approxorequal": "≊", "squaresolid": "■",
    "logicaland": "∧", "logicalor": "∨", "arrowright": "→", "arrowleft": "←", "trianglerightsld": "▶",
    "harpoonleftright": "⇌",
}  # fmt: skip


class Told(NamedTuple):
    """A font program's letters: by glyph number, and by the number that its own encoding gives the character."""

    by_glyph: dict[int, str]
    by_code: dict[int, str]


@lru_cache(maxsize=16)
def letters_of(program: bytes) -> Told:
    """Return the letters that a font program tells; none of a damaged or unnamed one."""
    told = Told({}, {})
    if program.startswith(TYPE1):
        clear = program[: max(program.find(b"eexec"), 0)]
        return Told({}, _named((int(n), name.decode("latin-1")) for n, name in ENCODED.findall(clear)))
    if not program.startswith((*SFNT, CFF)):
        return told
    from fontTools.cffLib import CFFFontSet
    from fontTools.ttLib import TTFont

    # A damaged table raises whatever its reader ran into: struct, index, key, assertion and library errors alike.
    try:
        if program.startswith(CFF):
            fonts = CFFFontSet()
            fonts.decompile(BytesIO(program), None)
            if not hasattr(fonts[0], "ROS"):
                told.by_glyph.update(_named(enumerate(fonts[0].charset)))
                told.by_code.update(_named(enumerate(fonts[0].Encoding)))
        else:
            font = TTFont(BytesIO(program), lazy=True)
            told.by_glyph.update(_named(enumerate(font.getGlyphOrder())))
            cmap = (font.getBestCmap() if "cmap" in font else None) or {}
            told.by_glyph.update({font.getGlyphID(name): chr(code) for code, name in cmap.items()})
    except Exception:
        return told
    return told


def _named(names: Iterable[tuple[int, str]]) -> dict[int, str]:
    from fontTools import agl

    letters = {}
    for number, name in names:
        plain = SIZED.sub("", name)
        letter = agl.toUnicode(name) or BESIDES.get(name) or BESIDES.get(plain) or agl.toUnicode(plain)
        if letter:
            letters[number] = letter
    return letters
