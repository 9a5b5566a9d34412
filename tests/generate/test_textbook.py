"""What any textbook says is told from what a document made, did, counted or named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generate.textbook import in_general
from kg.records import REFERENCES, Hop


@pytest.mark.parametrize(
    ("said", "general"),
    [
        ("Antipsychotic drugs act on nerve cells of the midbrain [1].", True),
        ("Partial derivatives are used to describe heat and the flow of water.", True),
        ("Large systems of cells can be simulated for a long time.", True),
        ("We act on nerve cells of the midbrain.", False),
        ("The course deals with nerve cells of the midbrain.", False),
        ("Nerve cells of the midbrain were cut into slices.", False),
        ("Nerve cells of the midbrain fire at 20 spikes.", False),
        ("Gifzap deals with nerve cells of the midbrain.", False),
        ("Nerve cells of the midbrain are dealt with by Gifzap.", False),
    ],
)
def test_a_sentence_is_general_where_no_doing_no_figure_and_no_name_stands_in_it(
    hop: Callable[..., Hop], said: str, general: bool
) -> None:
    assert in_general(hop(said, said.split()[0], "be", "of" if " of " in said else "to")) is general


def test_an_entry_of_a_list_of_references_is_of_a_work(hop: Callable[..., Hop]) -> None:
    made = hop("Cells of the midbrain.", "Cells", "be", "midbrain")
    entry = made.model_copy(update={"claim": made.claim.model_copy(update={"extractor": REFERENCES})})
    assert in_general(made)
    assert not in_general(entry)
