"""What a document says of itself stands alone outside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ingest.english import load_english
from ingest.extract import extract
from ingest.extract.own import own_of
from kg.records import Chunk, Document, Rejection

TITLE = "pyflow: a Python package for stream flow"


Prose = Callable[..., tuple[Document, Chunk]]
Claims = Callable[..., tuple[set[tuple[str, str, str]], tuple[Rejection, ...]]]


@pytest.fixture(scope="module")
def claims(prose: Prose) -> Claims:
    """Return what reads a text: its claims, by name, and what else was found."""

    def reader(text: str, title: str = TITLE) -> tuple[set[tuple[str, str, str]], tuple[Rejection, ...]]:
        document, chunk = prose(text, title)
        mentions, found, rejections = extract(document, [chunk], load_english())
        names = {m.id: m.name for m in mentions}
        rows = {
            (names[c.head.mention], c.predicate.text, names[c.tail.mention]) for c in found if c.extractor == "grammar"
        }
        return rows, rejections

    return reader


def test_we_are_the_authors_of_the_document(claims: Claims) -> None:
    assert (f"authors of “{TITLE}”", "use", "NumPy") in claims("We use NumPy.")[0]


@pytest.mark.parametrize("text", ["We see NumPy.", "We can use NumPy.", "We need NumPy."])
def test_a_we_that_may_be_the_reader_too_is_refused(claims: Claims, text: str) -> None:
    found, rejections = claims(text)
    assert not found
    assert "first_or_second_person" in {r.reason for r in rejections}


def test_this_course_and_our_course_are_the_documents(claims: Claims) -> None:
    found, _ = claims("This course includes lectures. Our course uses NumPy.")
    assert {head for head, _, _ in found} == {f"course of “{TITLE}”"}


def test_a_thing_with_a_name_is_called_by_it(claims: Claims) -> None:
    text = "pyflow is a Python package. pyflow reads files. Users like pyflow. The package contains solvers."
    assert ("pyflow", "contain", "solver") in claims(text)[0]


def test_another_package_is_not_the_documents_own(claims: Claims) -> None:
    text = "pyflow is a Python package. pyflow reads files. Users like pyflow. The original package contains solvers."
    assert not [row for row in claims(text)[0] if row[2] == "solver"]


def test_a_course_without_title_is_nobodys(claims: Claims) -> None:
    assert not claims("The course includes lectures.", title="")[0]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("PyQInt: A Teaching-Oriented Implementation", "PyQInt"),
        ("Reinforcement Learning: A Comprehensive Course", ""),
        ("Learning by doing", ""),
        ("", ""),
    ],
)
def test_a_title_names_a_thing_by_a_coined_word_before_a_colon(title: str, name: str) -> None:
    assert own_of("PyQInt runs. PyQInt is fast. We like PyQInt. Reinforcement Learning.", title).name == name


def test_the_final_session_is_not_the_second_one(claims: Claims) -> None:
    found, _ = claims("The second session uses NumPy. The final session uses SciPy.")
    assert {head for head, _, _ in found} == {f"second session of “{TITLE}”", f"final session of “{TITLE}”"}


def test_a_numbered_part_is_its_documents(claims: Claims) -> None:
    assert {head for head, _, _ in claims("Part 2 uses NumPy.")[0]} == {f"Part 2 of “{TITLE}”"}


def test_these_courses_may_be_anybodys(claims: Claims) -> None:
    assert not claims("These courses use NumPy.")[0]


def test_what_ran_once_is_said_of_its_document_alone(claims: Claims) -> None:
    found, _ = claims("The heavy flow simulations were performed on Linux.")
    assert {head for head, _, _ in found} == {f"heavy flow simulation of “{TITLE}”"}
