"""Documents that a question does not name: found by what they say, or by a term that two of them share."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from generate import pipeline
from generate.across import Step, steps
from generate.ledger import outcomes
from generate.records import Sample
from generate.settings import GenerateSettings
from generate.told import Told
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from kg.records import Hop
from kg.workspace import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = {
    "Notes on a Village Survey": [
        "Each household was visited twice in the dry season by a trained water inspector with a paper questionnaire.",
        "Spare parts for all of the hand pumps of the lower village were stored in the parish barn.",
        "Before the first rains all of the broken hand pumps of the lower village were mended with rubber gaskets.",
    ],
    "A Year by the Brown River": [
        "Each autumn the boat crew counted the grey herons on all of the sandbanks from a wooden tower.",
        "Sediment samples from the deepest part of the river bed were stored in the ice cellar.",
        "An old Fjordling boat had been fitted with rubber gaskets and a Wikstrom engine by two retired fishermen.",
        "In the winter months all of the torn nets of the boat crew were mended with tarred twine.",
    ],
}


@pytest.fixture
def samples(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], list[Sample]]:
    monkeypatch.setattr(pipeline, "_matcher", script("tests/generate/killed.py").small_matcher)
    for title, said in PAGES.items():
        sections = "\n\n".join(f"## Part {number}\n\n{text}" for number, text in enumerate(said, 1))
        (tmp_path / f"{title}.md").write_text(f"# {title}\n\n{sections}\n", encoding="utf-8")
    with open_store(tmp_path / "workspace", write=True) as store:
        ingest([str(tmp_path)], store, IngestSettings(embed=False))

    def kept(hops: int) -> list[Sample]:
        with open_store(tmp_path / "workspace", write=True) as store:
            run, _ = pipeline.generate(store, GenerateSettings(n=20, task="source", hops=hops), restart=True)
            return [found for found in outcomes(store, run) if isinstance(found, Sample)]

    return kept


@pytest.mark.parametrize("hops", [2, 3, 4])
def test_each_edge_of_the_path_goes_on_from_the_last_over_a_document(
    samples: Callable[[int], list[Sample]], hops: int
) -> None:
    found = samples(hops)
    assert found
    for sample in found:
        assert len(sample.path) == hops == len(sample.evidence) == len(sample.reasoning)
        assert all(one.tail == other.head for one, other in pairwise(sample.path))
        assert len({quote.chunk for quote in sample.evidence}) > 1
        assert {edge.relation for edge in sample.path} <= {"NAMED_IN", "NAMED_WITH"}


def test_a_document_is_found_by_a_sentence_and_asked_for_what_both_say(samples: Callable[[int], list[Sample]]) -> None:
    told = [sample for sample in samples(2) if "fills" in sample.question]
    stored = {sample.answer for sample in told if sample.question.endswith("“stored in the _____”?")}
    assert stored == {"parish barn", "ice cellar"}
    for sample in told:
        assert not any(title in sample.question for title in PAGES)
        clue, target = (" ".join(quote.quote.split()) for quote in sample.evidence)
        assert f"“{clue}”" in sample.question
        assert target not in sample.question
        assert sample.answer in target


def test_a_term_leads_to_the_one_other_document_that_names_it(samples: Callable[[int], list[Sample]]) -> None:
    led = [sample for sample in samples(2) if "Which one other document" in sample.question]
    for sample in led:
        asked, answer = sorted(PAGES, key=lambda title: title not in sample.question)
        assert asked in sample.question
        assert sample.answer == f"“{answer}”"
        assert "rubber gasket" not in sample.question
    farthest = samples(4)
    assert farthest
    assert {sample.answer for sample in farthest} <= {"ice cellar", "tarred twine"}
    assert all(
        "be what fills the gap in the one place where it says “mended with _____”" in sample.question
        for sample in farthest
    )


def test_what_a_step_is_for_follows_from_the_documents_around_it(hop: Callable[..., Hop]) -> None:
    def of(document: str) -> Hop:
        made = hop("Rain recharges groundwater.", "Rain", "recharge", "groundwater")
        place = made.claim.evidence.model_copy(update={"document": document})
        return made.model_copy(update={"claim": made.claim.model_copy(update={"evidence": place})})

    def found(documents: str) -> tuple[Step, ...]:
        return steps([of(document) for document in documents])

    assert found("aa") == (Step.CLUE, Step.TARGET)
    assert found("ab") == (Step.LEAD, Step.NAMED)
    assert found("abb") == (Step.LEAD, Step.NAMED, Step.TARGET)
    assert found("aabb") == (Step.CLUE, Step.LEAD, Step.NAMED, Step.TARGET)


def test_words_need_their_document_where_it_has_them_once_and_another_has_them_too() -> None:
    told = Told({"a": ("Nets are stored in sheds. Oars are old.",), "b": ("Salt is stored in barns.", "Oars are old.")})
    assert told.told_apart("stored in", "sheds", "a")
    assert not told.told_apart("Oars are", "old", "c")
    assert not told.told_apart("nets are stored in", "sheds", "a")
    twice = Told({"a": ("Nets are stored in sheds. Oars are stored in barns.",), "b": ("Salt is stored in jars.",)})
    assert not twice.told_apart("stored in", "sheds", "a")


def test_documents_that_name_a_term_are_found_whatever_its_number() -> None:
    told = Told({"a": ("The rubber gasket leaks.",), "b": ("Two rubber gaskets leak.",), "c": ("Rubber leaks.",)})
    assert told.naming(["rubber gasket"]) == {"a", "b"}
    assert told.naming(["steel gasket"]) == frozenset()
    assert told.saying("The rubber gasket leaks.") == {"a"}
