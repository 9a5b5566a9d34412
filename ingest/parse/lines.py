"""Glyphs to printed lines.

A `Line` is what stands on one baseline without a wide gap; super- and subscripts belong to the line they hang on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from ingest.parse.letters import spell
from ingest.parse.page import UNKNOWN, Glyph, Page, Table
from kg.records import Box

WIDE_GAP = 0.7
"""Of the type size: a wider gap on a baseline may be a gutter."""

MATH_FONT = re.compile(
    r"^(cmmi|cmsy|cmex|cmmib|cmbsy|msbm|msam|eufm|rsfs|esint|lmmath|txsy|txex|pxsy|rtxmi|ntxmi|zplm|mtmi|mtsy|mtex"
    r"|symbol|eurm|newtxmi|wasy|stmary|cambriamath)|math",
    re.IGNORECASE,
)
MONO_FONT = re.compile(
    r"mono|courier|cmtt|consol|typewriter|inconsolata|menlo|sourcecode|lmtt|monaco|lettergothic|nimbusmon|fira.?code",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """A printed line: its text, its box, the look of most of its letters (shares are 0 to 1).

    `lead` is a raised mark before the first word, `marks` those inside (footnote and affiliation marks), which `text`
    is without. `order` is when its first glyph was drawn, `untold` the share of letters that their font does not tell.
    A table takes part in the layout as one tall line that holds it.
    """

    text: str
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    font: str
    bold: float
    italic: float
    mono: float
    math: float
    order: int
    upright: bool = True
    lead: str = ""
    marks: str = ""
    bold_lead: bool = False
    bold_tail: bool = False
    bold_words: str = ""
    untold: float = 0.0
    table: Table | None = None

    @property
    def box(self) -> Box:
        """The line's box, in points."""
        return (self.x0, self.top, self.x1, self.bottom)

    @property
    def width(self) -> float:
        """Points from its left to its right."""
        return self.x1 - self.x0


@dataclass(slots=True)
class _Run:
    """Glyphs of one size drawn one after another on one baseline."""

    glyphs: list[Glyph]
    order: int

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return self.glyphs[-1].x1

    @property
    def base(self) -> float:
        return self.glyphs[0].base

    @property
    def size(self) -> float:
        return self.glyphs[0].size


def lines(page: Page, gap: float = WIDE_GAP) -> list[Line]:
    """Return the lines of a page, in no particular order.

    Two columns' lines are apart even on one baseline: a gap wider than `gap` times the type size parts them.
    """
    found = [_line(glyphs, order, page.number) for glyphs, order in _rows(_runs(page.glyphs, gap), gap)]
    found = _initials(found)
    turned = [g for g in page.glyphs if not g.upright and not g.text.isspace()]
    if turned:
        found.append(_turned(turned, page.number))
    return [line for line in found if line.text or line.lead or line.untold]


def holding(table: Table) -> Line:
    """Return the line that stands for a table."""
    x0, top, x1, bottom = table.box
    return Line(
        text="",
        page=table.page,
        x0=x0,
        top=top,
        x1=x1,
        bottom=bottom,
        base=bottom,
        size=bottom - top,
        font="",
        bold=0.0,
        italic=0.0,
        mono=0.0,
        math=0.0,
        order=0,
        table=table,
    )


def join(parts: list[Line]) -> Line:
    """Return several pieces of one baseline as one line, left to right."""
    if len(parts) == 1:
        return parts[0]
    parts = sorted(parts, key=lambda p: p.x0)
    weight = [max(len(p.text), 1) for p in parts]
    main = parts[weight.index(max(weight))]

    def share(of: Callable[[Line], float]) -> float:
        return sum(of(p) * w for p, w in zip(parts, weight, strict=True)) / sum(weight)

    return Line(
        text=" ".join(p.text for p in parts if p.text),
        page=main.page,
        x0=parts[0].x0,
        top=min(p.top for p in parts),
        x1=max(p.x1 for p in parts),
        bottom=max(p.bottom for p in parts),
        base=main.base,
        size=main.size,
        font=main.font,
        bold=share(lambda p: p.bold),
        italic=share(lambda p: p.italic),
        mono=share(lambda p: p.mono),
        math=share(lambda p: p.math),
        order=min(p.order for p in parts),
        lead=parts[0].lead,
        marks=" ".join(filter(None, [parts[0].marks, *(m for p in parts[1:] for m in (p.lead, p.marks))])),
        bold_lead=parts[0].bold_lead,
        bold_tail=parts[-1].bold_tail,
        bold_words=parts[0].bold_words,
    )


def _runs(glyphs: list[Glyph], gap: float) -> list[_Run]:
    runs: list[_Run] = []
    spaced = False
    for order, glyph in enumerate(glyphs):
        if glyph.text.isspace() or not glyph.upright:
            spaced = True
            continue
        last = runs[-1].glyphs[-1] if runs else None
        glyph.spaced, spaced = spaced, False
        glyph.joined = last is not None and (last.x0, last.x1, last.base) == (glyph.x0, glyph.x1, glyph.base)
        if (
            last is not None
            and abs(glyph.base - last.base) <= 0.1 * last.size
            and abs(glyph.size - last.size) <= 0.12 * last.size
            and -0.5 * last.size <= glyph.x0 - last.x1 <= gap * last.size
        ):
            runs[-1].glyphs.append(glyph)
        else:
            runs.append(_Run([glyph], order))
    return runs


def _rows(runs: list[_Run], wide: float) -> list[tuple[list[Glyph], int]]:
    """Group runs by baseline, hang small raised or lowered ones on their neighbours, and cut at wide gaps."""
    rows: list[list[_Run]] = []
    by_size = sorted(runs, key=lambda r: (-r.size, r.base))
    index: dict[int, list[list[_Run]]] = {}

    def near(base: float, above: float, below: float) -> list[list[_Run]]:
        keys = range(int((base - above) // 4) - 1, int((base + below) // 4) + 2)
        return [row for key in keys for row in index.get(key, ())]

    for run in by_size:
        home = None
        for row in near(run.base, 1, 1):
            head = row[0]
            same = abs(head.base - run.base) <= 0.15 * max(min(head.size, run.size), 4)
            if same and any(_gap(r, run) <= wide * max(r.size, run.size) for r in row):
                home = row
                break
        if home is None:
            best = 0.45
            for row in near(run.base, run.size * 1.5, run.size * 1.5):
                head = row[0]
                raised = head.base - run.base
                if not 0.4 * head.size <= run.size <= 0.87 * head.size or len(run.glyphs) > 25:
                    continue
                if not -0.4 * head.size <= raised <= 0.75 * head.size:
                    continue
                if abs(raised) < 0.05 * head.size:
                    continue
                gap = min(_gap(r, run) for r in row) / head.size
                if gap < best:
                    home, best = row, gap
        if home is None:
            home = [run]
            rows.append(home)
            index.setdefault(int(run.base // 4), []).append(home)
        else:
            home.append(run)
    result = []
    for row in _bridged(rows, wide):
        for part in _cut(row, wide):
            part.sort(key=lambda r: r.x0)
            glyphs = sorted((g for run in part for g in run.glyphs), key=lambda g: g.x0 + g.x1)
            result.append((glyphs, min(run.order for run in part)))
    return result


def _bridged(rows: list[list[_Run]], wide: float) -> list[list[_Run]]:
    """Join rows of one baseline that came to touch when the runs between them were added."""
    done: list[list[_Run]] = []
    by_base: dict[int, list[list[_Run]]] = {}
    for row in rows:
        head = row[0]
        x0, x1 = min(r.x0 for r in row), max(r.x1 for r in row)
        for key in (-1, 0, 1):
            for other in by_base.get(int(head.base // 4) + key, ()):
                gap = max(min(r.x0 for r in other) - x1, x0 - max(r.x1 for r in other))
                size = max(min(head.size, other[0].size), 4)
                if abs(other[0].base - head.base) <= 0.15 * size and gap <= wide * size:
                    other.extend(row)
                    break
            else:
                continue
            break
        else:
            done.append(row)
            by_base.setdefault(int(head.base // 4), []).append(row)
    return done


def _gap(a: _Run, b: _Run) -> float:
    return max(a.x0 - b.x1, b.x0 - a.x1, 0.0)


def _cut(row: list[_Run], wide: float) -> list[list[_Run]]:
    row.sort(key=lambda r: r.x0)
    parts, right = [[row[0]]], row[0].x1
    for run in row[1:]:
        if run.x0 - right > wide * max(run.size, parts[-1][-1].size):
            parts.append([])
        parts[-1].append(run)
        right = max(right, run.x1)
    return parts


def _line(glyphs: list[Glyph], order: int, page: int) -> Line:
    size = Counter(round(g.size, 1) for g in glyphs).most_common(1)[0][0]
    largest = max(g.size for g in glyphs)
    if size < 0.8 * largest and sum(g.size > 0.9 * largest for g in glyphs) >= 0.3 * len(glyphs):
        size = round(largest, 1)
    main = [g for g in glyphs if abs(g.size - size) <= 0.12 * size] or glyphs
    base = Counter(round(g.base, 1) for g in main).most_common(1)[0][0]
    spelt = spell(glyphs, size, base)
    letters = len(glyphs)
    return Line(
        text=spelt.text,
        page=page,
        x0=glyphs[0].x0,
        top=min(g.top for g in main),
        x1=max(g.x1 for g in glyphs),
        bottom=max(g.bottom for g in main),
        base=base,
        size=size,
        font=Counter(g.font for g in main).most_common(1)[0][0],
        bold=sum(g.bold for g in glyphs) / letters,
        italic=sum(g.italic for g in glyphs) / letters,
        mono=sum(bool(MONO_FONT.search(g.font)) for g in glyphs) / letters,
        math=sum(bool(MATH_FONT.search(g.font)) or g.text == UNKNOWN for g in glyphs) / letters,
        order=order,
        lead=spelt.lead,
        marks=spelt.marks,
        bold_lead=main[0].bold,
        bold_tail=main[-1].bold,
        bold_words=_bold_words(glyphs, size, base),
        untold=sum(untold(g) for g in glyphs) / letters,
    )


def untold(glyph: Glyph) -> bool:
    """Say whether nobody can know which letter a glyph is; the odd sign of a formula font is no letter."""
    return glyph.code >= 0 and glyph.text == UNKNOWN and not MATH_FONT.search(glyph.font)


def _bold_words(glyphs: list[Glyph], size: float, base: float) -> str:
    """Return the bold words that a line opens with, where plain ones follow."""
    bold = next((n for n, g in enumerate(glyphs) if not g.bold), len(glyphs))
    return spell(glyphs[:bold], size, base).text if 3 <= bold < len(glyphs) else ""


def _initials(found: list[Line]) -> list[Line]:
    """Put a large initial that stands over two or more lines before the first of them."""
    for initial in [x for x in found if len(x.text) == 1 and x.text.isupper()]:
        beside = [
            x
            for x in found
            if 1.7 * x.size < initial.size
            and len(x.text) > 15
            and -0.5 * x.size <= x.x0 - initial.x1 <= 1.2 * x.size
            and initial.top - 0.5 * x.size <= x.base - x.size <= initial.base
        ]
        if len(beside) < 2:
            continue
        first = min(beside, key=lambda x: x.base)
        first.text = initial.text + ("" if first.text[0].isalpha() else " ") + first.text
        for line in beside:
            line.x0 = initial.x0
        found = [x for x in found if x is not initial]
    return found


def _turned(glyphs: list[Glyph], page: int) -> Line:
    """Return all text that does not run from left to right as one line: it is no part of the prose."""
    return Line(
        text=spell(glyphs, glyphs[0].size, glyphs[0].base).text,
        page=page,
        x0=min(g.x0 for g in glyphs),
        top=min(g.top for g in glyphs),
        x1=max(g.x1 for g in glyphs),
        bottom=max(g.bottom for g in glyphs),
        base=glyphs[0].base,
        size=glyphs[0].size,
        font=glyphs[0].font,
        bold=0.0,
        italic=0.0,
        mono=0.0,
        math=0.0,
        order=0,
        upright=False,
    )
