"""The labelled pairs are what they say, and ours merges on the half that nothing was tuned to with precision .98."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="module")
def bench(script: Callable[[str], ModuleType]) -> ModuleType:
    """The benchmark, as a module."""
    return script("benchmarks/resolution.py")


@pytest.fixture(scope="module")
def rows(bench: ModuleType) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bench.read(bench.PAIRS)
    return found


def test_no_name_of_a_pair_is_the_other_and_no_pair_stands_twice(rows: list[dict[str, Any]]) -> None:
    pairs = [tuple(sorted((r["one"]["name"], r["other"]["name"]))) for r in rows]
    assert len(pairs) == len(set(pairs)) >= 400
    assert all(one != other for one, other in pairs)
    assert {r["half"] for r in rows} == {"tune", "test"}
    assert all(side["licence"] and side["document"] for r in rows for side in (r["one"], r["other"]))
    quoted = [side for r in rows for side in (r["one"], r["other"]) if "context" in side]
    assert all(side["licence"] in ("CC-BY-4.0", "CC0-1.0") and len(side["context"].split()) <= 40 for side in quoted)


def test_precision_on_the_test_half_is_98_percent_and_recall_above_the_peers(
    bench: ModuleType, rows: list[dict[str, Any]]
) -> None:
    test = [r for r in rows if r["half"] == "test"]
    found = bench.score(test, bench.ours(test))
    assert found.precision >= 0.98
    assert found.recall >= 0.7
    fuzzy = bench.score(test, bench.fuzzy(test))
    assert found.f1 > fuzzy.f1


def test_names_by_the_thousand_are_weighed_in_one_pass(bench: ModuleType, rows: list[dict[str, Any]]) -> None:
    found = bench.many(rows, 5000)
    assert found["names"] == 5000
    assert found["things"] < 5000
    assert found["pairs explained"] < 5 * found["names"]
