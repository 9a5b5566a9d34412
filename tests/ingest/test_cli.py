"""The command: exit codes, the summary, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest import cli, pipeline
from kg import console


@pytest.fixture(autouse=True)
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "grammar", lambda settings: lambda document, chunks: ((), (), ()))


def ingest(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        console.run(cli.app, [str(a) for a in arguments])
    return int(left.value.code or 0)


def test_a_folder_is_read_and_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Rain falls.")
    assert ingest(tmp_path / "a.txt", "--workspace", tmp_path / "work") == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "1 read, 0 unchanged, 0 failed" in captured.out


def test_a_failed_file_is_one_line_and_a_non_zero_exit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Rain falls.")
    (tmp_path / "b.pdf").write_bytes(b"")
    assert ingest(tmp_path, "--workspace", tmp_path / ".work") == 1
    out = capsys.readouterr().out
    assert out.count("b.pdf") == 1
    assert "empty: the file is empty" in out
    assert "1 read" in out


def test_the_report_is_also_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Rain falls.")
    assert ingest(tmp_path / "a.txt", "--workspace", tmp_path / "work", "--json") == 0
    assert json.loads(capsys.readouterr().out)["documents"] == 1


def test_wrong_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest(tmp_path / "nowhere", "--workspace", tmp_path / "work") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert ingest("--help") == 0
    assert "ingest papers/ --prune" in capsys.readouterr().out
