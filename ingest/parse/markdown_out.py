"""A document as Markdown: for benchmarks, and for people who want to see what was read."""

from __future__ import annotations

import html
from collections.abc import Iterable

from kg.records import Block, Document, Label

RUN_IN = 6
"""The level of bold words that open a paragraph's line."""


def markdown(document: Document, leave_out: Iterable[Label] = (Label.FURNITURE, Label.FIGURE)) -> str:
    """Return the blocks of a document as Markdown, tables as HTML (Markdown has no spanning cells)."""
    hidden = frozenset(leave_out)
    return "\n\n".join(_block(document, block) for block in document.blocks if block.label not in hidden) + "\n"


def _block(document: Document, block: Block) -> str:
    text = document.quote(block.start, block.end)
    if block.label is Label.TITLE:
        return f"# {text}"
    if block.label is Label.HEADING and block.level == RUN_IN:
        return f"**{text}**"
    if block.label is Label.HEADING:
        return f"{'#' * min(block.level or 1, 6)} {text}"
    if block.label is Label.TABLE and block.cells:
        return _table(document, block)
    if block.label is Label.CODE:
        return f"```\n{text}\n```"
    if block.label is Label.LIST_ITEM:
        return f"- {text}"
    return text


def _table(document: Document, block: Block) -> str:
    rows: dict[int, list[str]] = {}
    for cell in block.cells:
        tag = "th" if cell.header else "td"
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        text = html.escape(document.quote(cell.start, cell.end), quote=False)
        rows.setdefault(cell.row, []).append(f"<{tag}{spans}>{text}</{tag}>")
    body = "\n".join(f"<tr>{''.join(cells)}</tr>" for _, cells in sorted(rows.items()))
    return f"<table>\n{body}\n</table>"
