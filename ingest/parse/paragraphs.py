"""Lines of one region to paragraphs: where the white grows, the type changes, an indent or a list mark stands, a short
line ends in a full stop.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median

from ingest.parse.lines import Line

BULLET = re.compile(r"^[•‣▪●○◦■□▶►➢✓✔·∙⁃*–—-]\s+\S")
NAMED = re.compile(r"^(Fig(ure|\.)|Table|Algorithm|Listing)\s*\d+\s?[.:]")
DASH = re.compile(r"^[–—-]\s")
NUMBERED = re.compile(r"^(\(?(\d{1,2}|[a-z]|[ivx]{1,4})\)|\d{1,2}\.)\s+\S")
REFERENCE_MARK = re.compile(r"^(\[\w{1,12}\]|\d{1,3}\.)\s+\S")
LEADERS = re.compile(r"(\.\s?){5,}|…{2,}")
ENDS = re.compile(r"[.!?:;][\"”’')\]]*$")


def paragraphs(lines: list[Line]) -> list[list[Line]]:
    """Return the lines of a region, which are in order from top to bottom, cut into paragraphs."""
    if not lines:
        return []
    leading = _leading(lines)
    left, right = _edges(lines)
    groups = [[lines[0]]]
    for before, line in pairwise(lines):
        if _breaks(groups[-1], before, line, leading, left, right):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _displayed(line: Line, left: float, right: float) -> bool:
    """Say whether a line is part of a displayed formula: set in from both sides, with hardly a word."""
    words = len(re.findall(r"[A-Za-z]{3,}", line.text))
    inset = line.x0 > left + 1.5 * line.size and line.x1 < right - 1.5 * line.size
    return words <= 2 and (line.math > 0.35 or (inset and (words == 0 or line.math > 0.1)))


def is_list_mark(text: str) -> bool:
    """Say whether a line opens a list item."""
    return bool(BULLET.match(text) or NUMBERED.match(text))


def _leading(lines: list[Line]) -> dict[float, float]:
    """Return the usual distance between baselines for each type size."""
    steps: dict[float, list[float]] = {}
    for before, line in pairwise(lines):
        if abs(before.size - line.size) < 0.6 and 0 < line.base - before.base < 2.2 * line.size:
            steps.setdefault(round(line.size), []).append(line.base - before.base)
    return {size: Counter(round(s, 0) for s in found).most_common(1)[0][0] for size, found in steps.items()}


def _edges(lines: list[Line]) -> tuple[float, float]:
    long = [x for x in lines if len(x.text) > 25] or lines
    return Counter(round(x.x0) for x in long).most_common(1)[0][0], max(x.x1 for x in long)


def _breaks(
    group: list[Line], before: Line, line: Line, leading: dict[float, float], left: float, right: float
) -> bool:
    size = max(min(before.size, line.size), 1.0)
    step = line.base - before.base
    usual = leading.get(round(line.size), 1.25 * line.size)
    if before.table or line.table:
        return True
    if before.page != line.page or step > max(1.32 * usual, usual + 2.2) or step > 2.1 * size:
        return True
    if abs(before.size - line.size) > 0.1 * size:
        return True
    if (before.bold > 0.85) != (line.bold > 0.85):
        # Bold words that open a paragraph may fill most of its first line, or go on in the second.
        fills = before.x1 > right - size and len(group) == 1
        if not (fills and (line.bold_lead or not before.bold_tail)):
            return True
    if (
        LEADERS.search(before.text)
        or LEADERS.search(line.text)
        or _displayed(before, left, right) != _displayed(line, left, right)
    ):
        return True
    if (before.mono > 0.8) != (line.mono > 0.8):
        return True
    if line.mono > 0.8:
        return False
    if NAMED.match(line.text) and (ENDS.search(before.text) or before.x1 < right - 3 * size):
        return True
    if is_list_mark(line.text) and (line.x0 <= group[0].x0 + 2 or not is_list_mark(group[0].text)):
        # A number or a dash may also stand at the start of a line within a sentence.
        inside = not ENDS.search(before.text) and line.x0 < left + 2 > before.x0
        return not (inside and (NUMBERED.match(line.text) or DASH.match(line.text)))
    if REFERENCE_MARK.match(line.text) and REFERENCE_MARK.match(group[0].text) and line.x0 <= group[0].x0 + 6:
        return True
    if line.lead and not group[0].lead and line.size < 9.5:
        return True
    if line.lead and group[0].lead:
        return True
    indent = line.x0 - before.x0
    wide = right - left
    width = max(x.x1 for x in group) - min(x.x0 for x in group)
    hanging = len(group) >= 2 and median(x.x0 for x in group[1:]) > group[0].x0 + 4
    within = line.text[:1].islower() and not ENDS.search(before.text)
    if 0.8 * size < indent < 4 * size and len(group) >= 2 and not hanging and not within:
        return True
    if indent < -2.5 * size and len(group) == 1 and before.x1 < right - 2 * size and not line.text[:1].islower():
        return True
    if len(group) == 1 and 0.8 * size < indent < 4 * size and not is_list_mark(before.text):
        # One line followed by an indented one: a new paragraph after a one-line one, or a hanging indent.
        return bool(ENDS.search(before.text)) and before.x1 < right - 0.12 * wide
    if hanging and indent < -4 and abs(line.x0 - group[0].x0) < 3:
        return True
    short = before.x1 < right - max(0.12 * wide, 3 * size)
    return (
        short and bool(re.search(r"[.!?][\"”’')\]]*$", before.text)) and width > 0.8 * wide and abs(indent) < 0.8 * size
    )
