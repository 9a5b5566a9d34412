"""`kg export` and `kg import`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import console
from kg.cli import app


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        console.run(app, arguments)
    return int(left.value.code or 0)


def test_export_and_import_from_the_command_line(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, copy = str(tmp_path / "graph.graphml"), str(tmp_path / "copy")
    assert call("export", out, "--workspace", str(workspace), "--json") == 0
    manifest = json.loads(capsys.readouterr().out)
    assert call("import", out, "--workspace", copy) == 0
    assert manifest["digest"] in capsys.readouterr().out
    assert call("stats", "--workspace", copy, "--json") == 0
    assert json.loads(capsys.readouterr().out)["digest"] == manifest["digest"]


def test_an_export_that_cannot_be_read_makes_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes").mkdir()
    for path, said in (("nowhere.graphml", "not there"), ("notes", "no manifest.json"), (__file__, "suffix")):
        assert call("import", str(tmp_path / path), "--workspace", str(tmp_path / "copy")) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()


def test_an_unknown_format_is_said_with_the_known_ones(
    workspace: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in ((str(tmp_path / "g"), "--format", "csv"), (str(tmp_path / "g.csv"),)):
        assert call("export", *arguments, "--workspace", str(workspace)) == 2
        assert "graphml" in capsys.readouterr().err
