"""The first moments of a command, long before it has read its own file."""

from __future__ import annotations

import subprocess
import sys

import pytest

STARTED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` leaves it ignored
class Stop:
    def find_spec(self, name, path, target=None):
        if name == moment:
            os.kill(os.getpid(), signal.SIGINT)
command, moment = sys.argv[1:3]
sys.argv = [command, "--help"]
sys.meta_path.insert(0, Stop())
from kg.start import main
main()
"""
"""Runs `COMMAND --help`, stopped by hand at the moment that a module is looked for."""


def started(command: str, moment: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-c", STARTED, command, moment]
    return subprocess.run(run, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", ["ingest", "generate", "curriculum", "kg", "vlm"])
def test_a_script_runs_the_command_that_it_is_named_after(command: str) -> None:
    run = started(command, "never")
    assert (run.returncode, run.stderr) == (0, "")
    assert f"Usage: {command}" in run.stdout


@pytest.mark.parametrize("moment", ["kg.cli", "typer", "kg.commands"])
def test_a_stop_while_a_command_is_loaded_is_one_line(moment: str) -> None:
    run = started("kg", moment)
    assert (run.returncode, run.stdout) == (130, "")
    assert run.stderr == "error: stopped; what was finished is kept, run the same command again to go on\n"
