"""Lines of a page to regions in reading order: a recursive cut at the white between columns and strips.

A page is cut into strips at the white between them from left to right; strips that share a gutter are taken together
and cut there into columns, which are read one after the other. What stands in a margin is a column of its own.
"""

from __future__ import annotations

from ingest.parse.lines import Line, join

GUTTER = 6.0
"""Points: the least white between two columns."""

NARROWEST = 45.0
"""Points: a narrower column is a list's numbers or an indent."""

DEEPEST = 6


def regions(lines: list[Line], depth: int = 0) -> list[list[Line]]:
    """Return the lines of one page as columns and strips in reading order, the lines of each from top to bottom."""
    if len(lines) < 2 or depth > DEEPEST:
        return [_rows(lines)] if lines else []
    result: list[list[Line]] = []
    for group, cut in _groups(_strips(lines)):
        if cut is None:
            result.append(_rows(group))
            continue
        left = [line for line in group if (line.x0 + line.x1) / 2 < cut]
        right = [line for line in group if (line.x0 + line.x1) / 2 >= cut]
        result += regions(left, depth + 1) + regions(right, depth + 1)
    return result


def _rows(lines: list[Line]) -> list[Line]:
    """Join the pieces that stand on one baseline, and sort from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (x.base, x.x0)):
        last = rows[-1] if rows else None
        if (
            last
            and not (line.table or last[0].table)
            and abs(last[0].base - line.base) <= 0.3 * min(last[0].size, line.size)
        ):
            last.append(line)
        else:
            rows.append([line])
    return [join(row) for row in rows]


def _strips(lines: list[Line]) -> list[list[Line]]:
    """Cut at every white band that crosses from left to right."""
    strips: list[list[Line]] = []
    bottom = float("-inf")
    for line in sorted(lines, key=lambda x: x.base - x.size):
        if line.base - 0.75 * line.size > bottom:
            strips.append([])
        strips[-1].append(line)
        bottom = max(bottom, line.base + 0.15 * line.size)
    return strips


def _groups(strips: list[list[Line]]) -> list[tuple[list[Line], float | None]]:
    """Join neighbouring strips that share a gutter; return each group with the height-long gutter, None where none."""
    groups: list[tuple[list[Line], list[tuple[float, float]]]] = []
    for strip in strips:
        if groups:
            together = [*groups[-1][0], *strip]
            before = groups[-1][1]
            shared = _gutters(together)
            alone = _gutters(strip)
            if shared or (not before and not alone):
                groups[-1] = (together, shared)
                continue
        groups.append((list(strip), _gutters(strip)))
    result: list[tuple[list[Line], float | None]] = []
    for group, gutters in groups:
        best = max(gutters, key=lambda g: g[1] - g[0], default=None)
        if best is not None and _columns(group, best):
            result.append((group, sum(best) / 2))
        elif result and result[-1][1] is None:
            result[-1] = ([*result[-1][0], *group], None)
        else:
            result.append((group, None))
    return result


def _gutters(lines: list[Line]) -> list[tuple[float, float]]:
    """Return the white bands that run from top to bottom between lines, left to right."""
    spans = sorted((line.x0, line.x1) for line in lines)
    found, right = [], spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - right >= GUTTER:
            found.append((right, x0))
        right = max(right, x1)
    return found


def _columns(lines: list[Line], gutter: tuple[float, float]) -> bool:
    """Say whether the two sides of a gutter read as columns: one of them is filled with lines, neither is a label."""
    cut = sum(gutter) / 2
    sides = [line for line in lines if line.x1 <= cut], [line for line in lines if line.x0 >= cut]
    filled = 0
    for side in sides:
        left, right = min(x.x0 for x in side), max(x.x1 for x in side)
        if right - left < NARROWEST and len(side) < 8:
            return False
        rows = _rows(side)
        full = sum(row.width > 0.7 * (right - left) and (row.table is not None or len(row.text) > 20) for row in rows)
        filled += full >= 3 and full >= 0.4 * len(rows)
    return filled >= 1 and min(len(side) for side in sides) >= 1
