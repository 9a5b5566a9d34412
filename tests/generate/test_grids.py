"""Tables: which can be asked of, what stands in their cells, and what of it nobody foresees."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generate import pipeline
from generate.balance import OF_TABLE
from generate.cells import DIFFERENCE, LETTERS, by_column, number, reckoned, under, unforeseen
from generate.grids import tabulated
from generate.ledger import outcomes
from generate.records import Sample, Stage
from generate.settings import GenerateSettings
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from kg.records import Hop
from kg.verify import verify
from kg.workspace import open_store

if TYPE_CHECKING:
    from collections.abc import Callable

WELLS = (
    ("Kessler", "41.5", "gravel"),
    ("Moor", "38.2", "chalk"),
    ("Hallberg", "62.7", "chalk"),
    ("Lind", "55.1", "clay"),
)
FIVE = (*WELLS, ("Sund", "44.9", "sand"))
HEAD = ("Well", "Depth", "Ground")
CAPTION = "Table 1. Depths that the laboratory measured in the spring."


def table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def workspace(folder: Path, *blocks: str) -> Path:
    page = "\n\n".join(("# The Wells of Lower Marsh", "## Results", *blocks))
    (folder / "wells.md").write_text(f"{page}\n", encoding="utf-8")
    with open_store(folder / "workspace", write=True) as store:
        ingest([str(folder / "wells.md")], store, IngestSettings(embed=False))
    return folder / "workspace"


def cells(where: Path) -> list[Hop]:
    with open_store(where) as store:
        return list(tabulated(store.documents(), store.chunks()))


def samples(
    where: Path, task: str, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> list[Sample]:
    monkeypatch.setattr(pipeline, "_matcher", script("tests/generate/killed.py").small_matcher)
    with open_store(where, write=True) as store:
        run, _ = pipeline.generate(store, GenerateSettings(n=50, task=task))
        assert verify(store).sound
        return [found for found in outcomes(store, run) if isinstance(found, Sample)]


def test_each_cell_is_a_fact_of_its_row_with_a_quote_from_the_head_to_it(tmp_path: Path) -> None:
    found = cells(workspace(tmp_path, CAPTION, table(HEAD, WELLS)))
    told = {(hop.claim.head.phrase, under(hop), hop.claim.tail.phrase) for hop in found}
    assert told == {(row[0], HEAD[place], row[place]) for row in WELLS for place in (1, 2)}
    assert {hop.claim.scope for hop in found} == {"“Table 1: Depths that the laboratory measured in the spring”"}
    for hop in found:
        quote = hop.claim.evidence
        assert quote.quote.startswith("Well | Depth")
        assert quote.quote.splitlines()[-1].startswith(hop.claim.head.phrase)
        for end in (hop.claim.head, hop.claim.tail):
            assert quote.quote[end.start - quote.start : end.end - quote.start] == end.phrase


def test_a_table_without_a_caption_goes_by_its_columns(tmp_path: Path) -> None:
    found = cells(workspace(tmp_path, table(HEAD, WELLS)))
    assert {hop.claim.scope for hop in found} == {"the table whose first columns are “Well”, “Depth” and “Ground”"}


@pytest.mark.parametrize(
    "blocks",
    [
        pytest.param((CAPTION, table(HEAD, (*WELLS[:3], ("Lind", "", "clay")))), id="an empty cell"),
        pytest.param((CAPTION, table(HEAD, (*WELLS, WELLS[0]))), id="two rows of one name"),
        pytest.param((CAPTION, table(("Well", "Depth", "Depth"), WELLS)), id="two columns of one name"),
        pytest.param((CAPTION, table(HEAD, WELLS[:1])), id="one row"),
        pytest.param((table(HEAD, WELLS), "Then it rained.", table(HEAD, WELLS)), id="two tables of one name"),
        pytest.param((table(HEAD[:2], tuple(row[:2] for row in WELLS)),), id="nothing names it"),
    ],
)
def test_a_table_is_left_alone_where_it_might_be_misread(tmp_path: Path, blocks: tuple[str, ...]) -> None:
    assert cells(workspace(tmp_path, *blocks)) == []


def test_what_several_rows_share_and_what_is_round_is_foreseen(tmp_path: Path) -> None:
    rows = (
        ("Kessler", "40", "dry gravel"),
        ("Moor", "38.2", "white chalk"),
        ("Lind", "300", "white chalk"),
        ("Sund", "7", "clay"),
    )
    found = cells(workspace(tmp_path, CAPTION, table(HEAD, rows)))
    asked = {hop.claim.tail.phrase for column in by_column(found) for hop in column if unforeseen(hop, column)}
    assert asked == {"38.2", "dry gravel"}


def test_of_rows_that_are_numbered_the_first_half_is_foreseen(tmp_path: Path) -> None:
    rows = (("1", "oak bark"), ("2", "beech mast"), ("3", "pine cones"), ("4", "birch sap"))
    found = cells(workspace(tmp_path, CAPTION, table(("Week", "Harvest"), rows)))
    assert [hop.claim.tail.phrase for hop in found if unforeseen(hop, found)] == ["pine cones", "birch sap"]


def test_a_row_of_many_is_found_by_its_number(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    more = (("Osterman", "71.3", "sand"), ("Dalgaard", "29.8", "loam"), ("Wikstrom", "33.4", "marl"))
    kept = samples(workspace(tmp_path, CAPTION, table(HEAD, (*FIVE, *more))), "table", script, monkeypatch)
    found = [sample for sample in kept if sample.form == "row"]
    assert found
    depths = {row[0]: row[1] for row in (*FIVE, *more)}
    assert all(depths[sample.answer] in sample.question for sample in found)


def test_questions_on_a_table_are_answered_by_its_cells(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = samples(workspace(tmp_path, CAPTION, table(HEAD, FIVE)), "table", script, monkeypatch)
    depths = {row[0]: row[1] for row in FIVE}
    assert 0 < len(kept) <= OF_TABLE
    for sample in kept:
        assert sample.stage.index >= Stage.CONCRETE.index
        assert sample.hops == len(sample.path) == 1
        assert (sample.path[0].head, sample.path[0].tail) in depths.items()
        assert sample.form == "cell"
        assert sample.answer == depths[sample.path[0].head]


def test_rows_are_compared_by_what_no_cell_says_and_every_row_is_a_hop(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = samples(workspace(tmp_path, CAPTION, table(HEAD, FIVE)), "compare", script, monkeypatch)
    depths = {row[0]: Decimal(row[1]) for row in FIVE}
    assert {sample.hops for sample in kept} >= {2, 3}
    for sample in kept:
        assert len(sample.path) == sample.hops
        assert len(sample.evidence) == 1
        if sample.hops == 2:
            more, less = (edge.head for edge in sample.path)
            assert Decimal(sample.answer) == depths[more] - depths[less] > 0
            assert f"{depths[more]} − {depths[less]} = {sample.answer}." == sample.reasoning[-1].text
        else:
            asked = sample.question.split(": ")[-1].rstrip(".").split("; ")
            ordered = sorted(asked, key=depths.__getitem__, reverse=True)
            assert sample.answer == "; ".join(f"{well} ({depths[well]})" for well in ordered)
            assert ordered != asked


@pytest.mark.parametrize(
    ("more", "less", "told"),
    [
        ("1,490", "67", "1,423"),
        ("1490", "67", "1423"),
        ("4.40", "3.8", "0.60"),
        ("−3", "−5", "2"),
        ("5", "5", None),
        ("5 %", "4 %", None),
        ("4,4", "3,8", None),
        ("many", "4", None),
    ],
)
def test_a_difference_is_exact_or_none(hop: Callable[..., Hop], more: str, less: str, told: str | None) -> None:
    assert reckoned(DIFFERENCE, [hop(f"row | {text}", "row", "have", text) for text in (more, less)]) == told


def test_a_nothing_counts_among_the_numbers_that_are_reckoned_with(hop: Callable[..., Hop]) -> None:
    column = [hop(f"row | {text}", "row", "have", text) for text in ("5", "0", "3")]
    assert reckoned(LETTERS, column) == "8"
    assert reckoned(LETTERS, column[:2]) == "5"
    assert reckoned(DIFFERENCE, column[:2]) == "5"


def test_letters_for_numbers_are_added_and_taken_away_by_turns(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = samples(workspace(tmp_path, CAPTION, table(HEAD, FIVE)), "reckon", script, monkeypatch)
    depths = {row[0]: Decimal(row[1]) for row in FIVE}
    assert kept
    for sample in kept:
        first, second, *more = (depths[edge.head] for edge in sample.path)
        assert sample.stage.index >= Stage.ABSTRACT.index
        expected = first + second if not more else first - second + more[0] - sum(more[1:])
        assert Decimal(sample.answer.replace("−", "-")) == expected
        assert all(well in sample.question for well in (edge.head for edge in sample.path))


def test_the_number_that_was_read_off_wrong_is_put_right(
    tmp_path: Path, script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = samples(workspace(tmp_path, CAPTION, table(HEAD, FIVE)), "audit", script, monkeypatch)
    assert kept
    for sample in kept:
        read = dict(reversed(part.split(" for ")) for part in re.findall(r"[\d.]+ for “\w+”", sample.question))
        true = {f"“{edge.head}”": edge.tail for edge in sample.path}
        wrong = [well for well in true if read[well] != true[well]]
        assert len(wrong) == 1
        assert sample.answer == true[wrong[0]]
        assert sample.answer not in sample.question


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("41.5", "41.5"),
        ("1,490", "1,490"),
        ("12 %", "12"),
        ("−3.2", "3.2"),
        ("17 ms", "17"),
        ("3–5", None),
        ("a 5", None),
    ],
)
def test_a_cell_is_a_number_where_nothing_but_its_unit_stands_beside_it(text: str, digits: str | None) -> None:
    assert number(text) == digits


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(0, 9999, places=2), min_size=2, max_size=4))
def test_what_is_reckoned_is_what_the_numbers_come_to(hop: Callable[..., Hop], values: list[Decimal]) -> None:
    cells = [hop(f"row | {value}", "row", "have", str(value)) for value in values]
    signs = [1, 1] if len(values) == 2 else [1, -1, 1, -1]
    told = reckoned(LETTERS, cells)
    assert told is not None
    assert Decimal(told.replace("−", "-")) == sum(sign * value for sign, value in zip(signs, values, strict=False))
