"""The table of tasks in the README is the one that the program prints."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from generate.catalogue import catalogue
from generate.cli import app
from generate.tasks import TASKS


def test_every_task_has_a_row() -> None:
    assert all(f"| `{name}` |" in catalogue() for name in TASKS)


def test_the_readme_has_the_table_of_the_code(repository: Path) -> None:
    assert catalogue() in (repository / "README.md").read_text(encoding="utf-8")


def test_the_command_prints_it() -> None:
    assert CliRunner().invoke(app, ["--list-tasks"]).output.strip() == catalogue()
