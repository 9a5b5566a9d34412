"""A document's own licence is read from what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.parse import read
from ingest.parse.licence import licence_in
from ingest.settings import IngestSettings
from kg.records import Document


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("see https://creativecommons.org/licenses/by-sa/4.0/ for terms", "CC-BY-SA-4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("released under CC BY-NC-ND 3.0.", "CC-BY-NC-ND-3.0"),
        ("under a Creative Commons Attribution 4.0 International License", "CC-BY-4.0"),
        ("a Creative Commons Attribution-ShareAlike 3.0 licence", "CC-BY-SA-3.0"),
        ("Creative Commons Attribution-NonCommercial-NoDerivatives 4.0", "CC-BY-NC-ND-4.0"),
        ("All rights reserved.", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_stated_licence_gets_its_spdx_name(text: str, licence: str) -> None:
    assert licence_in(text) == licence


def test_real_papers_that_state_a_licence_carry_it(shared: Path) -> None:
    papers = sorted((shared / "data" / "papers").glob("jose.*.pdf"))[:3]
    assert papers
    for paper in papers:
        (document,) = (d for d in read(paper, IngestSettings()) if isinstance(d, Document))
        assert document.licence == "CC-BY-4.0", paper.name
