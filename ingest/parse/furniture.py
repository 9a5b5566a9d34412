"""Which lines are furniture: running heads and feet, page numbers, line numbers, text that runs up the margin."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from ingest.parse.lines import Line
from ingest.parse.page import Page

BAND = 0.12
"""Of the page's height, at its top and foot: where running heads and feet stand."""

PAGE_NUMBER = re.compile(r"^(page\s*)?[-–—\s]*(\d{1,4}|[ivxlc]{1,7})[-–—\s]*((/|of)\s*\d{1,4})?$", re.IGNORECASE)


class Printed(Protocol):
    """As much of a page as is looked at here."""

    page: Page
    lines: list[Line]
    furniture: list[Line]


def set_aside(pages: Sequence[Printed]) -> None:
    """Move each page's furniture from its `lines` to its `furniture`."""
    heads = _repeated(pages)
    for printed in pages:
        page, lines = printed.page, printed.lines
        numbers = _line_numbers(lines)
        printed.furniture = [
            line
            for line in lines
            if not line.upright
            or id(line) in numbers
            or ((_key(page, line) in heads or _number_alone(page, line, lines)) and not _section_number(line, lines))
        ]
        aside = {id(line) for line in printed.furniture}
        printed.lines = [line for line in lines if id(line) not in aside]


def _section_number(line: Line, lines: list[Line]) -> bool:
    """Say whether a number is that of the heading beside it, whose bold type it has."""
    return bool(PAGE_NUMBER.match(line.text)) and any(
        0 < other.x0 - line.x1 < 3 * line.size
        and abs(other.base - line.base) < 1
        and abs(other.size - line.size) < 0.3
        and line.bold > 0.85 < other.bold
        for other in lines
    )


def _key(page: Page, line: Line) -> tuple[str, int, int] | None:
    """Return what a running head is recognised by: its words without numbers, and its height on the page."""
    middle = (line.top + line.bottom) / 2
    if BAND * page.height < middle < (1 - BAND) * page.height:
        return None
    words = re.sub(r"[\divxlc]+", "#", line.text.casefold())
    return (re.sub(r"\W+", " ", words).strip(), round(line.base / 6), round(page.width))


def _repeated(pages: Sequence[Printed]) -> set[tuple[str, int, int] | None]:
    seen: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for printed in pages:
        for line in printed.lines:
            key = _key(printed.page, line)
            if key is not None:
                for near in (-1, 0, 1):
                    seen[(key[0], key[1] + near, key[2])].add(printed.page.number)
    least = 2 if len(pages) < 5 else 3
    return {key for key, numbers in seen.items() if len(numbers) >= least}


def _number_alone(page: Page, line: Line, lines: list[Line]) -> bool:
    if not PAGE_NUMBER.match(line.text) or _key(page, line) is None:
        return False
    if line.base < 0.5 * page.height:
        return all(other.base > line.base - line.size for other in lines)
    return all(other.base < line.base + line.size for other in lines)


def _line_numbers(lines: list[Line]) -> set[int]:
    """Return the ids of a manuscript's line numbers: whole numbers in one narrow column, counting up."""
    columns: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if re.fullmatch(r"\d{1,4}", line.text):
            columns[round(line.x1 / 4)].append(line)
    found: set[int] = set()
    for column in columns.values():
        column.sort(key=lambda x: x.base)
        values = [int(x.text) for x in column]
        steps = Counter(b - a for a, b in pairwise(values))
        if len(column) >= 8 and steps and steps.most_common(1)[0][0] in (1, 5) and steps.most_common(1)[0][1] >= 6:
            others = [x for x in lines if x.x1 > column[0].x0 and x.x0 < column[0].x1 and x not in column]
            if len(others) <= 0.2 * len(column):
                found |= {id(x) for x in column}
    return found
