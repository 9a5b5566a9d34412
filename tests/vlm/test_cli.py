"""The room of models is honest about being empty."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from kg import console
from kg.config import load
from kg.errors import UserError
from vlm.cli import STATUS, app
from vlm.settings import VlmSettings


def test_status_says_that_grammar_writes(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["status"], ["status", "--json"]):
        with pytest.raises(SystemExit) as left:
            console.run(app, arguments)
        assert left.value.code == 0
    plain, data = capsys.readouterr().out.splitlines()
    assert "none: grammar writes, and says so in every record" in plain
    assert json.loads(data)["engine"] == "none"


def test_the_file_says_what_the_code_does(repository: Path) -> None:
    assert VlmSettings(**yaml.safe_load((repository / "configs" / "vlm.yaml").read_text())) == VlmSettings()
    assert set(STATUS) == {VlmSettings().engine}


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(UserError, match="engine"):
        load(VlmSettings, "vlm.yaml", engine="endpoint")
