"""Tables whose cells are drawn: rules that cross, or boxes side by side; and what only looks like them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from ingest.parse import lattice, pdfium
from ingest.parse.page import Table, TableCell
from kg.records import Box

Make = Callable[..., Path]
Lay = Callable[..., list[tuple[float, float, float, str, str]]]

HEIGHT = 842
TOPS, LEFTS = (180, 200, 240, 260), (60, 160, 260, 360)


def across(y: float, x0: float, x1: float) -> str:
    return f"{x0} {HEIGHT - y} m {x1} {HEIGHT - y} l S"


def upright(x: float, y0: float, y1: float) -> str:
    return f"{x} {HEIGHT - y0} m {x} {HEIGHT - y1} l S"


def boxed(box: Box) -> str:
    x0, top, x1, bottom = box
    return f"{x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re S"


GRID = " ".join([*(across(y, 60, 360) for y in TOPS), *(upright(x, 180, 260) for x in LEFTS)])


def words(lay: Lay) -> list[tuple[float, float, float, str, str]]:
    """Return the words of a table of wells: three columns, a head and two rows, the first of them of two lines."""
    rows = ((193, ("Well", "Depth", "Ground")), (213, ("Kessler well|by the church", "41.5", "gravel")))
    placed = [word for y, texts in rows for x, text in zip(LEFTS, texts, strict=False) for word in lay(x + 4, y, text)]
    return placed + [
        word for x, text in zip(LEFTS, ("Moor", "38.2", "chalk"), strict=False) for word in lay(x + 4, 253, text)
    ]


def tables(path: Path) -> list[Table]:
    (page,) = [page for page, _ in pdfium.read(path, 1).pages]
    return lattice.tables(page)


def rows(cells: Iterable[TableCell]) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in cells:
        found.setdefault(cell.row, []).append(cell.text)
    return list(found.values())


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(GRID, id="rules"),
        pytest.param(
            " ".join(
                boxed((x, y, LEFTS[i + 1], TOPS[j + 1]))
                for i, x in enumerate(LEFTS[:-1])
                for j, y in enumerate(TOPS[:-1])
            ),
            id="boxes",
        ),
        pytest.param(f"{GRID} {across(181.5, 60, 360)} {upright(358.5, 180, 260)}", id="double rules"),
    ],
)
def test_each_field_of_a_lattice_is_a_cell(make_pdf: Make, lay: Lay, drawn: str) -> None:
    (table,) = tables(make_pdf("a.pdf", words(lay), extra=drawn))
    assert rows(table.cells) == [
        ["Well", "Depth", "Ground"],
        ["Kessler well by the church", "41.5", "gravel"],
        ["Moor", "38.2", "chalk"],
    ]
    assert {(cell.row_span, cell.column_span) for cell in table.cells} == {(1, 1)}
    assert [cell.header for cell in table.cells] == [True] * 3 + [False] * 6


def test_fields_that_no_rule_parts_are_one_cell(make_pdf: Make, lay: Lay) -> None:
    drawn = [across(y, 60, 360) for y in (180, 200, 260)] + [across(240, 160, 360)]
    drawn += [upright(x, 180, 260) for x in (60, 360)] + [upright(160, 200, 260), upright(260, 200, 260)]
    page = [*lay(64, 193, "The wells of Lower Marsh"), *lay(64, 230, "Both"), *words(lay)[5:7], *words(lay)[8:]]
    (table,) = tables(make_pdf("a.pdf", page, extra=" ".join(drawn)))
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells}
    assert spans["The wells of Lower Marsh"] == (0, 0, 1, 3)
    assert spans["Both"] == (1, 0, 2, 1)
    assert spans["38.2"] == (2, 1, 1, 1)


def test_the_side_of_a_box_does_not_part_a_word(make_pdf: Make, lay: Lay) -> None:
    rules = " ".join([*(across(y, 60, 360) for y in TOPS), *(upright(x, 180, 260) for x in (60, 260, 360))])
    boxes = " ".join(boxed(box) for box in ((60, 200, 85, 240), (85, 200, 260, 240)))
    page = [
        *lay(64, 193, "Well"),
        *lay(264, 193, "Ground"),
        *lay(64, 213, "Groundwater of the hill"),
        *lay(264, 213, "gravel"),
    ]
    page += [*lay(64, 253, "Moor"), *lay(264, 253, "chalk")]
    (table,) = tables(make_pdf("a.pdf", page, extra=f"{boxes} {rules}"))
    assert rows(table.cells) == [["Well", "Ground"], ["Groundwater of the hill", "gravel"], ["Moor", "chalk"]]


def test_what_has_no_words_in_rows_and_columns_is_no_table(make_pdf: Make, lay: Lay) -> None:
    frame = f"{boxed((60, 180, 360, 260))} {upright(62, 180, 260)} {across(182, 60, 360)}"
    chart = [*lay(64, 193, "100"), *lay(64, 233, "50")]
    prose = lay(
        64, 193, "Springs are fed by the rain that falls|on the hills above them, which sinks|through the soil."
    )
    assert tables(make_pdf("frame.pdf", prose, extra=frame)) == []
    assert tables(make_pdf("chart.pdf", chart, extra=GRID)) == []
    assert tables(make_pdf("nothing.pdf", words(lay))) == []


def test_a_lattice_whose_rows_are_not_parted_is_left_to_others(make_pdf: Make, lay: Lay) -> None:
    drawn = [across(y, 60, 360) for y in (180, 200, 240, 260)] + [upright(x, 180, 260) for x in LEFTS]
    page = [*words(lay)[:3], *lay(64, 211, "Moor|Lind|Sund", leading=11), *lay(164, 211, "38.2|55.1|44.9", leading=11)]
    page += [*lay(264, 211, "chalk|clay|sand", leading=11), *words(lay)[7:]]
    assert tables(make_pdf("a.pdf", page, extra=" ".join(drawn))) == []
