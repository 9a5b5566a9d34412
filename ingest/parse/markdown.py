"""Markdown: headings, paragraphs, lists, code and tables, as CommonMark defines them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.parse.draft import Draft, DraftCell, Piece, Read
from ingest.parse.failure import Unreadable
from ingest.parse.plain import decode
from ingest.settings import IngestSettings
from kg.records import Label

if TYPE_CHECKING:
    from markdown_it.token import Token

FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def read_markdown(path: Path, settings: IngestSettings) -> Iterator[Read]:
    """Yield the one document of a Markdown file; `title` and `licence` of its YAML front matter are heeded."""
    from markdown_it import MarkdownIt

    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    about: dict[str, str] = {}
    if front := FRONT.match(text):
        about = dict(re.findall(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", front.group(1), re.MULTILINE))
        text = text[front.end() :]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    drafts = list(_drafts(tokens))
    if not any(d.text or d.cells for d in drafts):
        raise Unreadable("no_text", "the file holds no words")
    title = about.get("title", "")
    first = drafts[0]
    if title:
        drafts.insert(0, Draft(Label.TITLE, [Piece(title)]))
    elif first.label is Label.HEADING and first.level == 1:
        first.label, first.level, title = Label.TITLE, None, first.text
    yield Read(
        drafts=drafts,
        media_type="text/markdown",
        reader="markdown",
        title=title,
        licence=about.get("licence") or about.get("license") or "unknown",
    )


def _drafts(tokens: list[Token]) -> Iterator[Draft]:
    level: int | None = None
    items = 0
    cells: list[DraftCell] = []
    row = column = -1
    header = False
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "heading_close":
                level = None
            case "list_item_open":
                items += 1
            case "list_item_close":
                items -= 1
            case "fence" | "code_block":
                yield Draft(Label.CODE, [Piece(line) for line in token.content.split("\n") if line.strip()])
            case "table_open":
                cells, row = [], -1
            case "table_close":
                yield Draft(Label.TABLE, cells=cells)
                cells = []
            case "tr_open":
                row, column = row + 1, -1
            case "th_open" | "td_open":
                column, header = column + 1, token.type == "th_open"
            case "inline" if row >= 0 and column >= 0 and token.level >= 3 and _in_table(token, tokens):
                cells.append(DraftCell(row, column, " ".join(_words(token).split()), header=header))
            case "inline":
                label = Label.HEADING if level else Label.LIST_ITEM if items else Label.PARAGRAPH
                pieces = [Piece(" ".join(line.split())) for line in _words(token).split("\n") if line.strip()]
                yield Draft(label, pieces, level)


def _in_table(token: Token, tokens: list[Token]) -> bool:
    before = tokens[tokens.index(token) - 1]
    return before.type in ("th_open", "td_open")


def _words(token: Token) -> str:
    """Return an inline token as a reader sees it: without marks of emphasis, links as their words, images as none."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    return "".join(parts)
