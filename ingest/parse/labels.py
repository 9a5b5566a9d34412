"""Paragraphs to labelled blocks: headings and their levels, captions, lists, formulas, code, footnotes, references."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from ingest.parse.lines import Line
from ingest.parse.page import Page, Table
from ingest.parse.paragraphs import LEADERS, is_list_mark
from kg.records import Label

CAPTION = re.compile(
    r"^((?i:fig(ure)?s?\.?|tab(le|\.)|listing|algorithm|scheme|box|plate|chart|map|exhibit"
    r"|supplementary (figure|table)))"
    r"\s*([A-Z]\.?)?\d{0,3}([.-]\d+)*[a-z]?(\s*[.:|–—]|\s+\(|\s*$|\s+[A-Z])"
)
NUMBERED_HEADING = re.compile(
    r"^(\d{1,2}(\.\d{1,2}){0,4}\.?|[A-Z](\.\d{1,2}){1,4}\.?|[A-Z]\.|[IVX]{1,5}\.|(Appendix|Chapter|Section)\s+\w+[.:]?)\s+\S"
)
REFERENCES = re.compile(
    r"^([\dIVX]+\.?\s+)?(references|bibliography|literature cited|works cited|references cited)\W*$", re.I
)
KNOWN = re.compile(
    r"^([\dIVX]+\.?\s+)?(abstract|summary|introduction|background|methods?|materials and methods|discussion"
    r"|results( and discussion)?|conclusions?|acknowledge?ments?|statement of need"
    r"|related work|future work|appendix|limitations|references)\W*$",
    re.IGNORECASE,
)
PROMPT = re.compile(r"^(\$|>|>>>|R>|C:\\\\|In \[\d+\]:) \S")
ASSIGNMENT = re.compile(r"^[\w.$\[\]]+ ?<- ?\S|^\+ {1,8}\S.*[(,]")
STEP = re.compile(
    r"^(for|while|until|repeat|end|if|else|return|Input|Output|Data|Result|Require|Ensure|procedure|function)\b"
    r"|\b(do|then|end|repeat)$|←"
)
SENTENCE_END = re.compile(r"[.!?][\"”’')\]]*$")


@dataclass(slots=True)
class Style:
    """How most of the document's prose is set."""

    size: float
    font: str
    bold: bool


@dataclass(slots=True)
class Marked:
    """A paragraph with its label; a table holds what the engine found; `run_in` headings open a paragraph's line."""

    label: Label
    lines: list[Line]
    level: int | None = None
    table: Table | None = None
    region: int = 0
    run_in: bool = False

    @property
    def text(self) -> str:
        """The lines with a space between."""
        return " ".join(line.text for line in self.lines)


def body_style(lines: list[Line]) -> Style:
    """Return the look of most letters of the document."""
    prose = [x for x in lines if len(x.text) > 30 and x.math < 0.3] or lines
    sizes: Counter[float] = Counter()
    for line in prose:
        sizes[round(line.size * 2) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    own = [x for x in prose if abs(x.size - size) <= 0.3] or prose
    fonts: Counter[str] = Counter()
    for line in own:
        fonts[line.font] += len(line.text)
    bold = sum(x.bold * len(x.text) for x in own) / max(sum(len(x.text) for x in own), 1)
    return Style(size, fonts.most_common(1)[0][0] if fonts else "", bold > 0.6)


def mark(lines: list[Line], body: Style, page: Page, region: int) -> Marked:
    """Return a paragraph with the label that its own look gives it."""
    if lines[0].table:
        return Marked(Label.TABLE, lines, table=lines[0].table, region=region)
    return Marked(_label(lines, body, page), lines, region=region)


def split_run_in(block: Marked, body: Style) -> list[Marked]:
    """Part bold words that head a paragraph on its own first line from the paragraph."""
    first = block.lines[0]
    head = first.bold_words
    if block.label is not Label.PARAGRAPH or body.bold or not head or head.endswith((":", ",", ";")):
        return [block]
    rest = first.text[len(head) :].lstrip(" .—–-")
    if (
        not first.text.startswith(head)
        or len(head.split()) > 9
        or not re.match(r"[\"“‘(]?[A-Z]", rest)
        or len(block.text) < 120
    ):
        return [block]
    return [
        Marked(Label.HEADING, [replace(first, text=head.rstrip(" .—–"))], region=block.region, run_in=True),
        Marked(block.label, [replace(first, text=rest, bold_words=""), *block.lines[1:]], region=block.region),
    ]


def _label(lines: list[Line], body: Style, page: Page) -> Label:
    text = " ".join(x.text for x in lines)
    letters = sum(c.isalpha() for c in text)
    weight = max(sum(len(x.text) for x in lines), 1)
    math = sum(x.math * len(x.text) for x in lines) / weight
    mono = sum(x.mono * len(x.text) for x in lines) / weight
    bold = sum(x.bold * len(x.text) for x in lines) / weight
    size = lines[0].size
    if mono > 0.8 or PROMPT.match(text) or _pseudocode(lines) or _session(lines):
        return Label.CODE
    if CAPTION.match(text) and re.match(r"^\w+\.?\s*\d|^[A-Z]", text) and re.search(r"\d", text[:24]):
        return Label.CAPTION
    if LEADERS.search(text):
        return Label.FRONT_MATTER
    if is_formula(text, math, lines):
        return Label.FORMULA
    if letters >= 2 and len(lines) <= 3 and len(text) <= 160 and is_heading(text, size, bold, body, lines):
        return Label.HEADING
    if is_list_mark(text) and len(text) > 3:
        return Label.LIST_ITEM
    foot = lines[0].top > 0.55 * page.height
    if size < 0.93 * body.size and foot and (lines[0].lead or re.match(r"^(\d{1,2}|[*†‡§¶])\s?[A-Zh]", text)):
        return Label.FOOTNOTE
    return Label.PARAGRAPH


def _session(lines: list[Line]) -> bool:
    """Say whether half of the lines were typed at a prompt, or assign a value as R does."""
    typed = sum(bool(PROMPT.match(x.text) or ASSIGNMENT.match(x.text)) for x in lines)
    return typed >= 0.5 * len(lines)


def _pseudocode(lines: list[Line]) -> bool:
    """Say whether lines read as an algorithm: steps that open with its words, and no sentence."""
    steps = sum(bool(STEP.search(x.text)) for x in lines)
    return steps >= 2 and steps >= 0.34 * len(lines) and not any(SENTENCE_END.search(x.text) for x in lines)


def is_heading(text: str, size: float, bold: float, body: Style, lines: list[Line]) -> bool:
    """Say whether a short paragraph reads as a heading: larger or bolder than the body, and no sentence."""
    heavy = bold > 0.85 and not body.bold
    if LEADERS.search(text):
        return False
    if is_list_mark(text) and size < 1.09 * body.size:
        return False
    if re.fullmatch(r"[\W\d]+", text) or text.endswith((",", ";")):
        return False
    words = text.split()
    sentence = len(words) > 8 and (text.endswith(":") or SENTENCE_END.search(text) or re.search(r"[a-z]\. [A-Z]", text))
    larger = size >= 1.09 * body.size
    if larger and not sentence and len(words) <= 24:
        return True
    if heavy and not sentence and len(words) <= 16 and size >= 0.93 * body.size and not text.endswith("."):
        return True
    if KNOWN.match(text) and (text[0].isupper() or text[0].isdigit()) and len(lines) == 1:
        return heavy or larger or text.isupper() or bool(re.match(r"^\d", text)) or lines[0].font != body.font
    return bool(
        NUMBERED_HEADING.match(text)
        and len(lines) == 1
        and len(words) <= 12
        and re.match(r"^\d+(\.\d+)+(\.?\s+[A-Z]|\.\s+[a-z]{3})", text)
        and not sentence
        and (lines[0].font != body.font or heavy)
    )


def is_formula(text: str, math: float, lines: list[Line]) -> bool:
    """Say whether a paragraph is a displayed formula: mostly mathematics, few words."""
    symbols = sum(c in "=∑∏∫√≤≥≈∈∀∃±×∂∇→←⇒∞^_⟨⟩‖|∥{}" or "α" <= c <= "ω" for c in text)
    words = re.findall(r"[A-Za-z]{3,}", text)
    if not text.strip():
        return True
    if len(words) > 12 or len(lines) > 8:
        return False
    if math > 0.35 and len(words) <= 4:
        return True
    if not words and (len(text) < 30 or math > 0.15):
        return True
    return symbols >= 2 and len(words) <= 3 and len(text) < 160 and symbols / len(text) > 0.04
