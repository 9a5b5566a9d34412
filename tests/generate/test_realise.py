"""The last look at a draft's words."""

from __future__ import annotations

import pytest

from generate.realise import ill_formed
from generate.records import Draft, ReasoningStep

STEP = ReasoningStep(text="The pump feeds the mill.", evidence=("ev_1",))


def draft(question: str, answer: str = "the mill", options: tuple[str, ...] = ()) -> Draft:
    return Draft(question=question, answer=answer, options=options, reasoning=(STEP,))


def test_a_sound_draft_has_no_fault() -> None:
    assert ill_formed(draft("According to “Water”, what does a useful pump feed?")) is None


@pytest.mark.parametrize(
    "question", ["What does  it feed?", "What does it feed ?", "What feeds it..", "Is it a engine?"]
)
def test_loose_marks_and_wrong_articles_are_faults(question: str) -> None:
    assert ill_formed(draft(question)) == "ill_formed"


def test_an_answer_stands_once_among_its_options() -> None:
    assert ill_formed(draft("Which?", options=("the mill", "the gate"))) is None
    assert ill_formed(draft("Which?", options=("the gate", "the hose"))) == "options_clash"
    assert ill_formed(draft("Which?", options=("the mill", "the gate", "the gate"))) == "options_clash"
