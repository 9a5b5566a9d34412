"""What the README says, run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest


def shell_blocks(repository: Path) -> list[list[str]]:
    """The commands of each ```sh block of the README, comments cut off."""
    text = (repository / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return [[line.split("  #")[0].strip() for line in block.splitlines() if line.strip()] for block in blocks]


def test_the_two_commands_of_the_readme_are_make_targets(repository: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (repository / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    commands = [c for block in shell_blocks(repository) for c in block if c.startswith("make ")]
    assert commands == ["make demo", "make test"]
    assert {c.split()[1] for c in commands} <= targets


def test_every_other_command_of_the_readme_runs_as_written(repository: Path, tmp_path: Path) -> None:
    commands = [c for block in shell_blocks(repository) for c in block if not c.startswith("make ")]
    assert len(commands) >= 6
    (tmp_path / "examples").symlink_to(repository / "examples")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("KINDERGRAPH_WORKSPACE", None)
    for command in commands:
        run = subprocess.run(
            shlex.split(command), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, f"{command}\n{run.stdout}\n{run.stderr}"
    assert (tmp_path / "out" / "README.md").is_file()


def test_every_folder_that_the_readme_names_is_there(repository: Path) -> None:
    text = (repository / "README.md").read_text(encoding="utf-8")
    folders = re.findall(r"^([a-z]+)/  ", text, flags=re.MULTILINE)
    assert {"kg", "vlm", "ingest", "generate", "curriculum", "configs"} <= set(folders)
    assert [f for f in folders if not (repository / f).is_dir()] == []


@pytest.mark.parametrize("command", ["ingest", "generate", "curriculum", "kg", "vlm"])
def test_the_help_of_every_command_has_an_example(command: str) -> None:
    script = Path(sys.executable).parent / command
    run = subprocess.run([script, "--help"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "Example" in run.stdout
