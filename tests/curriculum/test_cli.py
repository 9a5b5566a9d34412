"""The `curriculum` command: from a samples file or a workspace to a folder, and a table of what there is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from curriculum import cli
from curriculum.settings import CurriculumSettings
from generate.records import Sample
from kg import console
from kg.config import load, read_yaml
from kg.store import Outcome, RunState
from kg.workspace import open_store

Many = Callable[[int, int], list[Sample]]


def command(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        console.run(cli.app, [str(argument) for argument in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def file(many: Many, tmp_path: Path) -> Path:
    path = tmp_path / "samples.jsonl"
    path.write_text("".join(f"{sample.model_dump_json()}\n" for sample in many(1, 20)))
    return path


def test_a_samples_file_is_exported(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        command("export", "--samples", file, "--out", tmp_path / "out", "--schedule", "blocked", "--form", "text") == 0
    )
    assert "20 samples, blocked order" in capsys.readouterr().out
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["form"] == "text"


def test_the_workspace_is_exported_without_samples_whose_document_is_gone(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_store(tmp_path / "workspace", write=True) as store:
        run = store.start_run("f", "{}")
        rows = [
            Outcome(position=p, kind="sample", id=s.id, json_text=s.model_dump_json()) for p, s in enumerate(many(1, 5))
        ]
        store.append(run.id, rows)
        store.close_run(run.id, RunState.FINISHED)
    assert command("export", "--workspace", tmp_path / "workspace", "--out", tmp_path / "out") == 2
    assert "nothing to export" in capsys.readouterr().err


@pytest.mark.parametrize(("flag", "value"), [("--schedule", "upwards"), ("--form", "chatty")])
def test_an_unknown_choice_is_one_line(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], flag: str, value: str
) -> None:
    assert command("export", "--samples", file, "--out", tmp_path / "out", flag, value) == 2
    error = capsys.readouterr().err
    assert value in error
    assert error.count("\n") == 1


def test_stats_counts_by_stage_and_hops(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("stats", "--samples", file) == 0
    shown = capsys.readouterr().out
    assert "20 samples" in shown
    assert "perception" in shown
    assert "3 hops" in shown


@pytest.mark.parametrize("name", ["export", "stats"])
def test_every_help_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(name, "--help") == 0
    assert f"curriculum {name} --" in capsys.readouterr().out


def test_the_file_of_settings_equals_the_defaults_in_the_code(repository: Path) -> None:
    assert load(CurriculumSettings, "curriculum.yaml") == CurriculumSettings()
    assert set(read_yaml(repository / "configs" / "curriculum.yaml")) == set(CurriculumSettings.model_fields)
