"""The `generate` command: exit codes, one-line errors, the file it leaves, help with an example."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from generate import cli, pipeline
from generate.personas import Matcher
from generate.records import Persona, Sample
from kg import console

Build = Callable[..., Path]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """One persona, and no weights."""

    class Constant:
        def encode(self, texts: list[str]) -> object:
            import numpy

            return numpy.ones((len(texts), 1), dtype=numpy.float32)

    person = Persona(id="p", occupation="o", age_band="adult", interests=("i",), voice="v", text="a keeper of ponds")
    monkeypatch.setattr(pipeline, "_matcher", lambda: Matcher([person], Constant()))  # type: ignore[arg-type]


def command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        console.run(cli.app, [str(argument) for argument in arguments])
    return int(left.value.code or 0)


def test_asked_for_and_given(works: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "deep" / "samples.jsonl"
    assert command("-n", 12, "--workspace", works(), "--out", out, "--seed", 4) == 0
    samples = [Sample.model_validate_json(line) for line in out.read_text().splitlines()]
    assert len(samples) == 12
    shown = capsys.readouterr().out
    assert "12 of 12 samples" in shown
    assert len(shown.splitlines()) < 24


def test_fewer_than_asked_for_is_written_and_leaves_with_one(
    works: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "samples.jsonl"
    assert command("-n", 900, "--hops", 1, "--task", "find", "--workspace", works(each=3), "--out", out) == 1
    error = capsys.readouterr().err
    kept = len(out.read_text().splitlines())
    assert error.startswith(f"error: generate: the graph supports {kept} of the 900 samples")
    assert error.count("\n") == 1


def test_the_summary_as_json_adds_up(works: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command("-n", 10, "--workspace", works(), "--out", tmp_path / "o.jsonl", "--json")
    report = json.loads(capsys.readouterr().out)
    assert report["planned"] == report["kept"] + report["failed"] + sum(report["rejected"].values())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--stage", "abstrakt"], "did you mean `abstract`"),
        (["--topic", "rain tnak"], "did you mean `rain tank`"),
        (["--hops", "9"], "see --help"),
    ],
)
def test_wrong_input_is_one_line_and_two(
    works: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert command(*arguments, "--workspace", works(), "--out", tmp_path / "o.jsonl") == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "o.jsonl").exists()


def test_no_graph_is_an_error_and_makes_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--workspace", tmp_path / "none") == 2
    assert "ingest" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--help") == 0
    assert "generate --hops 3 --stage abstract -n 100" in capsys.readouterr().out
