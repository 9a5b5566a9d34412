"""What every reader makes of a file before it has offsets: pieces of text with their places, one label a block."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.records import Box, Label


def letters(text: str) -> str:
    """Return text with a question mark for each half of a surrogate pair, which is no letter and cannot be stored."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


@dataclass(slots=True)
class Piece:
    """One printed line, or a whole paragraph where the format has no lines."""

    text: str
    page: int | None = None
    box: Box | None = None

    def __post_init__(self) -> None:
        self.text = letters(self.text)


@dataclass(slots=True)
class DraftCell:
    """A table cell, at (row, column) counted from 0."""

    row: int
    column: int
    text: str
    page: int | None = None
    box: Box | None = None
    header: bool = False
    row_span: int = 1
    column_span: int = 1

    def __post_init__(self) -> None:
        self.text = letters(self.text)


@dataclass(slots=True)
class Draft:
    """A block to be: `cells` for a table, else `pieces`. `level` counts headings from 1."""

    label: Label
    pieces: list[Piece] = field(default_factory=list)
    level: int | None = None
    cells: list[DraftCell] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The pieces with a space between, for rules that look at words."""
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Beat:
    """A page was read: a sign of life, for which the sandbox gives more time."""


@dataclass(slots=True)
class Read:
    """What a reader returns for one document: its drafts in reading order, and what the file says of itself."""

    drafts: list[Draft]
    media_type: str
    reader: str
    title: str = ""
    part: str | None = None
    pages: int = 1
    licence: str = "unknown"

    def __post_init__(self) -> None:
        self.title, self.licence = letters(self.title), letters(self.licence)
        self.part = None if self.part is None else letters(self.part)
