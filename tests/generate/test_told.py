"""What else a document says: a question is clear only where no other sentence answers it in another way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generate.facts import survey
from generate.told import Told
from kg.records import REFERENCES, Hop
from kg.walk import Graph
from kg.workspace import open_store

Build = Callable[..., Path]


@pytest.fixture
def hop(works: Build) -> Hop:
    survey.cache_clear()
    with open_store(works()) as store:
        found = survey(Graph.load(store)).sound
    return next(hop for hop in found if hop.claim.predicate.text == "use")


def told(hop: Hop, *sentences: str) -> Told:
    return Told({hop.claim.evidence.document: (hop.claim.evidence.quote, *sentences)})


def ask(hop: Hop, of: str, *sentences: str) -> bool:
    return told(hop, *sentences).again(hop, of, [hop.claim.evidence.document]) is not None


def test_the_sentence_that_a_fact_rests_on_is_no_other_answer(hop: Hop) -> None:
    assert not ask(hop, "tail")
    assert not ask(hop, "head")


def test_another_sentence_with_the_verb_and_what_is_named_is_another_answer(hop: Hop) -> None:
    assert ask(hop, "tail", f"The {hop.head.name} was also used with moonlight.")
    assert ask(hop, "head", f"The moon employs the {hop.tail.name}s.")


def test_a_sentence_with_the_same_answer_or_without_what_is_named_is_none(hop: Hop) -> None:
    assert not ask(hop, "tail", f"Long ago the {hop.head.name} used a {hop.tail.name}.")
    assert not ask(hop, "tail", "The moon uses moonlight.", f"The {hop.head.name} is old.")


def test_other_documents_are_not_asked(hop: Hop) -> None:
    elsewhere = Told({"another": (f"The {hop.head.name} uses moonlight.",)})
    assert elsewhere.again(hop, "tail", [hop.claim.evidence.document]) is None


def test_a_fact_is_said_twice_where_a_second_sentence_has_both_its_ends(hop: Hop) -> None:
    document = [hop.claim.evidence.document]
    again = f"Of every {hop.head.name} the {hop.tail.name} is a part."
    assert told(hop).twice(hop, document, ["Notes"]) is None
    assert told(hop, again).twice(hop, document, ["Notes"]) == again


def test_a_fact_of_what_a_document_is_about_is_said_twice_where_its_other_end_is(hop: Hop) -> None:
    document, again = [hop.claim.evidence.document], f"It also has the {hop.tail.name}."
    assert told(hop, again).twice(hop, document, ["Notes"]) is None
    assert told(hop, again).twice(hop, document, [f"Notes on the {hop.head.name}"]) == again


def test_a_document_that_speaks_of_authors_or_cites_nobody_may_mean_others(hop: Hop) -> None:
    document = [hop.claim.evidence.document]
    cites = ("It was dug by Moor (1998).", "Doe et al. dug deeper.", "So did others [12].")
    assert not told(hop, "We built a pump.", *cites).unsure_of_authors(document)
    assert told(hop, "We built a pump.").unsure_of_authors(document)
    others = ("The authors built a pump.", "It failed the authors.", "The original authors agree.")
    assert told(hop, *others, *cites).unsure_of_authors(document)
    imprint = ("The authors retain copyright.", "The authors have no competing interests.", "The authors built it.")
    assert not told(hop, *imprint, *cites).unsure_of_authors(document)


def test_a_document_that_appeared_where_a_work_did_is_another_answer(hop: Hop) -> None:
    document = hop.claim.evidence.document
    listed = hop.model_copy(update={"claim": hop.claim.model_copy(update={"extractor": REFERENCES})})
    elsewhere = Told({document: ()}, {document: "Journal of Other Things, 2011"})
    there = Told({document: ()}, {document: f"Published in {hop.claim.tail.phrase}, 2011"})
    assert elsewhere.again(listed, "head", [document]) is None
    assert there.again(listed, "head", [document]) == "the document itself"
    assert there.again(listed, "tail", [document]) == "the document itself"
