"""A question's sources are told from what it asks of, and taken out of what is searched for."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources import NAMESAKES, Bearer, sourced, titles_of

BEARERS = [
    Bearer("Rivers of Southern Asia in Flood", "rivers.pdf"),
    Bearer("Groundwater", "groundwater.html"),
    Bearer("The Green Pump", "the-green-pump.md"),
    Bearer("[Re] Fishing Nets: How Many Fish Do They Hold?", "nets.txt"),
    Bearer("Kiss and Tell", "", page=True),
    Bearer("Do Forests Make Rain?", "forests.txt"),
]
KNOWN = titles_of(BEARERS)


@pytest.mark.parametrize(
    ("question", "text", "documents"),
    [
        ("In “Groundwater”, what falls?", "what falls?", (1,)),
        ('What falls, according to the article "groundwater"?', "What falls", (1,)),
        ("What falls in “Groundwater” and “The Green Pump” at night?", "What falls at night?", (1, 2)),
        ("Look in “The Green Pump”. Who squeaks?", "Who squeaks?", (2,)),
        ("A question to be answered from ‘THE GREEN PUMP’: who squeaks?", "who squeaks?", (2,)),
        ("To go by what “The Green Pump” says, who squeaks?", "who squeaks?", (2,)),
        ("According to The Green Pump, who squeaks?", "who squeaks?", (2,)),
        ("What does rivers.pdf say of mud?", "What does say of mud?", (0,)),
        ("Who eats mud in rivers.pdf?", "Who eats mud?", (0,)),
        ("In “[Re] Fishing Nets: How Many Fish Do They Hold?”, who counts?", "who counts?", (3,)),
        ("Who counts in “Fishing Nets”?", "Who counts in “Fishing Nets”?", ()),
        ("Who counts in “[Re] Fishing nets”?", "Who counts?", (3,)),
    ],
)
def test_a_source_is_named_and_taken_out_of_what_is_asked(question: str, text: str, documents: tuple[int, ...]) -> None:
    assert sourced(KNOWN, question) == (text, documents)


@pytest.mark.parametrize(
    "question",
    [
        "What fills groundwater in spring?",
        "What does “groundwater” mean?",
        "According to groundwater models, what rises?",
        "Why is the green pump green?",
        "In “Kiss and Tell”, who plays the girl?",
        "What position did the actress of Kiss and Tell hold?",
        "Do forests grow?",
        "",
        "“”",
    ],
)
def test_what_a_question_asks_of_is_no_source(question: str) -> None:
    assert sourced(KNOWN, question) == (question, ())


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("How do rivers of southern Asia in flood carry mud?", 0),
        ("Do forests make rain?", 5),
        ("What are rivers of southern Asia in flood, and why do they bring mud?", 0),
        ("In “Groundwater”, what?", 1),
        ("What is “The Green Pump”?", 2),
    ],
)
def test_a_title_that_may_be_what_is_asked_of_or_is_all_that_is_asked_stays(question: str, document: int) -> None:
    assert sourced(KNOWN, question) == (question, (document,))


def test_a_page_is_a_source_only_where_nothing_else_can_be_meant() -> None:
    assert sourced(KNOWN, "According to “Kiss and Tell”, who plays the girl?") == ("who plays the girl?", (4,))


def test_documents_of_one_title_are_all_named_but_what_many_bear_tells_nothing() -> None:
    few = titles_of([Bearer("Soil", f"soil-{i}.txt") for i in range(2)])
    assert sourced(few, "In “Soil”, what rots?").documents == (0, 1)
    many = titles_of([Bearer("Soil", f"soil-{i}.txt") for i in range(NAMESAKES + 1)])
    assert sourced(many, "In “Soil”, what rots?") == ("In “Soil”, what rots?", ())
    assert sourced(many, "In soil-3.txt, what rots?").documents == (3,)


@given(text=st.text(string.printable + "“”‘’«»雨é", max_size=80))
def test_any_text_is_a_question_and_keeps_something_to_ask(text: str) -> None:
    found = sourced(KNOWN, f"In “Groundwater”, {text}")
    assert found.documents[0] == 1
    assert found.text
    for title in ("", "a", "“", "A: b", text):
        known = titles_of([Bearer(title, title), Bearer(text, f"{text}.txt")])
        for question in (text, f"In “{text}”, who?", f"according to {title} and {text}"):
            sourced(known, question)
