"""Markdown: headings, paragraphs, lists, code and tables, as CommonMark defines them.

What pandoc and LaTeX add is read as it is printed: `[@falk1998]` is `(Falk 1998)`, `@falk1998` is `Falk (1998)`, marks
of notes and attributes in braces are not seen, and what is set apart (`$$ … $$`, `\\begin{…}`) is no prose.
"""

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

_KEY = r"@(?P<key>[^\W_][\w:.#$%&+?<>~/-]*[^\W_]|[^\W_])"
_CITED = re.compile(r"\[(?P<inside>[^\[\]@]{0,200}@[^\[\]]{1,600})\]")
_INSIDE = re.compile(rf"(?<![\w.])(?P<bare>-)?{_KEY}")
_NARRATIVE = re.compile(rf"(?<![\w.@/-]){_KEY}")
_LATEX_CITED = re.compile(r"~?\\(?:auto|paren)?cite(?P<how>[tp]?)\*?(?:\[[^\[\]]*\])*\{(?P<keys>[^{}]+)\}")
_YEARED = re.compile(r"(?P<name>[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+)*).*?(?P<year>(?:1[89]|20)\d\d)(?!\d)")
"""A key of a bibliography that says who wrote it and when: `falk1998`, `Falk:1998`, `falk_soils_1998`."""

_NOTE = re.compile(r"\^?\[\^[^\[\]\s]+\]|\\footnote(?:mark|text)?\{(?:[^{}]|\{[^{}]*\}){0,2000}\}")
_ATTRIBUTES = re.compile(r"[ \t]?\{\s*(?:[#.][\w:.-]+|[\w-]+=[^{}\s]+)(?:\s+(?:[#.][\w:.-]+|[\w-]+=[^{}\s]+))*\s*\}")
_DISPLAYED = re.compile(
    r"\$\$.*?\$\$|\\begin\{(?P<kind>\w+)\*?\}.*?(?:\\end\{(?P=kind)\*?\}|\Z)|\A(?:\\[a-zA-Z]+(?:[{\[][^{}\[\]]*[}\]])*\s*)+\Z",
    re.DOTALL,
)
"""A formula or figure that stands on lines of its own, and commands of LaTeX with nothing beside them."""

_FLOATS = frozenset({"figure", "wrapfigure", "table", "tabular", "center", "minipage"})
_SPAN = "\ue000"
"""Stands for a span of code while a text is searched for what is no code."""


def read_markdown(path: Path, settings: IngestSettings) -> Iterator[Read]:
    """Yield the one document of a Markdown file; `title` and `licence` of its YAML front matter are heeded."""
    from markdown_it import MarkdownIt

    text = decode(path.read_bytes()).replace("\r\n", "\n").replace("\r", "\n")
    about: dict[str, str] = {}
    parser = MarkdownIt("commonmark").enable("table")
    if front := FRONT.match(text):
        about = dict(re.findall(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", front.group(1), re.MULTILINE))
        text = text[front.end() :]
    tokens = parser.parse(text)
    drafts = list(_drafts(tokens))
    if not any(d.text or d.cells for d in drafts):
        raise Unreadable("no_text", "the file holds no words")
    title = " ".join(_words(inline) for inline in parser.parseInline(about.get("title", "")))
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
                for part, shown in _parts(_words(token)):
                    pieces = [Piece(" ".join(line.split())) for line in part.split("\n") if line.strip()]
                    yield Draft(shown or label, pieces, None if shown else level)


def _in_table(token: Token, tokens: list[Token]) -> bool:
    before = tokens[tokens.index(token) - 1]
    return before.type in ("th_open", "td_open")


def _parts(text: str) -> Iterator[tuple[str, Label | None]]:
    """Yield the prose of a paragraph, and what is set apart within it, each with a label where it is no prose."""
    position = 0
    for found in _DISPLAYED.finditer(text):
        yield text[position : found.start()], None
        yield found.group(), Label.FIGURE if found["kind"] in _FLOATS else Label.FORMULA
        position = found.end()
    yield text[position:], None


def _words(token: Token) -> str:
    """Return an inline token as a reader sees it: without marks of emphasis, links as their words, images as none."""
    parts, spans = [], []
    for child in token.children or ():
        if child.type == "text":
            parts.append(child.content.replace(_SPAN, ""))
        elif child.type == "code_inline":
            parts.append(_SPAN)
            spans.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
    text = _ATTRIBUTES.sub("", _NOTE.sub("", "".join(parts)))
    text = _LATEX_CITED.sub(_latex_citation, _CITED.sub(_citation, text))
    text = _NARRATIVE.sub(lambda found: _key(found["key"], "{name} ({year})") or found.group(), text)
    verbatim = iter(spans)
    return re.sub(_SPAN, lambda _: next(verbatim), text)


def _citation(found: re.Match[str]) -> str:
    def read(key: re.Match[str]) -> str:
        return _key(key["key"], "{year}" if key["bare"] else "{name} {year}") or key["key"]

    inside, count = _INSIDE.subn(read, found["inside"])
    return f"({re.sub(r';(?=[^ ])', '; ', inside)})" if count else found.group()


def _latex_citation(found: re.Match[str]) -> str:
    keys = [key.strip() for key in found["keys"].split(",")]
    if found["how"] == "t":
        return " " + " and ".join(_key(key, "{name} ({year})") or f"@{key}" for key in keys)
    return f" ({'; '.join(_key(key, '{name} {year}') or key for key in keys)})"


def _key(key: str, form: str) -> str | None:
    """Return how a work is cited whose key says who wrote it and when, None where it does not."""
    found = _YEARED.match(key)
    if found is None:
        return None
    name = found["name"]
    return form.format(name=name if name[:1].isupper() else name.capitalize(), year=found["year"])
