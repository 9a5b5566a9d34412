"""The terminal: exit codes, one-line errors, quiet progress, summaries of one screen."""

from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from kg import console
from kg.errors import UserError


def one() -> typer.Typer:
    app = console.application()

    @app.command()
    def count(n: int) -> None:
        """Count to N.

        \b
        Example:
          count 3
        """
        if n < 0:
            raise UserError("count: below zero; give 0 or more")
        if n > 9:
            raise typer.Exit(1)

    return app


def several() -> typer.Typer:
    app = console.application("Do things.", several=True)

    @app.command()
    def export(out: str = "here") -> None:
        typer.echo(f"to {out}")

    return app


@pytest.mark.parametrize(("arguments", "code"), [(["3"], 0), (["12"], 1), (["--", "-1"], 2), (["x"], 2), ([], 2)])
def test_the_exit_code_says_done_in_part_or_wrong_input(arguments: list[str], code: int) -> None:
    with pytest.raises(SystemExit) as left:
        console.run(one(), arguments)
    assert left.value.code == code


def test_a_stop_by_hand_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    app = console.application()

    @app.command()
    def wait() -> None:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as left:
        console.run(app, [])
    assert left.value.code == 130
    assert capsys.readouterr().err.startswith("error: stopped; ")


def test_a_user_error_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        console.run(one(), ["--", "-1"])
    assert capsys.readouterr().err == "error: count: below zero; give 0 or more\n"


def test_a_lone_command_of_several_keeps_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        console.run(several(), ["export", "--out", "there"])
    assert left.value.code == 0
    assert capsys.readouterr().out == "to there\n"


def test_help_shows_the_example_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        console.run(one(), ["--help"])
    assert left.value.code == 0
    assert "Example:\n    count 3" in capsys.readouterr().out


def test_progress_is_quiet_where_no_one_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress() as progress:
        progress.note("half way")
        assert list(progress.steps(range(3), "things")) == [0, 1, 2]
    assert capsys.readouterr() == ("", "")


def test_progress_shows_counts_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress(shown=True) as progress:
        for _ in progress.steps(range(3), "things"):
            progress.note("going")
    assert "3/3" in capsys.readouterr().err


def test_a_summary_fits_on_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    reasons = {f"reason_{n}": n for n in range(40)}
    console.summary("done", {"kept": 12_000}, reasons, {"a.pdf": "broken"}, {"read": 1.25})
    out = capsys.readouterr().out
    assert len(out.splitlines()) < 24
    assert "12,000" in out
    assert "… and 28 more" in out
    assert "a.pdf  broken" in out


def test_names_and_text_do_nothing_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    console.summary("read", {"file": "a\x1b[31m.txt"}, failed={"new\nline\udcff.txt": "\u202eempty"})
    shown = capsys.readouterr().out
    assert shown.splitlines()[1:] == [
        r"  file  a\x1b[31m.txt",
        "  failed:",
        r"    new\nline\udcff.txt  \u202eempty",
    ]


PRINTS = """
import sys
import typer
from kg import console
app = console.application()
@app.command()
def many(lines: int) -> None:
    "Print so many lines."
    for line in range(lines):
        typer.echo(f"line {line} \\N{RIGHTWARDS ARROW}")
console.run(app)
"""


@pytest.mark.parametrize(
    ("shell", "told", "code"),
    [
        ('"$@" 100000 | head -1 > /dev/null', "", 0),
        ('"$@" 3 >&-', "", 0),
        ('"$@" 3 > /dev/full', "error: standard output: cannot be written (No space left on device)", 1),
        ('"$@" 100000 > /dev/full', "error: standard output: cannot be written (No space left on device)", 1),
        ('PYTHONIOENCODING=ascii "$@" 3 > /dev/null', "", 0),
    ],
)
def test_an_output_that_takes_nothing_more_is_no_traceback(shell: str, told: str, code: int) -> None:
    run = subprocess.run(
        ["/bin/sh", "-c", shell, "sh", sys.executable, "-c", PRINTS], capture_output=True, text=True, check=False
    )
    assert run.returncode == code
    assert run.stderr.startswith(told)
    assert run.stderr.count("\n") == bool(told)


def test_a_bare_command_of_several_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        console.run(several(), [])
    assert left.value.code == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert len(shown.out.splitlines()) > 5
