"""Compile every Typst source in this folder to a PDF in ../papers, with the same bytes each time.

    python examples/sources/build.py [--out FOLDER]

Only the fonts inside Typst are used, and no date is written, so two machines with one Typst version agree.
"""

from __future__ import annotations

import argparse
from pathlib import Path

SOURCES = Path(__file__).resolve().parent
PAPERS = SOURCES.parent / "papers"


def build(out: Path = PAPERS) -> list[Path]:
    """Compile each source to `out` and return the PDFs, in the order of their names."""
    import typst

    out.mkdir(parents=True, exist_ok=True)
    built = []
    for source in sorted(SOURCES.glob("*.typ")):
        target = out / f"{source.stem}.pdf"
        target.write_bytes(typst.compile(source, root=SOURCES, ignore_system_fonts=True))
        built.append(target)
    return built


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compile the Typst sources of the sample papers.")
    parser.add_argument("--out", type=Path, default=PAPERS, help="folder for the PDFs (default: examples/papers)")
    for path in build(parser.parse_args().out):
        print(f"{path.name}  {path.stat().st_size:,} bytes")
