"""Sentences that no claim was read from: which are whole, what may be taken out of them, and what they are good for."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from generate import pipeline
from generate.beside import NAMED_WITH, beside
from generate.ledger import outcomes
from generate.records import Sample
from generate.settings import GenerateSettings
from generate.standing import stands
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from kg.records import Hop
from kg.verify import verify
from kg.workspace import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = """# The Wells of Lower Marsh

## What we did

All nineteen marsh wells were led through a Kessler membrane by the Lindgren laboratory in the wet spring of 1998.
Dr. Moor, who had dug the wells, was asked for tubewell diagrams before any borehole logging was begun by the team.
Samples from the deep boreholes were sent to the Osterman archive, which keeps them to this day. Dry wells.

## Acknowledgements

The digging was paid for by a Dalgaard foundation and by all of the good people of Lower Marsh.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "wells.md").write_text(PAGE, encoding="utf-8")
    with open_store(tmp_path / "workspace", write=True) as store:
        ingest([str(tmp_path / "wells.md")], store, IngestSettings(embed=False))
    return tmp_path / "workspace"


def pairs(workspace: Path) -> list[Hop]:
    with open_store(workspace) as store:
        return list(beside(store.documents(), store.chunks(), store.mentions(), store.entities()))


def test_each_pair_stands_in_one_whole_sentence_of_the_body(workspace: Path) -> None:
    found = pairs(workspace)
    quotes = {" ".join(hop.claim.evidence.quote.split()) for hop in found}
    assert quotes
    assert all(quote.startswith(("All nineteen", "Dr. Moor", "Samples from")) for quote in quotes)
    assert all(quote.endswith(".") and "Acknowledge" not in quote and "Dry wells" not in quote for quote in quotes)
    for hop in found:
        place = hop.claim.evidence
        for end in (hop.claim.head, hop.claim.tail):
            told = place.quote[end.start - place.start : end.end - place.start]
            assert " ".join(told.split()) == end.phrase


def test_neighbouring_terms_do_not_overlap_and_are_two_things(workspace: Path) -> None:
    for hop in pairs(workspace):
        assert hop.head.id != hop.tail.id
        assert hop.claim.head.end <= hop.claim.tail.start
        assert hop.relation.relation == NAMED_WITH


def test_samples_give_the_sentence_back_once_and_trace_to_it(
    workspace: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "_matcher", script("tests/generate/killed.py").small_matcher)
    with open_store(workspace, write=True) as store:
        run, _ = pipeline.generate(store, GenerateSettings(n=50, task="cloze"))
        kept = [found for found in outcomes(store, run) if isinstance(found, Sample)]
        named = [sample for sample in kept if sample.path[0].relation == NAMED_WITH]
        assert named
        assert len({sample.evidence[0].id for sample in named}) == len(named)
        assert {quote.chunk for sample in named for quote in sample.evidence} <= {chunk.id for chunk in store.chunks()}
        for sample in named:
            said = sample.question.split(": ", 1)[1]
            for part in sample.answer.split("; "):
                said = said.replace("_____", part, 1)
            assert said == sample.reasoning[0].text
        assert verify(store).sound


def test_a_sentence_that_leans_on_the_one_before_is_read_with_it(tmp_path: Path) -> None:
    told = (
        "The Lindgren laboratory tested the deep boreholes of Lower Marsh with a Kessler membrane in the wet spring. "
        "This showed that the Moor aquifer feeds the Kessler springs in all of the dry months. "
        "The second of them is described below in a section on the Moor aquifer and the Kessler springs."
    )
    (tmp_path / "wells.md").write_text(f"# The Wells of Lower Marsh\n\n## Results\n\n{told}\n", encoding="utf-8")
    with open_store(tmp_path / "workspace", write=True) as store:
        ingest([str(tmp_path / "wells.md")], store, IngestSettings(embed=False))
    quotes = {" ".join(hop.claim.evidence.quote.split()) for hop in pairs(tmp_path / "workspace")}
    first, second, _ = told.split(". ")
    assert quotes == {f"{first}.", f"{first}. {second}."}
    for hop in pairs(tmp_path / "workspace"):
        if "This showed" in hop.claim.evidence.quote:
            assert hop.claim.tail.start > hop.claim.evidence.start + hop.claim.evidence.quote.index("This showed")
            assert stands(hop)


def test_where_search_leads_its_sentences_are_asked_of_as_well(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "_matcher", script("tests/generate/killed.py").small_matcher)
    other = (
        "# Bread\n\nThe Hallberg bakery in Upper Field was led through the long Kessler strike by its Moor sisters.\n"
    )
    (tmp_path / "wells.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "bread.md").write_text(other, encoding="utf-8")
    with open_store(tmp_path / "workspace", write=True) as store:
        ingest([str(tmp_path / "wells.md"), str(tmp_path / "bread.md")], store, IngestSettings())
        settings = GenerateSettings(n=20, task="cloze", topic="marsh wells and a membrane", ground_passages=1)
        run, _ = pipeline.generate(store, settings)
        kept = [found for found in outcomes(store, run) if isinstance(found, Sample)]
    assert kept
    assert all(sample.ground == "marsh wells and a membrane" and "Wells" in sample.question for sample in kept)
