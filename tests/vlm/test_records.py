"""A request's digest stands for the whole of it."""

from __future__ import annotations

import pytest

from vlm.records import Request


@pytest.mark.parametrize(
    "change", [{"model": "m"}, {"user": "u"}, {"temperature": 0.5}, {"seed": 1}, {"answer_schema": "{}"}]
)
def test_any_change_of_a_request_changes_its_digest(change: dict[str, object]) -> None:
    request = Request(model="a", system="b", user="c")
    assert request.model_copy(update=change).sha256 != request.sha256
    assert Request(model="a", system="b", user="c").sha256 == request.sha256
