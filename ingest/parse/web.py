"""Web pages: the article of a page with its headings, lists and tables, through trafilatura; menus and notices go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.parse.draft import Draft, DraftCell, Piece, Read
from ingest.parse.failure import Unreadable
from ingest.parse.licence import licence_in
from ingest.parse.plain import decode
from ingest.settings import IngestSettings
from kg.records import Label

LABELS = {"p": Label.PARAGRAPH, "quote": Label.PARAGRAPH, "item": Label.LIST_ITEM, "code": Label.CODE}


def read_html(path: Path, settings: IngestSettings) -> Iterator[Read]:
    """Yield the one document of a web page. Raises `Unreadable` where no article is found in it."""
    import trafilatura

    data = path.read_bytes()
    page: Any = trafilatura.bare_extraction(data, favor_precision=True, include_comments=False, with_metadata=True)
    if page is None or page.body is None:
        # Short pages hold no article that can be told from its surroundings.
        page = trafilatura.bare_extraction(data, favor_recall=True, include_comments=False, with_metadata=True)
    drafts = list(_blocks(page.body)) if page is not None and page.body is not None else []
    if not any(d.text or d.cells for d in drafts):
        raise Unreadable("no_text", "no article found in this page")
    title = _words(page.title or "")
    _titled(drafts, title)
    yield Read(
        drafts=drafts,
        media_type="text/html",
        reader="trafilatura",
        title=title,
        licence=page.license or licence_in(decode(data)),
    )


def _titled(drafts: list[Draft], title: str) -> None:
    """Make the heading that repeats the title the title, or put the title first."""
    for draft in drafts[:3]:
        if draft.label is Label.HEADING and draft.text == title:
            draft.label, draft.level = Label.TITLE, None
            return
    if title:
        drafts.insert(0, Draft(Label.TITLE, [Piece(title)]))


def _blocks(element: Any) -> Iterator[Draft]:  # noqa: ANN401 - lxml is untyped
    for child in element:
        if child.tag == "head":
            level = re.search(r"\d", child.get("rend", ""))
            yield Draft(Label.HEADING, [Piece(_text(child))], int(level.group()) if level else 2)
        elif child.tag == "list":
            yield from _blocks(child)
        elif child.tag == "table":
            yield Draft(Label.TABLE, cells=list(_cells(child)))
        elif child.tag == "code":
            yield Draft(Label.CODE, [Piece(line) for line in "".join(child.itertext()).strip("\n").split("\n") if line])
        elif child.tag in LABELS:
            nested = child.findall(".//list") + child.findall(".//table")
            for part in _text(child, nested).split("\n"):
                if part:
                    yield Draft(LABELS[child.tag], [Piece(part)])
            for inner in child:
                if inner in nested:
                    yield from _blocks([inner])
        elif child.tag not in ("graphic", "comments"):
            text = _text(child)
            if text:
                yield Draft(Label.PARAGRAPH, [Piece(text)])


def _cells(table: Any) -> Iterator[DraftCell]:  # noqa: ANN401 - lxml is untyped
    for r, row in enumerate(table.iter("row")):
        for c, cell in enumerate(row.iter("cell")):
            yield DraftCell(r, c, _text(cell).replace("\n", " "), header=cell.get("role") == "head")


def _text(element: Any, without: list[Any] = []) -> str:  # noqa: ANN401, B006 - lxml is untyped; never changed
    """Return an element's words; a line break in it is a newline."""
    parts = [element.text or ""]
    for child in element:
        if child not in without:
            parts.append("\n" if child.tag == "lb" else _text(child, without))
        parts.append(child.tail or "")
    lines = "".join(
        re.sub(r"[^\S\n]*\n[^\S\n]*", "\n", part) if part == "\n" else part.replace("\n", " ") for part in parts
    )
    return "\n".join(filter(None, (_words(line) for line in lines.split("\n"))))


def _words(text: str) -> str:
    return " ".join(text.split())
