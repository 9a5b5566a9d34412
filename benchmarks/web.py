"""How well articles are found on web pages: 4-gram shingle precision, recall and F1 of the body against known texts.

    python benchmarks/web.py ../shared/data/web           # html/*.html.gz and ground-truth.json
    python benchmarks/web.py ../shared/data/web --json

The scores are those of article-extraction-benchmark, written anew from their definition: tokens are runs of word
characters, a shingle is four in a row (fewer where a text has fewer), counted with multiplicity; precision and recall
are means over pages. Beside ours stands trafilatura's plain text with its own default settings, in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import mean

from kg.records import Document, Label

WORD = re.compile(r"\w+")


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Return the runs of four tokens of a text, or all its tokens as one where it has fewer."""
    tokens = WORD.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else Counter()


def score(truth: str, found: str) -> tuple[float, float]:
    """Return precision and recall of the shingles found."""
    expected, seen = shingles(truth), shingles(found)
    both = sum((expected & seen).values())
    return (both / sum(seen.values()) if seen else 0.0), (both / sum(expected.values()) if expected else 1.0)


def ours(path: Path) -> str:
    """Return the body that we read: every block but the title, which the truth is without."""
    from ingest.parse import Unreadable
    from ingest.parse.readers import read_here
    from ingest.settings import IngestSettings

    try:
        found = [d for d in read_here(path, IngestSettings()) if isinstance(d, Document)]
    except Unreadable:
        return ""
    return "\n".join(d.quote(b.start, b.end) for d in found for b in d.blocks if b.label is not Label.TITLE)


def plain(path: Path) -> str:
    """Return trafilatura's plain text."""
    import trafilatura

    return trafilatura.extract(path.read_bytes(), include_comments=False) or ""


READERS: dict[str, Callable[[Path], str]] = {"ours": ours, "trafilatura": plain}


def measure(name: str, pages: dict[Path, str]) -> dict[str, object]:
    """Return the mean scores, speed and peak memory of one reader."""
    began = time.process_time()
    rows = [(path.stem, *score(truth, READERS[name](path))) for path, truth in pages.items()]
    seconds = time.process_time() - began
    precision, recall = mean(row[1] for row in rows), mean(row[2] for row in rows)
    return {
        "reader": name,
        "pages": len(rows),
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "pages_per_cpu_second": round(len(rows) / seconds, 1),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "rows": rows,
    }


def main() -> None:
    """Measure and print a table, or JSON with every page's scores."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    truths = json.loads((given.folder / "ground-truth.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        pages = {}
        for packed in sorted((given.folder / "html").glob("*.html.gz")):
            name = packed.name.removesuffix(".html.gz")
            path = Path(folder) / f"{name}.html"
            path.write_bytes(gzip.decompress(packed.read_bytes()))
            pages[path] = truths[name]["articleBody"]
        if not pages:
            parser.error(f"{given.folder}: no html/*.html.gz")
        results = [measure(name, pages) for name in READERS]
    if given.json:
        print(json.dumps(results, indent=1))
        return
    keys = ("f1", "precision", "recall", "pages_per_cpu_second", "peak_mib")
    print(f"{'reader':<12}" + "".join(f"{key.replace('pages_per_cpu_second', 'pages/CPU-s'):>13}" for key in keys))
    for result in results:
        print(f"{result['reader']!s:<12}" + "".join(f"{result[key]!s:>13}" for key in keys))


if __name__ == "__main__":
    main()
