"""The sample papers are what their sources make, and what their list says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest


def text_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_range() for page in pdf]


def test_the_list_names_every_document_and_no_other(repository: Path) -> None:
    listed = re.findall(r"`papers/([^`]+)`", (repository / "examples" / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(path.name for path in (repository / "examples" / "papers").iterdir())
    assert len(listed) >= 8


def test_the_sources_make_the_pdfs_that_are_there(
    repository: Path, script: Callable[[str], ModuleType], tmp_path: Path
) -> None:
    pytest.importorskip("typst", reason="needs Typst (pip install typst)")
    build = script("examples/sources/build.py")
    built = build.build(tmp_path)
    assert len(built) >= 5
    for pdf in built:
        assert text_of(pdf) == text_of(repository / "examples" / "papers" / pdf.name)
