"""How well PDFs are read: reading order, tables and headings against known Markdown, ours beside LiteParse and PyMuPDF.

    python benchmarks/documents.py ../shared/data/parse            # pdf/ and truth/
    python benchmarks/documents.py ../shared/data/papers           # and ../shared/data/papers-truth
    python benchmarks/documents.py ../shared/data/parse --json

The scores are those that opendataloader-bench defines, written anew from their definitions, so compare columns of one
run and not with figures printed elsewhere:

    NID   similarity of the whole text, tables left out: 1 - normalised insert/delete distance
    TEDS  tables: 1 - tree edit distance / nodes of the larger tree, cell text compared by edit distance
    MHS   headings: the same on a flat tree of headings and the text below each
    overall  for each document the mean of the scores it has, then the mean over documents
"""

from __future__ import annotations

import argparse
import html
import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from apted import APTED, Config
from lxml import html as lxml_html
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

TABLE = re.compile(r"<table.*?</table>", re.DOTALL | re.IGNORECASE)
PIPES = re.compile(r"(?:^[ \t]*\|.*\|[ \t]*\n?){2,}", re.MULTILINE)


class Node:
    """A node of a tree to compare: its name, its text, its children."""

    def __init__(self, name: str, text: str = "", children: list[Node] | None = None) -> None:
        self.name, self.text, self.children = name, text, children or []

    def __len__(self) -> int:
        return 1 + sum(len(child) for child in self.children)


class Cost(Config):
    """Renaming costs 1 where names differ, else the normalised edit distance of the texts."""

    def rename(self, a: Node, b: Node) -> float:
        if a.name != b.name:
            return 1.0
        return Levenshtein.normalized_distance(a.text, b.text) if a.text or b.text else 0.0

    def children(self, node: Node) -> list[Node]:
        return node.children


def similarity(a: Node, b: Node) -> float:
    """Return 1 - tree edit distance over the size of the larger tree, their roots not counted."""
    most = max(len(a), len(b)) - 1
    return max(0.0, 1 - APTED(a, b, Cost()).compute_edit_distance() / most) if most else 1.0


def nid(truth: str, read: str) -> float | None:
    """Return the similarity of two texts without their tables, white space made even."""
    left, right = (" ".join(_without_tables(text).split()) for text in (truth, read))
    return fuzz.ratio(left, right) / 100 if left or right else None


def teds(truth: str, read: str) -> float | None:
    """Return the similarity of all tables of a document, one tree with a branch a table; None where truth has none."""
    expected = _tables(truth)
    return similarity(Node("tables", "", expected), Node("tables", "", _tables(read))) if expected else None


def mhs(truth: str, read: str) -> float | None:
    """Return the similarity of headings with the text below them; None where truth has no heading."""
    if not re.search(r"^#{1,6}[ \t]+\S", truth, re.MULTILINE):
        return None
    return similarity(_headings(truth), _headings(read))


def _without_tables(text: str) -> str:
    text = PIPES.sub(" ", TABLE.sub(" ", text))
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", " ", text)
    return html.unescape(re.sub(r"[#*_`\\]", "", text))


def _tables(text: str) -> list[Node]:
    found: list[tuple[int, Node]] = []
    for match in TABLE.finditer(text):
        tree = lxml_html.fragment_fromstring(match.group(), create_parent=True)
        rows = [
            Node("tr", "", [Node(_span(cell), _words(cell.text_content())) for cell in row.iter("td", "th")])
            for row in tree.iter("tr")
        ]
        found.append((match.start(), Node("table", "", rows)))
    for match in PIPES.finditer(TABLE.sub(lambda m: " " * len(m.group()), text)):
        lines = [line.strip().strip("|").split("|") for line in match.group().strip().split("\n")]
        rows = [
            Node("tr", "", [Node("td 1 1", _words(cell)) for cell in line])
            for line in lines
            if not all(re.fullmatch(r"\s*:?-*:?\s*", cell) for cell in line)
        ]
        found.append((match.start(), Node("table", "", rows)))
    return [node for _, node in sorted(found, key=lambda pair: pair[0])]


def _span(cell: lxml_html.HtmlElement) -> str:
    return f"td {cell.get('rowspan', 1)} {cell.get('colspan', 1)}"


def _words(text: str) -> str:
    return " ".join(re.sub(r"[*_`\\]", "", text).split())


def _headings(text: str) -> Node:
    children: list[Node] = []
    body: list[str] = []

    def close() -> None:
        words = " ".join(" ".join(body).split())
        if words:
            children.append(Node("content", words))
        body.clear()

    for line in TABLE.sub(" ", text).split("\n"):
        heading = re.match(r"^#{1,6}[ \t]+(.*\S)", line)
        if heading:
            close()
            children.append(Node("heading", _words(heading.group(1))))
        else:
            body.append(re.sub(r"[*_`\\]", "", line))
    close()
    return Node("document", "", children)


def ours(path: Path) -> tuple[str, int]:
    """Return our Markdown and the number of pages."""
    from ingest.parse.markdown_out import markdown
    from ingest.parse.readers import read_here
    from ingest.settings import IngestSettings
    from kg.records import Document

    documents = [d for d in read_here(path, IngestSettings()) if isinstance(d, Document)]
    return "\n".join(markdown(d) for d in documents), sum(d.pages for d in documents)


def liteparse(path: Path) -> tuple[str, int]:
    """Return LiteParse's Markdown and the number of pages."""
    from liteparse import LiteParse

    parser = LiteParse(ocr_enabled=False, quiet=True, output_format="markdown", image_mode="off", extract_links=False)
    pages = parser.parse(path).pages
    return "\n\n".join(page.markdown for page in pages), len(pages)


def pymupdf(path: Path) -> tuple[str, int]:
    """Return PyMuPDF's blocks as paragraphs and the number of pages."""
    import pymupdf as mupdf

    with mupdf.open(path) as document:
        blocks = [block[4] for page in document for block in page.get_text("blocks") if block[6] == 0]
        return "\n\n".join(blocks), document.page_count


READERS: dict[str, Callable[[Path], tuple[str, int]]] = {"ours": ours, "liteparse": liteparse, "pymupdf": pymupdf}
SCORES = {"nid": nid, "teds": teds, "mhs": mhs}


def measure(name: str, pairs: list[tuple[Path, str]]) -> dict[str, object]:
    """Return the scores, speed and peak memory of one reader over (PDF, truth) pairs; a failed file scores 0."""
    reader, rows, pages, seconds = READERS[name], [], 0, 0.0
    reader(pairs[0][0])
    for path, truth in pairs:
        began = time.process_time()
        try:
            text, number = reader(path)
        except Exception as error:  # a reader that fails on a file scores nothing there
            print(f"{name}: {path.name}: {error}", file=sys.stderr)
            text, number = "", 0
        seconds += time.process_time() - began
        pages += number
        scores = {key: score(truth, text) for key, score in SCORES.items()}
        held = [value for value in scores.values() if value is not None]
        rows.append({"document": path.stem, **scores, "overall": mean(held) if held else None})
    figures: dict[str, object] = {"reader": name, "documents": len(rows), "pages": pages}
    for key in ("overall", *SCORES):
        values = [row[key] for row in rows if row[key] is not None]
        figures[key] = round(mean(values), 4) if values else None
    figures["pages_per_cpu_second"] = round(pages / seconds, 1) if seconds else None
    figures["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    figures["rows"] = rows
    return figures


def pairs_of(folder: Path) -> list[tuple[Path, str]]:
    """Return the PDFs below a folder that have a truth: `pdf/` and `truth/`, or a folder and its `-truth` sibling."""
    pdfs = folder / "pdf" if (folder / "pdf").is_dir() else folder
    truths = folder / "truth" if (folder / "truth").is_dir() else folder.with_name(f"{folder.name}-truth")
    found = [(pdf, truths / f"{pdf.stem}.md") for pdf in sorted(pdfs.glob("*.pdf"))]
    return [(pdf, truth.read_text(encoding="utf-8")) for pdf, truth in found if truth.is_file()]


def main() -> None:
    """Measure every reader that is installed and print a table, or JSON with every document's scores."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readers", nargs="+", choices=list(READERS), default=["ours", "liteparse"])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    pairs = pairs_of(given.folder)
    if not pairs:
        parser.error(f"{given.folder}: no PDF with a truth beside it")
    results = [measure(name, pairs) for name in given.readers]
    if given.json:
        print(json.dumps(results, indent=1))
        return
    keys = ("overall", *SCORES, "pages_per_cpu_second", "peak_mib")
    print(f"{len(pairs)} documents, {results[0]['pages']} pages")
    print(f"{'reader':<10}" + "".join(f"{key.replace('pages_per_cpu_second', 'pages/CPU-s'):>13}" for key in keys))
    for result in results:
        print(f"{result['reader']!s:<10}" + "".join(f"{result[key]!s:>13}" for key in keys))


if __name__ == "__main__":
    main()
